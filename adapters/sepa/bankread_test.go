package sepa_test

import (
	"bytes"
	"errors"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sepa"
)

const (
	sent1  = "SEQR-20260105-D1"
	batch1 = "SEQR-20260105-D1-1"
)

var (
	tuesday   = date(2026, time.January, 6)
	wednesday = date(2026, time.January, 7)
	friday    = date(2026, time.January, 9)
)

// sentWorld has n debits of 1, 2, … euros in one batch, for Wednesday, and it is Wednesday a week later.
func sentWorld(t testing.TB, n byte) *world {
	w := newWorld(t)
	for i := byte(1); i <= n; i++ {
		w.submit(t, order(i))
	}
	w.at(17, 0)
	require.Len(t, w.cutOff(t), 1)
	w.now = w.now.AddDate(0, 0, 9)
	return w
}

// settled is the booking of the nth debit.
func settled(n byte) booked {
	return booked{id: order(n).ID, mandate: order(n).Mandate, batch: batch1, amount: order(n).Amount.Format(), on: wednesday, credit: true}
}

// The files of a week, in which there is all that happens to debits.
func week() []string {
	one := func(n byte, code string) string { return transactionStatus(order(n).ID, "RJCT", code) }
	interest := settled(3).returned("MD06", friday)
	interest.amount = "3.40"
	rest := booked{batch: batch1, amount: "9.00", on: wednesday, credit: true} // 2, 3 and 4 of 1 to 5
	return []string{
		rejection(sent1, "", batchStatus(batch1, "", one(1, "AC04"), transactionStatus(order(2).ID, "ACCP", ""))),
		rejection(sent1, "", batchStatus(batch1, "", one(5, "AM04"))),
		notification(rest),
		statementOf(rest),
		notification(settled(2).returned("AM04", friday)),
		statementOf(settled(2).returned("AM04", friday), interest),
		notification(interest),
		statementOf(booked{id: "SOMEBODYS", amount: "7.00", on: friday, credit: true, back: true, code: "AC01"}),
	}
}

// The same facts in any order, twice, in one file or in many, with crashes in between, end the same.
func TestFilesInAnyOrderEndTheSame(t *testing.T) {
	t.Parallel()
	want := []string{
		"1 returned 2026-01-06 AC04", "5 returned 2026-01-06 AM04",
		"2 settled 2026-01-07", "3 settled 2026-01-07", "4 settled 2026-01-07",
		"2 returned 2026-01-09 AM04", "3 returned 2026-01-09 MD06",
	}
	for seed := range int64(12) {
		random := rand.New(rand.NewSource(seed))
		w := sentWorld(t, 5)
		files := week()
		if seed > 0 {
			files = append(files, strings.ReplaceAll(files[random.Intn(len(files))], "\n", "\r\n")) // another file, the same facts
			random.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		}
		for _, f := range files {
			w.receive(t, f)
			if random.Intn(3) == 0 {
				w.Close()
				w.open(t)
			}
		}
		require.Equal(t, want, w.told(t), "seed %d", seed)
		require.Equal(t, []sepa.Charge{{Order: order(3).ID, On: friday, Amount: eur(40)}}, w.Charges(), "seed %d", seed)
		require.Len(t, w.Unmatched(), 1, "seed %d", seed)
		require.Equal(t, "SOMEBODYS", w.Unmatched()[0].EndToEndID)
		requireAcknowledgedOnce(t, w, files)
	}
}

// requireAcknowledgedOnce wants that no file brings back what was acknowledged.
func requireAcknowledgedOnce(t *testing.T, w *world, files []string) {
	t.Helper()
	for _, r := range w.reports(t) {
		require.NoError(t, w.Acknowledge(t.Context(), r.ID))
	}
	for _, f := range files {
		w.receive(t, strings.Replace(f, "<Document>", "<Document >", 1))
	}
	require.Empty(t, w.reports(t))
}

// Merged in one file or split, debits are the same.
func TestMergedAndSplit(t *testing.T) {
	whole, parts := sentWorld(t, 3), sentWorld(t, 3)
	whole.receive(t, notification(settled(1), settled(2), settled(3), settled(2).returned("AM04", friday)))
	parts.receive(t, notification(settled(2).returned("AM04", friday)), notification(settled(3), settled(1)), notification(settled(2)))
	require.Equal(t, whole.reports(t), parts.reports(t))
	require.Len(t, whole.reports(t), 4)
}

