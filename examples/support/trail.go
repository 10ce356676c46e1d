package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	d.say("verified: %d actions; the desk keeps the digest of the last elsewhere, as an anchor", head.Number)
	return errors.Join(same("actions", len(actions), int(head.Number)), d.forge(actions, head))
}

// forge changes a record as somebody could who has the database.
func (d *desk) forge(actions []account.Action, anchor account.Trail) error {
	forged := slices.Clone(actions)
	forged[2].Agent = bob
	err := anchor.Verify(forged)
	if broken, found := errors.AsType[*account.TrailError](err); !found || broken.Number != 3 {
		return fmt.Errorf("a record that was changed was answered with: %w", err)
	}
	d.say("somebody writes Bob into action 3: the chain is broken there")

	head := account.Trail{Account: anchor.Account}
	for i, a := range forged {
		if head, forged[i], err = head.Append(a); err != nil {
			return err
		}
	}
	if err := head.Verify(forged); err != nil {
		return err
	}
	if err := head.Verify(forged, anchor); !errors.Is(err, account.ErrTrail) {
		return fmt.Errorf("a chain that was made anew was answered with: %w", err)
	}
	d.say("somebody makes the whole chain anew: it is one again, but not the one of the anchor")
	return nil
}
