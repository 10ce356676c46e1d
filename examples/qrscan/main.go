// Command qrscan reads the QR codes in pictures and says what they mean.
//
//	go run ./examples/qrscan [-json] FILE...
//
// It prints one line per file, in the order given. With -json a line is an object with the keys
// file, text, meaning and error: meaning is null unless the text is that of a SEQR code, and error is
// empty unless the file could not be read. The exit status is 1 if any file could not be read, and 2
// after a wrong call. A readable code of somebody else's is read fine: it has a text and no meaning.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/qr/qrimage"
)

// memory is what the program tries to keep to, however many pictures there are.
const memory = 96 << 20

func main() {
	debug.SetMemoryLimit(memory)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program; its result is the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("qrscan", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print an object per line")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: qrscan [-json] FILE...")
		flags.PrintDefaults()
	}
	files, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case len(files) == 0:
		flags.Usage()
		return 2
	}
	line := result.human
	if *asJSON {
		line = result.json
	}
	status := 0
	for _, file := range files {
		r := scan(file)
		if r.Error != "" {
			status = 1
		}
		if _, err := fmt.Fprintln(stdout, line(r)); err != nil {
			fmt.Fprintln(stderr, "qrscan:", err)
			return 1
		}
	}
	return status
}

// parse takes flags wherever they stand, up to a double dash; everything else is the name of a file.
func parse(flags *flag.FlagSet, args []string) (files []string, err error) {
	var names []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, names = args[:i], args[i+1:]
	}
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return append(files, names...), nil
		}
		files, args = append(files, flags.Arg(0)), flags.Args()[1:]
	}
}

// result is what one file said.
type result struct {
	File    string   `json:"file"`
	Text    string   `json:"text"`
	Meaning *meaning `json:"meaning"`
	Error   string   `json:"error"`
}

// meaning is what a SEQR code says: its kind, and the one of the ids that goes with it.
type meaning struct {
	Kind       string `json:"kind"`
	Lane       string `json:"lane,omitempty"`
	Invoice    string `json:"invoice,omitempty"`
	Product    string `json:"product,omitempty"`
	Service    string `json:"service,omitempty"`
	Parameters string `json:"parameters,omitempty"` // of a service, unread
	Token      string `json:"token,omitempty"`      // of a signed invoice, unverified
}

// scan reads one file and lets go of it.
func scan(file string) result {
	r := result{File: file}
	data, err := load(file)
	if err == nil {
		r.Text, err = qrimage.Read(context.Background(), data)
	}
	if err != nil {
		r.Error = reason(err)
		return r
	}
	if code, err := qr.Parse(r.Text); err == nil {
		r.Meaning = meaningOf(code)
	}
	return r
}

// load reads no more of a file than a picture may have, so that an endless one ends.
func load(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, qrimage.MaxFile+1))
}

// reason is the error without the name of the file, which stands beside it already.
func reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file"
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}

func meaningOf(code qr.Code) *meaning {
	m := &meaning{Kind: code.Kind.String()}
	switch code.Kind {
	case qr.Lane:
		m.Lane = code.ID
	case qr.Invoice:
		m.Invoice = code.ID
	case qr.Product:
		m.Product = code.ID
	case qr.Service:
		m.Service, m.Parameters = code.ID, code.Parameters
	case qr.SignedInvoice:
		m.Token = code.Token()
	case qr.LeaveService:
	}
	return m
}

// json is the result as an object on one line.
func (r result) json() string {
	var line strings.Builder
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil { // of a few strings
		panic(err)
	}
	return strings.TrimSuffix(line.String(), "\n")
}

// human is the result for a person. Names and texts come from strangers, so what a terminal would
// obey is escaped.
func (r result) human() string {
	file := printable(r.File)
	switch {
	case r.Error != "":
		return file + ": cannot be read: " + printable(r.Error)
	case r.Meaning == nil:
		return file + ": not a SEQR code: " + printable(r.Text)
	}
	m := r.Meaning
	return file + ": " + m.Kind + space(m.Lane+m.Invoice+m.Product+m.Service) + space(printable(m.Parameters+m.Token))
}

func space(text string) string {
	if text == "" {
		return ""
	}
	return " " + text
}

// printable is text as it is, or quoted where a character in it would not show as itself.
func printable(text string) string {
	quoted := strconv.QuoteToGraphic(text)
	if inner := quoted[1 : len(quoted)-1]; inner == text {
		return text
	}
	return quoted
}
