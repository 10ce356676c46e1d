package qr_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/seqrpay/seqr/qr"
)

// texts are some of each form, and some that nearly are.
var texts = []string{
	"HTTP://SEQR.SE/Q0039394857311223", "HTTP://SEQR.SE/R1397222701693", "seqr://SEQR.SE/R1397222701693",
	"HTTP://SEQR.SE/000/WSS-DEV?t=a%41&w=7", "HTTP://SEQR.SE/000/invoice?j=a.b.c", "SEQR-ACTION://WIZARD/CANCEL",
	"http://seqr.se@evil.com/Q1", "http://seqr.se/Q%30", "http://\u017feqr.se/Q1", "https://seqr.se/Q1",
}

func FuzzParse(f *testing.F) { // PAY-18
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, err := qr.Parse(text)
		if err != nil {
			if code != (qr.Code{}) || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%q: %+v, %v", text, code, err)
			}
			return
		}
		canonical := code.String()
		if again, err := qr.Parse(canonical); err != nil || again != code {
			t.Fatalf("%q: printed %q, read back as %+v, %v", text, canonical, again, err)
		}
		// The printed text is the given one, but for case and the app's scheme.
		given := text
		if code.Kind == qr.Invoice && strings.EqualFold(text[:4], "SEQR") {
			given = "HTTP" + text[4:]
		}
		if len(given) != len(canonical) || !strings.EqualFold(given, canonical) {
			t.Fatalf("%q means what %q means", text, canonical)
		}
		if !strings.HasSuffix(text, code.Parameters) {
			t.Fatalf("%q: parameters changed to %q", text, code.Parameters)
		}
	})
}

func FuzzParseNDEF(f *testing.F) {
	for _, text := range texts[:6] {
		if message, err := qr.NDEFMessage(text); err == nil {
			f.Add(message)
		}
	}
	f.Add([]byte("\xd3\x11\x00HTTP://SEQR.SE/Q7"))
	f.Add([]byte("\xc1\x01\xff\xff\xff\xffU\x03"))
	f.Fuzz(func(t *testing.T, message []byte) {
		uri, err := qr.ParseNDEF(message)
		if err != nil {
			if uri != "" || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%q, %v", uri, err)
			}
			return
		}
		// What was read can be written, and comes back the same but for the case of the host.
		written, err := qr.NDEFMessage(uri)
		if err != nil {
			t.Fatalf("%q: %v", uri, err)
		}
		again, err := qr.ParseNDEF(written)
		if err != nil || !strings.EqualFold(uri, again) {
			t.Fatalf("%q became %q, %v", uri, again, err)
		}
		if twice, err := qr.NDEFMessage(again); err != nil || !bytes.Equal(twice, written) {
			t.Fatalf("%q was written as %x, then as %x, %v", uri, written, twice, err)
		}
	})
}

func FuzzParseTag(f *testing.F) {
	for _, text := range texts[:6] {
		if tag, err := qr.NFCTag(text, 1000); err == nil {
			f.Add(tag)
		}
	}
	f.Add([]byte("\x03\xff\xff\xff\xc1\x01\xff\xff\xff\xff"))
	f.Add([]byte("\x00\x01\x03\xa0\x10\x44\x03\x14\xd3\x11\x00HTTP://SEQR.SE/Q7\xfe"))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		uri, err := qr.ParseTag(data)
		if !bytes.Equal(before, data) {
			t.Fatal("the tag was changed")
		}
		if err != nil {
			if uri != "" || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%q, %v", uri, err)
			}
			return
		}
		fromText, errText := qr.Parse(uri)
		fromTag, errTag := qr.Parser{}.ParseTag(data)
		if fromText != fromTag || (errText == nil) != (errTag == nil) {
			t.Fatalf("%+v, %v and %+v, %v", fromText, errText, fromTag, errTag)
		}
	})
}

func FuzzParseEMV(f *testing.F) {
	for _, s := range qr.Samples {
		f.Add(s)
		f.Add(s[6 : len(s)-8])
	}
	// A fuzzer does not find check sums: it also writes what stands before one.
	f.Fuzz(func(t *testing.T, text string) {
		for _, payload := range []string{text, qr.Sealed(text)} {
			e, err := qr.ParseEMV(payload)
			if err != nil {
				if fault.KindOf(err) != fault.Invalid {
					t.Fatal(err)
				}
				continue
			}
			_, _ = e.Code()
			written, err := e.Encode()
			if err != nil {
				continue
			}
			again, err := qr.ParseEMV(written)
			if err != nil {
				t.Fatalf("%q was written as %q: %v", payload, written, err)
			}
			if twice, err := again.Encode(); err != nil || twice != written {
				t.Fatalf("%q was written as %q, then as %q: %v", payload, written, twice, err)
			}
		}
	})
}
