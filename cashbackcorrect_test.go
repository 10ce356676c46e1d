package seqr_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

var thirdQuarter = civil.Quarter{Year: 2026, Number: 3}

func (p *person) correct(amount string) error {
	_, err := p.w.sys.Support.CorrectCashback(p.w.ctx, seqr.CorrectCashbackRequest{SupportRequest: p.w.help(p.id), Quarter: thirdQuarter, Amount: amount})
	return err
}

// corrections says what became of each correction.
func (p *person) corrections() []string {
	p.w.t.Helper()
	said := []string{}
	for _, v := range p.cashback().Corrections {
		said = append(said, v.Quarter.String()+" "+string(v.State)+" "+v.Amount.Format())
	}
	return said
}

// deserving is somebody whose third quarter of 2026 is paid.
func (w *world) deserving() *person {
	w.t.Helper()
	pat := w.join("Pat Example", "+18015550101")
	pat.buys(w.till("Corner Grocery"), "100.00")
	require.ErrorIs(w.t, pat.correct("1.00"), cashback.ErrUndecided)
	w.payday()
	w.pass(4)
	return pat
}

// Customer service grants what is missing: it goes to the bank account at once, beside the payout, and the chain of actions
// says which quarter and how much. All together stay within the market's maximum [CB-16, CS-6].
func TestCashbackIsCorrected(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		pat := w.deserving()
		require.NoError(t, pat.correct("2.50"))
		require.Equal(t, "correct cashback 2026-Q3 by 2.50", w.verbs(pat.id)[0])
		require.NoError(t, pat.correct("97.50"))
		require.ErrorIs(t, pat.correct("0.01"), cashback.ErrCorrectedTooMuch)
		w.pass(4)
		require.Equal(t, []string{"2026-Q3 paid 1.00"}, pat.payouts())
		require.Equal(t, []string{"2026-Q3 paid 2.50", "2026-Q3 paid 97.50"}, pat.corrections())
		require.Equal(t, []string{"1.00", "2.50", "97.50"}, w.credits())
		require.Equal(t, int64(-101_00), w.house(ledger.CodeCashbackExpense))
		m, ok := w.mail.Last("pat@example.com")
		require.True(t, ok)
		require.Contains(t, m.Text, "97.50 USD, is on its way to your bank account.")
		w.audit()
	})
}

// Agents who correct at the same moment stay within the maximum together [CS-6].
func TestCorrectionsRace(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		old := w.deserving()
		old.leave()
		again := w.join("Pat Example", "+18015550102")
		var racers []func() error
		for i := range 6 {
			who := []*person{old, again}[i%2]
			racers = append(racers, func() error { return who.correct("40.00") })
		}
		errs := race(racers)
		require.Equal(t, 2, count(errs, nil))
		require.Equal(t, 4, count(errs, cashback.ErrCorrectedTooMuch))
		w.settle()
		w.audit()
	})
}

// A blocked account has it after it is unblocked, or loses it for want of a bank account, as it does a payout [CB-16, CB-18].
func TestHeldCorrections(t *testing.T) {
	t.Parallel()
	w := quick(t, helpful)
	pat := w.deserving()
	pat.block(account.Other)
	require.NoError(t, pat.correct("2.00"))
	require.Equal(t, []string{"2026-Q3 held 2.00"}, pat.corrections())
	w.audit()
	_, err := w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 2.00"}, pat.corrections())
	pat.block(account.Other)
	require.NoError(t, pat.correct("3.00"))
	_, err = w.sys.Support.RemoveBankAccount(w.ctx, w.help(pat.id))
	require.NoError(t, err)
	_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
	require.NoError(t, err)
	w.settle()
	require.Equal(t, []string{"2026-Q3 paid 2.00", "2026-Q3 forfeited 3.00"}, pat.corrections())
	require.ErrorIs(t, pat.correct("3.00"), payment.ErrNoReceivingAccount, "not lost at once: it can be granted later")
	w.audit()
}

