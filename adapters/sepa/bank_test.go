package sepa_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ach/achtest"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

func TestBankConforms(t *testing.T) {
	t.Parallel()
	achtest.Run(t, func(t *testing.T) achtest.Harness { return newWorld(t).harness() })
}

// A bank that crashes every day conforms as well.
func TestBankThatIsOpenedAnewConforms(t *testing.T) {
	t.Parallel()
	achtest.Run(t, func(t *testing.T) achtest.Harness {
		w := newWorld(t)
		h := w.harness()
		h.Pass = func(t *testing.T, days int) {
			for range days {
				w.Close()
				w.open(t)
				w.pass(t, 1)
				w.Close()
				w.open(t)
			}
		}
		return h
	})
}

// harness lets the suite play with the bank at the other end.
func (w *world) harness() achtest.Harness {
	return achtest.Harness{
		Bank: w, Calendar: target, Scheme: ach.SEPA, Today: w.today, SettleDays: 2, Pass: w.pass,
		ReturnNext: func(_ *testing.T, number, code string, afterDays int) {
			w.rules = append(w.rules, rule{number, code, afterDays})
		},
	}
}

func TestConfig(t *testing.T) {
	for field, spoil := range map[string]func(*sepa.Config){
		"Mailbox":      func(c *sepa.Config) { c.Mailbox = nil },
		"Journal":      func(c *sepa.Config) { c.Journal = "" },
		"Clock":        func(c *sepa.Config) { c.Clock = nil },
		"Zone":         func(c *sepa.Config) { c.Zone = nil },
		"CutOffs":      func(c *sepa.Config) { c.CutOffs = []bankfile.CutOff{{Hour: 24}} },
		"DebitLead":    func(c *sepa.Config) { c.DebitLead = 11 },
		"CreditLead":   func(c *sepa.Config) { c.CreditLead = -1 },
		"Prefix":       func(c *sepa.Config) { c.Prefix = "SEQR-1" },
		"MessageItems": func(c *sepa.Config) { c.MessageItems = sepa.MaxItems + 1 },
		"Creditor":     func(c *sepa.Config) { c.Creditor.ID = "DE00ZZZ00099999999" },
	} {
		w := newWorld(t)
		spoil(&w.config)
		_, err := sepa.Open(w.config)
		require.ErrorIs(t, err, sepa.ErrConfig, field)
		require.ErrorContains(t, err, field)
	}
}

// What no message can carry is refused when it is submitted, with the reason, and not at the cut-off.
func TestOrdersThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*ach.Order)
		why   error
	}{
		"scheme":         {func(o *ach.Order) { o.Scheme, o.Routing, o.Number = ach.ACH, "076401251", "1" }, ach.ErrOrder},
		"currency":       {func(o *ach.Order) { o.Amount = money.FromMinor(1, money.USD) }, sepa.ErrAmount},
		"no mandate":     {func(o *ach.Order) { o.Mandate = "" }, sepa.ErrMandateID},
		"its reference":  {func(o *ach.Order) { o.Mandate = "M//1" }, sepa.ErrMandateID},
		"never signed":   {func(o *ach.Order) { o.Signed = civil.Date{} }, sepa.ErrDate},
		"signed later":   {func(o *ach.Order) { o.Signed = date(2026, time.January, 8) }, sepa.ErrDate},
		"holder's name":  {func(o *ach.Order) { o.Holder = "安娜" }, sepa.ErrName},
		"account number": {func(o *ach.Order) { o.Number = "GB00WEST12345698765432" }, ach.ErrOrder},
	} {
		w := newWorld(t)
		o := order(1)
		c.spoil(&o)
		err := w.Submit(t.Context(), o)
		require.ErrorIs(t, err, ach.ErrOrder, name)
		require.ErrorIs(t, err, c.why, name)
	}
}

