package seqr

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// Support is customer service, the only one who lifts a block [CS-2]. Every action names its agent and
// reason, and is kept with it in the same commit [CS-6]. An agent can trigger a code but never read one, and can neither see nor set a PIN.
type Support struct{ c *core }

// SupportRequest is what every action of customer service begins with.
type SupportRequest struct {
	Key     Key
	Agent   string // who acts, as the operator's systems name them
	Why     string // the reason, in words
	Account account.ID
}

// Block blocks an account for a reason, such as account.LostPhone after the caller's credentials were
// checked [CS-7, DEV-3]. From the commit on no payment of the account succeeds, also none that is being approved.
func (s *Support) Block(ctx context.Context, r SupportRequest, reason account.Reason) (account.State, error) {
	if reason == account.DuplicateID || reason == account.Collection {
		return 0, ErrReasonManaged
	}
	return s.change(ctx, "block", r, reason, func(a account.Account, at time.Time) (account.Account, error) {
		return a.Block(reason, at)
	})
}

// Unblock lifts one reason; others stay [CS-4]. A wrong-PIN block also resets the count. Account.ErrInDebt
// keeps a collection block until the debt is paid, and ErrReasonManaged a duplicate identity until ResolveDuplicate.
func (s *Support) Unblock(ctx context.Context, r SupportRequest, reason account.Reason) (account.State, error) {
	if reason == account.DuplicateID {
		return 0, ErrReasonManaged
	}
	return s.change(ctx, "unblock", r, reason, func(a account.Account, _ time.Time) (account.Account, error) {
		return a.Unblock(reason)
	})
}

// change applies a verb to an account, with the record of the action.
func (s *Support) change(ctx context.Context, verb string, r SupportRequest, reason account.Reason, apply func(account.Account, time.Time) (account.Account, error)) (account.State, error) {
	c := s.c
	act, err := c.action(r, verb+" "+string(reason))
	if err != nil {
		return 0, err
	}
	return execute(ctx, c, s.command(verb, r, reason), func(ctx context.Context, now round, ch *store.Changes) (account.State, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return 0, err
		}
		after, err := apply(a, now.At)
		if err != nil {
			return 0, refuseState(err)
		}
		ch.Accounts = []account.Account{after}
		ch.Actions = []account.Action{act}
		if reason == account.WrongPIN && !after.BlockedFor(account.WrongPIN) {
			if err := c.resetPIN(ctx, ch, a.ID); err != nil {
				return 0, err
			}
		}
		if reason == account.LostPhone && after.BlockedFor(reason) {
			if err := c.endBiometric(ctx, ch, a.ID, now.At); err != nil {
				return 0, err
			}
		}
		if a.Blocked() && !after.Blocked() {
			if err := c.freed(ch, after, now.At); err != nil {
				return 0, err
			}
		}
		return after.State, c.tellInto(ch, after, "Your SEQR account", supportNotice(after), now.At)
	})
}

func supportNotice(a account.Account) string {
	if a.Blocked() {
		return "Customer service has changed your SEQR account. It is blocked now; you can read it, but not pay with it."
	}
	return "Customer service has unblocked your SEQR account. You can use it again."
}

func (c *core) resetPIN(ctx context.Context, ch *store.Changes, of account.ID) error {
	cred, err := c.store.Credential(ctx, of)
	if err != nil {
		return err
	}
	ch.Credentials = []identity.Credential{cred.Reset()}
	return nil
}

func (s *Support) command(verb string, r SupportRequest, more ...any) command {
	return command{"support." + verb, r.Agent, r.Key, append([]any{r.Account, r.Why}, more...)}
}

// action makes the record of what an agent does.
func (c *core) action(r SupportRequest, verb string) (account.Action, error) {
	id, err := c.newID()
	if err != nil {
		return account.Action{}, err
	}
	return account.NewAction(account.ActionID{UUID: id}, r.Account, r.Agent, verb, r.Why, c.now())
}

// ResendCode sends a new activation code to a registration that waits for one [CS-1, REG-8]; the agent does not see it.
func (s *Support) ResendCode(ctx context.Context, r SupportRequest) error {
	act, err := s.c.action(r, "resend code")
	if err != nil {
		return err
	}
	_, err = s.c.resend(ctx, s.command("resend_code", r), r.Account, &act)
	return err
}

// Owed is what an owner must pay by hand.
type Owed struct {
	Collection ach.CollectionID
	Seller     string
	Amount     money.Amount
	Fee        money.Amount
	Paid       money.Amount
	Left       money.Amount
}

func owedOf(col ach.Collection) Owed {
	return Owed{col.ID, col.Seller, col.Amount, col.Fee, col.Paid, col.Owes()}
}

