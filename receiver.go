package seqr

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// receiver is who gets the money of a transfer, and where: the Seqr Account if there is one, else the bank account.
type receiver struct {
	account  account.Account // zero: nobody has the number yet
	prepaid  account.PaymentAccount
	bank     ach.BankAccountID
	currency money.Currency
	request  payment.MoneyRequest // that is paid; zero for none
}

func (r receiver) waits() bool { return r.account.ID == (account.ID{}) }

// receiverOf finds out who gets what the terms say, if it can be given to them now.
func (c *core) receiverOf(ctx context.Context, t payment.Terms) (receiver, error) {
	var to receiver
	var err error
	switch {
	case t.Kind != payment.KindSend:
		to.account, err = c.store.Account(ctx, t.From)
	case t.Request != (payment.RequestID{}):
		if to.request, err = c.store.MoneyRequest(ctx, t.Request); err != nil {
			return to, notFound(err)
		}
		to.account, err = c.store.Account(ctx, to.request.By)
	default:
		to.account, err = c.whoHas(ctx, t.To)
	}
	if err != nil {
		return to, err
	}
	if to.waits() {
		to.currency = t.Amount.Currency()
		return to, nil
	}
	if t.Kind == payment.KindSend && to.account.ID == t.From {
		return to, payment.ErrSelf
	}
	return c.place(ctx, t.Kind, to)
}

// whoHas finds the account of a number, in whichever market; the zero account if nobody has it and money may wait for a number of
// this market [P2P-6].
func (c *core) whoHas(ctx context.Context, number string) (account.Account, error) {
	phone, err := account.PhoneFromE164(number)
	if err != nil {
		return account.Account{}, err
	}
	var a account.Account
	id, err := c.accountByPhone(ctx, phone)
	if err == nil {
		a, err = c.store.Store.Account(ctx, id) // of any market [P2P-7]
	}
	switch {
	case err == nil && a.State != account.Closed:
		return a, nil
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return account.Account{}, err
	case c.Market.Transfer.WaitFor == 0 || !c.native(number): // nobody has it, or who had it left between the two looks
		return account.Account{}, payment.ErrUnregistered
	default:
		return account.Account{}, nil
	}
}

// native says whether a number is one of this market's. Only for such a one money waits: who registers with it is a customer of the
// system that charges the sender.
func (c *core) native(number string) bool {
	_, err := account.ParsePhone(number, c.Market.Account.Phone)
	return err == nil
}

// place finds the account that is credited [P2P-3, P2P-4]. A sender is not told why somebody cannot receive; an owner is.
func (c *core) place(ctx context.Context, kind payment.TransferKind, to receiver) (receiver, error) {
	own := kind != payment.KindSend
	if !own && (to.account.State == account.Closed || to.account.Blocked()) {
		return to, payment.ErrCannotReceive
	}
	if kind != payment.KindWithdrawal {
		if pa, err := to.account.PrepaidAccount(); err == nil {
			to.prepaid, to.currency = pa, pa.Maximum.Currency()
			return to, nil
		}
	}
	if own && kind != payment.KindWithdrawal {
		return to, account.ErrNoPaymentAccount
	}
	if kind == payment.KindWithdrawal && to.account.Verified.IsZero() {
		return to, payment.ErrUnverified
	}
	bank, valid, err := c.receivingAccount(ctx, to.account)
	switch {
	case err != nil:
		return to, err
	case !valid && own:
		return to, payment.ErrNoReceivingAccount
	case !valid || to.account.Market != c.Market.Code:
		return to, payment.ErrCannotReceive
	}
	to.bank, to.currency = bank, c.Market.Currency
	return to, nil
}

// convert is what arrives of an amount in the receiver's currency: the same, or what the operator's source makes of it, without a fee [P2P-7].
func (c *core) convert(ctx context.Context, amount money.Amount, to money.Currency) (money.Amount, payment.Rate, error) {
	if to == amount.Currency() {
		return amount, payment.Rate{}, nil
	}
	if c.Rates == nil {
		return money.Amount{}, payment.Rate{}, payment.ErrOtherCurrency
	}
	rate, err := c.Rates.Rate(ctx, amount.Currency(), to)
	if err != nil {
		return money.Amount{}, rate, err
	}
	if rate.To != to {
		return money.Amount{}, rate, payment.ErrRate
	}
	rate.At = rate.At.UTC()
	credited, err := rate.Convert(amount, money.HalfUp)
	return credited, rate, err
}

// isBank says whether the money leaves for a bank account.
func (r receiver) isBank() bool { return r.bank.UUID != uuid.Nil }
