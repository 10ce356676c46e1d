package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/account"
)

// trail shows what was done to Pat's account, and that nobody can rewrite it without being noticed.
func (d *desk) trail(ctx context.Context) error {
	d.chapter("What the agents did is a chain")
	actions, err := d.sys.Support.Actions(ctx, d.pat.id, account.ActionID{}, 100)
	if err != nil {
		return err
	}
	for _, a := range actions {
		d.say("%d  %s  %-3s  %-18s  %s", a.Number, a.At.In(d.sys.Market().Zone).Format(time.DateTime), a.Agent, a.Verb, a.Reason)
	}
	head, err := d.sys.Support.Verify(ctx, d.pat.id)
	if err != nil {
		return err
	}
	d.say("verified: %d actions; whoever keeps the digest of the last elsewhere can show that none was changed", head.Number)
	if err := d.rewrite(ctx, head); err != nil {
		return err
	}
	_, err = d.sys.Support.Verify(ctx, d.pat.id, head)
	d.say("after that transaction was rolled back, it is verified again")
	return errors.Join(err, same("actions", len(actions), int(head.Number)))
}

// rewrite changes a record behind the system's back, in a transaction that is not committed.
func (d *desk) rewrite(ctx context.Context, anchor account.Trail) error {
	tx, err := d.store.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.SQL().ExecContext(ctx, `UPDATE account_action SET agent = ? WHERE account = ? AND verb = ?`, bob, d.pat.id.UUID[:], "find refused")
	if err != nil {
		return err
	}
	_, err = d.sys.In(tx.Store()).Support.Verify(ctx, d.pat.id, anchor)
	if broken, found := errors.AsType[*account.TrailError](err); !found || broken.Number != 3 {
		return fmt.Errorf("a chain that was rewritten was answered with: %w", err)
	}
	d.say("somebody with the database writes Bob into action 3: the chain is broken there")
	return nil
}
