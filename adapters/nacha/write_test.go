package nacha_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	moov "github.com/moov-io/ach"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/nacha"
)

// second is an order's re-presentment.
func second(o ach.Order) ach.Order {
	o.ID, o.Attempt, o.Description = ach.OrderID(o.Collection.UUID, 2), 2, "RETRY PYMT"
	return o
}

// The file that others read has a batch for each merchant, whose name the statement shows, and for all
// that is not of one kind (COL-2, COL-4).
func TestBatches(t *testing.T) {
	w := newWorld(t)
	w.submit(t,
		debit(1, "Ben's Bakery"), debit(2, "Café Zoë & Söhne GmbH"), debit(3, "Ben's Bakery"), credit(4), second(debit(5, "Ben's Bakery")),
		debit(6, "A Very Long Name One"), debit(7, "A Very Long Name Two"),
	)
	w.at(16, 45)
	names := w.cutOff(t)
	require.Equal(t, []string{"20260105-A.ach"}, names)
	f := w.read(t, names[0])
	var got []string
	for _, b := range f.Batches {
		h := b.GetHeader()
		got = append(got, strings.Join([]string{h.StandardEntryClassCode, h.CompanyName, h.CompanyEntryDescription, h.EffectiveEntryDate}, "|"))
	}
	require.Equal(t, []string{
		"WEB|Ben's Bakery|PURCHASE|260106", "WEB|Cafe Zoe & Soehn|PURCHASE|260106", "PPD|Seqr|CASHBACK|260106", "WEB|Ben's Bakery|RETRY PYMT|260106",
		"WEB|A Very Long Name|PURCHASE|260106", "WEB|A Very Long Name|PURCHASE|260106",
	}, got, "two merchants with one beginning are still two")
	e := f.Batches[0].GetEntries()
	require.Len(t, e, 2)
	require.Equal(t, debit(3, "").ID, strings.TrimSpace(e[1].IdentificationNumber))
	require.Equal(t, []any{27, "07640125", "1", "1234567", 62_50, "Ann Lee", "S", "121042880000001"}, []any{
		e[0].TransactionCode, e[0].RDFIIdentification, e[0].CheckDigit, e[0].DFIAccountNumber, e[0].Amount,
		strings.TrimSpace(e[0].IndividualName), strings.TrimSpace(e[0].DiscretionaryData), e[0].TraceNumber,
	})
	require.Equal(t, moov.SavingsCredit, f.Batches[2].GetEntries()[0].TransactionCode)
}

func TestEveryByteIsInItsPlace(t *testing.T) {
	w := newWorld(t, func(c *nacha.Config) { c.Originator.PaymentType, c.Originator.Operator = "R", "Seqr Pay" })
	o := debit(1, "Crème\r\nBrûlée #1 (東京) Ltd")
	o.Holder, o.Number = "Ørjan Þórsson-Straße Łukasiewicz", "12-34 ab"
	w.submit(t, o, credit(2))
	w.at(16, 45)
	data, err := os.ReadFile(filepath.Join(w.root, "outgoing", w.cutOff(t)[0]))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	require.Zero(t, len(lines)%10)
	for _, l := range lines {
		require.Len(t, l, 94)
	}
	require.Equal(t, []string{
		"101 07640125112345678902601051645A094101First Bank             Seqr Inc                       ",
		"5225Creme Brulee 1 L                    1234567890WEBPURCHASE        260106   1121042880000001",
		"62707640125112-34 ab         0000006250" + o.ID + "Orjan Thorsson-StrasseR 0121042880000001",
		"822500000100076401250000000062500000000000001234567890                         121042880000001",
		"5220Seqr Pay                            1234567890PPDCASHBACK        260106   1121042880000002",
	}, lines[:5])
}

