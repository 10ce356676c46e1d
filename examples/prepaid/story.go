package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// story is what the chapters hand on to each other.
type story struct {
	*stage.Stage
	uli  *stage.Person
	shop shop
	told int // lines of Uli's bank statement
}

const iban = "DE89370400440532013000"

func (s *story) register(ctx context.Context) (err error) {
	s.Chapter("The registration opens a Seqr Account")
	if s.uli, err = s.Start(ctx, "Uli Specimen", "+4915123456789"); err != nil {
		return err
	}
	pa, err := s.uli.Account(ctx, account.Prepaid)
	if err != nil {
		return err
	}
	s.Say("before the number is proved: %s, active: %t", pa.Name, pa.Active)
	return errors.Join(stage.Same("active", pa.Active, true), s.uli.Has(ctx, account.Prepaid, "0.00"), s.uli.Finish(ctx))
}

func (s *story) link(ctx context.Context) error {
	s.Chapter("Uli links a bank account and proves his identity")
	err := errors.Join(s.uli.LinkBank(ctx, seqr.BankAccountRequest{Kind: account.SEPADebit, Number: iban}), s.uli.Prove(ctx))
	if err != nil {
		return err
	}
	s.Say("now there are two payment accounts, side by side")
	return s.both(ctx, "75.00", "0.00")
}

// both tells and checks what is available on both payment accounts.
func (s *story) both(ctx context.Context, debit, prepaid string) error {
	return errors.Join(s.uli.Has(ctx, account.SEPADebit, debit), s.uli.Has(ctx, account.Prepaid, prepaid))
}

func (s *story) topUp(ctx context.Context) error {
	s.Chapter("He tops the Seqr Account up with 20.00 from the debit account")
	v, err := s.Sys.Transfers.PrepareTopUp(ctx, seqr.OwnRequest{Account: s.uli.ID, Amount: "20.00"})
	if err != nil {
		return err
	}
	s.Say("the app shows: %s, fee %s", v.Terms.Amount, v.Fee)
	if _, err := s.uli.Consent(ctx, v); err != nil {
		return err
	}
	s.Say("it is there at once, and the limit is lower by as much")
	if err := s.both(ctx, "55.00", "20.00"); err != nil {
		return err
	}
	v, err = s.Sys.Transfers.PrepareTopUp(ctx, seqr.OwnRequest{Account: s.uli.ID, Amount: "55.01"})
	if err != nil {
		return err
	}
	if _, err := s.uli.Consent(ctx, v); !errors.Is(err, seqr.ErrLimit) {
		return fmt.Errorf("a cent above the limit was answered with: %w", err)
	}
	s.Say("a cent above the limit is refused")
	if err := s.Pass(ctx, 21); err != nil {
		return err
	}
	s.Say("three weeks later it is collected, and the limit is whole again")
	return errors.Join(s.statement("-20.00"), s.both(ctx, "75.00", "20.00"))
}

// statement tells and checks what is new on the bank statement.
func (s *story) statement(want ...string) error {
	err := s.Statement("Uli's", "", iban, s.told, want...)
	s.told += len(want)
	return err
}

func (s *story) byCard(ctx context.Context) error {
	s.Chapter("He tops it up with 25.00 by card")
	amount := money.FromMinor(25_00, money.EUR)
	paid := s.Cards.Pay(s.uli.ID, amount)
	for _, c := range []struct {
		what, reference string
		want            error
	}{
		{"captured, but not authenticated", s.Cards.Record(payment.CardPayment{For: s.uli.ID, Captured: true, ECI: "07", Amount: amount}), payment.ErrCardDeclined},
		{"authenticated, but not captured", s.Cards.Record(payment.CardPayment{For: s.uli.ID, ECI: "05", Amount: amount}), payment.ErrCardDeclined},
		{"authenticated with 3-D Secure and captured", paid, nil},
		{"the same card payment again", paid, payment.ErrCardUsed},
		{"a card's number in place of a reference", "4111111111111111", payment.ErrReference},
	} {
		moved, err := s.Sys.Transfers.TopUpByCard(ctx, seqr.CardTopUpRequest{Key: s.Key(), Account: s.uli.ID, Reference: c.reference})
		switch {
		case !errors.Is(err, c.want):
			return fmt.Errorf("%s: answered with: %w", c.what, err)
		case err != nil:
			s.Say("%s: %v", c.what, err)
		default:
			s.Say("%s: %s, %s", c.what, moved.Credited, moved.State)
		}
	}
	s.Say("the limit has no part in it")
	return s.both(ctx, "75.00", "45.00")
}

func (s *story) sideBySide(ctx context.Context) (err error) {
	s.Chapter("He chooses an account for each purchase")
	if s.shop, err = s.openShop(ctx); err != nil {
		return err
	}
	if err := s.buy(ctx, 8_00, account.PaymentAccountID{}); err != nil {
		return err
	}
	s.Say("8.00 for lunch, without a choice: the debit account pays")
	if err := s.both(ctx, "67.00", "45.00"); err != nil {
		return err
	}
	chosen, err := s.uli.Account(ctx, account.Prepaid)
	if err != nil {
		return err
	}
	if err := s.buy(ctx, 10_00, chosen.ID); err != nil {
		return err
	}
	s.Say("10.00 for dinner, from the Seqr Account: it needs no collection")
	if err := s.both(ctx, "67.00", "35.00"); err != nil {
		return err
	}
	if err := s.buy(ctx, 35_01, chosen.ID); !errors.Is(err, seqr.ErrLimit) {
		return fmt.Errorf("a cent more than there is was answered with: %w", err)
	}
	s.Say("a cent more than there is on the Seqr Account is refused, whatever the other account has")
	return s.both(ctx, "67.00", "35.00")
}

func (s *story) quarter(ctx context.Context) error {
	s.Chapter("The quarter's cashback is paid into the Seqr Account")
	if err := s.Until(ctx, time.Date(2026, time.September, 1, 10, 0, 0, 0, time.UTC)); err != nil {
		return err
	}
	for range 12 {
		if err := s.buy(ctx, 5_00, account.PaymentAccountID{}); err != nil {
			return err
		}
	}
	v, err := s.Sys.Cashback.View(ctx, s.uli.ID)
	if err != nil {
		return err
	}
	for _, m := range v.Quarter.Months {
		s.Say("%s: %2d payments, %s, %s %% → %s", m.Month, m.Count, m.Total, m.Percent, m.Exact)
	}
	s.Say("the purchases alone: a top-up earns nothing")
	if err := s.Until(ctx, time.Date(2026, time.October, 20, 10, 0, 0, 0, time.UTC)); err != nil {
		return err
	}
	if v, err = s.Sys.Cashback.View(ctx, s.uli.ID); err != nil {
		return err
	}
	if len(v.Payouts) != 1 {
		return fmt.Errorf("%d cashback payouts", len(v.Payouts))
	}
	s.Say("in October: %s, %s", v.Payouts[0].State, v.Payouts[0].Amount)
	return errors.Join(stage.Same("cashback", v.Payouts[0].State, cashback.Paid), s.uli.Has(ctx, account.Prepaid, "36.38"))
}

func (s *story) audit(ctx context.Context) error {
	s.Chapter("The auditor recomputes everything from the raw transfers")
	return s.Audit(ctx)
}
