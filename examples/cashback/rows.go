package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// row is one line of the file, its text not yet understood but for the time.
type row struct {
	line     int
	payer    string
	at       time.Time
	channel  string
	amount   string
	currency string
}

const (
	header        = "payer,time,channel,amount,currency"
	columns       = 5
	maxLineBytes  = 64 << 10
	maxPayerRunes = 200
	byteOrderMark = "\ufeff"
)

// readRows hands each row of a CSV file to add, line by line: neither the file nor a line without
// end is ever in memory. Errors name file and line.
func readRows(in io.Reader, name string, add func(row) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLineBytes)
	n, headed := 0, false
	for lines.Scan() {
		n++
		text := lines.Text()
		if n == 1 {
			text = strings.TrimPrefix(text, byteOrderMark)
		}
		if text == "" {
			continue
		}
		var err error
		if !headed {
			headed, err = true, checkHeader(text)
		} else {
			err = addRow(text, n, add)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%s:%d: line is longer than %d bytes", name, n+1, maxLineBytes)
	case err != nil:
		return fmt.Errorf("%s:%d: %w", name, n+1, err)
	case !headed:
		return fmt.Errorf("%s:1: file is empty; its first line must be %s", name, header)
	}
	return nil
}

func checkHeader(text string) error {
	fields, err := splitFields(text)
	if err != nil {
		return err
	}
	if strings.Join(fields, ",") != header {
		return fmt.Errorf("first line must be %s", header)
	}
	return nil
}

func addRow(text string, line int, add func(row) error) error {
	fields, err := splitFields(text)
	if err != nil {
		return err
	}
	if len(fields) != columns {
		return fmt.Errorf("%d columns, not %d", len(fields), columns)
	}
	r := row{line: line, payer: fields[0], channel: fields[2], amount: fields[3], currency: fields[4]}
	if err := checkPayer(r.payer); err != nil {
		return err
	}
	if r.at, err = parseTime(fields[1]); err != nil {
		return err
	}
	return add(r)
}

// rfc3339 is the form of a time; time.Parse alone takes hours of one digit and commas too.
var rfc3339 = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`)

func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || !rfc3339.MatchString(text) {
		return time.Time{}, fmt.Errorf("time %q is not RFC 3339, such as 2026-03-31T23:59:59-04:00", text)
	}
	return t, nil
}

// splitFields reads one line of CSV. Lines are records here: a quoted field has no line break in it.
func splitFields(text string) ([]string, error) {
	if !strings.Contains(text, `"`) {
		return strings.Split(text, ","), nil
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	fields, err := r.Read()
	if parse := (*csv.ParseError)(nil); errors.As(err, &parse) {
		return nil, fmt.Errorf("quotes: %w", parse.Err)
	}
	return fields, err
}

// checkPayer keeps what is printed again from steering a terminal.
func checkPayer(payer string) error {
	switch {
	case strings.TrimSpace(payer) == "":
		return errors.New("payer is empty")
	case !utf8.ValidString(payer), strings.ContainsFunc(payer, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("payer %q has characters that cannot be printed", payer)
	case utf8.RuneCountInString(payer) > maxPayerRunes:
		return fmt.Errorf("payer is longer than %d characters", maxPayerRunes)
	}
	return nil
}
