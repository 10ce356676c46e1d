package storetest

import (
	"context"
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

func (s anyPayers) TallyPayers(ctx context.Context, _ string, q civil.Quarter, after account.ID, limit int) ([]account.ID, error) {
	return anywhere(func(market string) ([]account.ID, error) { return s.Store.TallyPayers(ctx, market, q, after, limit) })
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
