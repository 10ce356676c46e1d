package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/ledger"
)

// The agents of the desk.
const (
	ann = "Ann"
	bob = "Bob"
)

func (d *desk) noCode(ctx context.Context) (err error) {
	d.chapter("No activation code came")
	if err := d.openShop(ctx); err != nil {
		return err
	}
	if d.pat, err = d.start(ctx, "Pat Example", "+18015550101"); err != nil {
		return err
	}
	found, err := d.sys.Support.Find(ctx, seqr.FindRequest{Key: d.key(), Agent: ann, Why: "no code came", Phone: "+1 801 555 0101"})
	if err != nil {
		return err
	}
	d.say("the caller says her number; a registration waits there, and nothing else is known of it")
	d.clock.Advance(time.Minute)
	if err := d.sys.Support.ResendCode(ctx, d.by(ann, "no code came", found.Account)); err != nil {
		return err
	}
	if err := d.work(ctx); err != nil {
		return err
	}
	d.say("Ann sends another code: the caller has %d now, Ann has seen none", len(d.phone.Messages(d.pat.number)))
	if err := d.finish(ctx, d.pat); err != nil {
		return err
	}
	d.say("the registration goes on to its end")
	return nil
}

func (d *desk) lostPhone(ctx context.Context) error {
	d.chapter("A lost phone")
	call := seqr.FindRequest{Key: d.key(), Agent: ann, Why: "says the phone is lost", Phone: d.pat.number, Name: "Pat Example"}
	_, err := d.sys.Support.Find(ctx, call)
	if err := d.refusedAs("somebody knows the name", err, seqr.ErrNotFound); err != nil {
		return err
	}
	call.Key, call.Name, call.BirthDate, call.Last4 = d.key(), "pat example", "05/17/1990", "5678"
	found, err := d.sys.Support.Find(ctx, call)
	if err != nil {
		return err
	}
	d.say("Pat knows %v", found.Right)
	if _, err := d.sys.Support.Block(ctx, d.by(ann, "phone lost in a taxi", found.Account), account.LostPhone); err != nil {
		return err
	}
	err = d.buy(ctx, &d.pat, 5_00)
	if err := d.refusedAs("whoever found the phone tries to pay", err, &account.BlockedError{Reasons: []account.Reason{account.LostPhone}}); err != nil {
		return err
	}
	state, err := d.sys.Support.Unblock(ctx, d.by(bob, "the driver brought the phone back", found.Account), account.LostPhone)
	if err != nil {
		return err
	}
	d.say("the phone is back, Bob unblocks the account: it is %s, and free", state)
	return nil
}

func (d *desk) debt(ctx context.Context) error {
	d.chapter("A debt is paid by hand")
	d.bank.ReturnNext(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	d.bank.ReturnNext(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	if err := d.buy(ctx, &d.pat, 40_00); err != nil {
		return err
	}
	if err := d.pass(ctx, 14); err != nil {
		return err
	}
	owed, err := d.sys.Support.Owed(ctx, d.pat.id)
	if err != nil {
		return err
	}
	if len(owed) != 1 {
		return fmt.Errorf("%d collections are owed", len(owed))
	}
	debt := owed[0]
	d.say("the bank did not pay twice (R01, %s): Pat owes %s with a fee of %s", ach.Meaning("R01"), debt.Left, debt.Fee)
	for _, part := range []string{"25.00", "40.00"} {
		debt, err = d.sys.Support.ManualPayment(ctx, seqr.ManualPaymentRequest{
			SupportRequest: d.by(bob, "money order", d.pat.id), Collection: debt.Collection, Amount: part,
		})
		if err != nil {
			return err
		}
		v, err := d.sys.Accounts.View(ctx, d.pat.id)
		if err != nil {
			return err
		}
		d.say("Bob registers a payment of %s: %s left, %d block on the account", part, debt.Left, len(v.Blocks))
	}
	return same("left", debt.Left.Format(), "0.00")
}

func (d *desk) twoAccounts(ctx context.Context) (err error) {
	d.chapter("One driving licence for two accounts")
	if d.kim, err = d.join(ctx, "Kim Example", "+18015550102"); err != nil {
		return err
	}
	second, err := d.join(ctx, "Kim Example", "+18015550103")
	if err != nil {
		return err
	}
	err = d.buy(ctx, &d.kim, 5_00)
	if err := d.refusedAs("neither can pay", err, &account.BlockedError{Reasons: []account.Reason{account.DuplicateID}}); err != nil {
		return err
	}
	closed, err := d.sys.Support.ResolveDuplicate(ctx, seqr.ResolveRequest{
		SupportRequest: d.by(ann, "both are hers, she keeps the old number", d.kim.id), Survivor: d.kim.id,
	})
	if err != nil {
		return err
	}
	d.say("both are Kim's: Ann lets the first survive, and closes %d", len(closed))
	if err := d.buy(ctx, &d.kim, 5_00); err != nil {
		return err
	}
	d.say("Kim pays again")
	return errors.Join(same("closed", len(closed), 1), same("closed account", closed[0], second.id))
}

func (d *desk) forgotten(ctx context.Context) error {
	d.chapter("Somebody leaves, and is forgotten")
	if _, err := d.sys.Support.Close(ctx, d.by(bob, "moves abroad", d.kim.id)); err != nil {
		return err
	}
	erase := func() error {
		_, err := d.sys.Support.Erase(ctx, d.by(bob, "asked to be forgotten", d.kim.id))
		return err
	}
	if err := d.refusedAs("Bob closes Kim's account and would erase it at once", erase(), account.ErrRetained); err != nil {
		return err
	}
	if err := d.pass(ctx, retention-1); err != nil {
		return err
	}
	before, err := d.statement(ctx, d.kim.id)
	if err != nil {
		return err
	}
	if err := d.pass(ctx, 1); err != nil {
		return err
	}
	if err := d.refusedAs(fmt.Sprintf("%d days later it happens by itself, and Bob has nothing to do", retention), erase(), account.ErrErased); err != nil {
		return err
	}
	_, err = d.sys.Support.Find(ctx, seqr.FindRequest{
		Key: d.key(), Agent: ann, Why: "would like to know", Phone: d.kim.number, Name: d.kim.name, BirthDate: "05/17/1990",
	})
	if err := d.refusedAs("Ann looks for Kim", err, seqr.ErrNotFound); err != nil {
		return err
	}
	after, err := d.statement(ctx, d.kim.id)
	if err != nil {
		return err
	}
	d.say("the book still knows that somebody paid: %s", after)
	return same("statement", after, before)
}

// statement is the movements of an account in one line.
func (d *desk) statement(ctx context.Context, of account.ID) (string, error) {
	v, err := d.sys.Accounts.View(ctx, of)
	if err != nil {
		return "", err
	}
	lines, err := d.sys.Payments.Statement(ctx, of, v.Accounts[0].ID, ledger.TransferID{}, 10)
	if err != nil {
		return "", err
	}
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = fmt.Sprintf("%s %s", l.Kind, l.Change)
	}
	return strings.Join(texts, ", "), nil
}

func (d *desk) audit(ctx context.Context) error {
	d.chapter("The auditor recomputes everything from the raw transfers")
	report, err := d.sys.Audit(ctx)
	if err != nil {
		return err
	}
	d.say("%s", report)
	return report.Err()
}