func TestFileReadTwice(t *testing.T) {
	w := sentWorld(t, 1)
	file := notification(settled(1))
	require.NoError(t, w.Apply(t.Context(), "a.xml", strings.NewReader(file)))
	require.ErrorIs(t, w.Apply(t.Context(), "b.xml", strings.NewReader(file)), sepa.ErrApplied)
	w.Close()
	w.open(t)
	require.ErrorIs(t, w.Apply(t.Context(), "c.xml", strings.NewReader(file)), sepa.ErrApplied)
	w.receive(t, file)
	names, err := w.config.Mailbox.Incoming(t.Context())
	require.NoError(t, err)
	require.Empty(t, names, "the mailbox is emptied of it")
}

// A damaged file changes nothing, says where, and stops no other.
func TestDamagedFileChangesNothing(t *testing.T) {
	w := sentWorld(t, 2)
	bad := notification(settled(1), settled(2))
	w.deliver(t, before(bad, "</Ntfctn>"))
	w.deliver(t, notification(settled(2)))
	err := w.Receive(t.Context())
	require.ErrorIs(t, err, sepa.ErrXML)
	require.EqualError(t, err, "001.xml: sepa: file is not well-formed XML, line 4")
	require.Equal(t, []string{"2 settled 2026-01-07"}, w.told(t))
	w.files = 0
	w.receive(t, bad)
	require.Equal(t, []string{"1 settled 2026-01-07", "2 settled 2026-01-07"}, w.told(t), "until it comes whole")
}

// Files that attack a reader are refused before they cost anything.
func TestBombs(t *testing.T) {
	w := sentWorld(t, 1)
	good := notification(settled(1))
	laughs := `<!DOCTYPE Document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"a billion laughs": {laughs + strings.Replace(good, "<Id>N", "<Id>&b;", 1), sepa.ErrDTD},
		"an outer entity":  {`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + good, sepa.ErrDTD},
		"undeclared":       {strings.Replace(good, "<Id>N", "<Id>&x;", 1), sepa.ErrXML},
		"nested":           {"<Document><CstmrPmtStsRpt>" + strings.Repeat("<a>", 1<<16), sepa.ErrTooLarge},
		"of another kind":  {"<Document><FIToFIPmtStsRpt/></Document>", sepa.ErrMessage},
	} {
		err := w.Apply(t.Context(), "bomb.xml", strings.NewReader(c.file))
		require.ErrorIs(t, err, c.want, name)
		line, ok := errors.AsType[*sepa.LineError](err)
		require.True(t, ok, name)
		require.Positive(t, line.Line)
	}
	require.Empty(t, w.reports(t))
}

// What is too large is refused at the first byte too many, whatever comes after.
func TestFileWithoutEnd(t *testing.T) {
	w := sentWorld(t, 1)
	err := w.Apply(t.Context(), "endless.xml", endless{})
	require.ErrorIs(t, err, sepa.ErrTooLarge)
}

// endless is a file of blanks.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	copy(p, bytes.Repeat([]byte(" "), len(p)))
	return len(p), nil
}

