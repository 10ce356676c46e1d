// Command bankreturns prints the returns and corrections in NACHA files as JSON lines.
//
//	go run ./examples/bankreturns FILE...
//
// It prints one object per return or notification of change, in the order of the files and in that of the records in
// them, with the keys file, trace, original_trace, code, meaning, amount, disposition and correction. The amount is in US
// dollars. The disposition says what the SDK makes of it:
//
//	represent       a debit without money: presented once more
//	manual_payment  a debit that failed for another reason: the payer pays by hand
//	suspend         a fault of the file or a dispute between banks: the operator decides
//	credit_failed   a payout came back
//	correct_data    the entry was posted; the next one must use the data in correction
//
// Correction is null for returns. Else it is an object with the keys data, as they came, and routing, account,
// transaction_code, name and individual_id, which are empty where nothing changes. The files may be anybody's: see
// nacha.ReadReturns. Nothing is printed of a file that is damaged; it is named on standard error with the line and what is
// wrong, and the exit status is 1, as for a file that is not there. It is 2 after a wrong call. A dash is standard input.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/seqrpay/seqr/adapters/nacha"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the program; its result is the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bankreturns", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprintln(stderr, "usage: bankreturns FILE...") }
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() == 0:
		flags.Usage()
		return 2
	}
	out := json.NewEncoder(stdout)
	out.SetEscapeHTML(false)
	status := 0
	for _, file := range flags.Args() {
		returns, err := read(file, stdin)
		if err != nil {
			fmt.Fprintf(stderr, "bankreturns: %q: %v\n", file, reason(err))
			status = 1
			continue
		}
		for _, r := range returns {
			if err := out.Encode(lineOf(file, r)); err != nil {
				fmt.Fprintln(stderr, "bankreturns:", err)
				return 1
			}
		}
	}
	return status
}

func read(file string, stdin io.Reader) ([]nacha.Return, error) {
	if file == "-" {
		return nacha.ReadReturns(stdin)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return nacha.ReadReturns(f)
}

// reason is the error without the name of the file, which stands before it already.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// line is what is printed of a return.
type line struct {
	File          string      `json:"file"`
	Trace         string      `json:"trace"`
	OriginalTrace string      `json:"original_trace"`
	Code          string      `json:"code"`
	Meaning       string      `json:"meaning"`
	Amount        string      `json:"amount"`
	Disposition   string      `json:"disposition"`
	Correction    *correction `json:"correction"`
}

// correction is what a notification of change says.
type correction struct {
	Data            string `json:"data"`
	Routing         string `json:"routing"`
	Account         string `json:"account"`
	TransactionCode string `json:"transaction_code"`
	Name            string `json:"name"`
	IndividualID    string `json:"individual_id"`
}

func lineOf(file string, r nacha.Return) line {
	l := line{
		File: file, Trace: r.Trace, OriginalTrace: r.OriginalTrace, Code: r.Code, Meaning: r.Meaning,
		Amount: r.Amount.Format(), Disposition: string(r.Disposition),
	}
	if c := r.Correction; c != nil {
		l.Correction = &correction{c.Data, c.Routing, c.Account, c.TransactionCode, c.Name, c.IndividualID}
	}
	return l
}
