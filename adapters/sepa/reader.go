package sepa

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// MaxFile is the largest file that is read, in bytes: fifty thousand bookings and more.
const MaxFile = 64 << 20

// deepest is how deeply elements may nest; the messages themselves need about fifteen levels.
const deepest = 64

// file reads XML element by element, so that never more than one booking is held besides what it
// means. Name spaces and their prefixes do not matter: versions and countries differ in them.
type file struct {
	bytes  *bounded
	tokens *tokens
	dec    *xml.Decoder
}

func open(r io.Reader) *file {
	b := &bounded{r: r, left: MaxFile}
	t := &tokens{dec: xml.NewDecoder(b)}
	return &file{b, t, xml.NewTokenDecoder(t)}
}

// tokens refuses what no message has, wherever it stands.
type tokens struct {
	dec   *xml.Decoder
	depth int
}

// Token implements xml.TokenReader.
func (t *tokens) Token() (xml.Token, error) {
	token, err := t.dec.Token()
	if err != nil {
		return nil, err
	}
	switch token.(type) {
	case xml.Directive:
		return nil, ErrDTD
	case xml.StartElement:
		t.depth++
	case xml.EndElement:
		t.depth--
	}
	if t.depth > deepest {
		return nil, ErrTooLarge
	}
	return token, nil
}

// bounded fails where io.LimitReader would end the file, which would look like one that was cut off.
type bounded struct {
	r    io.Reader
	left int64
	err  error // why the reader failed; not for its end
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p[:min(int64(len(p)), b.left+1)]) // one more, to see whether there is one
	if b.left -= int64(n); b.left < 0 {
		return 0, ErrTooLarge
	}
	if !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// line is where the reader is.
func (f *file) line() int {
	line, _ := f.tokens.dec.InputPos()
	return line
}

// at is err with a line, unless it has one.
func at(line int, err error) error {
	if _, ok := errors.AsType[*LineError](err); ok || err == nil {
		return err
	}
	return &LineError{line, err}
}

// broken is what a failing token says. The reasons of the XML decoder quote the file and are left out.
func (f *file) broken(err error) error {
	switch {
	case errors.Is(err, ErrDTD):
		err = ErrDTD
	case errors.Is(err, ErrTooLarge):
		err = ErrTooLarge
	case f.bytes.err != nil:
		err = f.bytes.err
	default:
		err = ErrXML
	}
	return at(f.line(), err)
}

// documents calls do for the root element, or for what stands in each Document of an envelope that some
// banks send, and reads to the end: what comes after is a part of the file too.
func (f *file) documents(do func(message xml.StartElement) error) error {
	roots := 0
	for {
		token, err := f.dec.Token()
		if errors.Is(err, io.EOF) && roots == 1 {
			return nil
		}
		if err != nil {
			return f.broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if roots++; roots > 1 {
				return at(f.line(), ErrXML)
			}
			if err := f.document(t, do); err != nil {
				return err
			}
		case xml.CharData:
			if strings.TrimSpace(strings.TrimPrefix(string(t), "\ufeff")) != "" {
				return at(f.line(), ErrXML)
			}
		}
	}
}

// document finds Document in an element.
func (f *file) document(e xml.StartElement, do func(message xml.StartElement) error) error {
	found := 0
	var into func(e xml.StartElement) error
	into = func(e xml.StartElement) error {
		if e.Name.Local == "Document" {
			found++
			return f.each(do)
		}
		return f.each(into)
	}
	if err := into(e); err != nil {
		return err
	}
	if found == 0 {
		return at(f.line(), ErrMessage)
	}
	return nil
}

// each calls do for every element in the one that was begun, until its end. What do is given
// it must read to its end, by each, decode or skip.
func (f *file) each(do func(e xml.StartElement) error) error {
	for {
		token, err := f.dec.Token()
		if err != nil {
			return f.broken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			line := f.line()
			if err := do(t); err != nil {
				return at(line, err)
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip reads an element to its end.
func (f *file) skip() error {
	if err := f.dec.Skip(); err != nil {
		return f.broken(err)
	}
	return nil
}

// decode reads an element into a value.
func (f *file) decode(e xml.StartElement, into any) error {
	if err := f.dec.DecodeElement(into, &e); err != nil {
		return f.broken(err)
	}
	return nil
}

// text reads an element of nothing but text.
func (f *file) text(e xml.StartElement, into *string) error {
	if err := f.decode(e, into); err != nil {
		return err
	}
	*into = strings.TrimSpace(*into)
	return nil
}

// longestDecimal is the longest amount that is read; the schemas allow 18 digits.
const longestDecimal = 32

// money is the amount that an element has, exactly. XML lets a decimal number have a plus, no digit
// before its point or none behind it, and zeros that say nothing.
func (x xmlAmount) money() (money.Amount, error) {
	currency, err := money.ParseCurrency(strings.TrimSpace(x.Currency))
	if err != nil {
		return money.Amount{}, ErrAmount
	}
	number := strings.TrimPrefix(strings.TrimSpace(x.Number), "+")
	whole, decimals, _ := strings.Cut(number, ".")
	if len(number) > longestDecimal || whole+decimals == "" || !all(whole+decimals, isDigit) {
		return money.Amount{}, ErrAmount
	}
	if surplus := len(decimals) - currency.Exponent(); surplus > 0 {
		kept := decimals[:currency.Exponent()]
		if strings.Trim(decimals[len(kept):], "0") != "" {
			return money.Amount{}, ErrAmount
		}
		decimals = kept
	}
	number = "0" + whole
	if decimals != "" {
		number += "." + decimals
	}
	a, err := money.Parse(number, currency)
	if err != nil {
		return money.Amount{}, ErrAmount
	}
	return a, nil
}

// day is the date that an element has, which may go on with a time.
func day(s string) (civil.Date, error) {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return civil.Date{}, ErrField
	}
	d, err := civil.ParseDate(s[:10])
	if err != nil || len(s) > 10 && s[10] != 'T' && s[10] != 'Z' && s[10] != '+' && s[10] != '-' {
		return civil.Date{}, ErrField
	}
	return d, nil
}

// provided is s, or empty if it says that there is nothing.
func provided(s string) string {
	s = strings.TrimSpace(s)
	if upper(s) == notProvided {
		return ""
	}
	return s
}
