package storetest

import (
	"context"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// The saboteurs that do not tell markets apart.
type (
	anyEvents   struct{ store.Store }
	oneRun      struct{ store.Store }
	anyPayers   struct{ store.Store }
	anyInvoices struct{ store.Store }
	anyOffers   struct{ store.Store }
	anyProducts struct{ store.Store }
)

func (s anyEvents) Claim(ctx context.Context, _ string, now time.Time, lease time.Duration, limit int) ([]store.Event, error) {
	list, err := s.Store.Claim(ctx, away, now, lease, limit)
	if err != nil {
		return nil, err
	}
	more, err := s.Store.Claim(ctx, home, now, lease, limit-len(list))
	return append(list, more...), err
}

// anywhere reads the lists of both markets.
func anywhere[V any](read func(market string) ([]V, error)) ([]V, error) {
	here, err := read(home)
	if err != nil {
		return nil, err
	}
	there, err := read(away)
	return append(here, there...), err
}

func (s oneRun) Commit(ctx context.Context, c store.Changes) error {
	c.Runs = append([]cashback.Run(nil), c.Runs...)
	for i := range c.Runs {
		c.Runs[i].Market = home
	}
	return s.Store.Commit(ctx, c)
}

func (s oneRun) CashbackRun(ctx context.Context, _ string, q civil.Quarter) (cashback.Run, error) {
	return s.Store.CashbackRun(ctx, home, q)
}

func (s anyPayers) Earners(ctx context.Context, _ string, q civil.Quarter, after account.ID, limit int) ([]cashback.Earner, error) {
	return anywhere(func(market string) ([]cashback.Earner, error) { return s.Store.Earners(ctx, market, q, after, limit) })
}

// forgetfulOfThePast reads nothing of what other quarters left.
type forgetfulOfThePast struct{ store.Store }

func (s forgetfulOfThePast) Earners(ctx context.Context, market string, q civil.Quarter, after account.ID, limit int) ([]cashback.Earner, error) {
	found, err := s.Store.Earners(ctx, market, q, after, limit)
	for i := range found {
		found[i].Payouts = slices.DeleteFunc(found[i].Payouts, func(p cashback.Payout) bool { return p.Quarter != q })
	}
	return found, err
}

// nostalgic reads the whole past.
type nostalgic struct{ store.Store }

func (s nostalgic) Earners(ctx context.Context, market string, q civil.Quarter, after account.ID, limit int) ([]cashback.Earner, error) {
	found, err := s.Store.Earners(ctx, market, q, after, limit)
	for i := range found {
		found[i].Payouts, _ = s.CashbackPayouts(ctx, found[i].Payer, civil.Quarter{}, all)
	}
	return found, err
}

func (s anyInvoices) ExpiredInvoices(ctx context.Context, _ string, now time.Time, after payment.InvoiceID, limit int) ([]payment.Invoice, error) {
	return anywhere(func(market string) ([]payment.Invoice, error) {
		return s.Store.ExpiredInvoices(ctx, market, now, after, limit)
	})
}

func (s anyOffers) OffersRunning(ctx context.Context, _ string, at time.Time, after cashback.OfferID, limit int) ([]cashback.Offer, error) {
	return anywhere(func(market string) ([]cashback.Offer, error) {
		return s.Store.OffersRunning(ctx, market, at, after, limit)
	})
}

func (s anyProducts) ProductsOnSale(ctx context.Context, _ string, at time.Time, after payment.ProductID, limit int) ([]payment.Product, error) {
	return anywhere(func(market string) ([]payment.Product, error) {
		return s.Store.ProductsOnSale(ctx, market, at, after, limit)
	})
}
