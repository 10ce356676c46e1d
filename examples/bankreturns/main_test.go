package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	moov "github.com/moov-io/ach"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files of another program and the expected output anew")

// files of testdata, a missing one among them. library.ach is written by another program, see [libraryFile], and
// the rest by hand in an editor.
var files = []string{
	"library.ach", "crlf.ach", "one-line.ach", "bare.ach", "corrections.ach", "disputed.ach", "forward.ach",
	"damaged-amount.ach", "damaged-cut.ach", "damaged-text.ach", "missing.ach",
}

func TestOutput(t *testing.T) {
	t.Chdir("testdata")
	if *update {
		writeFiles(t)
	}
	var out, errs bytes.Buffer
	require.Equal(t, 1, run(files, nil, &out, &errs))
	for name, got := range map[string][]byte{"stdout.golden": out.Bytes(), "stderr.golden": errs.Bytes()} {
		if *update {
			require.NoError(t, os.WriteFile(name, got, 0o644))
		}
		want, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), name)
	}
	for l := range strings.Lines(out.String()) {
		var keys map[string]any
		require.NoError(t, json.Unmarshal([]byte(l), &keys))
		require.Len(t, keys, 8)
		for _, key := range []string{"file", "trace", "original_trace", "code", "meaning", "amount", "disposition", "correction"} {
			require.Contains(t, keys, key)
		}
	}
}

// The checked-in file is what the other program writes today.
func TestLibraryFile(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "library.ach"))
	require.NoError(t, err)
	require.Equal(t, string(want), string(libraryFile(t)))
}

func TestStatus(t *testing.T) {
	t.Chdir("testdata")
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"read":            {[]string{"library.ach"}, 0},
		"no returns":      {[]string{"forward.ach"}, 0},
		"one of two":      {[]string{"damaged-cut.ach", "library.ach"}, 1},
		"missing":         {[]string{"missing.ach"}, 1},
		"folder":          {[]string{"."}, 1},
		"standard input":  {[]string{"-"}, 1},
		"nothing to do":   {nil, 2},
		"unknown flag":    {[]string{"-json", "library.ach"}, 2},
		"help":            {[]string{"-h"}, 0},
		"file named like": {[]string{"--", "library.ach"}, 0},
	} {
		var out, errs bytes.Buffer
		require.Equal(t, c.want, run(c.args, strings.NewReader("hello"), &out, &errs), "%s: %s", name, &errs)
		require.Equal(t, c.want != 0 || name == "help", errs.Len() > 0, name)
	}
}

func TestBrokenOutput(t *testing.T) {
	t.Chdir("testdata")
	var errs bytes.Buffer
	require.Equal(t, 1, run([]string{"library.ach"}, nil, broken{}, &errs))
	require.Equal(t, "bankreturns: pipe is gone\n", errs.String())
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("pipe is gone") }

// libraryFile is a file that another program writes: two debits without money or authorisation, a payout to a closed account.
func libraryFile(t *testing.T) []byte {
	t.Helper()
	f := moov.NewFile()
	h := moov.NewFileHeader()
	h.ImmediateDestination, h.ImmediateOrigin = "121042882", "231380104"
	h.ImmediateDestinationName, h.ImmediateOriginName = "Our Bank", "Their Bank"
	h.FileCreationDate, h.FileCreationTime = "260107", "0600"
	f.SetHeader(h)
	f.AddBatch(libraryBatch(t, "Ben's Bakery", moov.WEB, "PURCHASE",
		libraryEntry(26, 62_50, "ABCDEFGHIJKLMNO", "R01", 1), libraryEntry(36, 5, "PQRSTUVWXYZ2345", "R10", 2)))
	f.AddBatch(libraryBatch(t, "Seqr", moov.PPD, "CASHBACK", libraryEntry(21, 14_00, "67ABCDEFGHIJKLM", "R02", 3)))
	require.NoError(t, f.Create())
	var out bytes.Buffer
	require.NoError(t, moov.NewWriter(&out).Write(f))
	return out.Bytes()
}

func libraryBatch(t *testing.T, company, class, description string, entries ...*moov.EntryDetail) moov.Batcher {
	t.Helper()
	h := moov.NewBatchHeader()
	h.ServiceClassCode, h.CompanyName, h.StandardEntryClassCode = moov.MixedDebitsAndCredits, company, class
	h.CompanyIdentification, h.CompanyEntryDescription, h.EffectiveEntryDate = "1234567890", description, "260106"
	h.ODFIIdentification = "07640125"
	b, err := moov.NewBatch(h)
	require.NoError(t, err)
	for _, e := range entries {
		b.AddEntry(e)
	}
	require.NoError(t, b.Create())
	return b
}

func libraryEntry(code, amount int, id, reason string, n int) *moov.EntryDetail {
	e := moov.NewEntryDetail()
	e.TransactionCode, e.Amount, e.DFIAccountNumber = code, amount, "12-34 ab"
	e.SetRDFI("121042882")
	e.IdentificationNumber, e.IndividualName, e.DiscretionaryData = id, "Ann Lee", "S"
	e.SetTraceNumber("07640125", n)
	e.Category, e.AddendaRecordIndicator = moov.CategoryReturn, 1
	e.Addenda99 = moov.NewAddenda99()
	e.Addenda99.ReturnCode, e.Addenda99.OriginalTrace = reason, "12104288000000"+string(rune('0'+n))
	e.Addenda99.OriginalDFI, e.Addenda99.TraceNumber = "07640125", e.TraceNumber
	return e
}

// writeFiles writes the forms in which the same file comes from elsewhere.
func writeFiles(t *testing.T) {
	t.Helper()
	data := string(libraryFile(t))
	bare := strings.Split(data, "\n")
	for name, text := range map[string]string{
		"library.ach":        data,
		"crlf.ach":           strings.ReplaceAll(strings.ReplaceAll(data, "Ann Lee", "Anne L\xe9"), "\n", "\r\n"),
		"one-line.ach":       strings.ReplaceAll(data, "\n", ""),
		"bare.ach":           strings.Join([]string{strings.TrimRight(strings.Replace(bare[2], "S 1", "  1", 1), " "), strings.Replace(bare[3], "R01", "R99", 1)}, "\n"),
		"damaged-amount.ach": strings.Replace(data, "0000006250", "00000O6250", 1),
		"damaged-cut.ach":    data[:95*6],
	} {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	}
}
