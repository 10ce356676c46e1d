package seqr_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// numbers are the account numbers of all orders, in the order in which the bank got them.
func (w *world) numbers() []string {
	var found []string
	for _, o := range w.bank.Orders() {
		found = append(found, o.Number)
	}
	return found
}

// renamed is a notice that the account of an order has another number.
func (w *world) renamed(order, number string) ach.Notice {
	return ach.Notice{ID: "C" + order + number, Kind: ach.NoticeCorrection, Order: order, Code: "C01", On: w.day(), Number: number, Text: "C01: " + number}
}

func (w *world) day() civil.Date { return civil.DateOf(w.clock.Now(), seqr.UnitedStates().Zone) }

// open is what waits for the operator, in the bank's words.
func (w *world) open() []string {
	w.t.Helper()
	all, err := w.sys.Banking.Unmatched(w.ctx, ach.AdviceID{}, 100)
	require.NoError(w.t, err)
	var says []string
	for _, v := range all {
		require.Empty(w.t, v.Text, "sealed or said, not both")
		says = append(says, string(v.Kind)+" "+v.Code+" "+v.Says)
	}
	return says
}

// What a bank says of an account holds for everything that is sent after it: re-presentments, new debits, credits. The owner is told once.
func TestBankCorrectsAnAccount(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		w.bank.ReturnNext(sandbox.Match{}, "R01", 0)
		sale := pat.mustPay(shop, "30.00")
		w.pass(1)
		order := w.bank.Orders()[0].ID
		for range 2 {
			w.bank.Tell(w.renamed(order, "20001111"))
			w.pass(1)
		}
		sms, ok := w.phone.Last(pat.number)
		require.True(t, ok)
		require.Contains(t, sms.Text, "ends in 1111")
		w.pass(10)
		require.Equal(t, ach.Collected, w.state(sale), "the second attempt went to the right account")
		second := pat.mustPay(shop, "10.00")
		w.pass(3)
		shop.refund(second, "1.00")
		w.pass(1)
		require.Equal(t, []string{"12345678", "20001111", "20001111", "20001111"}, w.numbers())

		bank := one(reader{w}, func() (ach.BankAccount, error) { return st.BankAccount(w.ctx, w.collection(sale.Invoice).Bank) })[0]
		require.Equal(t, "1111", bank.Last4)
		require.Len(t, bank.Former, 1)
		require.Equal(t, "5678", bank.Former[0].Last4)
		require.NotContains(t, string(bank.Number), "20001111", "it is sealed")
		require.Empty(t, w.open())
		w.audit()
	})
}

// A correction that was overtaken by a later one, or is told again after weeks, changes nothing.
func TestCorrectionsOutOfOrder(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "30.00")
	w.settle()
	order := w.bank.Orders()[0].ID
	early := w.renamed(order, "20001111")
	w.pass(2)
	late := w.renamed(order, "20002222")
	for _, c := range []struct {
		n    ach.Notice
		want ach.AdviceState
	}{{late, ach.AdviceBooked}, {early, ach.AdviceStale}, {late, ach.AdviceBooked}, {early, ach.AdviceStale}} {
		got, err := w.sys.Banking.Advise(w.ctx, c.n)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
	}
	pat.mustPay(shop, "1.00")
	w.settle()
	require.Equal(t, []string{"12345678", "20002222"}, w.numbers())
	w.audit()
}

// An order whose answer was lost is handed over again as it was, though its account was corrected in between; else the bank would refuse it for good.
func TestCorrectionBetweenTwoHandovers(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	pat.mustPay(shop, "30.00")
	w.settle()
	first := w.bank.Orders()[0].ID
	w.clock.Set(w.clock.Now().AddDate(0, 0, 1))
	w.settle()
	w.bank.LoseAnswer(1, errors.New("connection lost"))
	sale := pat.mustPay(shop, "10.00")
	p, err := w.sys.Step(w.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, p.Failed)
	w.bank.Tell(w.renamed(first, "20001111"))
	w.pass(7)
	require.Equal(t, ach.Collected, w.state(sale))
	pat.mustPay(shop, "5.00")
	w.settle()
	require.Equal(t, []string{"12345678", "12345678", "20001111"}, w.numbers())
	w.audit()
}

