package seqr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Banking is the service between payments and the bank: it gives orders, books what the bank reports, and knows what is owed.
type Banking struct{ c *core }

// Report books one thing that the bank told about an order [COL-3 to COL-12]. Step calls it with what
// Bank.Reports gives; a host whose bank calls back may call it too. A report told again has the
// same answer and no further effect. It answers ErrUnknownOrder, ach.ErrReportStale for what is
// overtaken, and ach.ErrReport for what does not fit its order; these are kept under the report's ID for the operator.
func (s *Banking) Report(ctx context.Context, r ach.Report) (store.EventID, error) {
	sum := sha256.Sum256([]byte(r.ID))
	cmd := command{"banking.report", "bank", ownKey("report", hex.EncodeToString(sum[:24])), r}
	return execute(ctx, s.c, cmd, func(ctx context.Context, now round, ch *store.Changes) (store.EventID, error) {
		owner, err := s.c.store.Claimed(ctx, store.ClaimOrder, r.Order)
		if errors.Is(err, store.ErrNotFound) {
			return store.EventID{}, refuse(ErrUnknownOrder)
		}
		if err != nil {
			return store.EventID{}, err
		}
		if err := s.c.store.ownsOrder(ctx, owner); err != nil {
			return store.EventID{}, err
		}
		col, err := s.c.store.Collection(ctx, ach.CollectionID{UUID: owner})
		switch {
		case err == nil:
			err = s.collectionReport(ctx, ch, col, r, now.At)
		case errors.Is(err, store.ErrNotFound):
			err = s.payoutReport(ctx, ch, ach.PayoutID{UUID: owner}, r, now.At)
		}
		return store.EventID{}, refuseState(err)
	})
}

func (s *Banking) collectionReport(ctx context.Context, ch *store.Changes, col ach.Collection, r ach.Report, at time.Time) error {
	after, out, err := col.Report(r, s.c.Market.Collection)
	if err != nil {
		return refuse(err)
	}
	if err := s.c.schedule(ch, after, at); err != nil {
		return err
	}
	return s.c.carryOut(ctx, ch, after, out, at)
}

// schedule adds the event of a collection's next step, if time alone brings it.
func (c *core) schedule(ch *store.Changes, col ach.Collection, at time.Time) error {
	var kind string
	due := at
	switch col.State {
	case ach.Due:
		kind, due = eventCollect, c.dueAt(col, at)
	case ach.Settled:
		kind = eventConfirm
		if on := col.ConfirmOn(c.Market.Collection).Time(c.Market.Zone).UTC(); on.After(at) {
			due = on
		}
	default:
		return nil
	}
	e, err := c.event(kind, col.ID.UUID, at, due)
	ch.Events = append(ch.Events, e)
	return err
}

// carryOut adds to ch what an outcome asks for: transfers, the owner's block or its end, the end of the mandate, notices.
func (c *core) carryOut(ctx context.Context, ch *store.Changes, col ach.Collection, out ach.Outcome, at time.Time) error {
	return c.carryOutFrom(ctx, ch, col, out, ledger.AccountID{}, at)
}

// carryOutFrom is carryOut for an outcome that gives back money of a seller, out of the seller's account in the book.
func (c *core) carryOutFrom(ctx context.Context, ch *store.Changes, col ach.Collection, out ach.Outcome, seller ledger.AccountID, at time.Time) error {
	ch.Collections = append(ch.Collections, col)
	if err := c.bookOutcome(ctx, ch, col, out, seller, at); err != nil {
		return err
	}
	if err := c.debited(ctx, ch, col, at); err != nil {
		return err
	}
	if out.InvalidateMandate {
		if err := c.invalidate(ctx, ch, col.Bank); err != nil {
			return err
		}
	}
	if !out.Block && !out.Unblock && !out.InvalidateMandate && !out.ContactPayer && !out.CountCollected && !out.ReverseCollected {
		return nil
	}
	a, err := c.store.Account(ctx, col.Owner)
	if err != nil {
		return err
	}
	return c.affect(ch, a, col, out, at)
}

