package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// germany is the part in Germany, where everybody has a Seqr Account from the first moment.
type germany struct {
	*stage.Stage
	uli, eva, kim *stage.Person
}

const (
	iban               = "DE89370400440532013000"
	uliPhone, evaPhone = "+4915123456780", "+4915123456781"
	kimPhone, noPhone  = "+4915123456782", "+4915123456783"
)

func (g *germany) tell(ctx context.Context) error {
	return g.Tell(ctx, g.atOnce, g.waits, g.claimed, g.expired, g.asked, g.split, g.weeksLater, g.earnsNothing, g.audit)
}

func (g *germany) atOnce(ctx context.Context) (err error) {
	g.Chapter("In Germany, Uli sends Eva 5.00: it is there at once")
	if g.uli, err = g.Join(ctx, "Uli Specimen", uliPhone); err != nil {
		return err
	}
	if err := errors.Join(g.uli.LinkBank(ctx, seqr.BankAccountRequest{Kind: account.SEPADebit, Number: iban}), g.uli.Prove(ctx)); err != nil {
		return err
	}
	if g.eva, err = g.Join(ctx, "Eva Specimen", evaPhone); err != nil {
		return err
	}
	g.Say("Eva has just registered; she has no bank account here")
	moved, err := g.uli.Send(ctx, seqr.SendRequest{To: "+49 (0)151 23456781", Amount: "5.00"})
	if err != nil {
		return err
	}
	return errors.Join(
		stage.Same("transfer", moved.State, payment.TransferDone), g.eva.Has(ctx, account.Prepaid, "5.00"), g.uli.Has(ctx, account.SEPADebit, "70.00"),
	)
}

func (g *germany) waits(ctx context.Context) error {
	g.Chapter("He sends 20.00 and 10.00 to two numbers that nobody has registered: it waits")
	for _, to := range []struct{ number, amount string }{{kimPhone, "20.00"}, {noPhone, "10.00"}} {
		v, err := g.Sys.Transfers.PrepareSend(ctx, seqr.SendRequest{Account: g.uli.ID, To: to.number, Amount: to.amount, Note: "welcome"})
		if err != nil {
			return err
		}
		moved, err := g.uli.Consent(ctx, v)
		if err != nil {
			return err
		}
		g.Say("%s to %s: %s, at the latest until %s", moved.Amount, to.number, moved.State, civil.DateOf(v.WaitsTill, g.Sys.Market().Zone))
		if err := stage.Same("transfer", moved.State, payment.TransferWaiting); err != nil {
			return err
		}
	}
	if err := g.Work(ctx); err != nil {
		return err
	}
	invitation, _ := g.Phone.Last(kimPhone)
	g.Say("whoever has the number reads: %s", invitation.Text)
	told := strings.Contains(invitation.Text, "20.00") || strings.Contains(invitation.Text, "Uli")
	return errors.Join(stage.Same("that a stranger learns amount or sender", told, false), g.uli.Has(ctx, account.SEPADebit, "40.00"))
}

func (g *germany) claimed(ctx context.Context) (err error) {
	g.Chapter("Three days later Kim registers with the first number, and has it")
	if err := g.Pass(ctx, 3); err != nil {
		return err
	}
	if g.kim, err = g.Start(ctx, "Kim Specimen", kimPhone); err != nil {
		return err
	}
	if err := g.kim.Has(ctx, account.Prepaid, "0.00"); err != nil {
		return err
	}
	g.Say("then the code from the text message proves that the number is Kim's")
	return errors.Join(g.kim.Finish(ctx), g.kim.Has(ctx, account.Prepaid, "20.00"))
}

func (g *germany) expired(ctx context.Context) error {
	g.Chapter("Nobody claims the other: after seven days it is back, in full")
	if err := g.Until(ctx, stage.Begin.Add(7*24*time.Hour)); err != nil {
		return err
	}
	return g.uli.Has(ctx, account.SEPADebit, "50.00")
}

func (g *germany) asked(ctx context.Context) error {
	g.Chapter("Eva asks Uli for 12.00, and he pays")
	asked, err := g.Sys.Transfers.Ask(ctx, seqr.AskRequest{Key: g.Key(), Account: g.eva.ID, Of: uliPhone, Amount: "12.00", Note: "concert"})
	if err != nil {
		return err
	}
	if err := g.Work(ctx); err != nil {
		return err
	}
	text, err := g.uli.Reads()
	if err != nil {
		return err
	}
	g.Say("Uli reads: %s", text)
	if _, err := g.uli.Send(ctx, seqr.SendRequest{Request: asked.Requests[0]}); err != nil {
		return err
	}
	mine, err := g.Sys.Transfers.Asking(ctx, g.eva.ID, payment.RequestID{}, 10)
	if err != nil {
		return err
	}
	g.Say("the request is %s", mine[0].State)
	return errors.Join(
		stage.Same("request", mine[0].State, payment.RequestPaid), g.eva.Has(ctx, account.Prepaid, "17.00"), g.uli.Has(ctx, account.SEPADebit, "38.00"),
	)
}

func (g *germany) split(ctx context.Context) error {
	g.Chapter("Uli splits a bill of 50.00 among the three: not a cent is lost")
	split, err := g.Sys.Transfers.Split(ctx, seqr.SplitRequest{
		Key: g.Key(), Account: g.uli.ID, Amount: "50.00", Among: []string{evaPhone, kimPhone}, Mine: true, Note: "dinner",
	})
	if err != nil {
		return err
	}
	sum := split.Own
	for _, share := range split.Shares {
		if sum, err = sum.Add(share); err != nil {
			return err
		}
	}
	g.Say("Uli %s, Eva %s, Kim %s: together %s", split.Own, split.Shares[0], split.Shares[1], sum)
	if err := stage.Same("the sum", sum, money.FromMinor(50_00, money.EUR)); err != nil {
		return err
	}
	for i, p := range []*stage.Person{g.eva, g.kim} {
		pa, err := p.Account(ctx, account.Prepaid)
		if err != nil {
			return err
		}
		if _, err := p.Send(ctx, seqr.SendRequest{From: pa.ID, Request: split.Requests[i]}); err != nil {
			return err
		}
	}
	g.Say("both pay their share from their Seqr Accounts")
	return errors.Join(g.eva.Has(ctx, account.Prepaid, "0.33"), g.kim.Has(ctx, account.Prepaid, "3.34"), g.uli.Has(ctx, account.Prepaid, "33.33"))
}

func (g *germany) weeksLater(ctx context.Context) error {
	g.Chapter("Three weeks later Uli's bank account has been debited for each, once")
	if err := g.Pass(ctx, 21); err != nil {
		return err
	}
	return errors.Join(
		g.Statement("Uli's", "", iban, 0, "-5.00", "-20.00", "-12.00"),
		g.uli.Has(ctx, account.SEPADebit, "500.00"),
	)
}

func (g *germany) earnsNothing(ctx context.Context) error {
	g.Chapter("None of it was a purchase")
	return errors.Join(
		history(ctx, g.Stage, g.uli, 6), earnedNothing(ctx, g.Stage, g.uli), earnedNothing(ctx, g.Stage, g.eva), earnedNothing(ctx, g.Stage, g.kim),
	)
}

func (g *germany) audit(ctx context.Context) error {
	g.Chapter("The auditor recomputes everything from the raw transfers")
	return g.Audit(ctx)
}
