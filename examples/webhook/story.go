package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// story is what the chapters share.
type story struct {
	*stage.Stage
	shop     *shop
	merchant payment.MerchantID
	lane     payment.LaneID
	anna     *stage.Person
	first    payment.InvoiceID
}

func (s *story) endpoint(ctx context.Context) error {
	s.Chapter("A web shop names its endpoint")
	m, err := s.Sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.Key(), Name: "Bean & Leaf"})
	if err != nil {
		return err
	}
	l, err := s.Sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.Key(), Merchant: m.ID, Name: "Web shop"})
	if err != nil {
		return err
	}
	lane, err := s.Sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: s.Key(), Merchant: m.ID, Location: l.ID, Name: "Checkout", Channel: payment.Online, Many: true,
	})
	if err != nil {
		return err
	}
	s.merchant, s.lane = m.ID, lane.ID
	e, err := s.Sys.Merchants.SetEndpoint(ctx, seqr.EndpointRequest{Key: s.Key(), Merchant: m.ID, URL: s.shop.server.URL + "/hooks"})
	if err != nil {
		return err
	}
	s.Say("the endpoint of %s is %s", m.Name, e.State)
	return s.trust(ctx)
}

// trust lets the shop take over the secret of its endpoint.
func (s *story) trust(ctx context.Context) error {
	secret, err := s.Sys.Merchants.EndpointSecret(ctx, s.merchant)
	if err != nil {
		return err
	}
	s.Say("the shop takes over the secret %s…", secret[:len("whsec_")])
	return s.shop.trust(secret, s.Clock.Now)
}

func (s *story) sale(ctx context.Context) error {
	s.Chapter("Anna pays, and the shop hears of it")
	var err error
	if s.anna, err = s.Join(ctx, "Anna Specimen", "+18015550123"); err != nil {
		return err
	}
	bank := seqr.BankAccountRequest{Kind: account.ACHDebit, Type: ach.Checking, Routing: "021000021", Number: "123456789"}
	if err := errors.Join(s.anna.LinkBank(ctx, bank), s.anna.Prove(ctx)); err != nil {
		return err
	}
	s.first, err = s.sell(ctx, "B-1001", 12_50)
	return errors.Join(err, s.hears(ctx, "invoice.paid B-1001 12.50"))
}

// sell is a whole purchase.
func (s *story) sell(ctx context.Context, number string, cents int64) (payment.InvoiceID, error) {
	inv, err := s.Sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: s.Key(), Merchant: s.merchant, Lane: s.lane,
		Draft: payment.Draft{Title: "Coffee", ClientRef: number, Total: money.FromMinor(cents, money.USD)},
	})
	if err != nil {
		return inv.Invoice, err
	}
	_, err = s.anna.Pay(ctx, inv.Code, account.PaymentAccountID{})
	return inv.Invoice, err
}

// hears does the background work, and tells and checks what the shop heard by it.
func (s *story) hears(ctx context.Context, want ...string) error {
	if err := s.Work(ctx); err != nil {
		return err
	}
	news := s.shop.news()
	if err := stage.Same("the number of facts", len(news), len(want)); err != nil {
		return err
	}
	for i, expected := range want {
		f := news[i]
		s.Say("the shop hears: %s, its number %s, %s", f.Kind, f.ClientRef, f.Amount)
		if err := stage.Same("the fact", string(f.Kind)+" "+f.ClientRef+" "+f.Amount.Format(), expected); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) sleep(ctx context.Context) error {
	s.Chapter("The shop's server is down, and is told again")
	s.shop.sleeps(true)
	refund := seqr.RefundRequest{Key: s.Key(), Merchant: s.merchant, Invoice: s.first, Amount: "2.50", Title: "Broken cup"}
	if _, err := s.Sys.Merchants.Refund(ctx, refund); err != nil {
		return err
	}
	if err := s.hears(ctx); err != nil {
		return err
	}
	waiting, err := s.Sys.Merchants.NoticesIn(ctx, payment.NoticeWaiting, payment.NoticeID{}, 10)
	if err != nil {
		return err
	}
	if err := stage.Same("the number of notices that wait", len(waiting), 1); err != nil {
		return err
	}
	n := waiting[0]
	s.Say("waiting: %s, tried %d time, %s; next in %s", n.Fact.Kind, n.Attempts, n.Reason, n.NextAt.Sub(s.Clock.Now()))
	s.shop.sleeps(false)
	s.Clock.Advance(time.Minute)
	return s.hears(ctx, "invoice.refunded B-1001 2.50")
}

func (s *story) forger(ctx context.Context) error {
	s.Chapter("Somebody else tells the shop of a sale")
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.shop.server.URL+"/hooks", bytes.NewBufferString(`{"type":"invoice.paid"}`))
	if err != nil {
		return err
	}
	answer, err := s.shop.server.Client().Do(r)
	if err != nil {
		return err
	}
	s.Say("the forger is answered: %s", answer.Status)
	return errors.Join(answer.Body.Close(), stage.Same("the answer", answer.StatusCode, http.StatusBadRequest), s.hears(ctx))
}

func (s *story) rotation(ctx context.Context) error {
	s.Chapter("The secret is replaced, with an hour in which both sign")
	r := seqr.RotateSecretRequest{Key: s.Key(), Merchant: s.merchant, Overlap: time.Hour}
	if _, err := s.Sys.Merchants.RotateSecret(ctx, r); err != nil {
		return err
	}
	if _, err := s.sell(ctx, "B-1002", 3_00); err != nil {
		return err
	}
	if err := errors.Join(s.hears(ctx, "invoice.paid B-1002 3.00"), s.trust(ctx)); err != nil {
		return err
	}
	s.Clock.Advance(time.Hour)
	_, err := s.sell(ctx, "B-1003", 4_00)
	return errors.Join(err, s.hears(ctx, "invoice.paid B-1003 4.00"))
}

func (s *story) books(ctx context.Context) error {
	s.Chapter("Nothing was missed")
	list, err := s.Sys.Merchants.NoticesOf(ctx, s.merchant, payment.NoticeID{}, 10)
	if err != nil {
		return err
	}
	for _, n := range list {
		s.Say("%s: %s after %d attempts", n.Fact.Kind, n.State, n.Attempts)
	}
	return errors.Join(stage.Same("the number of messages that came twice", s.shop.again, 0), s.Audit(ctx))
}
