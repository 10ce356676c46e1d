package seqr

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Cashback is the service of the cashback programme. It needs no enrolment; Step pays it when a quarter's payout day has come.
type Cashback struct{ c *core }

// CashbackView is what a payer sees of the programme [CB-21].
type CashbackView struct {
	Month       cashback.MonthResult   // the present one
	ToNextTier  int64                  // payments missing to the next tier; 0 in the highest
	NextPercent string                 // of the next tier; empty in the highest
	Quarter     cashback.QuarterResult // the present one, so far, with what waits to be brought into it
	PayoutOn    civil.Date             // of the present quarter
	Payouts     []cashback.Payout      // past quarters, oldest first, also of the accounts that this one took over from
	Corrections []cashback.Correction  // what customer service granted for past quarters, of the same accounts
}

// View reads how a payer stands now.
func (s *Cashback) View(ctx context.Context, of account.ID) (CashbackView, error) {
	c := s.c
	now := c.now()
	month := civil.MonthOf(now, c.Market.Zone)
	q := month.Quarter()
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return CashbackView{}, err
	}
	tallies, err := c.store.Tallies(ctx, of, q)
	if err != nil {
		return CashbackView{}, err
	}
	v := CashbackView{PayoutOn: c.Market.Cashback.PayoutOn(q, c.businessDay)}
	if v.Payouts, err = c.cashbackOf(ctx, a); err != nil {
		return CashbackView{}, err
	}
	lineage, err := c.lineage(ctx, a)
	if err != nil {
		return CashbackView{}, err
	}
	if v.Corrections, err = c.corrections(ctx, lineage); err != nil {
		return CashbackView{}, err
	}
	brought, _ := cashback.Bring(v.Payouts)
	if v.Quarter, err = c.Market.Cashback.QuarterWith(brought, q, tallies); err != nil {
		return CashbackView{}, err
	}
	for _, m := range v.Quarter.Months {
		if m.Month == month {
			v.Month = m
		}
	}
	if missing, next, ok := c.Market.Cashback.ToNextTier(v.Month.Count); ok {
		v.ToNextTier, v.NextPercent = missing, next.Percent.String()
	}
	return v, nil
}