// affect changes the owner's account as an outcome asks, and tells the owner.
func (c *core) affect(ch *store.Changes, a account.Account, col ach.Collection, out ach.Outcome, at time.Time) error {
	wasBlocked := a.Blocked()
	var err error
	if out.Block {
		if a, err = a.FailCollection(at); err != nil {
			return err
		}
	}
	if out.Unblock {
		if a, err = a.SettleCollection(); err != nil {
			return err
		}
	}
	pa, err := a.PaymentAccount(col.From)
	if err != nil {
		return err
	}
	if out.InvalidateMandate && pa.Bank == col.Bank.UUID { // else the debit was carried here from an account at another bank
		if a, err = a.DisablePaymentAccount(col.From); err != nil {
			return err
		}
	}
	if a, err = c.grow(ch, a, col, out); err != nil {
		return err
	}
	ch.Accounts = append(ch.Accounts, a)
	if wasBlocked && !a.Blocked() {
		if err := c.freed(ch, a, at); err != nil {
			return err
		}
	}
	subject, text := c.collectionNotice(a, col, out)
	if text == "" {
		return nil
	}
	return c.tellInto(ch, a, subject, text, at)
}

// grow counts a collection, or takes back that it counted, and raises the limit in the book where that raises it [LIM-5, LIM-6].
func (c *core) grow(ch *store.Changes, a account.Account, col ach.Collection, out ach.Outcome) (account.Account, error) {
	if out.ReverseCollected {
		return a.UncountCollection(col.From)
	}
	if !out.CountCollected {
		return a, nil
	}
	before, err := a.PaymentAccount(col.From)
	if err != nil {
		return a, err
	}
	if a, err = a.CountCollection(col.From, c.Market.Account); err != nil {
		return a, err
	}
	after, err := a.PaymentAccount(col.From)
	if err == nil && after.Maximum != before.Maximum {
		ch.Floors = append(ch.Floors, ledger.Floor{Account: after.Ledger, Floor: -after.Maximum.Minor()})
	}
	return a, err
}

// freed adds what waits for an account to be free of blocks: cashback that was held [CB-18].
func (c *core) freed(ch *store.Changes, a account.Account, at time.Time) error {
	e, err := c.event(eventHeld, a.ID.UUID, at, at)
	ch.Events = append(ch.Events, e)
	return err
}

// collectionNotice is what the owner of a collection is told about its outcome.
func (c *core) collectionNotice(a account.Account, col ach.Collection, out ach.Outcome) (subject, text string) {
	contact := c.Market.Account.Contact
	switch {
	case col.Monthly() && out.ContactPayer:
		return "Please pay " + col.Owes().String(), "Your SEQR invoice for " + col.Month(c.Market.Zone).String() + " is not paid. Your SEQR account is blocked until " +
			col.Owes().String() + " have arrived with the reference " + col.Reference() + ". Customer service: " + contact.Phone + ", " + contact.Email
	case out.ContactPayer:
		text = "Your bank did not pay " + col.Amount.String() + " for " + col.Seller + ". Please pay " + col.Owes().String()
		if col.Fee.IsPositive() {
			text += ", which includes a fee of " + col.Fee.String()
		}
		return "Please pay " + col.Owes().String(), text + ". Customer service: " + contact.Phone + ", " + contact.Email
	case out.Block:
		return "Your SEQR account is blocked", "Your bank did not pay " + col.Amount.String() + " for " + col.Seller +
			". Your SEQR account is blocked until it is paid. We will try once more on " + col.DueOn.String() + "."
	case out.Unblock && !a.Blocked():
		return "Your SEQR account is open again", "Your payment of " + col.Amount.String() + " for " + col.Seller + " has arrived. You can use SEQR again."
	default:
		return "", ""
	}
}

func (c *core) bookOutcome(ctx context.Context, ch *store.Changes, col ach.Collection, out ach.Outcome, seller ledger.AccountID, at time.Time) error {
	for _, b := range out.Bookings {
		from, to := c.chartAccount(col, b.Debit, seller), c.chartAccount(col, b.Credit, seller)
		if err := c.move(ch, b.Purpose, from, to, b.Amount, col.ID.UUID, at); err != nil {
			return err
		}
	}
	switch {
	case !out.Surplus.IsPositive():
		return nil
	case col.Monthly():
		home, err := c.seqrAccountOf(ctx, col.Owner)
		if err != nil {
			return err
		}
		return c.move(ch, ledger.Refund, col.Fees, home, out.Surplus, col.ID.UUID, at)
	default:
		return c.payOut(ch, credit{owner: col.Owner, bank: col.Bank, source: col.Fees, purpose: ledger.Refund, subject: col.Payment, amount: out.Surplus}, at)
	}
}