// A whole that is rejected is no fault of those who pay: what would block them becomes a fault of the file.
func TestRejectedAsAWhole(t *testing.T) {
	one := func(n byte, status, code string) string { return transactionStatus(order(n).ID, status, code) }
	for name, c := range map[string]struct {
		file  string
		want  []string
		stray int
	}{
		"file, schema":             {rejection(sent1, "FF01"), []string{"1 returned 2026-01-06 FF01", "2 returned 2026-01-06 FF01"}, 0},
		"file, duplicate":          {rejection(sent1, "AM05"), []string{"1 returned 2026-01-06 AM05", "2 returned 2026-01-06 AM05"}, 0},
		"file, account":            {rejection(sent1, "AC01"), []string{"1 returned 2026-01-06 FF01", "2 returned 2026-01-06 FF01"}, 0},
		"batch":                    {rejection(sent1, "", batchStatus(batch1, "AC04")), []string{"1 returned 2026-01-06 FF01", "2 returned 2026-01-06 FF01"}, 0},
		"batch, one says why":      {rejection(sent1, "", batchStatus(batch1, "BE05", one(2, "RJCT", "AC04"))), []string{"1 returned 2026-01-06 BE05", "2 returned 2026-01-06 AC04"}, 0},
		"batch, one does not":      {rejection(sent1, "", batchStatus(batch1, "BE05", one(2, "RJCT", ""))), []string{"1 returned 2026-01-06 BE05", "2 returned 2026-01-06 FF01"}, 0},
		"batch, one is well":       {rejection(sent1, "", batchStatus(batch1, "BE05", one(2, "ACCP", ""))), []string{"1 returned 2026-01-06 BE05"}, 1},
		"file and batch":           {rejection(sent1, "FF01", batchStatus(batch1, "BE05")), []string{"1 returned 2026-01-06 BE05", "2 returned 2026-01-06 BE05"}, 0},
		"single, no code":          {rejection(sent1, "", batchStatus(batch1, "", one(2, "RJCT", ""))), []string{"2 returned 2026-01-06"}, 0},
		"single, settled it says":  {rejection(sent1, "", batchStatus(batch1, "", one(2, "ACSC", ""))), nil, 0},
		"single, what":             {rejection(sent1, "", batchStatus(batch1, "", one(2, "WHAT", ""))), nil, 1},
		"single, of another":       {rejection("SEQR-20260106-D1", "", batchStatus(batch1, "", one(2, "RJCT", "AC04"))), nil, 1},
		"another message":          {rejection("SEQR-20260106-D1", "FF01"), nil, 1},
		"another batch":            {rejection(sent1, "", batchStatus(batch1+"1", "FF01")), nil, 1},
		"somebody else's, pending": {rejection(sent1, "", batchStatus(batch1, "", transactionStatus("X", "ACCP", ""))), nil, 0},
	} {
		w := sentWorld(t, 2)
		w.receive(t, c.file)
		require.Equal(t, c.want, w.told(t), name)
		require.Len(t, w.Unmatched(), c.stray, name)
	}
}

// Sums over a batch are of all of it, or of what was not rejected; what they are of is not guessed before it is known.
func TestSumsOverABatch(t *testing.T) {
	w := sentWorld(t, 3)
	rest := booked{batch: batch1, amount: "4.00", on: wednesday, credit: true}
	w.receive(t, notification(rest), statementOf(rest))
	require.Empty(t, w.told(t))
	require.Len(t, w.Unmatched(), 1)
	require.Equal(t, batch1, w.Unmatched()[0].BatchID)
	w.receive(t, rejection(sent1, "", batchStatus(batch1, "", transactionStatus(order(2).ID, "RJCT", "AC04"))))
	require.Equal(t, []string{"2 returned 2026-01-06 AC04", "1 settled 2026-01-07", "3 settled 2026-01-07"}, w.told(t))
	require.Empty(t, w.Unmatched())

	whole := sentWorld(t, 3)
	whole.receive(t, notification(booked{batch: batch1, amount: "6.00", on: wednesday, credit: true}))
	require.Len(t, whole.told(t), 3)

	for name, b := range map[string]booked{
		"other amount": {batch: batch1, amount: "5.99", on: wednesday, credit: true},
		"taken":        {batch: batch1, amount: "6.00", on: wednesday, back: true},
		"other batch":  {batch: "X", amount: "6.00", on: wednesday, credit: true},
	} {
		w := sentWorld(t, 3)
		w.receive(t, notification(b))
		require.Empty(t, w.told(t), name)
		require.Len(t, w.Unmatched(), 1, name)
	}
}

// What is not ours by ID, mandate, amount and the way the money went is for the operator, once.
func TestBookingsThatDoNotFit(t *testing.T) {
	for name, spoil := range map[string]func(*booked){
		"other ID":        func(b *booked) { b.id = "NOBODYS" },
		"other mandate":   func(b *booked) { b.mandate = "M2" },
		"a cent less":     func(b *booked) { b.amount = "0.99" },
		"a cent more":     func(b *booked) { b.amount = "1.01" },
		"a part returned": func(b *booked) { *b = b.returned("AM04", friday); b.amount = "0.99" },
		"the other way":   func(b *booked) { *b = b.returned("AM04", friday); b.credit = true },
		"reversed by us":  func(b *booked) { *b = b.returned("", friday) },
	} {
		w := sentWorld(t, 2)
		b := settled(1)
		spoil(&b)
		file := notification(b)
		if name == "reversed by us" {
			file = strings.Replace(file, "UPDD", "PRDD", 1)
		}
		w.receive(t, file, strings.Replace(file, "<Id>N", "<Id>M", 1))
		require.Empty(t, w.told(t), name)
		require.Len(t, w.Unmatched(), 1, name)
		w.Close()
		w.open(t)
		require.Len(t, w.Unmatched(), 1, name)
	}
}

