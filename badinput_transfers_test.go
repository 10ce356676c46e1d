package seqr_test

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

func badTransfers(c *cast) map[string][]bad {
	return map[string][]bad{
		"Approve": badTransferApproval(c), "Ask": badAsk(c), "Split": badSplit(c), "Decline": badRequestEnd(c, c.sys.Transfers.Decline),
		"Withdraw": badRequestEnd(c, c.sys.Transfers.Withdraw), "TopUpByCard": badCardTopUp(c),
	}
}

// approval of a transfer to the friend, changed after it was signed.
func (c *cast) sending(change func(*seqr.TransferApproval)) func() error {
	return func() error {
		r := c.pat.consent(c.pat.prepareSend(c.friend().number, "1.00"))
		change(&r)
		_, err := c.sys.Transfers.Approve(c.ctx, r)
		return err
	}
}

// friend is somebody who can receive.
func (c *cast) friend() *person {
	if c.fay == nil {
		c.fay = c.join("Fay Example", "+18015550177")
		c.settle()
	}
	return c.fay
}

func badTransferApproval(c *cast) []bad {
	friend := c.friend()
	var used seqr.TransferApproval
	require.NoError(c.t, c.sending(func(r *seqr.TransferApproval) { used = *r })())
	c.settle()
	again := func(change func(*seqr.TransferApproval)) func() error {
		return func() error {
			r := used
			change(&r)
			_, err := c.sys.Transfers.Approve(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return c.sending(func(r *seqr.TransferApproval) { r.Key = k })() })
	terms := func(what string, change func(*payment.Terms), want error, kind seqr.Kind) bad {
		return refused("terms: "+what, c.sending(func(r *seqr.TransferApproval) { change(&r.Terms) }), want, kind)
	}
	return append(cases,
		terms("no ID", func(t *payment.Terms) { t.ID = payment.TransferID{} }, payment.ErrID, seqr.Invalid),
		terms("no kind", func(t *payment.Terms) { t.Kind = "" }, payment.ErrTransferKind, seqr.Invalid),
		terms("of a card", func(t *payment.Terms) { t.Kind, t.To = payment.KindCardTopUp, "" }, identity.ErrApprovalMismatch, seqr.Denied),
		terms("nobody", func(t *payment.Terms) { t.To = "" }, payment.ErrReceiver, seqr.Invalid),
		terms("another receiver", func(t *payment.Terms) { t.To = "+18015550178" }, identity.ErrNonceUnknown, seqr.Denied),
		terms("another amount", func(t *payment.Terms) { t.Amount, t.Credited = usd("2.00"), usd("2.00") }, identity.ErrNonceUnknown, seqr.Denied),
		terms("nothing", func(t *payment.Terms) { t.Amount, t.Credited = usd("0.00"), usd("0.00") }, payment.ErrAmount, seqr.Invalid),
		terms("a better rate", func(t *payment.Terms) { t.Credited = usd("9.00") }, payment.ErrCurrency, seqr.Invalid),
		terms("another note", func(t *payment.Terms) { t.Note = "for dinner" }, identity.ErrNonceUnknown, seqr.Denied),
		terms("two lines", func(t *payment.Terms) { t.Note = "for\nlunch" }, payment.ErrText, seqr.Invalid),
		terms("another account", func(t *payment.Terms) { t.FromAccount = account.PaymentAccountID{UUID: newUUID()} }, identity.ErrNonceUnknown, seqr.Denied),
		terms("a request", func(t *payment.Terms) { t.Request = payment.RequestID{UUID: newUUID()} }, identity.ErrNonceUnknown, seqr.Denied),
		refused("no PIN", c.sending(func(r *seqr.TransferApproval) { r.PIN = "" }), identity.ErrPINShape, seqr.Invalid),
		refused("no message", c.sending(func(r *seqr.TransferApproval) { r.Message = nil }), identity.ErrApprovalShape, seqr.Invalid),
		refused("no signature", c.sending(func(r *seqr.TransferApproval) { r.Signature = nil }), identity.ErrSignature, seqr.Denied),
		refused("of another person", c.sending(func(r *seqr.TransferApproval) { r.Account = friend.id }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("replayed under another key", again(func(r *seqr.TransferApproval) { r.Key = c.key() }), seqr.ErrApprovalReplayed, seqr.Denied),
		refused("another approval under a used key", c.sending(func(r *seqr.TransferApproval) { r.Key = used.Key }), seqr.ErrKeyReused, seqr.Conflict),
		counted("wrong PIN", c.sending(func(r *seqr.TransferApproval) { r.PIN = "111222" }), identity.ErrPINWrong, seqr.Denied),
		counted("too much", func() error {
			_, err := c.pat.send(friend.number, "100.00")
			return err
		}, seqr.ErrLimit, seqr.Exceeded),
	)
}

func badAsk(c *cast) []bad {
	ask := func(change func(*seqr.AskRequest)) func() error {
		return func() error {
			r := seqr.AskRequest{Key: c.key(), Account: c.pat.id, Of: c.friend().number, Amount: "1.00"}
			change(&r)
			_, err := c.sys.Transfers.Ask(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return ask(func(r *seqr.AskRequest) { r.Key = k })() })
	return append(cases,
		refused("nobody", ask(func(r *seqr.AskRequest) { r.Of = "" }), account.ErrPhoneInvalid, seqr.Invalid),
		refused("a number without country", ask(func(r *seqr.AskRequest) { r.Of = "8015550177" }), account.ErrPhoneNoCountryCode, seqr.Invalid),
		refused("unregistered", ask(func(r *seqr.AskRequest) { r.Of = "+18015550199" }), payment.ErrUnregistered, seqr.NotFound),
		refused("oneself", ask(func(r *seqr.AskRequest) { r.Of = c.pat.number }), payment.ErrSelf, seqr.Invalid),
		refused("nothing", ask(func(r *seqr.AskRequest) { r.Amount = "0.00" }), payment.ErrAmount, seqr.Invalid),
		refused("no amount", ask(func(r *seqr.AskRequest) { r.Amount = "" }), payment.ErrAmount, seqr.Invalid),
		refused("a note of two lines", ask(func(r *seqr.AskRequest) { r.Note = "for\nlunch" }), payment.ErrText, seqr.Invalid),
		refused("unknown account", ask(func(r *seqr.AskRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("blocked", ask(func(r *seqr.AskRequest) { r.Account = c.sam.id }), account.ErrBlocked, seqr.Denied),
		refused("closed", ask(func(r *seqr.AskRequest) { r.Account = c.kim.id }), account.ErrClosed, seqr.State),
		c.reused(
			func(k seqr.Key) error { return ask(func(r *seqr.AskRequest) { r.Key = k })() },
			func(k seqr.Key) error { return ask(func(r *seqr.AskRequest) { r.Key, r.Amount = k, "2.00" })() },
		),
	)
}

func badSplit(c *cast) []bad {
	split := func(change func(*seqr.SplitRequest)) func() error {
		return func() error {
			r := seqr.SplitRequest{Key: c.key(), Account: c.pat.id, Amount: "10.00", Among: []string{c.friend().number}, Mine: true}
			change(&r)
			_, err := c.sys.Transfers.Split(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return split(func(r *seqr.SplitRequest) { r.Key = k })() })
	return append(cases,
		refused("nobody", split(func(r *seqr.SplitRequest) { r.Among = nil }), payment.ErrShares, seqr.Invalid),
		refused("51 people", split(func(r *seqr.SplitRequest) { r.Among = make([]string, 51) }), payment.ErrShares, seqr.Invalid),
		refused("one person twice", split(func(r *seqr.SplitRequest) { r.Among = []string{c.friend().number, "+1 801 555 0177"} }), payment.ErrShares, seqr.Invalid),
		refused("oneself among them", split(func(r *seqr.SplitRequest) { r.Among = append(r.Among, c.pat.number) }), payment.ErrSelf, seqr.Invalid),
		refused("somebody unregistered among them", split(func(r *seqr.SplitRequest) { r.Among = append(r.Among, "+18015550199") }), payment.ErrUnregistered, seqr.NotFound),
		refused("a cent among two", split(func(r *seqr.SplitRequest) { r.Amount = "0.01" }), payment.ErrAmount, seqr.Invalid),
		refused("blocked", split(func(r *seqr.SplitRequest) { r.Account = c.sam.id }), account.ErrBlocked, seqr.Denied),
	)
}

func badRequestEnd(c *cast, end func(ctx context.Context, r seqr.RequestAction) (payment.RequestState, error)) []bad {
	asked, err := c.sys.Transfers.Ask(c.ctx, seqr.AskRequest{Key: c.key(), Account: c.pat.id, Of: c.friend().number, Amount: "1.00"})
	require.NoError(c.t, err)
	c.settle()
	do := func(r seqr.RequestAction) error {
		if r.Key == "" {
			r.Key = c.key()
		}
		_, err := end(c.ctx, r)
		return err
	}
	cases := shapes(func(k seqr.Key) error {
		_, err := end(c.ctx, seqr.RequestAction{Key: k, Account: c.pat.id, Request: asked.Requests[0]})
		return err
	})
	return append(cases,
		refused("unknown", func() error {
			return do(seqr.RequestAction{Account: c.pat.id, Request: payment.RequestID{UUID: newUUID()}})
		}, payment.ErrNotFound, seqr.NotFound),
		refused("of two others", func() error { return do(seqr.RequestAction{Account: c.sam.id, Request: asked.Requests[0]}) }, payment.ErrNotFound, seqr.NotFound),
	)
}

func badCardTopUp(c *cast) []bad {
	top := func(k seqr.Key, reference string) error {
		_, err := c.sys.Transfers.TopUpByCard(c.ctx, seqr.CardTopUpRequest{Key: k, Account: c.pat.id, Reference: reference})
		return err
	}
	return []bad{
		refused("the operator takes no cards", func() error { return top(c.key(), "card-payment-1") }, payment.ErrNoCards, seqr.State),
	}
}
