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
	"github.com/seqrpay/seqr/payment"
)

// states is the part in the United States, where everybody has a bank account under a spending limit, and nothing else.
type states struct {
	*stage.Stage
	ann, bob *stage.Person
}

const (
	routing            = "076401251"
	annBank, bobBank   = "12345678", "87654321"
	annPhone, bobPhone = "+18015550123", "+18015550124"
)

func (s *states) tell(ctx context.Context) error {
	return s.Tell(ctx, s.register, s.send, s.comesBack, s.refused, s.earnsNothing, s.audit)
}

func (s *states) register(ctx context.Context) (err error) {
	s.Chapter("Ann and Bob register in the United States")
	if s.ann, err = s.join(ctx, "Ann Specimen", annPhone, annBank); err != nil {
		return err
	}
	if s.bob, err = s.join(ctx, "Bob Specimen", bobPhone, bobBank); err != nil {
		return err
	}
	if err := s.ann.Prove(ctx); err != nil {
		return err
	}
	s.Say("both have a bank account, and Ann has proved her identity")
	return s.ann.Has(ctx, account.ACHDebit, "100.00")
}

func (s *states) join(ctx context.Context, name, number, bank string) (*stage.Person, error) {
	p, err := s.Join(ctx, name, number)
	if err != nil {
		return nil, err
	}
	return p, p.LinkBank(ctx, seqr.BankAccountRequest{Kind: account.ACHDebit, Type: ach.Checking, Routing: routing, Number: bank})
}

func (s *states) send(ctx context.Context) error {
	s.Chapter("Ann sends Bob 30.00 by his phone number")
	v, err := s.Sys.Transfers.PrepareSend(ctx, seqr.SendRequest{Account: s.ann.ID, To: "+1 (801) 555-0124", Amount: "30.00", Note: "for lunch"})
	if err != nil {
		return err
	}
	s.Say("the app shows: %s to %s, fee %s; of the number's owner it says nothing", v.Terms.Amount, v.Terms.To, v.Fee)
	moved, err := s.ann.Consent(ctx, v)
	if err != nil {
		return err
	}
	s.Say("approved with PIN and device key: %s", moved.State)
	if err := errors.Join(stage.Same("transfer", moved.State, payment.TransferDone), s.ann.Has(ctx, account.ACHDebit, "70.00")); err != nil {
		return err
	}
	if err := s.Work(ctx); err != nil {
		return err
	}
	text, err := s.bob.Reads()
	if err != nil {
		return err
	}
	s.Say("Bob reads: %s", text)
	if err := s.Pass(ctx, 7); err != nil {
		return err
	}
	s.Say("a week later the banks have done their part")
	return errors.Join(
		s.Statement("Ann's", routing, annBank, 0, "-30.00"),
		s.Statement("Bob's", routing, bobBank, 0, "30.00"),
		s.ann.Has(ctx, account.ACHDebit, "100.00"),
	)
}

func (s *states) comesBack(ctx context.Context) error {
	s.Chapter("A credit that Bob's bank returns comes back to Ann")
	s.Bank.ReturnNext(sandbox.Match{Direction: ach.CreditOrder, Number: bobBank}, "R23", 1)
	moved, err := s.ann.Send(ctx, seqr.SendRequest{To: bobPhone, Amount: "20.00"})
	if err != nil {
		return err
	}
	if err := s.ann.Has(ctx, account.ACHDebit, "80.00"); err != nil {
		return err
	}
	if err := s.Pass(ctx, 11); err != nil {
		return err
	}
	m, err := s.Sys.Transfers.Transfer(ctx, s.ann.ID, moved.Transfer)
	if err != nil {
		return err
	}
	s.Say("return code R23, %s: the transfer is %s", ach.Meaning("R23"), m.State)
	text, err := s.ann.Reads()
	if err != nil {
		return err
	}
	s.Say("Ann reads: %s", text)
	return errors.Join(
		stage.Same("transfer", m.State, string(payment.TransferReturned)),
		s.Statement("Ann's", routing, annBank, 1, "-20.00", "20.00"),
		s.ann.Has(ctx, account.ACHDebit, "100.00"),
	)
}

func (s *states) refused(ctx context.Context) error {
	s.Chapter("What is refused, and moves nothing")
	for _, c := range []struct {
		what, to, amount string
		want             error
	}{
		{"a number that nobody has registered", "+18015550199", "5.00", payment.ErrUnregistered},
		{"herself", annPhone, "5.00", payment.ErrSelf},
		{"a number without country code", "8015550124", "5.00", account.ErrPhoneNoCountryCode},
		{"Bob, a cent more than her limit", bobPhone, "100.01", seqr.ErrLimit},
	} {
		_, err := s.ann.Send(ctx, seqr.SendRequest{To: c.to, Amount: c.amount})
		if !errors.Is(err, c.want) {
			return fmt.Errorf("to %s was answered with: %w", c.what, err)
		}
		s.Say("%s to %s: %v", c.amount, c.what, err)
	}
	return s.ann.Has(ctx, account.ACHDebit, "100.00")
}

func (s *states) earnsNothing(ctx context.Context) error {
	s.Chapter("None of it was a purchase")
	return errors.Join(history(ctx, s.Stage, s.ann, 3), earnedNothing(ctx, s.Stage, s.ann), earnedNothing(ctx, s.Stage, s.bob))
}

func (s *states) audit(ctx context.Context) error {
	s.Chapter("The auditor recomputes everything from the raw transfers")
	return s.Audit(ctx)
}
