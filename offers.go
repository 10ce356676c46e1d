package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Offers is the service of offers: the operator publishes them, users list them, and paying for the item is all that
// it takes. The merchant gets the full price; the reward is the operator's expense.
type Offers struct{ c *core }

// OfferRequest publishes an offer. The operator calls it.
type OfferRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Location payment.LocationID // zero: at all of the merchant's
	Title    string
	Text     string
	Codes    []string // EAN or SKU of the item's invoice row, letter for letter
	Amount   string   // what a payer gets back, such as "2.00"; or
	Percent  string   // of what the row comes to, such as "15" or "12.5"
	Starts   time.Time
	Ends     time.Time
	Stock    int64 // rewards there are in all; 0: no end
	Once     bool  // a person is rewarded for one payment only
}

// Publish publishes an offer [OFF-1, OFF-7]. It answers what cashback.NewOffer does, money.ErrFormat and its kin for an
// amount that is none, and payment.ErrForeign for another merchant's location.
func (s *Offers) Publish(ctx context.Context, r OfferRequest) (cashback.Offer, error) {
	c := s.c
	benefit, err := c.benefit(r)
	if err != nil {
		return cashback.Offer{}, err
	}
	id, err := c.newID()
	if err != nil {
		return cashback.Offer{}, err
	}
	in := []any{r.Merchant, r.Location, r.Title, r.Text, r.Codes, r.Amount, r.Percent, r.Starts.UTC(), r.Ends.UTC(), r.Stock, r.Once}
	return execute(ctx, c, command{"offers.publish", "operator", r.Key, in}, func(ctx context.Context, now round, ch *store.Changes) (cashback.Offer, error) {
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return cashback.Offer{}, err
		}
		if r.Location != (payment.LocationID{}) {
			loc, err := c.store.Location(ctx, r.Location)
			if err != nil {
				return cashback.Offer{}, err
			}
			if loc.Merchant != m.ID {
				return cashback.Offer{}, payment.ErrForeign
			}
		}
		o, err := cashback.NewOffer(cashback.OfferID{UUID: id}, m, cashback.Offer{
			Location: r.Location, Title: r.Title, Text: r.Text, Codes: r.Codes, Benefit: benefit,
			Starts: r.Starts, Ends: r.Ends, Stock: r.Stock, OncePerPayer: r.Once,
		}, now.At)
		ch.Offers = []cashback.Offer{o}
		return o, err
	})
}

// benefit reads what an offer gives.
func (c *core) benefit(r OfferRequest) (b cashback.Benefit, err error) {
	if r.Amount != "" {
		if b.Amount, err = c.amount(r.Amount); err != nil {
			return b, err
		}
	}
	if r.Percent == "" {
		return b, nil
	}
	b.Percent, err = cashback.ParsePercent(r.Percent)
	return b, err
}

// WithdrawOfferRequest ends an offer.
type WithdrawOfferRequest struct {
	Key   Key
	Offer cashback.OfferID
}

// Withdraw ends an offer now; what was approved before is still rewarded. It answers cashback.ErrWithdrawn for one that has ended.
func (s *Offers) Withdraw(ctx context.Context, r WithdrawOfferRequest) (cashback.Offer, error) {
	c := s.c
	return execute(ctx, c, command{"offers.withdraw", "operator", r.Key, r.Offer}, func(ctx context.Context, now round, ch *store.Changes) (cashback.Offer, error) {
		o, err := c.store.Offer(ctx, r.Offer)
		if err != nil {
			return o, err
		}
		if o, err = o.Withdraw(now.At); err != nil {
			return o, refuse(err)
		}
		ch.Offers = []cashback.Offer{o}
		return o, nil
	})
}

// Rewards lists what a payer got by offers, oldest first, strictly after the given one, at most limit.
func (s *Offers) Rewards(ctx context.Context, of account.ID, after cashback.RewardID, limit int) ([]cashback.Reward, error) {
	return s.c.store.RewardsOf(ctx, of, after, limit)
}

// rewardLater adds the event by which a payment is looked at for offers once it stands. Nothing is read for it: a payment
// without an item's code costs nothing, and one with a code one event.
func rewardLater(ch *store.Changes, p payment.Payment, event uuid.UUID, at, stands time.Time) {
	coded := slices.ContainsFunc(p.Rows, func(r payment.Row) bool { return r.EAN != "" || r.SKU != "" })
	if coded {
		ch.Events = append(ch.Events, store.Event{ID: store.EventID{UUID: event}, Kind: eventReward, Subject: p.ID.UUID, At: at, Due: stands})
	}
}

