package seqr_test

import (
	"context"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// side is two systems over one store, on one clock: the United States and Germany, each with a bank, phones and mail of its own.
type side struct {
	us, de   *world
	pat      *person // American
	uli      *person // German
	shop, at *till   // theirs
}

func sideBySide(t *testing.T, st store.Store) *side {
	t.Helper()
	us := quickOn(t, st, withPrepaid, func(c *seqr.Config) { c.Market.Transfer.WaitFor = 7 * 24 * time.Hour })
	rate := payment.Rate{From: money.EUR, To: money.USD, Value: decimal.RequireFromString("1.10"), Source: "ECB 2026-07-03", At: start}
	var bank *sandbox.Bank
	de := abroadOn(t, us.store, seqr.Germany(), func(c *seqr.Config) {
		bank = sandbox.NewBank(us.clock.Now, c.Market.Collection.Calendar, c.Market.Zone)
		c.Clock, c.Bank, c.Rates = us.clock.Now, bank, fixed{rate}
		c.Market.Transfer.WaitFor = 7 * 24 * time.Hour
		c.Market.Transfer.Abroad = []account.PhoneRule{seqr.UnitedStates().Account.Phone}
		us.others = []seqr.Market{c.Market}
	})
	de.clock, de.bank, de.others = us.clock, bank, []seqr.Market{us.sys.Market()}
	s := &side{us: us, de: de}
	s.shop, s.at = us.till("Corner Grocery"), de.till("Backhaus")
	s.pat = us.join("Pat Example", patNumber)
	s.uli = de.join("Uli Muster", "+4915123456789")
	return s
}

// settle lets the Americans look first: what is due abroad must not tempt them.
func (s *side) settle() {
	s.us.settle()
	s.de.settle()
}

func (s *side) until(m time.Month, day int) {
	for now := s.us.clock.Now(); now.Month() != m || now.Day() != day; now = s.us.clock.Now() {
		s.us.clock.Advance(12 * time.Hour)
		s.settle()
	}
}

// Each market's money moves by its own rules and its own bank, whoever looks first; cashback of one quarter is paid by both
// programmes, to a bank account here and to a Seqr Account there; and money sent abroad arrives [P2P-7, CB-10, CB-15].
func TestTwoMarketsOverOneStore(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		s := sideBySide(t, st)
		for range 12 {
			s.pat.mustPay(s.shop, "5.00")
			s.uli.mustPay(s.at, "5.00")
		}
		v := s.uli.prepareSend(patNumber, "10.00")
		require.Equal(t, usd("11.00"), v.Terms.Credited)
		_, err := s.de.sys.Transfers.Approve(s.de.ctx, s.uli.consent(v))
		require.NoError(t, err)
		require.Equal(t, "11.00", s.pat.balance())
		open := s.at.ask("3.00")
		s.us.clock.Advance(3 * time.Hour)
		s.us.settle()
		require.Equal(t, payment.Issued, s.stored(open.Invoice).State, "it is not theirs to end")
		s.de.settle()
		require.Equal(t, payment.Expired, s.stored(open.Invoice).State)

		s.until(time.October, 20)
		s.ordered(t, s.us, money.USD, 12, 1)
		s.ordered(t, s.de, money.EUR, 13, 0)
		require.Equal(t, "11.00", s.pat.balance(), "the American programme pays to the bank")
		require.Equal(t, "1.20", s.uli.balance(), "the German one to the Seqr Account")
		for _, p := range []*person{s.pat, s.uli} {
			view, err := p.w.sys.Cashback.View(p.w.ctx, p.id)
			require.NoError(t, err)
			require.Len(t, view.Payouts, 1)
			require.Equal(t, p.w.money("1.20"), view.Payouts[0].Amount)
		}
		require.Equal(t, "100.00", s.pat.available())
		s.us.audit()
		s.de.audit()
		_, err = s.us.sys.Audit(s.us.ctx)
		require.ErrorIs(t, err, audit.ErrMarket, "nobody judges a market whose programme is not known")
	})
}

func (s *side) stored(id payment.InvoiceID) payment.Invoice {
	inv, err := s.us.store.Invoice(s.us.ctx, id)
	require.NoError(s.us.t, err)
	return inv
}

// ordered checks that a market's bank was told of its own debits and cashback, and of nothing else.
func (s *side) ordered(t *testing.T, w *world, c money.Currency, debits, cashback int) {
	t.Helper()
	var debited, paid int
	for _, o := range w.bank.Orders() {
		require.Equal(t, c, o.Amount.Currency())
		switch {
		case o.Direction == ach.DebitOrder:
			debited++
		default:
			paid++
		}
	}
	require.Equal(t, debits, debited)
	require.Equal(t, cashback, paid)
}

