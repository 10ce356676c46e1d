package seqr_test

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// What is refused of restoring a PIN and of changing a bank account, in a market that has both.

func badSupportRestore(c *cast) []bad {
	restore := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.RestorePIN(c.ctx, r)
		return err
	}
	of := func(p *person) func() error { return func() error { return restore(c.help(p.id)) } }
	return append(unsigned(c, c.pat, restore),
		refused("blocked for another reason", of(c.sam), account.ErrBlocked, seqr.Denied),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("not registered yet", of(c.lee), account.ErrNotRegistered, seqr.State),
	)
}

func badRemoveBank(c *cast) []bad {
	remove := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.RemoveBankAccount(c.ctx, r)
		return err
	}
	gone := c.join("Rob Example", "+18015550151")
	require.NoError(c.t, remove(c.help(gone.id)))
	c.settle()
	of := func(p *person) func() error { return func() error { return remove(c.help(p.id)) } }
	return append(unsigned(c, c.pat, remove),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("none linked yet", of(c.lee), account.ErrNoPaymentAccount, seqr.NotFound),
		refused("removed already", of(gone), account.ErrNoPaymentAccount, seqr.NotFound),
	)
}

func badMandate(c *cast) []bad {
	a, err := c.store.Account(c.ctx, c.kim.id)
	require.NoError(c.t, err)
	approve := func(k seqr.Key, bank ach.BankAccountID) error {
		_, err := c.sys.Banking.ApproveMandate(c.ctx, seqr.MandateRequest{Key: k, Bank: bank})
		return err
	}
	ended := ach.BankAccountID{UUID: a.Accounts[0].Bank}
	return append(shapes(func(k seqr.Key) error { return approve(k, ended) }),
		refused("over", func() error { return approve(c.key(), ended) }, ach.ErrMandateState, seqr.State),
		refused("unknown", func() error { return approve(c.key(), ach.BankAccountID{UUID: newUUID()}) }, store.ErrNotFound, seqr.NotFound),
	)
}

func badRequestPINCode(c *cast) []bad {
	ask := func(k seqr.Key, of account.ID) error {
		_, err := c.sys.Accounts.RequestPINCode(c.ctx, seqr.StepRequest{Key: k, Account: of})
		return err
	}
	of := func(p *person) func() error { return func() error { return ask(c.key(), p.id) } }
	return append(shapes(func(k seqr.Key) error { return ask(k, c.pat.id) }),
		refused("not allowed by customer service", of(c.pat), identity.ErrNoRestore, seqr.State),
		refused("blocked for another reason", of(c.sam), account.ErrBlocked, seqr.Denied),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("unknown account", func() error { return ask(c.key(), nobody()) }, store.ErrNotFound, seqr.NotFound),
	)
}