// What the bank brought back is paid again from where it lies: by customer service, by itself to another bank account, or to the next account [CB-16, CB-20].
func TestReturnedCorrections(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st, helpful)
		pat := w.deserving()
		w.bank.ReturnNext(sandbox.Match{Amount: usd("2.00")}, "R23", 1)
		require.NoError(t, pat.correct("2.00"))
		w.pass(7)
		require.Equal(t, []string{"2026-Q3 held 2.00"}, pat.corrections())
		require.Equal(t, int64(2_00), w.house(ledger.CodeSuspense))
		w.audit()
		pat.block(account.Other)
		_, err := pat.release()
		require.ErrorIs(t, err, account.ErrBlocked)
		_, err = w.sys.Support.Unblock(w.ctx, w.help(pat.id), account.Other)
		require.NoError(t, err)
		w.bank.ReturnNext(sandbox.Match{Amount: usd("2.00")}, "R23", 1)
		paid, err := pat.release()
		require.NoError(t, err)
		require.Equal(t, "2.00", paid)
		w.pass(7)
		require.Equal(t, []string{"2026-Q3 held 2.00"}, pat.corrections(), "it came back a second time")
		_, err = w.sys.Support.RemoveBankAccount(w.ctx, w.help(pat.id))
		require.NoError(t, err)
		pat.addsBank()
		w.pass(5)
		require.Equal(t, []string{"2026-Q3 paid 2.00"}, pat.corrections(), "another bank account, without a call")
		require.Zero(t, w.house(ledger.CodeSuspense))
		require.Equal(t, int64(-3_00), w.house(ledger.CodeCashbackExpense), "spent once")
		w.audit()
	})
}

// Who leaves for good loses it, and nothing is open then; who comes back has it on the next account [CB-18, CB-20].
func TestCorrectionsOfThoseWhoLeave(t *testing.T) {
	t.Parallel()
	w := quick(t, keptFor(0))
	pat := w.deserving()
	w.bank.ReturnNext(sandbox.Match{Amount: usd("2.00")}, "R23", 1)
	require.NoError(t, pat.correct("2.00"))
	w.pass(7)
	pat.leave()
	require.ErrorIs(t, pat.correct("2.00"), account.ErrClosed)
	require.ErrorIs(t, pat.erase(), seqr.ErrOpenMatters)
	paid, err := pat.release()
	require.NoError(t, err)
	require.Equal(t, "0.00", paid)
	require.Equal(t, []string{"2026-Q3 forfeited 2.00"}, pat.corrections())
	require.Zero(t, w.house(ledger.CodeSuspense))
	require.Equal(t, int64(-1_00), w.house(ledger.CodeCashbackExpense), "the operator has it back")
	w.audit()

	again := w.join("Pat Example", "+18015550102")
	require.NoError(t, pat.correct("3.00"), "for the quarter of the account before")
	w.pass(5)
	require.Equal(t, []string{"2026-Q3 forfeited 2.00", "2026-Q3 paid 3.00"}, again.corrections())
	w.audit()
}

// In a market with Seqr Accounts it can be spent at once [CB-15].
func TestCorrectionsOnTheSeqrAccount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	pat := w.join("Pat Example", "+4915112345678")
	w.payday()
	require.NoError(t, pat.correct("4.00"))
	require.Equal(t, "4.00", pat.prepaid().Available.Format())
	require.Equal(t, []string{"2026-Q3 paid 4.00"}, pat.corrections())
	w.audit()
}

// How much customer service grants is the market's; nothing, where it says nothing.
func TestMarketsWithoutCorrections(t *testing.T) {
	t.Parallel()
	w := quick(t, func(c *seqr.Config) { c.Market.Cashback.MaxCorrection = money.Amount{} })
	pat := w.deserving()
	require.ErrorIs(t, pat.correct("0.01"), cashback.ErrCorrectedTooMuch)
	m := seqr.UnitedStates()
	m.Cashback.MaxCorrection = money.FromMinor(-1, money.USD)
	require.ErrorIs(t, m.Validate(), cashback.ErrProgramme)
	m.Cashback.MaxCorrection = money.FromMinor(1, money.EUR)
	require.ErrorIs(t, m.Validate(), cashback.ErrProgramme)
}