// Owed lists an account's collections that failed for good [COL-6].
func (s *Support) Owed(ctx context.Context, of account.ID) ([]Owed, error) {
	cols, err := s.c.collectionsOf(ctx, of)
	if err != nil {
		return nil, err
	}
	var owed []Owed
	for _, col := range cols {
		if col.State == ach.Owed {
			owed = append(owed, owedOf(col))
		}
	}
	return owed, nil
}

// ManualPaymentRequest books money that arrived outside the debit scheme.
type ManualPaymentRequest struct {
	SupportRequest
	Collection ach.CollectionID
	Amount     string
}

// ManualPayment books all or part of what is owed for a collection, with its fee. Only full payment lifts the
// block and restores the limit [COL-8]. It answers ach.ErrOverpaid and ach.ErrState.
func (s *Support) ManualPayment(ctx context.Context, r ManualPaymentRequest) (Owed, error) {
	c := s.c
	amount, err := c.amount(r.Amount)
	if err != nil {
		return Owed{}, err
	}
	act, err := c.action(r.SupportRequest, "manual payment")
	if err != nil {
		return Owed{}, err
	}
	return execute(ctx, c, s.command("manual_payment", r.SupportRequest, r.Collection, r.Amount), func(ctx context.Context, now round, ch *store.Changes) (Owed, error) {
		col, err := c.store.Collection(ctx, r.Collection)
		if err != nil {
			return Owed{}, err
		}
		if col.Owner != r.Account {
			return Owed{}, ErrNotFound
		}
		col, out, err := col.PayManually(amount, now.At)
		if err != nil {
			return Owed{}, refuseState(err)
		}
		ch.Actions = []account.Action{act}
		return owedOf(col), c.carryOut(ctx, ch, col, out, now.At)
	})
}

// ResolveRequest ends a duplicate identity: one of its accounts survives, or none.
type ResolveRequest struct {
	SupportRequest            // Account is any of the accounts
	Survivor       account.ID // zero: none survives
}

// ResolveDuplicate unblocks the account that survives and closes the others that share its identity document [IDV-8].
// They were one person's: the survivor takes over what the others owe, have reserved and have earned.
func (s *Support) ResolveDuplicate(ctx context.Context, r ResolveRequest) ([]account.ID, error) {
	c := s.c
	act, err := c.action(r.SupportRequest, "resolve duplicate")
	if err != nil {
		return nil, err
	}
	return execute(ctx, c, s.command("resolve_duplicate", r.SupportRequest, r.Survivor), func(ctx context.Context, now round, ch *store.Changes) ([]account.ID, error) {
		linked, err := c.sharing(ctx, r.Account)
		if err != nil {
			return nil, err
		}
		survives := r.Survivor != (account.ID{})
		if survives && !slices.Contains(linked, r.Survivor) {
			return nil, ErrNotFound
		}
		ch.Actions = []account.Action{act}
		var closed []account.ID
		ended := map[account.ID]account.Account{}
		for _, id := range linked {
			if id == r.Survivor {
				continue
			}
			if !survives {
				if err := c.emptiedID(ctx, id); err != nil {
					return nil, err
				}
			}
			if ended[id], err = c.closeBySupport(ctx, ch, id, now.At); err != nil {
				return nil, err
			}
			closed = append(closed, id)
		}
		if survives {
			return closed, c.survive(ctx, ch, r.Survivor, ended, now.At)
		}
		for _, id := range closed {
			ch.Accounts = append(ch.Accounts, ended[id])
		}
		return closed, nil
	})
}

// sharing lists the accounts that share a document with one, itself included.
func (c *core) sharing(ctx context.Context, of account.ID) ([]account.ID, error) {
	a, err := c.store.Account(ctx, of)
	if err != nil {
		return nil, err
	}
	if !a.BlockedFor(account.DuplicateID) {
		return nil, refuse(account.ErrNotBlocked)
	}
	var linked []account.ID
	for _, tag := range a.Documents {
		rec, err := c.store.IDRecord(ctx, tag)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, id := range rec.Accounts {
			if !slices.Contains(linked, id) {
				linked = append(linked, id)
			}
		}
	}
	return linked, nil
}

// survive unblocks an account and lets it take over from the closed ones of its person: those that ended just now, and any before.
func (c *core) survive(ctx context.Context, ch *store.Changes, id account.ID, ended map[account.ID]account.Account, at time.Time) error {
	a, err := c.store.Account(ctx, id)
	if err != nil {
		return err
	}
	if a, err = a.Unblock(account.DuplicateID); err != nil {
		return refuse(err)
	}
	former, err := c.claimFormer(ctx, ch, a)
	if err != nil {
		return err
	}
	olds := make([]account.Account, 0, len(former))
	for _, id := range former {
		old, now := ended[id]
		if !now {
			if old, err = c.store.Account(ctx, id); err != nil {
				return err
			}
		}
		olds = append(olds, old)
	}
	if a, err = c.inherit(ctx, ch, a, olds, at); err != nil {
		return err
	}
	ch.Accounts = append(ch.Accounts, a)
	if !a.Blocked() {
		if err := c.freed(ch, a, at); err != nil {
			return err
		}
	}
	return c.tellInto(ch, a, "Your SEQR account", supportNotice(a), at)
}

