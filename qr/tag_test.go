package qr

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	require.NoError(t, err)
	return b
}

func TestMessageVectors(t *testing.T) {
	message, err := NDEFMessage("http://www.nfc.com")
	require.NoError(t, err)
	require.Equal(t, unhex(t, "D1010855016E66632E636F6D"), message)
	for uri, want := range map[string]string{
		"http://seqr.se/Q0039394857311223":        "031ED1011A5503736571722E73652F5130303339333934383537333131323233FE",
		"HTTP://SEQR.SE/Q0039394857311223":        "031ED1011A5503736571722E73652F5130303339333934383537333131323233FE",
		"https://seqr.example/q/0039394857311223": "0324D101205504736571722E6578616D706C652F712F30303339333934383537333131323233FE",
	} {
		tag, err := NFCTag(uri, NTAG213)
		require.NoError(t, err)
		require.Equal(t, unhex(t, want), tag)
	}
}

func TestAbbreviations(t *testing.T) {
	for uri, want := range map[string]string{
		"http://a":           "\x03a",
		"http://www.a":       "\x01a",
		"https://www.a":      "\x02a",
		"HTTPS://WWW.A/B":    "\x02a/B",
		"http://www":         "\x03www",
		"tel:+46":            "\x05+46",
		"mailto:A@b":         "\x06A@b",
		"urn:epc:id:X":       "\x1eX",
		"urn:epc:x":          "\x22x",
		"urn:x":              "\x13x",
		"seqr://SEQR.SE/R1":  "\x00seqr://seqr.se/R1",
		"HTTP://SEQR.SE?A=B": "\x03seqr.se?A=B",
		"HTTP://SEQR.SE#A":   "\x03seqr.se#A",
		"HTTP://SEQR.SE":     "\x03seqr.se",
	} {
		message, err := NDEFMessage(uri)
		require.NoError(t, err)
		require.Equal(t, want, string(message[4:]), uri)
		back, err := ParseNDEF(message)
		require.NoError(t, err)
		require.Equal(t, lowerOrigin(uri), back)
	}
}

// Above 255 bytes the record's length takes four bytes, from 255 on the tag's takes three.
func TestLongForms(t *testing.T) {
	for _, c := range []struct {
		rest         int
		record, data string
	}{
		{249, "D101FA5503", "03FE"},
		{250, "D101FB5503", "03FF00FF"},
		{254, "D101FF5503", "03FF0103"},
		{255, "C101000001005503", "03FF0107"},
	} {
		uri := "http://" + strings.Repeat("a", c.rest)
		message, err := NDEFMessage(uri)
		require.NoError(t, err)
		require.Equal(t, unhex(t, c.record), message[:len(c.record)/2])
		tag, err := NFCTag(uri, 1000)
		require.NoError(t, err)
		require.Equal(t, unhex(t, c.data), tag[:len(c.data)/2])
		back, err := ParseTag(tag)
		require.NoError(t, err)
		require.Equal(t, uri, back)
	}
}

func TestCapacity(t *testing.T) {
	uri := "http://" + strings.Repeat("a", NTAG213-8)
	tag, err := NFCTag(uri, NTAG213)
	require.NoError(t, err)
	require.Len(t, tag, NTAG213)
	_, err = NFCTag(uri+"a", NTAG213)
	require.ErrorIs(t, err, ErrCapacity)
	_, err = lane.Tag(10)
	require.ErrorIs(t, err, ErrCapacity)
	_, err = signed.Tag(NTAG213)
	require.ErrorIs(t, err, ErrCapacity, "a signed invoice is too long for the small tag")
}

func TestAddressesThatAreNone(t *testing.T) {
	for uri, want := range map[string]error{
		"":                                    ErrURI,
		"seqr.se/Q1":                          ErrURI,
		"http:":                               ErrURI,
		"://x":                                ErrURI,
		"1http://x":                           ErrURI,
		"ht tp://x":                           ErrURI,
		"http://\u00e9":                       ErrURI,
		"http://a\x00":                        ErrURI,
		"http://a b":                          ErrURI,
		"http://" + strings.Repeat("a", 1018): ErrTooLong,
	} {
		_, err := NDEFMessage(uri)
		require.ErrorIs(t, err, want, "%q", uri)
		_, err = NFCTag(uri, 2000)
		require.ErrorIs(t, err, want, "%q", uri)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	_, err := Code{}.Tag(NTAG213)
	require.ErrorIs(t, err, ErrForm)
}

// PAY-2: the tag resolves to the same lane as the sticker.
func TestTagAndStickerAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := codes().Draw(t, "code")
		tag, err := code.Tag(2000)
		require.NoError(t, err)
		fromTag, err := Parser{}.ParseTag(tag)
		require.NoError(t, err)
		fromSticker, err := Parse(code.String())
		require.NoError(t, err)
		require.Equal(t, fromSticker, fromTag)
	})
}