// reward gives a payment what the offers of its merchant promise for it, each once [OFF-2].
func (s *Offers) reward(ctx context.Context, id payment.PaymentID) error {
	c := s.c
	cmd := command{"offers.reward", "system", ownKey("reward", id.String()), id}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (int, error) {
		p, err := c.store.Payment(ctx, id)
		if err != nil {
			return 0, err
		}
		offers, err := c.offersFor(ctx, p)
		if err != nil || len(offers) == 0 {
			return 0, err
		}
		to, err := c.recipient(ctx, p.Payer)
		if err != nil {
			return 0, err
		}
		for _, o := range offers {
			if err := c.earn(ctx, ch, o, p, to, now.At); err != nil {
				return 0, err
			}
		}
		ch.Relied = append(ch.Relied, store.RelyOnPayment(p), store.RelyOnAccount(to.person))
		return len(ch.Rewards), nil
	})
	return err
}

// offersFor reads the offers that give something for a payment.
func (c *core) offersFor(ctx context.Context, p payment.Payment) ([]cashback.Offer, error) {
	now := func(ctx context.Context, at payment.MerchantID, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
		return c.store.OffersOf(ctx, at, p.At, after, limit)
	}
	var found []cashback.Offer
	for o, err := range every(ctx, now, p.Merchant, offerID) {
		if err != nil {
			return nil, err
		}
		if _, earned := o.Earned(p); earned {
			found = append(found, o)
		}
	}
	return found, nil
}

// recipient is whom a reward goes to: the account that stands for the payer now, the accounts that it took over from,
// and where it is paid, which is where the market pays cashback [OFF-6].
type recipient struct {
	person  account.Account
	lineage []account.ID
	facts   cashback.Facts
	to      destination
}

// recipient reads where a reward of a payer's goes.
func (c *core) recipient(ctx context.Context, payer account.ID) (r recipient, err error) {
	a, err := c.store.Account(ctx, payer)
	if err != nil {
		return r, err
	}
	if r.person, err = c.heir(ctx, a); err != nil {
		return r, err
	}
	if r.lineage, err = c.lineage(ctx, r.person); err != nil {
		return r, err
	}
	r.to, r.facts, err = c.cashbackFacts(ctx, r.person)
	return r, err
}

// earn adds what one offer gives for a payment, unless nothing is left or it was given before.
func (c *core) earn(ctx context.Context, ch *store.Changes, o cashback.Offer, p payment.Payment, to recipient, at time.Time) error {
	amount, earned := o.Earned(p)
	if !earned || o.SoldOut() {
		return nil
	}
	rewarded, err := c.rewarded(ctx, o, p, to.lineage)
	if err != nil || rewarded {
		return err
	}
	taken, err := o.Take()
	if err != nil {
		return err
	}
	if o.Stock > 0 {
		ch.Offers = append(ch.Offers, taken)
	} else {
		ch.Relied = append(ch.Relied, store.RelyOnOffer(o))
	}
	id, err := c.newID()
	if err != nil {
		return err
	}
	r, err := cashback.NewReward(cashback.RewardID{UUID: id}, o, p, amount, false, to.facts, at)
	if err != nil {
		return err
	}
	return c.give(ch, o, p, r, to, at)
}

// rewarded tells whether an offer has rewarded a payment, or where that is the rule this person, before.
func (c *core) rewarded(ctx context.Context, o cashback.Offer, p payment.Payment, lineage []account.ID) (bool, error) {
	claims := []store.Claim{onPayment(o, p)}
	if o.OncePerPayer {
		for _, id := range append(lineage, p.Payer) {
			claims = append(claims, onPayer(o, id))
		}
	}
	for _, claim := range claims {
		_, err := c.store.Claimed(ctx, claim.Kind, claim.Value)
		if !errors.Is(err, store.ErrNotFound) {
			return err == nil, err
		}
	}
	return false, nil
}

func onPayment(o cashback.Offer, p payment.Payment) store.Claim {
	return store.Claim{Kind: store.ClaimReward, Value: o.ID.String() + "/" + p.ID.String()}
}

func onPayer(o cashback.Offer, payer account.ID) store.Claim {
	return store.Claim{Kind: store.ClaimRewarded, Value: o.ID.String() + "/" + payer.String()}
}

