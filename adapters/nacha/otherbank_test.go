package nacha_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	moov "github.com/moov-io/ach"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/nacha"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

var (
	fed     = ach.FedCalendar()
	newYork = func() *time.Location {
		zone, err := time.LoadLocation("America/New_York")
		if err != nil {
			panic(err)
		}
		return zone
	}()
	// monday is 5 January 2026, noon in New York.
	monday = time.Date(2026, 1, 5, 12, 0, 0, 0, newYork)
	seqr   = nacha.Originator{
		Destination: "076401251", DestinationName: "First Bank", Origin: "1234567890", OriginName: "Seqr Inc",
		ODFI: "121042882", CompanyID: "1234567890",
	}
)

// world is a bank by file with a clock, and the bank at the other end.
type world struct {
	now    time.Time
	root   string
	config nacha.Config
	*nacha.Bank
	rules     []rule
	seen      map[string]bool // files that the other bank has
	scheduled map[civil.Date][]back
}

// rule lets the next entry for an account come back.
type rule struct {
	number, code string
	days         int
}

// back is an entry that comes back.
type back struct {
	header *moov.BatchHeader
	entry  *moov.EntryDetail
	code   string
}

func newWorld(t testing.TB, change ...func(*nacha.Config)) *world {
	w := &world{now: monday, root: t.TempDir(), seen: map[string]bool{}, scheduled: map[civil.Date][]back{}}
	dir, err := bankfile.NewDir(w.root)
	require.NoError(t, err)
	w.config = nacha.Config{
		Originator: seqr, Mailbox: dir, Journal: filepath.Join(w.root, "journal"), Calendar: fed, Zone: newYork,
		Clock: func() time.Time { return w.now }, CutOffs: []nacha.CutOff{{Hour: 16, Minute: 45}},
	}
	for _, c := range change {
		c(&w.config)
	}
	w.open(t)
	t.Cleanup(func() { w.Close() })
	return w
}

// open opens the bank anew, as after a crash.
func (w *world) open(t testing.TB) {
	t.Helper()
	b, err := nacha.Open(w.config)
	require.NoError(t, err)
	w.Bank = b
}

func (w *world) today() civil.Date { return civil.DateOf(w.now, newYork) }

// at sets the clock to a time of today.
func (w *world) at(hour, minute int) {
	d := w.today()
	w.now = time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, newYork)
}

// pass lets banking days pass: a file at each cut-off, and the returns of the other bank at noon.
func (w *world) pass(t *testing.T, days int) {
	t.Helper()
	for range days {
		w.at(17, 0)
		_, err := w.CutOff(t.Context())
		require.NoError(t, err)
		w.process(t)
		w.now = fed.Add(w.today(), 1).Time(newYork).Add(12 * time.Hour)
		if due := w.scheduled[w.today()]; due != nil {
			w.deliver(t, fmt.Sprintf("returns-%s.ach", w.today()), returnFile(t, due...))
		}
		require.NoError(t, w.Receive(t.Context()))
	}
}

// deliver brings a file.
func (w *world) deliver(t testing.TB, name string, content []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(w.root, "incoming", name), content, 0o600))
}

// process reads our new files as the other bank does, strictly, and moves them away.
func (w *world) process(t testing.TB) {
	t.Helper()
	for _, name := range w.outgoing(t) {
		require.False(t, w.seen[name], "sent twice")
		w.seen[name] = true
		for _, b := range w.read(t, name).Batches {
			for _, e := range b.GetEntries() {
				w.plan(b.GetHeader(), e)
			}
		}
		require.NoError(t, os.Rename(filepath.Join(w.root, "outgoing", name), filepath.Join(w.root, "archive", "outgoing", name)))
	}
}

// plan follows the first rule for an entry.
func (w *world) plan(h *moov.BatchHeader, e *moov.EntryDetail) {
	for i, r := range w.rules {
		if r.number != e.DFIAccountNumber {
			continue
		}
		settled, err := time.Parse("060102", h.EffectiveEntryDate)
		if err != nil {
			panic(err)
		}
		on := fed.Add(civil.DateOf(settled, time.UTC), r.days)
		w.scheduled[on] = append(w.scheduled[on], back{h, e, r.code})
		w.rules = slices.Delete(w.rules, i, i+1)
		return
	}
}

