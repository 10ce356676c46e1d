package seqr

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// CardTopUpRequest credits a card payment that the app completed with the operator's acquirer.
type CardTopUpRequest struct {
	Key       Key
	Account   account.ID
	Reference string // the acquirer's; never a card's number
}

// TopUpByCard credits the Seqr Account with a card payment, once [PRE-3]. What became of the payment is asked of the acquirer, not of the
// app: it must be captured, for this account, and authenticated by the card's owner with 3-D Secure. The card is not linked [MND-6], and
// nothing of it is known here.
//
// It answers payment.ErrNoCards without Config.Cards, payment.ErrReference, payment.ErrNotFound for a payment that is unknown or
// another account's, payment.ErrCardDeclined, payment.ErrCardUsed, payment.ErrOtherCurrency, account.ErrNoPaymentAccount where there is
// no Seqr Account, and account.ErrBlocked.
func (s *Transfers) TopUpByCard(ctx context.Context, r CardTopUpRequest) (Moved, error) {
	c := s.c
	if c.Cards == nil {
		return Moved{}, payment.ErrNoCards
	}
	if err := payment.CheckCardReference(r.Reference); err != nil {
		return Moved{}, err
	}
	ids, err := c.newIDs(1)
	if err != nil {
		return Moved{}, err
	}
	ref, err := payment.NewPaymentReference(c.Random, c.now())
	if err != nil {
		return Moved{}, err
	}
	var paid *payment.CardPayment // asked once, and not at all for a repeated request
	id := payment.TransferID{UUID: ids[0]}
	cmd := command{"transfers.top_up_by_card", r.Account.String(), r.Key, r.Reference}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Moved, error) {
		if paid == nil {
			told, err := c.Cards.CardPayment(ctx, r.Reference)
			if err != nil {
				return Moved{}, err
			}
			paid = &told
		}
		a, into, err := c.creditable(ctx, r, *paid)
		if err != nil {
			return Moved{}, refuseState(err)
		}
		terms := payment.Terms{ID: id, Kind: payment.KindCardTopUp, From: a.ID, Amount: paid.Amount, Credited: paid.Amount}
		t, err := payment.NewTransfer(terms, nil, ref, payment.Approval{}, now.At)
		if err != nil {
			return Moved{}, err
		}
		t.Card = r.Reference
		if t, err = c.hand(ch, t, c.house.clearing, receiver{account: a, prepaid: into}, now.At); err != nil {
			return Moved{}, err
		}
		ch.Moved = []payment.Transfer{t}
		ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimCard, Value: r.Reference, Owner: id.UUID})
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		return movedOf(t), c.mail(ch, a, "Your top-up", "Your Seqr Account was topped up with "+t.Amount.String()+". Reference: "+t.Reference, now.At)
	})
}

// creditable checks a card payment against the account that it is to be credited to.
func (c *core) creditable(ctx context.Context, r CardTopUpRequest, paid payment.CardPayment) (account.Account, account.PaymentAccount, error) {
	var into account.PaymentAccount
	a, err := c.store.Account(ctx, r.Account)
	if err != nil {
		return a, into, err
	}
	if err := a.MayAct(); err != nil {
		return a, into, err
	}
	if into, err = a.PrepaidAccount(); err != nil {
		return a, into, err
	}
	switch {
	case paid.Reference != r.Reference, paid.For != r.Account:
		return a, into, payment.ErrNotFound
	case paid.Amount.Currency() != c.Market.Currency:
		return a, into, payment.ErrOtherCurrency
	}
	if err := paid.Check(); err != nil {
		return a, into, err
	}
	_, err = c.store.Claimed(ctx, store.ClaimCard, r.Reference)
	switch {
	case err == nil:
		return a, into, payment.ErrCardUsed
	case errors.Is(err, store.ErrNotFound):
		return a, into, nil
	default:
		return a, into, err
	}
}