// cashbackOf reads a person's past payouts, of all accounts that a took over from, oldest quarter first.
func (c *core) cashbackOf(ctx context.Context, a account.Account) ([]cashback.Payout, error) {
	ids, err := c.lineage(ctx, a)
	if err != nil {
		return nil, err
	}
	var all []cashback.Payout
	for _, id := range ids {
		part, err := c.payouts(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	slices.SortStableFunc(all, func(x, y cashback.Payout) int { return x.Quarter.Compare(y.Quarter) })
	return all, nil
}

// payouts reads all of an account's past payouts.
func (c *core) payouts(ctx context.Context, of account.ID) ([]cashback.Payout, error) {
	return whole(every(ctx, c.store.CashbackPayouts, of, func(p cashback.Payout) civil.Quarter { return p.Quarter }))
}

func (c *core) businessDay(d civil.Date) bool { return c.Market.Collection.Calendar.IsBankingDay(d) }

// decideCashback decides what becomes of what a payer's quarter earned, by the standing of the account that the person has now.
func (c *core) decideCashback(ctx context.Context, ch *store.Changes, payer account.ID, person account.Account, result cashback.QuarterResult, at time.Time) error {
	to, facts, err := c.cashbackFacts(ctx, person)
	if err != nil {
		return err
	}
	return c.bookCashback(ch, person, cashback.Decide(payer, result, facts, at), to, at)
}

// destination is where a person's cashback goes: the bank account, or the prepaid account where the market says so.
type destination struct {
	bank    ach.BankAccountID
	prepaid ledger.AccountID
	source  ledger.AccountID // what pays it: the programme's expense, or the suspense in which it lies
}

// cashbackFacts reads what a payout depends on: blocks, closing, and an account to receive it [CB-15, CB-16, CB-18].
func (c *core) cashbackFacts(ctx context.Context, a account.Account) (destination, cashback.Facts, error) {
	f := cashback.Facts{Blocked: a.Blocked(), Closed: a.State == account.Closed}
	if c.Market.Cashback.Destination == cashback.ToPrepaid {
		pa, err := a.PrepaidAccount()
		f.ReceivingAccount = err == nil
		return destination{prepaid: pa.Ledger, source: c.house.cashback}, f, nil
	}
	bank, valid, err := c.receivingAccount(ctx, a)
	f.ReceivingAccount = valid
	return destination{bank: bank, source: c.house.cashback}, f, err
}

// receivingAccount is a person's bank account for incoming money, and whether it is valid: the one that was named for that
// alone, else the one that is debited [MND-8].
func (c *core) receivingAccount(ctx context.Context, a account.Account) (ach.BankAccountID, bool, error) {
	if a.Receiving != uuid.Nil {
		bank, err := c.store.BankAccount(ctx, ach.BankAccountID{UUID: a.Receiving})
		return bank.ID, bank.Valid, err
	}
	for _, pa := range a.Accounts {
		if pa.Bank == uuid.Nil || !pa.Usable {
			continue
		}
		id := ach.BankAccountID{UUID: pa.Bank}
		bank, err := c.store.BankAccount(ctx, id)
		if err != nil {
			return id, false, err
		}
		mandate, err := c.store.Mandate(ctx, id)
		if err != nil {
			return id, false, err
		}
		return id, bank.Valid && mandate.State == ach.MandateValid, nil
	}
	return ach.BankAccountID{}, false, nil
}

// bookCashback adds a decided payout, and if it is paid, what pays it.
func (c *core) bookCashback(ch *store.Changes, a account.Account, p cashback.Payout, to destination, at time.Time) error {
	if p.State == cashback.Paid {
		var err error
		if p, err = c.payQuarter(ch, a, p, to, at); err != nil {
			return err
		}
	}
	ch.Cashback = append(ch.Cashback, p)
	return nil
}

// payQuarter credits cashback to the person's prepaid account, where it can be spent at once, or orders it for the bank account: then
// the person is told when the order is sent.
func (c *core) payQuarter(ch *store.Changes, a account.Account, p cashback.Payout, to destination, at time.Time) (cashback.Payout, error) {
	if to.prepaid != (ledger.AccountID{}) {
		if err := c.move(ch, ledger.Cashback, to.source, to.prepaid, p.Amount, quarterID(p.Payer, p.Quarter), at); err != nil {
			return p, err
		}
		return p, c.tellCashback(ch, a, p, " is on your Seqr Account.", at)
	}
	err := c.payOut(ch, credit{
		owner: a.ID, bank: to.bank, source: to.source, purpose: ledger.CashbackPayout,
		subject: quarterID(p.Payer, p.Quarter), amount: p.Amount,
	}, at)
	if err != nil {
		return p, err
	}
	p.Order = ch.Payouts[len(ch.Payouts)-1].ID.UUID
	return p, nil
}

// tellCashbackSent tells the owner of a credit that is being sent which quarter's cashback it is, if it is any. Told with each order and
// not when a quarter is decided, nobody is told of what still waits for a bank account, and a million payers' quarters leave one event each.
func (c *core) tellCashbackSent(ctx context.Context, ch *store.Changes, sent ach.Payout, at time.Time) error {
	if sent.Purpose != ledger.CashbackPayout {
		return nil
	}
	owner, err := c.store.Account(ctx, sent.Owner)
	if err != nil {
		return err
	}
	p, paid, err := c.quarterOf(ctx, owner, sent)
	if err != nil || !paid {
		return err
	}
	return c.tellCashback(ch, owner, p, " is on its way to your bank account.", at)
}

func (c *core) tellCashback(ch *store.Changes, a account.Account, p cashback.Payout, where string, at time.Time) error {
	return c.tellInto(ch, a, "Your SEQR cashback", "Your cashback of "+p.Amount.String()+" for "+p.Quarter.String()+where, at)
}

// quarterOf finds the quarter that a credit pays, among those of its owner's accounts.
func (c *core) quarterOf(ctx context.Context, owner account.Account, paid ach.Payout) (cashback.Payout, bool, error) {
	all, err := c.cashbackOf(ctx, owner)
	i := slices.IndexFunc(all, func(p cashback.Payout) bool { return p.Order == paid.ID.UUID })
	if err != nil || i < 0 {
		return cashback.Payout{}, false, err
	}
	return all[i], true, nil
}

// quarterID names a payer's quarter, for the payout that is about it.
func quarterID(payer account.ID, q civil.Quarter) uuid.UUID {
	return uuid.NewSHA1(payer.UUID, []byte(q.String()))
}

// holdCashback holds a quarter's cashback that the bank brought back, for customer service [CB-16]: one that the credit's owner earned, with whichever account.
func (c *core) holdCashback(ctx context.Context, ch *store.Changes, returned ach.Payout, at time.Time) error {
	owner, err := c.store.Account(ctx, returned.Owner)
	if err != nil {
		return err
	}
	p, found, err := c.quarterOf(ctx, owner, returned)
	if err != nil || !found {
		return err
	}
	if p, err = p.Return(at); err == nil {
		ch.Cashback = append(ch.Cashback, p)
	}
	return err
}

// release decides again about cashback that was held because the account, or one that it took over from, was
// blocked [CB-18]. What the bank brought back is paid where the person has another bank account by now; else it stays held for
// customer service [CB-16].
func (s *Cashback) release(ctx context.Context, of account.ID, event store.EventID) error {
	c := s.c
	cmd := command{"cashback.release", of.String(), ownKey("release", event.String()), of}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (int, error) {
		to, err := c.recipient(ctx, of)
		if err != nil {
			return 0, err
		}
		all, err := c.cashbackOf(ctx, to.person)
		if err != nil {
			return 0, err
		}
		for _, p := range all {
			if p.State != cashback.Held {
				continue
			}
			if err := c.releaseHeld(ctx, ch, p, to, now.At); err != nil {
				return 0, err
			}
		}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(to.person))
		return len(ch.Cashback), c.releaseCorrections(ctx, ch, to, now.At)
	})
	return err
}

func (c *core) releaseHeld(ctx context.Context, ch *store.Changes, p cashback.Payout, to recipient, at time.Time) error {
	if p.Order != uuid.Nil {
		can, err := c.elsewhere(ctx, p.Order, to)
		if err == nil && can {
			_, err = c.releaseQuarter(ctx, ch, p, to, at)
		}
		return err
	}
	p, err := p.Resume(to.facts, at)
	if err != nil {
		return err
	}
	return c.bookCashback(ch, to.person, p, to.to, at)
}
