package qr

import (
	"encoding/binary"
	"strings"
)

// NTAG213 is the room for data on the smallest common sticker tag, in bytes.
const NTAG213 = 144

// The parts of an NDEF record that this package writes and reads.
const (
	flagBegin   = 0x80 // first record of the message
	flagEnd     = 0x40 // last record
	flagChunk   = 0x20 // continued in the next record
	flagShort   = 0x10 // one-byte payload length
	flagID      = 0x08 // an id follows the type
	maskTNF     = 0x07
	wellKnown   = 0x01
	absoluteURI = 0x03
	external    = 0x04

	androidApplication = "android.com:pkg"
)

// uriPrefixes are the abbreviations of the URI record: the first byte of its payload is the index.
var uriPrefixes = [...]string{
	"", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:",
	"ftp://anonymous:anonymous@", "ftp://ftp.", "ftps://", "sftp://", "smb://", "nfs://", "ftp://",
	"dav://", "news:", "telnet://", "imap:", "rtsp://", "urn:", "pop:", "sip:", "sips:", "tftp:",
	"btspp://", "btl2cap://", "btgoep://", "tcpobex://", "irdaobex://", "file://",
	"urn:epc:id:", "urn:epc:tag:", "urn:epc:pat:", "urn:epc:raw:", "urn:epc:", "urn:nfc:",
}

// NDEFMessage is a message of one URI record. The address is absolute, printable ASCII and at
// most [MaxText] long, else [ErrURI] or [ErrTooLong]. Its scheme and host are written in lower
// case, because the abbreviations of the record are compared byte by byte; the rest keeps its case.
func NDEFMessage(uri string) ([]byte, error) {
	if len(uri) > MaxText {
		return nil, ErrTooLong
	}
	if !isURI(uri) {
		return nil, ErrURI
	}
	prefix, rest := abbreviate(lowerOrigin(uri))
	size := 1 + len(rest)
	message := []byte{flagBegin | flagEnd | wellKnown, 1}
	if size <= 0xFF {
		message[0] |= flagShort
		message = append(message, byte(size))
	} else {
		message = binary.BigEndian.AppendUint32(message, uint32(size))
	}
	message = append(message, 'U', prefix)
	return append(message, rest...), nil
}

// abbreviate finds the longest known beginning of uri.
func abbreviate(uri string) (prefix byte, rest string) {
	best := 0
	for i, p := range uriPrefixes {
		if len(p) > len(uriPrefixes[best]) && strings.HasPrefix(uri, p) {
			best = i
		}
	}
	return byte(best), uri[len(uriPrefixes[best]):]
}

// lowerOrigin writes scheme and host in lower case and leaves the rest alone.
func lowerOrigin(uri string) string {
	end := strings.IndexByte(uri, ':') + 1
	if strings.HasPrefix(uri[end:], "//") {
		end += 2
		if i := strings.IndexAny(uri[end:], "/?#"); i >= 0 {
			end += i
		} else {
			end = len(uri)
		}
	}
	return lower(uri[:end]) + uri[end:]
}

// isURI tells whether text is printable ASCII with a scheme in front and something behind it.
func isURI(text string) bool {
	scheme, rest, ok := strings.Cut(text, ":")
	return ok && rest != "" && rest != "//" && isScheme(scheme) && !strings.ContainsFunc(text, forbidden)
}

func isScheme(text string) bool {
	return text != "" && isLetter(text[0]) && consists(text, func(b byte) bool {
		return isDigit(b) || isLetter(b) || b == '+' || b == '-' || b == '.'
	})
}

// ParseNDEF is the address that an NDEF message begins with: a URI record, or a record whose
// type is an absolute address. Only an Android application record may follow it. Anything else,
// also a message with bytes left over, is [ErrTag].
func ParseNDEF(message []byte) (string, error) {
	first, rest, err := cutRecord(message)
	if err != nil || first.flags&flagBegin == 0 {
		return "", ErrTag
	}
	for last := first; last.flags&flagEnd == 0; {
		if last, rest, err = cutRecord(rest); err != nil || !last.follows() {
			return "", ErrTag
		}
	}
	if len(rest) > 0 {
		return "", ErrTag
	}
	return first.uri()
}

// record is one record of a message; its fields share the message's bytes.
type record struct {
	flags         byte
	name, payload []byte
}

// follows tells whether a record may stand behind the address.
func (r record) follows() bool {
	return r.flags&flagBegin == 0 && r.flags&maskTNF == external && lower(string(r.name)) == androidApplication
}

// uri is the address in a record, if it is printable ASCII.
func (r record) uri() (string, error) {
	var uri string
	switch {
	case r.flags&maskTNF == wellKnown && string(r.name) == "U" && len(r.payload) > 0:
		// Numbers without a meaning are to be read as no abbreviation.
		if p := int(r.payload[0]); p < len(uriPrefixes) {
			uri = uriPrefixes[p]
		}
		uri += string(r.payload[1:])
	case r.flags&maskTNF == absoluteURI && len(r.payload) == 0:
		uri = string(r.name)
	}
	if len(uri) > MaxText || !isURI(uri) {
		return "", ErrTag
	}
	return uri, nil
}

// cutRecord takes the first record off a message. Every length is checked against the bytes that
// are there, so nothing is ever reserved for a length that a stranger wrote.
func cutRecord(b []byte) (record, []byte, error) {
	r := reader{b: b}
	rec := record{flags: r.byte()}
	if rec.flags&flagChunk != 0 {
		return record{}, nil, ErrTag
	}
	nameLen := int(r.byte())
	var payloadLen, idLen int
	if rec.flags&flagShort != 0 {
		payloadLen = int(r.byte())
	} else {
		payloadLen = int(r.uint32())
	}
	if rec.flags&flagID != 0 {
		idLen = int(r.byte())
	}
	rec.name = r.take(nameLen)
	r.take(idLen)
	rec.payload = r.take(payloadLen)
	if r.short {
		return record{}, nil, ErrTag
	}
	return rec, r.b, nil
}

// reader takes bytes off a slice and remembers whether some were missing.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.b, r.short = nil, true
		return nil
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint16() int {
	if b := r.take(2); b != nil {
		return int(binary.BigEndian.Uint16(b))
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}