func TestCutOffs(t *testing.T) {
	for name, tt := range map[string]struct {
		accepted, cut [2]int
		on            string
		want          string // effective date; empty: not written
	}{
		"before":                           {[2]int{10, 29}, [2]int{10, 30}, "2026-01-05", "260105"},
		"exactly at the cut-off":           {[2]int{10, 30}, [2]int{10, 30}, "2026-01-05", ""},
		"after it":                         {[2]int{10, 31}, [2]int{12, 0}, "2026-01-05", ""},
		"before it, written in time":       {[2]int{9, 0}, [2]int{10, 45}, "2026-01-05", "260105"},
		"before it, written too late":      {[2]int{9, 0}, [2]int{10, 46}, "2026-01-05", "260106"},
		"before the next one":              {[2]int{10, 31}, [2]int{16, 45}, "2026-01-05", "260106"},
		"for tomorrow":                     {[2]int{9, 0}, [2]int{23, 59}, "2026-01-06", ""},
		"for a day that is past":           {[2]int{9, 0}, [2]int{10, 30}, "2025-12-31", "260105"},
		"no cut-off has come since":        {[2]int{8, 0}, [2]int{10, 29}, "2026-01-05", ""},
		"before a Sunday that it was for":  {[2]int{9, 0}, [2]int{10, 30}, "2026-01-04", "260105"},
		"before both, and the last is now": {[2]int{9, 0}, [2]int{16, 45}, "2026-01-05", "260106"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *nacha.Config) {
				c.CutOffs = []nacha.CutOff{{Hour: 16, Minute: 45}, {Hour: 10, Minute: 30, SameDay: true}}
			})
			o := debit(1, "Ben's Bakery")
			o.On = day(tt.on)
			w.at(tt.accepted[0], tt.accepted[1])
			w.submit(t, o)
			w.at(tt.cut[0], tt.cut[1])
			names := w.cutOff(t)
			if tt.want == "" {
				require.Empty(t, names)
				return
			}
			require.Equal(t, tt.want, w.read(t, names[0]).Batches[0].GetHeader().EffectiveEntryDate)
			require.Empty(t, w.cutOff(t), "once")
		})
	}
}

// A weekend and a holiday are no days to settle on, and Friday's cut-off can be caught up with on Sunday.
func TestEffectiveDateIsABankingDay(t *testing.T) {
	w := newWorld(t)
	w.now = fed.Add(day("2026-01-15"), 1).Time(newYork) // Friday before Martin Luther King's day
	w.submit(t, debit(1, "Ben's Bakery"))
	w.at(17, 0)
	require.Equal(t, "260120", w.read(t, w.cutOff(t)[0]).Batches[0].GetHeader().EffectiveEntryDate)

	w.now = w.now.AddDate(0, 0, 7)
	w.at(9, 0)
	w.submit(t, debit(2, "Ben's Bakery"))
	w.now = w.now.AddDate(0, 0, 2)
	require.Equal(t, "260127", w.read(t, w.cutOff(t)[0]).Batches[0].GetHeader().EffectiveEntryDate, "Sunday's file is Monday's")
}

func TestSameDayLimit(t *testing.T) {
	w := newWorld(t, func(c *nacha.Config) { c.CutOffs[0].SameDay = true })
	small, large := debit(1, "Ben's Bakery"), debit(2, "Ben's Bakery")
	small.Amount, large.Amount = usd(1_000_000_00), usd(1_000_000_01)
	w.submit(t, small, large)
	w.at(16, 45)
	f := w.read(t, w.cutOff(t)[0])
	require.Len(t, f.Batches, 2)
	require.Equal(t, "260105", f.Batches[0].GetHeader().EffectiveEntryDate)
	require.Equal(t, "260106", f.Batches[1].GetHeader().EffectiveEntryDate)
	require.Len(t, w.reports(t), 1)
}

func TestTotalsThatDoNotFitMakeAnotherFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := byte(1); n <= 101; n++ {
		o, c := debit(n, "Ben's Bakery"), credit(n+101)
		o.Amount, c.Amount = usd(ach.MaxAmount), usd(1)
		w.submit(t, o, c)
	}
	w.at(17, 0)
	names := w.cutOff(t)
	require.Len(t, names, 2)
	require.Equal(t, 100*ach.MaxAmount, w.read(t, names[0]).Control.TotalDebitEntryDollarAmountInFile)
	require.Equal(t, ach.MaxAmount, w.read(t, names[1]).Control.TotalDebitEntryDollarAmountInFile)
}

func TestThirtySixFilesADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *nacha.Config) { c.FileEntries = 1 })
	for n := byte(1); n <= 38; n++ {
		w.submit(t, debit(n, "Ben's Bakery"))
	}
	w.at(17, 0)
	names, err := w.CutOff(t.Context())
	require.ErrorIs(t, err, nacha.ErrFilesPerDay)
	require.Len(t, names, 36)
	require.Equal(t, "9", w.read(t, names[35]).Header.FileIDModifier)
	w.now = w.now.AddDate(0, 0, 1)
	require.Len(t, w.cutOff(t), 2, "tomorrow is another day")
}