func badRestorePIN(c *cast) []bad {
	ann := c.join("Una Example", "+18015550152")
	_, err := c.sys.Support.RestorePIN(c.ctx, c.help(ann.id))
	require.NoError(c.t, err)
	c.settle()
	restore := func(p *person, change func(*seqr.RestorePINRequest)) func() error {
		return func() error {
			r := seqr.RestorePINRequest{Key: c.key(), Account: p.id, Code: "000000", PIN: "904172", Repeat: "904172"}
			if p != c.kim {
				r.Signed = p.act(identity.ActionRestorePIN)
			}
			change(&r)
			_, err := c.sys.Accounts.RestorePIN(c.ctx, r)
			return err
		}
	}
	as := func(f func(*seqr.RestorePINRequest)) func() error { return restore(ann, f) }
	none := func(*seqr.RestorePINRequest) {}
	return append(shapes(func(k seqr.Key) error { return as(func(r *seqr.RestorePINRequest) { r.Key = k })() }),
		refused("mistyped", as(func(r *seqr.RestorePINRequest) { r.Repeat = "904173" }), seqr.ErrPINMismatch, seqr.Invalid),
		refused("without shape", as(func(r *seqr.RestorePINRequest) { r.PIN, r.Repeat = "12", "12" }), identity.ErrPINShape, seqr.Invalid),
		refused("a run", as(func(r *seqr.RestorePINRequest) { r.PIN, r.Repeat = "234567", "234567" }), identity.ErrPINRun, seqr.Invalid),
		refused("no code", as(func(r *seqr.RestorePINRequest) { r.Code = "" }), identity.ErrCodeShape, seqr.Invalid),
		refused("signed for something else", as(func(r *seqr.RestorePINRequest) { r.Signed = ann.act(identity.ActionClose) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("not signed", as(func(r *seqr.RestorePINRequest) { r.Signed = seqr.SignedAction{} }), identity.ErrApprovalShape, seqr.Invalid),
		refused("not allowed by customer service", restore(c.pat, none), identity.ErrNoRestore, seqr.State),
		refused("blocked for another reason", restore(c.sam, none), account.ErrBlocked, seqr.Denied),
		refused("closed", restore(c.kim, none), account.ErrClosed, seqr.State),
		refused("unknown account", as(func(r *seqr.RestorePINRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		counted("wrong code", as(none), identity.ErrCodeRefused, seqr.Denied),
	)
}

func badSupportMove(c *cast) []bad {
	move := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.MoveDevice(c.ctx, r)
		return err
	}
	of := func(p *person) func() error { return func() error { return move(c.help(p.id)) } }
	return append(unsigned(c, c.pat, move),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("not registered yet", of(c.lee), account.ErrNotRegistered, seqr.State),
	)
}

func badRequestMoveCode(c *cast) []bad {
	ask := func(k seqr.Key, of account.ID) error {
		_, err := c.sys.Accounts.RequestMoveCode(c.ctx, seqr.StepRequest{Key: k, Account: of})
		return err
	}
	of := func(p *person) func() error { return func() error { return ask(c.key(), p.id) } }
	return append(shapes(func(k seqr.Key) error { return ask(k, c.pat.id) }),
		refused("not allowed", of(c.pat), identity.ErrNoMove, seqr.State),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("not registered yet", of(c.lee), account.ErrNotRegistered, seqr.State),
		refused("unknown account", of(&person{id: nobody()}), store.ErrNotFound, seqr.NotFound),
	)
}

func badMoveDevice(c *cast) []bad {
	ida := c.join("Ida Example", "+18015550171")
	ida.allowMove()
	c.settle()
	move := func(p *person, change func(*seqr.MoveDeviceRequest)) func() error {
		fresh := c.stranger(ida.number).key
		return func() error {
			r := seqr.MoveDeviceRequest{Key: c.key(), Account: p.id, Code: "000000", PIN: testPIN, Algorithm: fresh.Algorithm(), PublicKey: fresh.PublicKey()}
			change(&r)
			_, err := c.sys.Accounts.MoveDevice(c.ctx, r)
			return err
		}
	}
	as := func(f func(*seqr.MoveDeviceRequest)) func() error { return move(ida, f) }
	none := func(*seqr.MoveDeviceRequest) {}
	return append(append(shapes(func(k seqr.Key) error { return as(func(r *seqr.MoveDeviceRequest) { r.Key = k })() }), badMoveOnPhone(c, as)...),
		refused("no code", as(func(r *seqr.MoveDeviceRequest) { r.Code = "" }), identity.ErrCodeShape, seqr.Invalid),
		refused("no PIN", as(func(r *seqr.MoveDeviceRequest) { r.PIN = "" }), identity.ErrPINShape, seqr.Invalid),
		refused("no key", as(func(r *seqr.MoveDeviceRequest) { r.PublicKey = nil }), identity.ErrDeviceKey, seqr.Invalid),
		refused("another account's key", as(func(r *seqr.MoveDeviceRequest) { r.PublicKey = c.pat.key.PublicKey() }), seqr.ErrDeviceTaken, seqr.Conflict),
		refused("not allowed", move(c.pat, none), identity.ErrNoMove, seqr.State),
		refused("closed", move(c.kim, none), account.ErrClosed, seqr.State),
		refused("unknown account", move(&person{id: nobody()}, none), store.ErrNotFound, seqr.NotFound),
	)
}

func badLetter(c *cast) []bad {
	send := func(r seqr.SupportRequest) error { return c.sys.Support.SendLetter(c.ctx, r) }
	of := func(p *person) func() error { return func() error { return send(c.help(p.id)) } }
	waiting := c.enrol("Ivy Example", "+18015550172")
	c.settle()
	return append(unsigned(c, waiting, send),
		refused("verified", of(c.pat), seqr.ErrStepDone, seqr.State),
		refused("closed", of(c.kim), account.ErrClosed, seqr.State),
		refused("nothing waits for it", of(c.lee), seqr.ErrNoLetters, seqr.State),
	)
}

func badConfirmLetter(c *cast) []bad {
	confirm := func(k seqr.Key, of account.ID, code string) error {
		_, err := c.sys.Identity.ConfirmLetter(c.ctx, seqr.LetterRequest{Key: k, Account: of, Code: code})
		return err
	}
	of := func(id account.ID, code string) func() error {
		return func() error { return confirm(c.key(), id, code) }
	}
	return append(shapes(func(k seqr.Key) error { return confirm(k, c.lee.id, "123456") }),
		refused("no code", of(c.lee.id, ""), identity.ErrCodeShape, seqr.Invalid),
		refused("verified", of(c.pat.id, "123456"), seqr.ErrStepDone, seqr.State),
		refused("closed", of(c.kim.id, "123456"), account.ErrClosed, seqr.State),
		refused("unknown account", of(nobody(), "123456"), store.ErrNotFound, seqr.NotFound),
	)
}