// claimFormer takes the closed accounts that have no successor yet out of the records of an account's documents.
func (c *core) claimFormer(ctx context.Context, ch *store.Changes, a account.Account) ([]account.ID, error) {
	var former []account.ID
	err := c.eachRecord(ctx, ch, a, func(rec identity.IDRecord) identity.IDRecord {
		rec, ids := rec.Inherit()
		for _, id := range ids {
			if !slices.Contains(former, id) {
				former = append(former, id)
			}
		}
		return rec
	})
	return former, err
}

// closeBySupport closes an account without its owner, and answers it as it will be.
func (c *core) closeBySupport(ctx context.Context, ch *store.Changes, id account.ID, at time.Time) (account.Account, error) {
	a, err := c.store.Account(ctx, id)
	if err != nil {
		return a, err
	}
	cred, err := c.store.Credential(ctx, a.ID)
	if err != nil {
		return a, err
	}
	return c.close(ctx, ch, a, cred, at)
}

// Close closes an account that its owner cannot close, for instance while a block stands [CS-8]. Debts stay.
// It answers ErrBalanceLeft while money is on the prepaid account [CS-10]; see PayOutBalance.
func (s *Support) Close(ctx context.Context, r SupportRequest) (account.State, error) {
	c := s.c
	act, err := c.action(r, "close")
	if err != nil {
		return 0, err
	}
	return execute(ctx, c, s.command("close", r), func(ctx context.Context, now round, ch *store.Changes) (account.State, error) {
		if err := c.emptiedID(ctx, r.Account); err != nil {
			return 0, err
		}
		closed, err := c.closeBySupport(ctx, ch, r.Account, now.At)
		ch.Accounts = append(ch.Accounts, closed)
		ch.Actions = []account.Action{act}
		return account.Closed, err
	})
}

// PayOutBalance pays what is on an owner's prepaid account to the owner's own receiving bank account, and answers the
// amount: so that an account can be closed whose owner cannot withdraw because a block stands [CS-10]. It is refused with ErrBalanceLeft
// while a part is reserved, payment.ErrUnverified, payment.ErrNoReceivingAccount, and account.ErrClosed.
func (s *Support) PayOutBalance(ctx context.Context, r SupportRequest) (money.Amount, error) {
	c := s.c
	act, err := c.action(r, "pay out balance")
	if err != nil {
		return money.Amount{}, err
	}
	return execute(ctx, c, s.command("pay_out_balance", r), func(ctx context.Context, now round, ch *store.Changes) (money.Amount, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return money.Amount{}, err
		}
		if a.State == account.Closed {
			return money.Amount{}, refuse(account.ErrClosed)
		}
		book, _, err := c.payable(ctx, a)
		if err != nil {
			return money.Amount{}, err
		}
		ch.Actions = []account.Action{act}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		return money.FromMinor(book.Balance, c.Market.Currency), c.payOutBalance(ctx, ch, a, now.At)
	})
}

// Verify checks the chain of actions of an account from its first to its last, and that it still is what the anchors
// say: heads that were copied elsewhere before, with Trails or this method [CS-6]. It answers the present head, and
// account.ErrTrail as an account.TrailError where the chain breaks.
func (s *Support) Verify(ctx context.Context, of account.ID, anchors ...account.Trail) (account.Trail, error) {
	head, err := s.c.trail(ctx, of)
	if err != nil {
		return head, err
	}
	actions, err := s.c.actionsOf(ctx, of)
	if err != nil {
		return head, err
	}
	return head, head.Verify(actions, anchors...)
}

// Trails lists the heads of all accounts' chains of actions ordered by account, strictly after the given one, at most
// limit. Whoever copies them out of the store's reach from time to time can show later, with Verify, that no chain was
// rewritten in between: the digests need no key and tell nothing.
func (s *Support) Trails(ctx context.Context, after account.ID, limit int) ([]account.Trail, error) {
	return s.c.store.TrailList(ctx, after, limit)
}

// Actions lists what customer service did to an account, oldest first, strictly after the given one, at most limit.
func (s *Support) Actions(ctx context.Context, of account.ID, after account.ActionID, limit int) ([]account.Action, error) {
	return s.c.store.Actions(ctx, of, after, limit)
}
