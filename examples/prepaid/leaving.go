package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

// take withdraws an amount to the bank account.
func (s *story) take(ctx context.Context, amount string) (seqr.Moved, error) {
	v, err := s.Sys.Transfers.PrepareWithdrawal(ctx, seqr.OwnRequest{Account: s.uli.ID, Amount: amount})
	if err != nil {
		return seqr.Moved{}, err
	}
	return s.uli.Consent(ctx, v)
}

func (s *story) withdraw(ctx context.Context) error {
	s.Chapter("He withdraws 10.00 to his bank account")
	if _, err := s.take(ctx, "10.00"); err != nil {
		return err
	}
	if err := s.uli.Has(ctx, account.Prepaid, "26.38"); err != nil {
		return err
	}
	s.told = len(s.Bank.Statement("", iban)) // the debits of the quarter's purchases are not told here
	if err := s.Pass(ctx, 5); err != nil {
		return err
	}
	return s.statement("10.00")
}

func (s *story) returned(ctx context.Context) error {
	s.Chapter("Another withdrawal is returned by the bank, and credited back once")
	s.Bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder}, "MS03", 1)
	moved, err := s.take(ctx, "6.38")
	if err != nil {
		return err
	}
	if err := s.uli.Has(ctx, account.Prepaid, "20.00"); err != nil {
		return err
	}
	if err := s.Pass(ctx, 5); err != nil {
		return err
	}
	m, err := s.Sys.Transfers.Transfer(ctx, s.uli.ID, moved.Transfer)
	if err != nil {
		return err
	}
	s.Say("the withdrawal is %s", m.State)
	err = errors.Join(stage.Same("withdrawal", m.State, string(payment.TransferReturned)), s.statement("6.38", "-6.38"), s.uli.Has(ctx, account.Prepaid, "26.38"))
	if err != nil {
		return err
	}
	orders := s.Bank.Orders()
	last := orders[len(orders)-1]
	_, err = s.Sys.Banking.Report(ctx, ach.Report{ID: "told-twice", Order: last.ID, Kind: ach.ReportReturned, Code: "MS03", Amount: last.Amount})
	if !errors.Is(err, ach.ErrReportStale) {
		return fmt.Errorf("the second report of the same return was answered with: %w", err)
	}
	s.Say("the bank tells of it a second time: %v", err)
	return s.uli.Has(ctx, account.Prepaid, "26.38")
}

func (s *story) leave(ctx context.Context) error {
	s.Chapter("He leaves: what is left goes to his bank account")
	_, err := s.Sys.Accounts.RequestClosing(ctx, seqr.StepRequest{Key: s.Key(), Account: s.uli.ID})
	if err := errors.Join(err, s.Work(ctx)); err != nil {
		return err
	}
	code := s.Phone.Code(s.uli.Number)
	end := func(payOut bool) (account.State, error) {
		signed, err := s.uli.Act(ctx, identity.ActionClose)
		if err != nil {
			return 0, err
		}
		return s.Sys.Accounts.Close(ctx, seqr.CloseRequest{Key: s.Key(), Account: s.uli.ID, Code: code, PayOut: payOut, Signed: signed})
	}
	if _, err := end(false); !errors.Is(err, seqr.ErrBalanceLeft) {
		return fmt.Errorf("closing with money left was answered with: %w", err)
	}
	s.Say("refused: %v", seqr.ErrBalanceLeft)
	state, err := end(true)
	if err != nil {
		return err
	}
	s.Say("with the balance paid out, a code by text message and the device's signature: %s", state)
	if err := s.uli.Has(ctx, account.Prepaid, "0.00"); err != nil {
		return err
	}
	if err := s.Pass(ctx, 5); err != nil {
		return err
	}
	return errors.Join(stage.Same("account", state, account.Closed), s.statement("26.38"))
}
