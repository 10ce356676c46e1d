// Command cashback reads purchases from a CSV file and prints, per payer and quarter, what the
// cashback programme pays and when:
//
//	go run ./examples/cashback -market US FILE.csv
//
// The markets are those that come with the SDK, by their codes; -h lists them. Amounts are in the market's currency.
//
// The file has the columns payer, time, channel, amount and currency, named so in its first line.
// Times are RFC 3339; the channels are store, online, shop, p2p, donation and refund. Rows may
// come in any order, and FILE may be "-" for standard input. With -json each payer's quarter is a
// JSON object on a line of its own, with amounts and percentages as decimal strings.
//
// Payments in a store, online and on the spot qualify. Transfers between people (p2p) and
// donations are neither counted nor added.
//
// A refund row names no payment, only payer, time and amount. It belongs to the payer's latest
// payment before it of which exactly that amount is left: that payment is refunded in full, and
// its month loses both amount and count. Where there is none, it belongs to the latest payment
// before it of which more is left, and that payment's month loses the amount alone. Among equals,
// qualifying payments go before donations. A refund that fits no payment is an error. From the
// day on which a quarter is paid, refunds of its payments change nothing: what was paid is not taken back.
//
// The exit status is 0, or 1 if the file cannot be read or makes no sense, with file, line and
// reason on standard error, or 2 if the command line does. Nothing is printed for a file with an error in it.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

const (
	exitData  = 1
	exitUsage = 2
)

const usage = `usage: cashback [-json] -market CODE FILE.csv

Prints per payer and quarter what the cashback programme pays, and when.
FILE.csv (or "-" for standard input) has the columns

    payer,time,channel,amount,currency

named in its first line; times are RFC 3339, channels are store, online, shop,
p2p, donation and refund. Rows may come in any order.

A refund belongs to its payer's latest earlier payment of which exactly that
amount is left: amount and count leave that payment's month. Where there is none,
it belongs to the latest earlier one of which more is left: the amount leaves its
month, the count stays. From the day a quarter is paid its refunds change nothing.

With -json every line is an object with the keys payer, quarter, months (always
all three: month, count, total, rate in percent, cashback before rounding), exact,
payout, currency and reason (paid, below minimum, nothing qualifies).

`

// run is main with everything it touches as arguments; it answers the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("cashback", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	code := flags.String("market", "", "the market's code: "+marketCodes())
	asJSON := flags.Bool("json", false, "print JSON lines")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return exitUsage
	}
	m, known := markets()[*code]
	if !known {
		fmt.Fprintf(stderr, "cashback: -market must be one of: %s\n", marketCodes())
		return exitUsage
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return exitUsage
	}
	if err := report(m, flags.Arg(0), *asJSON, stdin, stdout); err != nil {
		fmt.Fprintf(stderr, "cashback: %v\n", err)
		return exitData
	}
	return 0
}

// report reads the file and, if all of it makes sense, prints what it comes to.
func report(m market, name string, asJSON bool, stdin io.Reader, stdout io.Writer) error {
	in := stdin
	if name == "-" {
		name = "standard input"
	} else {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	b := newBook(m)
	if err := readRows(in, name, b.add); err != nil {
		return err
	}
	quarters, err := b.quarters(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	write := m.writeText
	if asJSON {
		write = m.writeJSON
	}
	for _, q := range quarters {
		if err := write(out, q); err != nil {
			return err
		}
	}
	return out.Flush()
}
