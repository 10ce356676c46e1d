package audit

import (
	"context"
	"errors"
	"maps"
	"math/big"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// auditCashback compares the stored counters with the months counted from payments, and every payout with
// what the tiers make of them. It calculates in fractions, apart from the decimals of package cashback.
func (a *auditor) auditCashback(ctx context.Context) error {
	quarters := map[quarterOf]bool{}
	for k := range a.months {
		quarters[quarterOf{k.payer, k.month.Quarter()}] = true
	}
	tallies := func(ctx context.Context, q quarterOf) ([]cashback.Tally, error) {
		return a.read.Tallies(ctx, q.payer, q.quarter)
	}
	if err := each(ctx, slices.Collect(maps.Keys(quarters)), tallies, a.auditTallies); err != nil {
		return err
	}
	payouts := func(ctx context.Context, payer account.ID) ([]cashback.Payout, error) {
		list := func(ctx context.Context, after civil.Quarter, limit int) ([]cashback.Payout, error) {
			return a.read.CashbackPayouts(ctx, payer, after, limit)
		}
		return whole(ctx, list, func(p cashback.Payout) civil.Quarter { return p.Quarter })
	}
	err := each(ctx, slices.Collect(maps.Keys(a.accounts)), payouts, func(_ account.ID, decided []cashback.Payout) {
		for _, p := range decided {
			a.auditPayout(p)
			delete(quarters, quarterOf{p.Payer, p.Quarter})
		}
	})
	if err != nil {
		return err
	}
	if err := a.auditLeftOut(ctx, quarters); err != nil {
		return err
	}
	a.auditCarried()
	for quarter, g := range a.granted {
		a.found("cashback", "quarter "+quarter.String(), "credited %d for a quarter that was not decided", g.amount)
	}
	for quarter, attempts := range a.cashed {
		a.found("cashback", "quarter "+quarter.String(), "%d bank payouts for a quarter that was not decided", len(attempts))
	}
	return nil
}

// auditLeftOut looks for payers in whose quarters something counts, and about which nobody decided though the quarter is paid to all.
func (a *auditor) auditLeftOut(ctx context.Context, undecided map[quarterOf]bool) error {
	type run struct {
		market  string
		quarter civil.Quarter
	}
	over := map[run]bool{}
	for q := range undecided {
		r := run{a.accounts[q.payer].Market, q.quarter}
		done, known := over[r]
		if !known {
			v, err := a.read.CashbackRun(ctx, r.market, r.quarter)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			done, over[r] = v.Done, v.Done
		}
		counts := func(m civil.Month) bool {
			w := a.months[monthKey{q.payer, m}]
			return w != nil && w.now() != month{}
		}
		months := q.quarter.Months()
		if done && slices.ContainsFunc(months[:], counts) {
			a.found("cashback", "cashback of "+q.payer.String()+" "+q.quarter.String(), "not decided, though the quarter is paid to everybody")
		}
	}
	return nil
}

func (a *auditor) auditTallies(q quarterOf, stored []cashback.Tally) {
	payer := q.payer
	got := map[civil.Month]month{}
	for _, t := range stored {
		a.report.Tallies++
		if market := a.accounts[payer].Market; t.Market != market {
			a.found("market", "payer "+payer.String()+" "+t.Month.String(), "counted in %q, the account is of %q", t.Market, market)
		}
		got[t.Month] = month{count: t.Count, total: t.Total.Minor()}
	}
	for _, m := range q.quarter.Months() {
		var want month
		if w := a.months[monthKey{payer, m}]; w != nil {
			want = w.now()
		}
		if got[m] != want {
			a.found("tally", "payer "+payer.String()+" "+m.String(), "stored %+v, payments make %+v", got[m], want)
		}
	}
}

// auditPayout calculates a quarter anew: per month the rate of its count on its total, summed exactly with what it says was
// brought, rounded once by the programme's mode.
func (a *auditor) auditPayout(p cashback.Payout) {
	a.report.Cashback++
	subject, rules := "cashback of "+p.Payer.String()+" "+p.Quarter.String(), a.programme(p.Payer)
	exact, now := new(big.Rat), new(big.Rat)
	for _, m := range p.Quarter.Months() {
		if w := a.months[monthKey{p.Payer, m}]; w != nil {
			exact.Add(exact, earned(rules, *w))
			now.Add(now, earned(rules, w.now()))
		}
	}
	if p.Exact.Rat().Cmp(inUnits(rules, exact)) != 0 {
		a.found("cashback", subject, "exact %s, payments make %s", p.Exact, inUnits(rules, exact).FloatString(6))
	}
	if lost := inUnits(rules, new(big.Rat).Sub(exact, now)); p.Reclaimed.Rat().Cmp(lost) != 0 {
		a.found("cashback", subject, "took back %s, refunds make %s", p.Reclaimed, lost.FloatString(6))
	}
	due := new(big.Rat).Add(inUnits(rules, exact), p.Brought.Rat())
	a.auditVerdict(subject, p, due)
	a.carry(p, due)
	a.auditPaidOut(subject, p)
}

// auditVerdict checks what was decided about a quarter that has so much to pay.
func (a *auditor) auditVerdict(subject string, p cashback.Payout, due *big.Rat) {
	rules := a.programme(p.Payer)
	want, minor := cashback.BelowMinimum, int64(0)
	switch {
	case due.Cmp(rules.Minimum.Decimal().Rat()) >= 0:
		want, minor = cashback.Paid, round(rules, inMinor(rules, due))
	case due.Sign() < 0, due.Sign() == 0 && !p.Exact.IsZero(), rules.CarryOver && due.Sign() > 0:
		want = cashback.Carried
	}
	decided := p.State
	if decided == cashback.Held || decided == cashback.Forfeited {
		decided = cashback.Paid // as far as the sum goes
	}
	if p.State == cashback.Forfeited {
		minor = 0
	}
	if decided != want || p.Amount.Minor() != minor {
		a.found("cashback", subject, "%s %d of %s, must be %s %d", p.State, p.Amount.Minor(), due.FloatString(6), want, minor)
	}
}

// carry adds a quarter to what its person has to carry: what it left, less what it brought, less what was taken back of what
// was paid. What waits with the payouts must be as much.
func (a *auditor) carry(p cashback.Payout, due *big.Rat) {
	person := a.personOf(p.Payer)
	if a.carried[person] == nil {
		a.carried[person] = new(big.Rat)
	}
	sum := a.carried[person]
	sum.Sub(sum, p.Brought.Rat())
	if p.State == cashback.Carried {
		sum.Add(sum, due)
	}
	if p.State != cashback.Forfeited {
		sum.Sub(sum, p.Reclaimed.Rat())
	}
	sum.Sub(sum, p.Over.Rat())
}

// auditCarried looks for persons whose quarters brought more or less than those before them left.
func (a *auditor) auditCarried() {
	for person, rest := range a.carried {
		if rest.Sign() != 0 {
			a.found("carried", "cashback of "+person.String(), "%s lost between its quarters", rest.FloatString(6))
		}
	}
}

// grant is cashback that was credited in the book.
type grant struct {
	amount int64
	to     ledger.AccountID
	times  int
}

// auditPaidOut checks that a quarter's cashback was paid exactly if it says so: by one bank payout, or by one credit to a
// prepaid account of the payer's person.
func (a *auditor) auditPaidOut(subject string, p cashback.Payout) {
	quarter := uuid.NewSHA1(p.Payer.UUID, []byte(p.Quarter.String()))
	g, granted := a.granted[quarter]
	delete(a.granted, quarter)
	if a.programme(p.Payer).Destination == cashback.ToPrepaid {
		paid := granted && g.times == 1 && g.amount == p.Amount.Minor() && a.prepaidOf(g.to, p.Payer)
		if (p.State == cashback.Paid) != paid || granted != paid {
			a.found("cashback", subject, "%s %d, credited %d in %d transfers", p.State, p.Amount.Minor(), g.amount, g.times)
		}
		return
	}
	if granted {
		a.found("cashback", subject, "credited %d to an account that the programme does not pay to", g.amount)
	}
	out, sent := a.bankPayouts[p.Order]
	if p.State == cashback.Paid && (!sent || out.Amount != p.Amount || out.Purpose != ledger.CashbackPayout || !a.standsFor(out.Owner, p.Payer)) {
		a.found("cashback", subject, "paid without a bank payout of %s", p.Amount)
	}
	a.auditAttempts(subject, p, a.cashed[quarter])
	delete(a.cashed, quarter)
}

// auditAttempts checks that of a quarter's bank payouts one is not brought back if the quarter is paid, and else none; and that
// the programme spent its money on the first of them only: what the bank brought back is paid again from suspense.
func (a *auditor) auditAttempts(subject string, p cashback.Payout, attempts []ach.Payout) {
	under, spent, first := 0, int64(0), int64(0)
	for i, out := range attempts {
		if i == 0 {
			first = out.Amount.Minor()
		}
		if out.State != ach.PayoutReturned {
			under++
		}
		spent += a.spent[out.ID.UUID]
	}
	if (p.State == cashback.Paid) != (under == 1) || under > 1 {
		a.found("cashback", subject, "%s, with %d bank payouts that did not come back", p.State, under)
	}
	if spent != first {
		a.found("cashback", subject, "%d spent for %d in %d bank payouts", spent, first, len(attempts))
	}
}

// prepaidOf says whether an account of the book is the prepaid account of a payer, or of whoever took over from it.
func (a *auditor) prepaidOf(id ledger.AccountID, payer account.ID) bool {
	l := a.stored[id]
	return l.Code == ledger.CodePrepaid && a.standsFor(account.ID{UUID: l.Owner}, payer)
}

// standsFor says whether an account is a payer's, or one that took over from it.
func (a *auditor) standsFor(id, payer account.ID) bool {
	for steps := 0; steps <= len(a.accounts) && payer != (account.ID{}); steps++ {
		if payer == id {
			return true
		}
		payer = a.accounts[payer].Successor
	}
	return false
}

// earned is a month's cashback in minor units.
func earned(rules cashback.Programme, m month) *big.Rat {
	percent := new(big.Rat)
	from := int64(-1)
	for _, t := range rules.Tiers {
		if m.count >= t.From && t.From > from {
			from, percent = t.From, t.Percent.Rat()
		}
	}
	return new(big.Rat).Mul(new(big.Rat).SetFrac64(m.total, 100), percent)
}

// inMinor turns units of the currency into minor units.
func inMinor(rules cashback.Programme, units *big.Rat) *big.Rat {
	return new(big.Rat).Quo(units, inUnits(rules, big.NewRat(1, 1)))
}

// round rounds a positive number of minor units as the programme does.
func round(rules cashback.Programme, minor *big.Rat) int64 {
	down := new(big.Int).Quo(minor.Num(), minor.Denom()).Int64()
	switch rest := new(big.Rat).Sub(minor, big.NewRat(down, 1)); {
	case rules.Rounding == money.HalfUp:
		return halfUp(minor)
	case rest.Sign() == 0, rules.Rounding == money.Down:
		return down
	case rules.Rounding == money.HalfEven && (rest.Cmp(big.NewRat(1, 2)) < 0 || rest.Cmp(big.NewRat(1, 2)) == 0 && down%2 == 0):
		return down
	default:
		return down + 1
	}
}

// inUnits turns minor units into units of the currency.
func inUnits(rules cashback.Programme, minor *big.Rat) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(rules.Currency.Exponent())), nil)
	return new(big.Rat).Quo(minor, new(big.Rat).SetInt(scale))
}

// halfUp rounds a positive number to the nearest integer, halves up.
func halfUp(r *big.Rat) int64 {
	doubled := new(big.Int).Add(new(big.Int).Lsh(r.Num(), 1), r.Denom())
	return new(big.Int).Quo(doubled, new(big.Int).Lsh(r.Denom(), 1)).Int64()
}