// COL-1, COL-2, MND-4: what the bank is asked for, debit by debit.
func TestMessageOfDebits(t *testing.T) {
	w := newWorld(t)
	later := order(3)
	later.On = date(2026, time.January, 8)
	retry := order(4)
	retry.ID, retry.Attempt, retry.Description = ach.OrderID(retry.Collection.UUID, 2), 2, "RETRY PYMT"
	w.submit(t, order(1), order(2), later, retry, creditOrder(5))
	w.at(16, 31)
	require.Equal(t, []string{"SEQR-20260105-D1.xml", "SEQR-20260105-C1.xml"}, w.cutOff(t))
	require.Empty(t, w.cutOff(t), "once")

	m := w.read(t, "SEQR-20260105-D1.xml").Debits
	require.Equal(t, "SEQR-20260105-D1", m.ID)
	require.Len(t, m.Batches, 1, "all of one day, sequence and creditor; the third waits, the bank takes nothing too early")
	b := m.Batches[0]
	require.Equal(t, []string{"SEQR-20260105-D1-1", "RCUR", "2026-01-07", "SEQR Europe GmbH"}, []string{b.ID, b.Sequence, b.On, b.Creditor})
	require.Len(t, b.Items, 3, "never summed")
	require.Equal(t, debit{
		ID: order(1).ID, Amount: "1.00", Mandate: "M1", Signed: "2025-12-01", Merchant: "Ben's Bakery + Cafe", Debtor: "Anna Muller",
		IBAN: annasIBAN, Text: "Ben's Bakery + Cafe, " + order(1).ID,
	}, b.Items[0])
	c := w.read(t, "SEQR-20260105-C1.xml").Transfers
	require.Equal(t, "2026-01-05", c.Batches[0].On)
	require.Equal(t, transfer{creditOrder(5).ID, "5.00", "Anna Muller", annasIBAN, "SEQR, CASHBACK, " + creditOrder(5).ID}, c.Batches[0].Items[0])

	w.now = w.now.AddDate(0, 0, 1)
	require.Equal(t, []string{"SEQR-20260106-D1.xml"}, w.cutOff(t))
	require.Equal(t, "2026-01-08", w.read(t, "SEQR-20260106-D1.xml").Debits.Batches[0].On, "its own day")
}

func TestDayOfCollection(t *testing.T) {
	for name, tt := range map[string]struct {
		now      string // when the cut-off is called; the order came a day earlier
		on       string
		debit    string // empty: it waits
		transfer string
	}{
		"on its day":              {"2026-01-05 16:30", "2026-01-05", "2026-01-07", "2026-01-05"},
		"two days early":          {"2026-01-05 16:30", "2026-01-07", "2026-01-07", ""},
		"three days early":        {"2026-01-05 16:30", "2026-01-08", "", ""},
		"of the past":             {"2026-01-05 16:30", "2025-12-31", "2026-01-07", "2026-01-05"},
		"over the weekend":        {"2026-01-08 16:30", "2026-01-12", "2026-01-12", ""},
		"a Sunday":                {"2026-01-08 16:30", "2026-01-11", "2026-01-12", ""},
		"over Easter":             {"2026-04-01 16:30", "2026-04-01", "2026-04-07", "2026-04-01"},
		"Friday's, on Sunday":     {"2026-01-04 12:00", "2026-01-02", "2026-01-07", "2026-01-05"},
		"before the cut-off":      {"2026-01-06 16:29", "2026-01-05", "2026-01-08", "2026-01-06"},
		"a day of the bank alone": {"2026-01-14 16:30", "2026-01-14", "2026-01-19", "2026-01-14"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *sepa.Config) { c.Closed = []civil.Date{date(2026, time.January, 15)} })
			now, err := time.ParseInLocation("2006-01-02 15:04", tt.now, berlin)
			require.NoError(t, err)
			on, err := civil.ParseDate(tt.on)
			require.NoError(t, err)
			w.now = now.AddDate(0, 0, -3)
			collect, pay := order(1), creditOrder(2)
			collect.On, pay.On = on, on
			w.submit(t, collect, pay)
			w.now = now
			var gotDebit, gotTransfer string
			for _, name := range w.cutOff(t) {
				m := w.read(t, name)
				for _, b := range m.Debits.Batches {
					gotDebit = b.On
				}
				for _, b := range m.Transfers.Batches {
					gotTransfer = b.On
				}
			}
			require.Equal(t, []string{tt.debit, tt.transfer}, []string{gotDebit, gotTransfer})
		})
	}
}

// An order accepted exactly at a cut-off waits for the next one.
func TestOrderAtTheCutOff(t *testing.T) {
	w := newWorld(t)
	w.at(16, 30)
	w.submit(t, order(1))
	require.Empty(t, w.cutOff(t))
	w.now = w.now.AddDate(0, 0, 1)
	require.Len(t, w.cutOff(t), 1)
}

func TestMessagesAreNotTooLarge(t *testing.T) {
	w := newWorld(t, func(c *sepa.Config) { c.MessageItems, c.Prefix = 2, "Shop7" })
	w.submit(t, order(1), order(2), order(3))
	w.at(17, 0)
	require.Equal(t, []string{"Shop7-20260105-D1.xml", "Shop7-20260105-D2.xml"}, w.cutOff(t))
}