// chartAccount is the account in the book that a place of the chart means for a collection.
func (c *core) chartAccount(col ach.Collection, code ledger.Code, seller ledger.AccountID) ledger.AccountID {
	switch code {
	case ledger.CodePayerDebit:
		return col.Ledger
	case ledger.CodePayerFees:
		return col.Fees
	case ledger.CodeBankClearing:
		return c.house.clearing
	case ledger.CodeFeeIncome:
		return c.house.fees
	case ledger.CodeMerchantPayable:
		return seller
	default:
		panic("seqr: a collection does not book to " + string(code))
	}
}

// move adds a transfer to ch.
func (c *core) move(ch *store.Changes, why ledger.Purpose, from, to ledger.AccountID, amount money.Amount, subject uuid.UUID, at time.Time) error {
	id, err := c.newID()
	ch.Transfers = append(ch.Transfers, ledger.Transfer{
		ID: ledger.TransferID{UUID: id}, Kind: ledger.Move, Purpose: why, Debit: from, Credit: to, Amount: amount, Subject: subject, At: at,
	})
	return err
}

// credit is money on its way to a user's bank account.
type credit struct {
	owner   account.ID
	bank    ach.BankAccountID
	source  ledger.AccountID
	back    ledger.AccountID // where it goes if the bank brings it back; zero: the operator's suspense
	purpose ledger.Purpose
	subject uuid.UUID
	amount  money.Amount
}

// payOut adds a payout: its transfer out of source, its record and the event that gives it to the bank.
func (c *core) payOut(ch *store.Changes, p credit, at time.Time) error {
	id, err := c.newID()
	if err != nil {
		return err
	}
	if p.back == (ledger.AccountID{}) {
		p.back = c.house.suspense
	}
	out, err := ach.NewPayout(ach.PayoutID{UUID: id}, p.owner, p.bank, p.back, p.purpose, p.subject, p.amount, at)
	if err != nil {
		return err
	}
	ch.Payouts = append(ch.Payouts, out)
	e, err := c.event(eventPayout, id, at, at)
	if err != nil {
		return err
	}
	ch.Events = append(ch.Events, e)
	return c.move(ch, p.purpose, p.source, c.house.clearing, p.amount, id, at)
}

// invalidate ends a bank account and its mandate after a return that says they cannot be used [COL-9].
func (c *core) invalidate(ctx context.Context, ch *store.Changes, id ach.BankAccountID) error {
	bank, err := c.store.BankAccount(ctx, id)
	if err != nil {
		return err
	}
	mandate, err := c.store.Mandate(ctx, id)
	if err != nil {
		return err
	}
	if mandate, err = mandate.Invalidate(); err != nil { // also one that ended: its debits must stop too
		return err
	}
	ch.BankAccounts = append(ch.BankAccounts, bank.Invalidate())
	ch.Mandates = append(ch.Mandates, mandate)
	return nil
}

// payoutReport books the outcome of a credit. Money that the bank could not deliver waits in suspense
// for customer service; cashback among it is held [CB-16].
func (s *Banking) payoutReport(ctx context.Context, ch *store.Changes, id ach.PayoutID, r ach.Report, at time.Time) error {
	c := s.c
	p, err := c.store.Payout(ctx, id)
	if err != nil {
		return err
	}
	after, err := p.Report(r)
	if err != nil {
		return refuse(err)
	}
	ch.Payouts = []ach.Payout{after}
	if after.State != ach.PayoutReturned {
		return nil
	}
	if err := c.move(ch, ledger.PayoutReturned, c.house.clearing, after.Source, after.Amount, id.UUID, at); err != nil {
		return err
	}
	return c.afterReturn(ctx, ch, after, at)
}

// afterReturn tells those whose money a credit was that it came back, and marks the account that refused it.
func (c *core) afterReturn(ctx context.Context, ch *store.Changes, after ach.Payout, at time.Time) error {
	if err := c.returnedTo(ctx, ch, after, at); err != nil {
		return err
	}
	return c.refusedAccount(ctx, ch, after, at)
}