// Every rule about corrections can fail.
func TestEveryRuleAboutCorrectionsCanFail(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat := w.deserving()
	w.bank.ReturnNext(sandbox.Match{Amount: usd("60.00")}, "R23", 1)
	require.NoError(t, pat.correct("60.00"))
	w.pass(7)
	_, err := pat.release()
	require.NoError(t, err)
	require.NoError(t, pat.correct("40.00"))
	w.pass(7)
	w.audit()
	corrected := func(p ach.Payout) bool { return p.Purpose == ledger.CashbackCorrection }
	for what, m := range map[string]mutated{
		"granted by nobody":    {correction: once(any1, func(v *cashback.Correction) { v.Action = newUUID() })},
		"of another quarter":   {correction: once(any1, func(v *cashback.Correction) { v.Quarter = v.Quarter.Prev() })},
		"of another amount":    {correction: once(any1, func(v *cashback.Correction) { v.Amount = usd("60.01") })},
		"of somebody else":     {correction: once(any1, func(v *cashback.Correction) { v.Payer = account.ID{UUID: newUUID()} })},
		"of nothing":           {correction: once(any1, func(v *cashback.Correction) { v.Amount = usd("0.00") })},
		"before the end":       {correction: once(any1, func(v *cashback.Correction) { v.At = v.At.AddDate(0, -3, 0) })},
		"held, and money left": {correction: once(any1, func(v *cashback.Correction) { v.State = cashback.Held })},
		"forfeited, and spent": {correction: once(any1, func(v *cashback.Correction) { v.State = cashback.Forfeited })},
		"paid, and came back":  {payout: func(p *ach.Payout) { p.State = ach.PayoutReturned }},
		"paid twice":           {payout: func(p *ach.Payout) { p.State = ach.PayoutSettled }},
		"sent as something":    {payout: once(corrected, func(p *ach.Payout) { p.Purpose = ledger.OfferBenefit })},
		"spent twice": {posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.CashbackCorrection {
				p.Transfer.Debit = expense(t, w)
			}
		}},
		"one action, two": {correction: func(v *cashback.Correction) {
			v.Action, v.Amount = w.dump().Corrections[0].Action, usd("60.00")
		}},
	} {
		t.Run(what, func(t *testing.T) {
			m.Reader = w.store
			report, err := audit.Run(w.ctx, m, w.programmes())
			require.NoError(t, err)
			require.Contains(t, ruleNames(report), "correction")
		})
	}
	rules := w.sys.Market().Cashback
	rules.MaxCorrection = usd("99.99")
	report, err := audit.Run(w.ctx, w.store, audit.Programmes{"US": rules})
	require.NoError(t, err)
	require.Equal(t, []string{"correction"}, ruleNames(report), "more than a market allows")
}

func badCorrectCashback(c *cast) []bad {
	correct := func(r seqr.SupportRequest, q civil.Quarter, amount string) error {
		_, err := c.sys.Support.CorrectCashback(c.ctx, seqr.CorrectCashbackRequest{SupportRequest: r, Quarter: q, Amount: amount})
		return err
	}
	before := thirdQuarter.Prev() // it is paid, to nobody
	return append(unsigned(c, c.pat, func(r seqr.SupportRequest) error { return correct(r, before, "1.00") }),
		refused("a quarter that is not over", func() error { return correct(c.help(c.pat.id), thirdQuarter, "1.00") }, cashback.ErrUndecided, seqr.State),
		refused("no quarter", func() error { return correct(c.help(c.pat.id), civil.Quarter{}, "1.00") }, cashback.ErrUndecided, seqr.State),
		refused("before the person came", func() error { return correct(c.help(c.pat.id), before, "1.00") }, cashback.ErrTooEarly, seqr.State),
		refused("nothing", func() error { return correct(c.help(c.pat.id), before, "") }, cashback.ErrCorrection, seqr.Invalid),
		refused("-1.00", func() error { return correct(c.help(c.pat.id), before, "-1.00") }, cashback.ErrCorrection, seqr.Invalid),
		refused("more than the maximum", func() error { return correct(c.help(c.pat.id), before, "100.01") }, cashback.ErrCorrectedTooMuch, seqr.Exceeded),
		refused("no amount that is one", func() error { return correct(c.help(c.pat.id), before, "two") }, money.ErrFormat, seqr.Invalid),
		refused("three decimals", func() error { return correct(c.help(c.pat.id), before, "1.001") }, money.ErrTooPrecise, seqr.Invalid),
	)
}
