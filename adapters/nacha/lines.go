package nacha

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The most that is read of a file. Records may be shorter than their width, so they are counted too.
const (
	MaxFile    = 32 << 20 // bytes
	MaxRecords = 350_000
)

// width is how many characters a record has.
const width = 94

// recordKinds are the first characters of records.
const recordKinds = "156789"

// line is one record of a file, filled up with blanks to its width.
type line struct {
	number int
	text   []rune
}

// eachLine cuts a file into records, and takes one after the other: with line breaks of any system or with none, with or without the blanks at
// the end of a line, with or without the padding of nines.
func eachLine(r io.Reader, take func(line) error) error {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return err
	case len(data) > MaxFile:
		return ErrTooLarge
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.TrimRight(data, "\x00\x1a \t\r\n")
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	number := 0
	for physical := range bytes.Lines(data) {
		if err := cutRecords(strings.TrimSuffix(decode(physical), "\n"), &number, take); err != nil {
			return err
		}
	}
	return nil
}

// decode is a line as text: of bytes that are no UTF-8, each is the character that Latin-1 has for it.
func decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// cutRecords cuts a line into records. A line of more than one record is that of a file without line breaks.
func cutRecords(s string, number *int, take func(line) error) error {
	s = strings.TrimRight(s, " \t")
	if s == "" {
		*number++
		return nil
	}
	runes := []rune(s)
	for len(runes) > 0 {
		*number++
		n := min(width, len(runes))
		l := line{*number, append(runes[:n:n], blanks(width-n)...)}
		runes = runes[n:]
		if strings.Trim(string(l.text), "9 ") == "" {
			continue
		}
		if !strings.ContainsRune(recordKinds, l.text[0]) {
			return l.damaged("no record begins with this character")
		}
		if err := take(l); err != nil {
			return err
		}
	}
	return nil
}

// blanks are n of them.
func blanks(n int) []rune { return []rune(strings.Repeat(" ", n)) }

// kind is the record's first character.
func (l line) kind() rune { return l.text[0] }

// field is what stands between two positions, both counted from 1 and part of it, without the blanks around.
func (l line) field(from, to int) string { return strings.Trim(string(l.text[from-1:to]), " ") }

// digits reads a field of digits that may be padded with blanks instead of zeros.
func (l line) digits(from, to int, what string) (int64, error) {
	s := l.field(from, to)
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, l.damaged("%s is no number", what)
	}
	return int64(n), nil
}

// damaged is the error of this line.
func (l line) damaged(format string, args ...any) error {
	return &Damage{Line: l.number, Reason: fmt.Sprintf(format, args...)}
}
