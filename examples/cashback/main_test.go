package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/examples/internal/programtest"
)

const purchases = "testdata/purchases.csv"

// runUS runs the program for the US on a file's content.
func runUS(t testing.TB, content string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(append([]string{"-market", "US"}, args...), strings.NewReader(content), &out, &errs)
	return status, out.String(), errs.String()
}

// file is a CSV file of these rows, written as "payer time channel amount", in US dollars.
func file(rows ...string) string {
	lines := []string{header}
	for _, r := range rows {
		lines = append(lines, strings.Join(strings.Fields(r), ",")+",USD")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestGolden(t *testing.T) {
	for golden, args := range map[string][]string{
		"testdata/purchases.txt":   {purchases},
		"testdata/purchases.jsonl": {"-json", purchases},
	} {
		status, out, errs := runUS(t, "", args...)
		require.Zero(t, status, errs)
		require.Empty(t, errs)
		programtest.Output(t, golden, []byte(out))
	}
}

// Every market of the SDK has its programme here: its currency, and the months of its zone.
func TestEveryMarket(t *testing.T) {
	require.Len(t, markets(), len(seqr.Markets()))
	for _, m := range seqr.Markets() {
		t.Run(m.Code, func(t *testing.T) {
			// The last minute of March and the first of April, as the market's clocks have it.
			march := time.Date(2026, time.March, 31, 23, 59, 0, 0, m.Zone).UTC()
			lines := header
			for _, at := range []time.Time{march, march.Add(time.Minute)} {
				lines += "\na," + at.Format(time.RFC3339) + ",store,100.00," + string(m.Currency)
			}
			var out, errs bytes.Buffer
			require.Zero(t, run([]string{"-market", m.Code, "-json", "-"}, strings.NewReader(lines), &out, &errs), errs.String())
			for i, q := range []string{"2026-Q1", "2026-Q2"} {
				var said struct{ Quarter, Payout, Currency string }
				require.NoError(t, json.Unmarshal([]byte(strings.Split(out.String(), "\n")[i]), &said))
				require.Equal(t, q+" 1.00 "+string(m.Currency), said.Quarter+" "+said.Payout+" "+said.Currency)
			}
		})
	}
}

// The same rows give the same output in any order, with either kind of line ends, a byte order
// mark, quotes and empty lines.
func TestFormOfTheFileDoesNotMatter(t *testing.T) {
	content, err := os.ReadFile(purchases)
	require.NoError(t, err)
	_, want, _ := runUS(t, string(content), "-")
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")

	shuffled := append([]string(nil), lines...)
	rand.New(rand.NewSource(1)).Shuffle(len(shuffled)-1, func(i, j int) {
		shuffled[i+1], shuffled[j+1] = shuffled[j+1], shuffled[i+1]
	})
	for name, variant := range map[string]string{
		"shuffled":          strings.Join(shuffled, "\n"),
		"no last line end":  strings.Join(lines, "\n"),
		"Windows line ends": strings.Join(lines, "\r\n") + "\r\n",
		"byte order mark":   "\ufeff" + string(content),
		"empty lines":       "\n" + strings.Join(lines, "\n\n") + "\n\n",
		"quotes":            strings.ReplaceAll(string(content), "ada,", `"ada",`),
	} {
		status, out, errs := runUS(t, variant, "-")
		require.Zero(t, status, "%s: %s", name, errs)
		require.Equal(t, want, out, name)
	}
}

// reports parses JSON lines into payout and the counts of the months, by payer and quarter.
func reports(t testing.TB, content string) map[string]quarterLine {
	t.Helper()
	status, out, errs := runUS(t, content, "-json", "-")
	require.Zero(t, status, errs)
	all := map[string]quarterLine{}
	for line := range strings.Lines(out) {
		var q quarterLine
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		require.NoError(t, dec.Decode(&q))
		require.Len(t, q.Months, 3)
		all[q.Payer+" "+q.Quarter] = q
	}
	return all
}

func TestRefundsFindTheirPayment(t *testing.T) {
	for name, c := range map[string]struct {
		rows         []string
		count, total string // of January, February and March
	}{
		"in full":            {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z refund 10.00"}, "0 0 0", "0.00 0.00 0.00"},
		"in part":            {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z refund 9.99"}, "1 0 0", "0.01 0.00 0.00"},
		"in parts, all":      {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z refund 9.99", "a 2026-02-06T12:00:00Z refund 0.01"}, "0 0 0", "0.00 0.00 0.00"},
		"the latest":         {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z store 10.00", "a 2026-03-05T12:00:00Z refund 10.00"}, "1 0 0", "10.00 0.00 0.00"},
		"the latest of old":  {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-03-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z refund 10.00"}, "0 0 1", "0.00 0.00 10.00"},
		"exact before later": {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z store 50.00", "a 2026-03-05T12:00:00Z refund 10.00"}, "0 1 0", "0.00 50.00 0.00"},
		"at the same moment": {[]string{"a 2026-01-05T12:00:00Z refund 10.00", "a 2026-01-05T12:00:00Z store 10.00"}, "0 0 0", "0.00 0.00 0.00"},
		"twice, two equal": {[]string{
			"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z store 10.00",
			"a 2026-03-05T12:00:00Z refund 10.00", "a 2026-03-05T12:00:00Z refund 10.00",
		}, "0 0 0", "0.00 0.00 0.00"},
		"of a donation":          {[]string{"a 2026-01-05T12:00:00Z store 50.00", "a 2026-02-05T12:00:00Z donation 10.00", "a 2026-03-05T12:00:00Z refund 10.00"}, "1 0 0", "50.00 0.00 0.00"},
		"purchase over donation": {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-02-05T12:00:00Z donation 10.00", "a 2026-03-05T12:00:00Z refund 10.00"}, "0 0 0", "0.00 0.00 0.00"},
		"before payday":          {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-04-15T03:59:59Z refund 10.00"}, "0 0 0", "0.00 0.00 0.00"},
		"on payday":              {[]string{"a 2026-01-05T12:00:00Z store 10.00", "a 2026-04-15T04:00:00Z refund 10.00"}, "1 0 0", "10.00 0.00 0.00"},
	} {
		all := reports(t, file(c.rows...))
		require.Len(t, all, 1, "%s: a refund alone lists no quarter", name)
		var counts, totals []string
		for _, m := range all["a 2026-Q1"].Months {
			b, err := json.Marshal(m.Count)
			require.NoError(t, err)
			counts, totals = append(counts, string(b)), append(totals, m.Total)
		}
		require.Equal(t, c.count, strings.Join(counts, " "), name)
		require.Equal(t, c.total, strings.Join(totals, " "), name)
	}
}

func TestBadData(t *testing.T) {
	const good = "a,2026-01-05T12:00:00Z,store,10.00,USD\n"
	for want, content := range map[string]string{
		"standard input:1: file is empty":                                         "",
		"standard input:1: first line must be payer,time,channel,amount,currency": good,
		"standard input:2: 4 columns, not 5":                                      header + "\na,2026-01-05T12:00:00Z,store,10.00\n",
		"standard input:2: 6 columns, not 5":                                      header + "\na,2026-01-05T12:00:00Z,store,10.00,USD,x\n",
		"standard input:3: currency \"EUR\" is not the market's, USD":             header + "\n" + good + "a,2026-01-05T12:00:00Z,store,10.00,EUR\n",
		"standard input:4: currency \"usd\" is not the market's, USD":             header + "\n\n" + good + "a,2026-01-05T12:00:00Z,store,10.00,usd\n",
		"amount \"10.001\": money: more decimals than the currency has":           header + "\na,2026-01-05T12:00:00Z,store,10.001,USD\n",
		"amount \"ten\": money: not an amount":                                    header + "\na,2026-01-05T12:00:00Z,store,ten,USD\n",
		"amount \"1e2\": money: not an amount":                                    header + "\na,2026-01-05T12:00:00Z,store,1e2,USD\n",
		"amount \"0.00\" is not more than 0":                                      header + "\na,2026-01-05T12:00:00Z,store,0.00,USD\n",
		"amount \"-1.00\" is not more than 0":                                     header + "\na,2026-01-05T12:00:00Z,refund,-1.00,USD\n",
		"amount \"92233720368547758.08\": money: amount too large":                header + "\na,2026-01-05T12:00:00Z,store,92233720368547758.08,USD\n",
		"time \"2026-01-05\" is not RFC 3339":                                     header + "\na,2026-01-05,store,10.00,USD\n",
		"time \"2026-02-30T12:00:00Z\" is not RFC 3339":                           header + "\na,2026-02-30T12:00:00Z,store,10.00,USD\n",
		"time \"2026-01-05T1:00:00Z\" is not RFC 3339":                            header + "\na,2026-01-05T1:00:00Z,store,10.00,USD\n",
		"time is outside the calendar":                                            header + "\na,0000-01-05T01:00:00Z,store,10.00,USD\n",
		"channel \"Store\" is none of store, online, shop, p2p, donation, refund": header + "\na,2026-01-05T12:00:00Z,Store,10.00,USD\n",
		"payer is empty": header + "\n ,2026-01-05T12:00:00Z,store,10.00,USD\n",
		"payer \"a\\x1b[2J\" has characters that cannot be printed":                          header + "\na\x1b[2J,2026-01-05T12:00:00Z,store,10.00,USD\n",
		"payer \"\\xff\" has characters that cannot be printed":                              header + "\n\xff,2026-01-05T12:00:00Z,store,10.00,USD\n",
		"payer is longer than 200 characters":                                                header + "\n" + strings.Repeat("a", 201) + ",2026-01-05T12:00:00Z,store,10.00,USD\n",
		"standard input:2: quotes: ":                                                         header + "\n\"a,2026-01-05T12:00:00Z,store,10.00,USD\n",
		"standard input:3: line is longer than 65536 bytes":                                  header + "\n" + good + strings.Repeat("a", 70_000),
		"standard input:3: refund of 10.01 USD fits no earlier payment (payer \"a\")":        header + "\n" + good + "a,2026-01-06T12:00:00Z,refund,10.01,USD\n",
		"standard input:2: refund of 10.00 USD fits no earlier payment (payer \"a\")":        header + "\na,2026-01-04T12:00:00Z,refund,10.00,USD\n" + good,
		"standard input:3: refund of 10.00 USD fits no earlier payment (payer \"b\")":        header + "\n" + good + "b,2026-01-06T12:00:00Z,refund,10.00,USD\n",
		"standard input:4: refund of 0.01 USD fits no earlier payment (payer \"a\")":         header + "\n" + good + "a,2026-01-06T12:00:00Z,refund,10.00,USD\na,2026-01-07T12:00:00Z,refund,0.01,USD\n",
		"standard input:3: refund of 500.00 USD fits no earlier payment (payer \"a\")":       header + "\na,2026-01-05T12:00:00Z,p2p,500.00,USD\na,2026-01-06T12:00:00Z,refund,500.00,USD\n",
		"standard input: money: amount too large (payer \"a\")":                              header + strings.Repeat("\na,2026-01-05T12:00:00Z,store,92233720368547758.07,USD", 2),
		"standard input:2: time \"2026-01-05T12:00:00\" is not RFC 3339, such as 2026-03-31": header + "\na,2026-01-05T12:00:00,store,10.00,USD\n",
	} {
		status, out, errs := runUS(t, content, "-json", "-")
		require.Equal(t, exitData, status, want)
		require.Empty(t, out, "nothing is printed for a file with an error in it")
		require.True(t, strings.HasPrefix(errs, "cashback: "), errs)
		require.Contains(t, errs, want)
	}
}

func TestUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"no market": {purchases}, "unknown market": {"-market", "ZZ", purchases}, "no file": {"-market", "US"},
		"two files": {"-market", "US", purchases, purchases}, "unknown flag": {"-market", "US", "-x", purchases},
	} {
		var out, errs bytes.Buffer
		require.Equal(t, exitUsage, run(args, nil, &out, &errs), name)
		require.Empty(t, out.String(), name)
		require.NotEmpty(t, errs.String(), name)
	}
	var out, errs bytes.Buffer
	require.Zero(t, run([]string{"-h"}, nil, &out, &errs))
	require.Contains(t, errs.String(), "A refund belongs to")
}

func TestUnreadableFile(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.csv")
	status, out, errs := runUS(t, "", missing)
	require.Equal(t, exitData, status)
	require.Empty(t, out)
	require.Contains(t, errs, missing)
	status, _, errs = runUS(t, "", t.TempDir())
	require.Equal(t, exitData, status)
	require.Contains(t, errs, "directory")
}

// fullDisk refuses to be written to.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestUnwritableOutput(t *testing.T) {
	var errs bytes.Buffer
	require.Equal(t, exitData, run([]string{"-market", "US", purchases}, nil, fullDisk{}, &errs))
	require.Contains(t, errs.String(), "disk full")
}

// Only a heading is a file without purchases.
func TestNoRows(t *testing.T) {
	status, out, errs := runUS(t, header+"\n", "-")
	require.Zero(t, status)
	require.Empty(t, out+errs)
}

// No content makes the program panic, and it prints either results or an error.
func FuzzRun(f *testing.F) {
	content, err := os.ReadFile(purchases)
	require.NoError(f, err)
	f.Add(string(content))
	f.Add(file("a 2026-01-05T12:00:00Z store 10.00", "a 9999-12-31T23:59:59Z refund 10.00"))
	f.Add(file("a 9999-12-31T23:59:59Z store 10.00"))
	f.Add(header + "\n\"a\"\"b\",2026-01-05T12:00:00Z,store,10.00,USD")
	f.Add("\ufeff\"")
	f.Fuzz(func(t *testing.T, content string) {
		status, out, errs := runUS(t, content, "-json", "-")
		require.Equal(t, status != 0, errs != "")
		if status != 0 {
			require.Empty(t, out)
			return
		}
		for line := range strings.Lines(out) {
			require.True(t, json.Valid([]byte(line)))
		}
	})
}