// The first debit of a mandate may be marked; one that was rejected was none, one that came back was.
func TestFirstDebitOfAMandate(t *testing.T) {
	w := newWorld(t, func(c *sepa.Config) { c.MarkFirst = true })
	sequence := func(orders ...ach.Order) string {
		w.at(12, 0)
		w.submit(t, orders...)
		w.at(17, 0)
		names := w.cutOff(t)
		require.Len(t, names, 1)
		var all []string
		for _, b := range w.read(t, names[0]).Debits.Batches {
			all = append(all, fmt.Sprint(b.Sequence, " ", len(b.Items)))
		}
		w.now = w.now.AddDate(0, 0, 1)
		return strings.Join(all, ", ")
	}
	of := func(n byte, mandate string) ach.Order {
		o := order(n)
		o.Mandate = mandate
		return o
	}
	require.Equal(t, "FRST 2, RCUR 1", sequence(of(1, "A"), of(2, "a"), of(3, "B")), "banks do not agree on case")
	w.receive(t, rejection("SEQR-20260105-D1", "", batchStatus("SEQR-20260105-D1-1", "", transactionStatus(order(3).ID, "RJCT", "AC04"))))
	require.Equal(t, "RCUR 1, FRST 1", sequence(of(4, "A"), of(5, "B")))
	w.receive(t, notification(booked{id: order(5).ID, mandate: "B", amount: "5.00", on: date(2026, time.January, 7), back: true, code: "AM04"}))
	require.Equal(t, "RCUR 1", sequence(of(6, "B")))
}

// flaky is a mailbox that fails before or after it has taken a file.
type flaky struct {
	bankfile.Mailbox
	before, after error
}

func (f *flaky) Put(ctx context.Context, name string, content []byte) error {
	if f.before != nil {
		return f.before
	}
	return errors.Join(f.Mailbox.Put(ctx, name, content), f.after)
}

var errPower = errors.New("power is gone")

// A message that was planned, and perhaps handed over, is the same after the crash, although clock and creditor are
// other ones: the mailbox takes it once, and refuses another under its name.
func TestRebuiltMessageIsTheSame(t *testing.T) {
	for name, spoil := range map[string]func(*flaky){
		"before the mailbox took it": func(f *flaky) { f.before = errPower },
		"after the mailbox took it":  func(f *flaky) { f.after = errPower },
	} {
		w := newWorld(t)
		box := &flaky{Mailbox: w.config.Mailbox}
		w.config.Mailbox = box
		w.Close()
		w.open(t)
		w.submit(t, order(1), creditOrder(2))
		w.at(17, 0)
		spoil(box)
		names, err := w.CutOff(t.Context())
		require.ErrorIs(t, err, errPower, name)
		require.Empty(t, names)

		w.Close()
		*box = flaky{Mailbox: box.Mailbox}
		w.config.Creditor.Name = "Another Name"
		w.open(t)
		w.now = w.now.Add(3 * time.Hour)
		w.submit(t, order(3))
		require.Equal(t, []string{"SEQR-20260105-D1.xml", "SEQR-20260105-C1.xml"}, w.cutOff(t), name)
		require.Equal(t, "SEQR Europe GmbH", w.read(t, "SEQR-20260105-D1.xml").Debits.Batches[0].Creditor)
	}
}

// Whatever a crash leaves at the end of the journal, what was answered is there and the rest is not.
func TestJournalCutAnywhere(t *testing.T) {
	w := newWorld(t)
	w.submit(t, order(1))
	first, err := os.ReadFile(w.config.Journal)
	require.NoError(t, err)
	w.submit(t, order(2))
	w.Close()
	whole, err := os.ReadFile(w.config.Journal)
	require.NoError(t, err)
	other := order(2)
	other.Company = "Cara's Cafe"
	for cut := len(first); cut < len(whole); cut += 11 {
		require.NoError(t, os.WriteFile(w.config.Journal, whole[:cut], 0o600))
		w.open(t)
		require.NoError(t, w.Submit(t.Context(), other), "it was never accepted")
		w.Close()
	}
}

func TestJournalThatIsNoJournal(t *testing.T) {
	w := newWorld(t)
	w.Close()
	require.ErrorIs(t, w.Submit(t.Context(), order(1)), bankfile.ErrJournal, "closed")
	for _, text := range []string{"{\n", "{}\n", `{"put":"x"}` + "\n", `{"plan":{"direction":"debit","items":[{"order":"X"}]}}` + "\n"} {
		require.NoError(t, os.WriteFile(w.config.Journal, []byte(text), 0o600))
		_, err := sepa.Open(w.config)
		require.ErrorIs(t, err, bankfile.ErrJournal, text)
		require.ErrorContains(t, err, "line 1", text)
	}
}