// returnedTo hands the money of a credit that came back to what it paid.
func (c *core) returnedTo(ctx context.Context, ch *store.Changes, after ach.Payout, at time.Time) error {
	switch after.Purpose {
	case ledger.CashbackPayout:
		return c.holdCashback(ctx, ch, after, at)
	case ledger.MerchantPayout:
		return c.settlementReturned(ctx, ch, after)
	case ledger.PersonToPerson, ledger.Withdrawal:
		return c.undelivered(ctx, ch, payment.TransferID{UUID: after.Subject}, at)
	case ledger.TransferReleased:
		return c.suspendAgain(ctx, ch, payment.TransferID{UUID: after.Subject}, at)
	case ledger.CashbackCorrection:
		return c.holdCorrection(ctx, ch, after, at)
	case ledger.OfferBenefit:
		return c.holdReward(ctx, ch, after, at)
	default:
		return nil
	}
}

// send gives a collection's next attempt to the bank: first it is noted as sent, then the order is handed
// over, so that no refund lowers a debit that the bank already has. After a crash in between the event comes again and hands over the same order.
func (s *Banking) send(ctx context.Context, id ach.CollectionID, event store.EventID) error {
	c := s.c
	col, err := c.store.Collection(ctx, id)
	if err != nil {
		return err
	}
	if col.State == ach.Due {
		if col, err = s.noteSent(ctx, col, event); err != nil {
			return err
		}
	}
	if col.State != ach.Sent {
		return nil
	}
	to, err := c.bankDetails(ctx, col.Owner, col.Bank)
	if err != nil {
		return err
	}
	mandate, err := c.store.Mandate(ctx, col.Bank)
	if err != nil {
		return err
	}
	return c.submit(ctx, to, func(to details) (ach.Order, error) {
		order, err := col.Order(to.holder, to.number, to.bank, col.DueOn)
		return order.Under(mandate, c.Market.Zone), err
	})
}

func (s *Banking) noteSent(ctx context.Context, col ach.Collection, event store.EventID) (ach.Collection, error) {
	c := s.c
	cmd := command{"banking.send", "system", ownKey("send", event.String()), col.ID}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		var err error
		if col, err = c.store.Collection(ctx, col.ID); err != nil {
			return false, err
		}
		covered, err := c.debitable(ctx, col)
		if err != nil {
			return false, err
		}
		if !covered && col.State == ach.Due {
			after, out, err := col.Withhold()
			if err != nil {
				return false, err
			}
			col = after
			return false, c.carryOut(ctx, ch, after, out, now.At)
		}
		today := c.today(now.At)
		if col.State == ach.Due && today.Before(col.SendOn(c.Market.Collection)) {
			return false, errLater
		}
		on := c.Market.Collection.Calendar.Next(today)
		if on.Before(col.DueOn) {
			on = col.DueOn // its day is still to come, the bank wants to know in time
		}
		sent, err := col.Send(on)
		if err != nil {
			return false, refuse(err)
		}
		col = sent
		ch.Collections = []ach.Collection{sent}
		ch.Claims = []store.Claim{{Kind: store.ClaimOrder, Value: sent.OrderID(), Owner: sent.ID.UUID}}
		return true, nil
	})
	if err != nil && KindOf(err) != State {
		return col, err
	}
	return c.store.Collection(ctx, col.ID)
}

// debitable says whether a debit may still be sent: its mandate covers it, and its bank account was not erased since, which
// a debit outlives that comes back after its owner's retention was over.
func (c *core) debitable(ctx context.Context, col ach.Collection) (bool, error) {
	mandate, err := c.store.Mandate(ctx, col.Bank)
	if err != nil {
		return false, err
	}
	bank, err := c.store.BankAccount(ctx, col.Bank)
	return mandate.Covers(col) && !bank.Erased(), err
}

// details are a bank account in clear, for an order.
type details struct {
	holder, number string
	bank           ach.BankAccount
}

func (c *core) bankDetails(ctx context.Context, owner account.ID, id ach.BankAccountID) (details, error) {
	bank, number, err := c.openBankAccount(ctx, id)
	if err != nil {
		return details{}, err
	}
	a, err := c.store.Account(ctx, owner)
	if err != nil {
		return details{}, err
	}
	h, err := c.openHolder(a)
	return details{h.Name, number, bank}, err
}