// give adds a decided reward: its claims, its money if it is paid, and the text to the payer's phone [OFF-4].
func (c *core) give(ch *store.Changes, o cashback.Offer, p payment.Payment, r cashback.Reward, to recipient, at time.Time) error {
	claims := []store.Claim{onPayment(o, p)}
	if o.OncePerPayer {
		// The person's present account is claimed too: of payments from two accounts of one person, one is rewarded.
		claims = append(claims, onPayer(o, p.Payer))
		if to.person.ID != p.Payer {
			claims = append(claims, onPayer(o, to.person.ID))
		}
	}
	for _, claim := range claims {
		claim.Owner = r.ID.UUID
		ch.Claims = append(ch.Claims, claim)
	}
	if err := c.bookReward(ch, r, c.rewarding(r), to, at); err != nil {
		return err
	}
	text := r.Confirmation(o, p.Seller)
	if text == "" {
		return nil
	}
	h, err := c.openHolder(to.person)
	if err != nil {
		return err
	}
	e, err := c.sms(to.person.ID, h.Phone, text, at)
	ch.Events = append(ch.Events, e)
	return err
}

// rewarding is a reward as money of the operator's.
func (c *core) rewarding(r cashback.Reward) benefit {
	expense := c.house.offers
	return benefit{purpose: ledger.OfferBenefit, subject: r.ID.UUID, amount: r.Amount, expense: expense, source: expense}
}

// bookReward adds a decided reward, and if it is paid, what pays it [OFF-6].
func (c *core) bookReward(ch *store.Changes, r cashback.Reward, b benefit, to recipient, at time.Time) error {
	var err error
	switch r.State {
	case cashback.RewardPaid:
		r.Order, err = c.payBenefit(ch, b, to, at)
	case cashback.RewardForfeited:
		err = c.keepBenefit(ch, b, at)
	case cashback.RewardHeld:
	}
	ch.Rewards = append(ch.Rewards, r)
	return err
}

// resumeReward decides again about a reward that is held. What the bank brought back is paid from where it lies.
func (c *core) resumeReward(ctx context.Context, ch *store.Changes, r cashback.Reward, to recipient, at time.Time) error {
	b, err := c.lies(ctx, c.rewarding(r), r.Order)
	if err != nil {
		return err
	}
	if r, err = r.Resume(to.facts, at); err != nil {
		return err
	}
	return c.bookReward(ch, r, b, to, at)
}

// holdReward holds a reward that the bank brought back, for customer service.
func (c *core) holdReward(ctx context.Context, ch *store.Changes, returned ach.Payout, at time.Time) error {
	r, err := c.store.Reward(ctx, cashback.RewardID{UUID: returned.Subject})
	if err != nil {
		return err
	}
	if r.Order != returned.ID.UUID {
		return nil // decided again meanwhile
	}
	if r, err = r.Return(at); err == nil {
		ch.Rewards = append(ch.Rewards, r)
	}
	return err
}

// release decides again about rewards that were held because the account, or one that it took over from, was blocked.
// What the bank brought back is paid where the person has another bank account by now; else it stays held for customer service.
func (s *Offers) release(ctx context.Context, of account.ID, event store.EventID) error {
	c := s.c
	cmd := command{"offers.release", "system", ownKey("release", event.String()), of}
	_, err := execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (int, error) {
		return c.releaseRewards(ctx, ch, of, now.At, func(r cashback.Reward, to recipient) (bool, error) {
			if r.Order == uuid.Nil {
				return true, nil
			}
			return c.elsewhere(ctx, r.Order, to)
		})
	})
	return err
}

// releaseRewards decides again about a person's rewards that are held, and tells how many.
func (c *core) releaseRewards(ctx context.Context, ch *store.Changes, of account.ID, at time.Time, fits func(cashback.Reward, recipient) (bool, error)) (int, error) {
	to, err := c.recipient(ctx, of)
	if err != nil {
		return 0, err
	}
	held := 0
	for _, id := range to.lineage {
		rewards, err := c.rewardsOf(ctx, id)
		if err != nil {
			return 0, err
		}
		for _, r := range rewards {
			if r.State != cashback.RewardHeld {
				continue
			}
			if fit, err := fits(r, to); err != nil || !fit {
				if err != nil {
					return 0, err
				}
				continue
			}
			if err := c.resumeReward(ctx, ch, r, to, at); err != nil {
				return 0, err
			}
			held++
		}
	}
	ch.Relied = append(ch.Relied, store.RelyOnAccount(to.person))
	return held, nil
}

func (c *core) rewardsOf(ctx context.Context, payer account.ID) ([]cashback.Reward, error) {
	return whole(every(ctx, c.store.RewardsOf, payer, func(r cashback.Reward) cashback.RewardID { return r.ID }))
}