func TestTagsOfOtherWriters(t *testing.T) {
	const uri = "D1 01 0B 55 03 73 65 71 72 2E 73 65 2F 51 37"
	for name, data := range map[string]string{
		"plain":                   "03 0F" + uri + "FE",
		"no end":                  "03 0F" + uri,
		"room behind the end":     "03 0F" + uri + "FE 00 00 AA BB",
		"padding in front":        "00 00 03 0F" + uri + "FE",
		"lock and memory control": "01 03 A0 10 44 02 03 10 11 12 03 0F" + uri + "FE",
		"proprietary in front":    "FD 02 AA BB 03 0F" + uri + "FE",
		"long length":             "03 FF 00 0F" + uri + "FE",
		"long record":             "03 12 C1 01 00 00 00 0B 55 03 73 65 71 72 2E 73 65 2F 51 37 FE",
		"with an id":              "03 11 D9 01 0B 01 55 78 03 73 65 71 72 2E 73 65 2F 51 37 FE",
		"no abbreviation":         "03 16 D1 01 12 55 00" + hex.EncodeToString([]byte("http://seqr.se/Q7")) + "FE",
		"reserved abbreviation":   "03 16 D1 01 12 55 24" + hex.EncodeToString([]byte("http://seqr.se/Q7")) + "FE",
		"abbreviation FF":         "03 16 D1 01 12 55 FF" + hex.EncodeToString([]byte("HTTP://SEQR.SE/Q7")) + "FE",
		"absolute address":        "03 14 D3 11 00" + hex.EncodeToString([]byte("HTTP://SEQR.SE/Q7")) + "FE",
		"with the app's name": "03 2A 91 01 0B 55 03 73 65 71 72 2E 73 65 2F 51 37 54 0F 09" +
			hex.EncodeToString([]byte("android.com:pkgse.seqr.x")) + "FE",
	} {
		t.Run(name, func(t *testing.T) {
			code, err := Parser{}.ParseTag(unhex(t, data))
			require.NoError(t, err)
			require.Equal(t, Code{Kind: Lane, Host: "SEQR.SE", ID: "7"}, code)
		})
	}
}

func TestTagsThatAreRefused(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":                "",
		"only padding":           "00 00 00",
		"only the end":           "FE",
		"unknown block":          "04 01 00 FE",
		"length missing":         "03",
		"long length cut":        "03 FF 00",
		"cut in the message":     "03 0F D1 01 0B 55 03",
		"empty message":          "03 00 FE",
		"end before the message": "FE 03 07 D1 01 03 55 03 61 62 FE",
		"not the first record":   "03 07 51 01 03 55 03 61 62 FE",
		"not the last record":    "03 07 91 01 03 55 03 61 62 FE",
		"bytes left over":        "03 08 D1 01 03 55 03 61 62 00 FE",
		"in parts":               "03 07 F1 01 03 55 03 61 62 FE",
		"text record":            "03 08 D1 01 04 54 02 65 6E 61 FE",
		"smart poster":           "03 0C D1 02 07 53 70 D1 01 03 55 03 61 62 FE",
		"empty payload":          "03 04 D1 01 00 55 FE",
		"only an abbreviation":   "03 05 D1 01 01 55 03 FE",
		"not ASCII":              "03 07 D1 01 03 55 03 C3 A9 FE",
		"control character":      "03 07 D1 01 03 55 03 61 0A FE",
		"absolute with payload":  "03 0A D3 06 01 68 74 74 70 3A 61 00 FE",
		"absolute, empty":        "03 03 D3 00 00 FE",
		"absolute, relative":     "03 04 D3 01 00 61 FE",
		"two addresses":          "03 0E 91 01 03 55 03 61 62 51 01 03 55 03 61 63 FE",
		"second begins again":    "03 16 91 01 03 55 03 61 62 D4 0F 00" + hex.EncodeToString([]byte("android.com:pkg")) + "FE",
		"huge record":            "03 0A C1 01 FF FF FF FF 55 03 61 62 FE",
		"id missing":             "03 04 D9 01 00 05 FE",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseTag(unhex(t, data))
			require.ErrorIs(t, err, ErrTag)
			_, err = Parser{}.ParseTag(unhex(t, data))
			require.ErrorIs(t, err, ErrTag)
		})
	}
	_, err := Parser{}.ParseTag(unhex(t, "03 07 D1 01 03 55 03 61 62 FE"))
	require.ErrorIs(t, err, ErrHost, "a good tag of somebody else")
}