// A bank that two markets share tells each system everything. What is another's stays for that one.
func TestTwoMarketsAtOneBank(t *testing.T) {
	t.Parallel()
	s := sideBySide(t, memory.New())
	cfg := s.us.config(s.us.sys.Market())
	cfg.Bank, cfg.Verifier = s.de.bank, unhurried{}
	s.us.sys, s.us.bank = newSystem(t, cfg), s.de.bank
	s.pat.mustPay(s.shop, "5.00")
	s.uli.mustPay(s.at, "7.00")
	s.until(time.July, 25)
	for _, p := range []*person{s.pat, s.uli} {
		all, err := s.us.store.CollectionsOf(s.us.ctx, p.id, ach.CollectionID{}, 10)
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, ach.Collected, all[0].State)
	}
	s.us.audit()
}

// Money waits for a number of the sender's own market only: who registers with another is no customer of the system that would
// have to charge the sender [P2P-6].
func TestNothingWaitsAbroad(t *testing.T) {
	t.Parallel()
	s := sideBySide(t, memory.New())
	_, err := s.de.sys.Transfers.PrepareSend(s.de.ctx, seqr.SendRequest{Account: s.uli.id, To: "+18015550177", Amount: "10.00"})
	require.ErrorIs(t, err, payment.ErrUnregistered)
	require.True(t, s.uli.prepareSend("+4915123456780", "10.00").WaitsTill.After(start))
}

// One identity document belongs to one person of a market; in another market the same person is a customer of somebody else,
// whose debts and blocks stay there [IDV-7].
func TestOnePersonInTwoMarkets(t *testing.T) {
	t.Parallel()
	s := sideBySide(t, memory.New())
	abroad := s.de.join("Pat Example", "+4915123456781")
	require.Empty(t, abroad.reasons())
	require.Empty(t, s.pat.reasons())
	s.us.audit()
}

// Customer service lists and searches its own market only.
func TestDeskOfOneMarket(t *testing.T) {
	t.Parallel()
	s := sideBySide(t, memory.New())
	s.us.bank.ReturnNext(sandbox.Match{}, "R26", 1)
	s.pat.mustPay(s.shop, "5.00")
	s.until(time.July, 20)
	for _, w := range []*world{s.us, s.de} {
		_, err := w.sys.Banking.Suspense(w.ctx, ach.CollectionID{}, 10)
		require.NoError(t, err)
	}
	_, err := s.us.sys.Accounts.View(s.us.ctx, s.uli.id)
	require.ErrorIs(t, err, seqr.ErrOtherMarket)
	require.Equal(t, seqr.NotFound, seqr.KindOf(err))
	_, err = s.de.sys.Merchants.Status(s.de.ctx, s.shop.merchant.ID, s.shop.ask("1.00").Invoice)
	require.ErrorIs(t, err, seqr.ErrOtherMarket)
	s.us.audit()
}

// What the auditor says of records that are in the wrong market.
func TestAuditOfMarketsCanFail(t *testing.T) {
	t.Parallel()
	s := sideBySide(t, memory.New())
	s.pat.mustPay(s.shop, "5.00")
	s.us.audit()
	programmes := s.us.programmes()
	programmes["DE"] = s.de.sys.Market().Cashback
	elsewhere := func(market *string) { *market = "DE" }
	for name, m := range map[string]store.Reader{
		"an event":   misplaced{s.us.store},
		"an invoice": mutated{Reader: s.us.store, invoice: func(v *payment.Invoice) { elsewhere(&v.Market) }},
		"a month":    mutated{Reader: s.us.store, tally: func(v *cashback.Tally) { elsewhere(&v.Market) }},
	} {
		report, err := audit.Run(s.us.ctx, m, programmes)
		require.NoError(t, err)
		require.NotEmpty(t, report.Findings, name)
		for _, f := range report.Findings {
			require.Equal(t, "market", f.Rule, name)
		}
	}
}

// misplaced leaves what is to be done to the other market.
type misplaced struct{ store.Reader }

func (m misplaced) Pending(ctx context.Context, after store.EventID, limit int) ([]store.Event, error) {
	list, err := m.Reader.Pending(ctx, after, limit)
	for i, e := range list {
		list[i].Market = map[string]string{"US": "DE", "DE": "US"}[e.Market]
	}
	return list, err
}