// outgoing names the files that wait for their transfer.
func (w *world) outgoing(t testing.TB) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.root, "outgoing"))
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// read reads one of our files with another program, with all its checks.
func (w *world) read(t testing.TB, name string) *moov.File {
	t.Helper()
	f, err := moov.ReadFile(filepath.Join(w.root, "outgoing", name))
	require.NoError(t, err)
	require.NoError(t, f.Validate())
	return f
}

// backs lists all entries of our files as if they came back with a code.
func (w *world) backs(t testing.TB, code string) (all []back) {
	t.Helper()
	for _, name := range w.outgoing(t) {
		for _, b := range w.read(t, name).Batches {
			for _, e := range b.GetEntries() {
				all = append(all, back{b.GetHeader(), e, code})
			}
		}
	}
	return all
}

// returnFile writes returns with the library that other programs use.
func returnFile(t testing.TB, all ...back) []byte {
	t.Helper()
	f := moov.NewFile()
	h := moov.NewFileHeader()
	h.ImmediateDestination, h.ImmediateOrigin = "121042882", "231380104"
	h.FileCreationDate, h.FileCreationTime = "260107", "0600"
	f.SetHeader(h)
	for i, r := range all {
		header := *r.header
		header.ServiceClassCode = moov.MixedDebitsAndCredits
		header.ODFIIdentification = r.entry.RDFIIdentification
		if r.code[0] == 'C' {
			header.StandardEntryClassCode = moov.COR
		}
		b, err := moov.NewBatch(&header)
		require.NoError(t, err)
		b.AddEntry(returned(r, i+1))
		require.NoError(t, b.Create())
		f.AddBatch(b)
	}
	require.NoError(t, f.Create())
	var out bytes.Buffer
	require.NoError(t, moov.NewWriter(&out).Write(f))
	return out.Bytes()
}

// returned is the entry as the bank of the account sends it back.
func returned(r back, n int) *moov.EntryDetail {
	e := *r.entry
	e.TransactionCode -= 1 // 22 becomes 21, 27 becomes 26
	e.SetRDFI("121042882")
	e.AddendaRecordIndicator = 1
	e.SetTraceNumber(r.entry.RDFIIdentification, n)
	if r.code[0] == 'C' {
		e.Amount, e.Category = 0, moov.CategoryNOC
		e.Addenda98 = moov.NewAddenda98()
		e.Addenda98.ChangeCode, e.Addenda98.CorrectedData = r.code, "1918171614"
		e.Addenda98.OriginalTrace, e.Addenda98.OriginalDFI = r.entry.TraceNumber, r.entry.RDFIIdentification
		e.Addenda98.TraceNumber = e.TraceNumber
		return &e
	}
	e.Category = moov.CategoryReturn
	e.Addenda99 = moov.NewAddenda99()
	e.Addenda99.ReturnCode, e.Addenda99.OriginalTrace = r.code, r.entry.TraceNumber
	e.Addenda99.OriginalDFI, e.Addenda99.TraceNumber = r.entry.RDFIIdentification, e.TraceNumber
	return &e
}

func usd(minor int64) money.Amount { return money.FromMinor(minor, money.USD) }

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// debit is the nth order of a test: 62.50 for a merchant, for 5 January.
func debit(n byte, company string) ach.Order {
	of := uuid.UUID{15: n}
	return ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: usd(62_50), Scheme: ach.ACH, Routing: "076401251", Number: "1234567", Type: ach.Checking,
		Holder: "Ann Lee", Company: company, Description: "PURCHASE", Attempt: 1, On: day("2026-01-05"), Collection: ach.CollectionID{UUID: of},
	}
}

// credit is the nth order of a test as a payout.
func credit(n byte) ach.Order {
	o := debit(n, "Seqr")
	o.Direction, o.Description, o.Type = ach.CreditOrder, "CASHBACK", ach.Savings
	o.Payout, o.Collection = ach.PayoutID{UUID: o.Collection.UUID}, ach.CollectionID{}
	return o
}

func (w *world) submit(t testing.TB, orders ...ach.Order) {
	t.Helper()
	for _, o := range orders {
		require.NoError(t, w.Submit(t.Context(), o))
	}
}

// cutOff writes files and names them.
func (w *world) cutOff(t testing.TB) []string {
	t.Helper()
	names, err := w.CutOff(t.Context())
	require.NoError(t, err)
	return names
}

func (w *world) reports(t testing.TB) []ach.Report {
	t.Helper()
	all, err := w.Reports(t.Context(), 1_000)
	require.NoError(t, err)
	return all
}

var euro = money.FromMinor(1, money.EUR)