// receiver is whose bank account a credit goes to: a merchant's with a settlement, else a user's.
func (c *core) receiver(ctx context.Context, p ach.Payout) (details, error) {
	if p.Purpose != ledger.MerchantPayout {
		return c.bankDetails(ctx, p.Owner, p.Bank)
	}
	m, err := c.store.Merchant(ctx, payment.MerchantID(p.Owner))
	if err != nil {
		return details{}, err
	}
	bank, number, err := c.openBankAccount(ctx, p.Bank)
	return details{m.Name, number, bank}, err
}

// openBankAccount reads a bank account and its number in clear.
func (c *core) openBankAccount(ctx context.Context, id ach.BankAccountID) (ach.BankAccount, string, error) {
	bank, err := c.store.BankAccount(ctx, id)
	if err != nil {
		return bank, "", err
	}
	number, err := c.clearNumber(bank)
	return bank, number, err
}

func (c *core) clearNumber(bank ach.BankAccount) (string, error) {
	number, err := c.keys.Open(identity.KeyPersonal, bank.Number, sealContext("bank account", bank.ID.UUID))
	return string(number), err
}

// submit hands over an order that is written for a bank account. One that was handed over before its bank corrected how the account is
// named, and whose answer was lost, is still the order of that time: the bank knows it under no other name.
func (c *core) submit(ctx context.Context, to details, write func(details) (ach.Order, error)) error {
	for {
		order, err := write(to)
		if err != nil {
			return err
		}
		err = c.Bank.Submit(ctx, order)
		if !errors.Is(err, ach.ErrOrderReused) {
			return err
		}
		before, has := to.bank.Before()
		if !has {
			return err
		}
		to.bank = before
		if to.number, err = c.clearNumber(before); err != nil {
			return err
		}
	}
}

// confirm counts a settled collection as collected when no return came in time [COL-11].
func (s *Banking) confirm(ctx context.Context, id ach.CollectionID, event store.EventID) error {
	c := s.c
	cmd := command{"banking.confirm", "system", ownKey("confirm", event.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
		col, err := c.store.Collection(ctx, id)
		if err != nil {
			return false, err
		}
		after, out, err := col.Confirm(c.today(now.At), c.Market.Collection)
		if errors.Is(err, ach.ErrNotYet) {
			return false, errLater
		}
		if errors.Is(err, ach.ErrState) || err == nil && col.State == ach.Collected {
			return false, nil // a return came first, and has scheduled what follows
		}
		if err != nil {
			return false, err
		}
		return true, c.carryOut(ctx, ch, after, out, now.At)
	})
	return err
}

// sendPayout gives a credit to the bank. Its order ID is claimed first, so that a report finds it.
func (s *Banking) sendPayout(ctx context.Context, id ach.PayoutID, event store.EventID) error {
	c := s.c
	p, err := c.store.Payout(ctx, id)
	if err != nil {
		return err
	}
	if p.State == ach.PayoutDue {
		if refused, err := s.refused(ctx, p, event); err != nil || refused {
			return err
		}
		cmd := command{"banking.send_payout", "system", ownKey("payout", id.String()), id}
		_, err = execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (bool, error) {
			if p, err = c.store.Payout(ctx, id); err != nil {
				return false, err
			}
			if p, err = p.Send(); err != nil {
				return false, refuse(err)
			}
			ch.Payouts = []ach.Payout{p}
			ch.Claims = []store.Claim{{Kind: store.ClaimOrder, Value: p.OrderID(), Owner: id.UUID}}
			return true, c.tellCashbackSent(ctx, ch, p, now.At)
		})
		if err != nil && KindOf(err) != State {
			return err
		}
	}
	if p.State != ach.PayoutSent {
		return nil
	}
	to, err := c.receiver(ctx, p)
	if err != nil {
		return err
	}
	company, err := c.payer(ctx, p)
	if err != nil {
		return err
	}
	return c.submit(ctx, to, func(to details) (ach.Order, error) {
		return p.Order(to.holder, to.number, to.bank, company, c.Market.Collection)
	})
}

// payer is whom the receiver's bank statement shows: the merchant of a refund, else the operator.
func (c *core) payer(ctx context.Context, p ach.Payout) (string, error) {
	if p.Purpose != ledger.Refund {
		return c.Market.Account.Provider, nil
	}
	pay, err := c.store.Payment(ctx, payment.PaymentID{UUID: p.Subject})
	if KindOf(err) == NotFound {
		return c.Market.Account.Provider, nil // money that was sent, and comes back
	}
	return pay.Seller, err
}