// Where the bank lost our ID, mandate and amount say which debit it is, if only one has both.
func TestBookingWithoutOurID(t *testing.T) {
	w := newWorld(t)
	same := order(1)
	twin := order(2)
	twin.Mandate, twin.Amount = same.Mandate, same.Amount
	w.submit(t, same, order(3))
	w.at(17, 0)
	w.cutOff(t)
	w.submit(t, twin)
	w.now = w.now.AddDate(0, 0, 1)
	w.cutOff(t) // for Thursday
	w.now = w.now.AddDate(0, 0, 8)
	lost := settled(1)
	lost.id, lost.mandate = "", "m1"
	w.receive(t, notification(lost))
	require.Equal(t, []string{"1 settled 2026-01-07"}, w.told(t), "on Wednesday it cannot be the other")
	lost.on = friday
	w.receive(t, notification(lost.returned("AM04", friday)))
	require.Len(t, w.told(t), 1)
	require.Len(t, w.Unmatched(), 1, "on Friday it may be either")
}

// Nothing is told before its day; the first reason with a code counts, a booking before it or not.
func TestReportsOfOneDebit(t *testing.T) {
	w := sentWorld(t, 1)
	w.now = monday.AddDate(0, 0, 1)
	w.receive(t, notification(settled(1)))
	require.Empty(t, w.told(t), "it is Tuesday")
	w.now = w.now.AddDate(0, 0, 1)
	require.Equal(t, []string{"1 settled 2026-01-07"}, w.told(t))
	w.now = w.now.AddDate(0, 0, 7)
	w.receive(t, notification(settled(1).returned("", friday)))
	require.Equal(t, []string{"1 settled 2026-01-07", "1 returned 2026-01-09"}, w.told(t))
	w.receive(t, statementOf(settled(1).returned("MD01", date(2026, time.January, 12))))
	require.Equal(t, "1 returned 2026-01-12 MD01", w.told(t)[1], "with a code it is the same return")
}

// Credits are paid, and come back.
func TestCredits(t *testing.T) {
	w := newWorld(t)
	w.submit(t, creditOrder(1), creditOrder(2))
	w.at(17, 0)
	w.cutOff(t)
	w.now = w.now.AddDate(0, 0, 7)
	paid := func(n byte) booked {
		return booked{id: creditOrder(n).ID, amount: creditOrder(n).Amount.Format(), on: tuesday}
	}
	w.receive(t, notification(paid(1)), notification(booked{batch: "SEQR-20260105-C1-1", amount: "3.00", on: tuesday}))
	w.receive(t, notification(paid(1).returned("AC01", friday)))
	require.Equal(t, []string{"1 settled 2026-01-06", "2 settled 2026-01-06", "1 returned 2026-01-09 AC01"}, w.told(t))
}

// Whatever file comes, it changes nothing or says only what can be.
func FuzzApply(f *testing.F) {
	for _, file := range week() {
		f.Add([]byte(file))
	}
	for _, name := range []string{"camt053_08.xml", "pain002_10.xml", "pain002_file.xml"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Add([]byte(rejection(sent1, "AC01", batchStatus(batch1, "", transactionStatus(order(1).ID, "", "")))))
	f.Add([]byte(notification(booked{batch: batch1, amount: "3.00", on: wednesday, credit: true})))
	sent := []ach.Order{order(1), order(2)}
	f.Fuzz(func(t *testing.T, file []byte) {
		told, unmatched, err := sepa.Read(sent1, wednesday, sent, file, 1)
		if err != nil {
			_, ok := errors.AsType[*sepa.LineError](err)
			require.True(t, ok, "%v", err)
			require.Empty(t, told)
			require.Empty(t, unmatched)
		}
		for _, r := range told {
			require.Contains(t, []string{"S" + r.Order, "R" + r.Order}, r.ID)
			require.True(t, slices.ContainsFunc(sent, func(o ach.Order) bool { return o.ID == r.Order && o.Amount == r.Amount }))
		}
		again, still, _ := sepa.Read(sent1, wednesday, sent, file, 2)
		require.Equal(t, told, again, "twice is once")
		require.Equal(t, unmatched, still)
	})
}