// What cannot be booked waits for the operator, whatever it is, and nothing of it is lost; an agent ends it with a reason.
func TestUnmatchedWaitsForTheOperator(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		pat.mustPay(shop, "30.00")
		w.settle()
		order := w.bank.Orders()[0].ID
		correction := func(code, text string, change func(*ach.Notice)) {
			n := ach.Notice{Kind: ach.NoticeCorrection, Order: order, Code: code, Text: text}
			change(&n)
			w.bank.Tell(n)
		}
		correction("C04", "C04: P EXAMPLE", func(*ach.Notice) {})
		correction("C02", "C02: 021000022", func(n *ach.Notice) { n.Routing = "021000022" })
		correction("C01", "C01: 123456789012345678", func(n *ach.Notice) { n.Number = "123456789012345678" })
		correction("C05", "C05: 52", func(n *ach.Notice) { n.Type = "52" })
		correction("C01", "nobody's", func(n *ach.Notice) { n.Order, n.Number = "NOBODYS", "20001111" })
		w.bank.Tell(ach.Notice{Kind: ach.NoticeUnmatched, Code: "R68", Amount: usd("4.50"), Text: "R68 of somebody"})
		w.bank.Tell(ach.Notice{Kind: ach.NoticeCharge, Order: "NOBODYS", Amount: usd("4.50"), Text: "a fee"})
		w.pass(1)
		want := []string{
			"correction C04 C04: P EXAMPLE", "correction C02 C02: 021000022", "correction C01 C01: 123456789012345678", "correction C05 C05: 52",
			"correction C01 nobody's", "unmatched R68 R68 of somebody", "charge  a fee",
		}
		require.Equal(t, want, w.open())
		require.Equal(t, []string{"12345678"}, w.numbers())
		w.audit()

		all, err := w.sys.Banking.Unmatched(w.ctx, ach.AdviceID{}, 6)
		require.NoError(t, err)
		require.Equal(t, pat.id, all[0].Owner)
		require.Zero(t, all[5].Owner)
		for _, n := range []int{0, 5} {
			done, err := w.sys.Banking.Resolve(w.ctx, seqr.ResolveAdviceRequest{Key: w.key(), Agent: "agent 7", Why: "called the bank", Advice: all[n].ID})
			require.NoError(t, err)
			require.Equal(t, "resolved agent 7 called the bank", string(done.State)+" "+done.Agent+" "+done.Why)
		}
		require.Equal(t, append(append([]string(nil), want[1:5]...), want[6]), w.open())
		acts, err := w.sys.Support.Actions(w.ctx, pat.id, account.ActionID{}, 10)
		require.NoError(t, err)
		require.Equal(t, "resolve bank advice", acts[len(acts)-1].Verb)
		trail, err := st.Trail(w.ctx, account.ID(all[5].ID))
		require.NoError(t, err)
		require.EqualValues(t, 1, trail.Number, "what is nobody's has a chain of its own")
		w.audit()
	})
}

// What other banks take for returns is the operator's cost, once.
func TestChargesAreBooked(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	w.bank.ReturnEvery(sandbox.Match{}, "R01", 0)
	pat.mustPay(shop, "30.00")
	w.pass(1)
	before := w.house(ledger.CodeBankClearing)
	for range 2 {
		w.bank.Tell(ach.Notice{ID: "charge", Kind: ach.NoticeCharge, Order: w.bank.Orders()[0].ID, On: w.day(), Amount: usd("4.50"), Text: "fee"})
		w.pass(1)
	}
	require.Equal(t, int64(-4_50), w.house(ledger.CodeBankCharges))
	require.Equal(t, before+4_50, w.house(ledger.CodeBankClearing))
	require.Empty(t, w.open())
	w.bank.Tell(ach.Notice{Kind: ach.NoticeCharge, Order: w.bank.Orders()[0].ID, Text: "a fee of nothing"})
	w.settle()
	require.Equal(t, []string{"charge  a fee of nothing"}, w.open())
	w.audit()
}