func TestTraceNumbersGoOnAndBeginAgain(t *testing.T) {
	w := newWorld(t)
	w.submit(t, debit(1, "Ben's Bakery"))
	w.at(17, 0)
	require.Equal(t, "121042880000001", w.read(t, w.cutOff(t)[0]).Batches[0].GetEntries()[0].TraceNumber)
	w.Close()
	journal, err := os.ReadFile(w.config.Journal)
	require.NoError(t, err)
	journal = bytes.ReplaceAll(journal, []byte(`"trace":1,`), []byte(`"trace":9999998,`))
	require.NoError(t, os.WriteFile(w.config.Journal, journal, 0o600))
	w.open(t)
	for i, want := range []string{"121042889999999", "121042880000001"} {
		w.now = w.now.AddDate(0, 0, 1)
		w.at(9, 0)
		w.submit(t, debit(byte(2+i), "Ben's Bakery"))
		w.at(17, 0)
		require.Equal(t, want, w.read(t, w.cutOff(t)[0]).Batches[0].GetEntries()[0].TraceNumber)
	}
}

func TestSubmitRefusesWhatNoFileCanCarry(t *testing.T) {
	w := newWorld(t)
	for name, spoil := range map[string]func(*ach.Order){
		"euro":                          func(o *ach.Order) { o.Amount = euro },
		"nothing left of the merchant":  func(o *ach.Order) { o.Company = "東京" },
		"nothing left of the holder":    func(o *ach.Order) { o.Holder = "\r\n(*)" },
		"description with an accent":    func(o *ach.Order) { o.Description = "CAFÉ" },
		"description with a line break": func(o *ach.Order) { o.Description = "A\nB" },
		"retry under a purchase's name": func(o *ach.Order) { o.ID, o.Attempt = "A", 2 },
		"purchase under a retry's name": func(o *ach.Order) { o.Description = "RETRY PYMT" },
	} {
		o := debit(1, "Ben's Bakery")
		spoil(&o)
		require.ErrorIs(t, w.Submit(t.Context(), o), ach.ErrOrder, name)
	}
	w.at(17, 0)
	require.Empty(t, w.cutOff(t))
}

func TestConfigNamesTheFirstWrongField(t *testing.T) {
	good := newWorld(t).config
	for field, spoil := range map[string]func(*nacha.Config){
		"Mailbox":                    func(c *nacha.Config) { c.Mailbox = nil },
		"Journal":                    func(c *nacha.Config) { c.Journal = "" },
		"Clock":                      func(c *nacha.Config) { c.Clock = nil },
		"Calendar":                   func(c *nacha.Config) { c.Calendar = ach.Calendar{} },
		"Zone":                       func(c *nacha.Config) { c.Zone = nil },
		"CutOffs":                    func(c *nacha.Config) { c.CutOffs = []nacha.CutOff{{Hour: 24}} },
		"SameDayLimit":               func(c *nacha.Config) { c.SameDayLimit = euro },
		"FileEntries":                func(c *nacha.Config) { c.FileEntries = -1 },
		"Originator.Destination":     func(c *nacha.Config) { c.Originator.Destination = "000000000" },
		"Originator.DestinationName": func(c *nacha.Config) { c.Originator.DestinationName = "Twenty-four characters.." },
		"Originator.Origin":          func(c *nacha.Config) { c.Originator.Origin = "12345678901" },
		"Originator.OriginName":      func(c *nacha.Config) { c.Originator.OriginName = "Sëqr" },
		"Originator.ODFI":            func(c *nacha.Config) { c.Originator.ODFI = "12104288" },
		"Originator.CompanyID":       func(c *nacha.Config) { c.Originator.CompanyID = "12345678901" },
		"Originator.Operator":        func(c *nacha.Config) { c.Originator.Operator = "東京" },
		"Originator.DebitClass":      func(c *nacha.Config) { c.Originator.DebitClass = "POS" },
		"Originator.CreditClass":     func(c *nacha.Config) { c.Originator.CreditClass = "WEB" },
		"Originator.PaymentType":     func(c *nacha.Config) { c.Originator.PaymentType = "ST" },
	} {
		c := good
		c.CutOffs = append([]nacha.CutOff(nil), good.CutOffs...)
		spoil(&c)
		_, err := nacha.Open(c)
		require.ErrorIs(t, err, nacha.ErrConfig)
		require.True(t, strings.HasSuffix(err.Error(), ": "+field), "%s: %v", field, err)
	}
}

// What the journal gives back is what it was given.
func TestOrdersSurviveTheJournal(t *testing.T) {
	o := debit(1, "Café <&> \u2028 \"x\"")
	o.Amount = usd(ach.MaxAmount)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	var back ach.Order
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, o, back)
	require.NotEqual(t, uuid.Nil, back.Collection.UUID)
}
