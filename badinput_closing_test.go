package seqr_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// What the bound device must sign: a change of PIN, and closing.

func badChangePIN(c *cast) []bad {
	change := func(p *person, change func(*seqr.ChangePINRequest)) func() error {
		return func() error {
			r := seqr.ChangePINRequest{Key: c.key(), Account: p.id, Signed: p.act(identity.ActionChangePIN), Old: p.pin, New: "904172", Repeat: "904172"}
			change(&r)
			_, err := c.sys.Accounts.ChangePIN(c.ctx, r)
			return err
		}
	}
	pat := func(f func(*seqr.ChangePINRequest)) func() error { return change(c.pat, f) }
	return append(append(shapes(func(k seqr.Key) error { return pat(func(r *seqr.ChangePINRequest) { r.Key = k })() }),
		badSigned(c, func(p *person, s seqr.SignedAction) error {
			return change(p, func(r *seqr.ChangePINRequest) { r.Signed = s })()
		}, identity.ActionChangePIN, identity.ActionClose)...),
		refused("mistyped", pat(func(r *seqr.ChangePINRequest) { r.Repeat = "904173" }), seqr.ErrPINMismatch, seqr.Invalid),
		refused("new one without shape", pat(func(r *seqr.ChangePINRequest) { r.New, r.Repeat = "12", "12" }), identity.ErrPINShape, seqr.Invalid),
		refused("new one a run", pat(func(r *seqr.ChangePINRequest) { r.New, r.Repeat = "234567", "234567" }), identity.ErrPINRun, seqr.Invalid),
		refused("new one the birth date", pat(func(r *seqr.ChangePINRequest) { r.New, r.Repeat = "051790", "051790" }), identity.ErrPINBirthDate, seqr.Invalid),
		refused("no old one", pat(func(r *seqr.ChangePINRequest) { r.Old = "" }), identity.ErrPINShape, seqr.Invalid),
		refused("unknown account", pat(func(r *seqr.ChangePINRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("blocked", change(c.sam, func(*seqr.ChangePINRequest) {}), account.ErrBlocked, seqr.Denied),
		refused("not registered yet", change(c.lee, func(r *seqr.ChangePINRequest) { r.Old = testPIN }), account.ErrNotRegistered, seqr.State),
		counted("wrong old one", pat(func(r *seqr.ChangePINRequest) { r.Old = "111222" }), identity.ErrPINWrong, seqr.Denied),
	)
}

// badSigned is what no signed action passes with.
func badSigned(c *cast, do func(*person, seqr.SignedAction) error, right, another identity.Action) []bad {
	m, err := c.sys.Accounts.Challenge(c.ctx, c.pat.id, right)
	require.NoError(c.t, err)
	c.clock.Advance(2 * time.Minute)
	late := m
	late.Counter = 1000
	c.pat.counter = 1000
	resigned := func(m identity.ActionMessage) seqr.SignedAction {
		message, signature, err := c.pat.key.Act(m)
		require.NoError(c.t, err)
		return seqr.SignedAction{Message: message, Signature: signature}
	}
	edited := func(change func(*identity.ActionMessage)) func() error {
		return func() error {
			m, err := c.sys.Accounts.Challenge(c.ctx, c.pat.id, right)
			if err != nil {
				return err
			}
			c.pat.counter++
			m.Counter = c.pat.counter
			change(&m)
			return do(c.pat, resigned(m))
		}
	}
	foreign := func() error {
		s := c.pat.act(right)
		s.Signature, err = c.sam.key.SignRequest(s.Message)
		require.NoError(c.t, err)
		return do(c.pat, s)
	}
	asApproval := func() error { // a signature for an approval is of no use for an action
		s := c.pat.act(right)
		s.Signature, err = c.pat.key.Sign(s.Message)
		require.NoError(c.t, err)
		return do(c.pat, s)
	}
	return []bad{
		refused("not signed", func() error { return do(c.pat, seqr.SignedAction{}) }, identity.ErrApprovalShape, seqr.Invalid),
		refused("no signature", func() error { return do(c.pat, seqr.SignedAction{Message: c.pat.act(right).Message}) }, identity.ErrSignature, seqr.Denied),
		refused("signed by another phone", foreign, identity.ErrSignature, seqr.Denied),
		refused("signed as an approval", asApproval, identity.ErrSignature, seqr.Denied),
		refused("signed for something else", func() error { return do(c.pat, c.pat.act(another)) }, identity.ErrApprovalMismatch, seqr.Denied),
		refused("signed two minutes ago", func() error { return do(c.pat, resigned(late)) }, identity.ErrNonceExpired, seqr.Exceeded),
		refused("nonce made up", edited(func(m *identity.ActionMessage) { m.Nonce = make([]byte, identity.NonceSize) }), identity.ErrNonceUnknown, seqr.Denied),
		refused("life made longer", edited(func(m *identity.ActionMessage) { m.ExpiresAt = m.ExpiresAt.Add(time.Hour) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("another account", edited(func(m *identity.ActionMessage) { m.Account = c.sam.id }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("counter too large", edited(func(m *identity.ActionMessage) { m.Counter = 1 << 63 }), identity.ErrCounterRange, seqr.Invalid),
	}
}

func badRequestClosing(c *cast) []bad {
	request := func(of account.ID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Accounts.RequestClosing(c.ctx, seqr.StepRequest{Key: k, Account: of})
			return err
		}
	}
	now := func(of account.ID) func() error { return func() error { return request(of)(c.key()) } }
	ann := c.enrol("Ann Example", "+18015550117")
	return append(shapes(request(c.pat.id)),
		refused("unknown account", now(nobody()), store.ErrNotFound, seqr.NotFound),
		refused("blocked", now(c.sam.id), seqr.ErrSupportOnly, seqr.State),
		refused("closed", now(c.kim.id), account.ErrClosed, seqr.State),
		refused("too soon after another code", now(ann.id), identity.ErrCodeTooSoon, seqr.Exceeded),
	)
}

func badClose(c *cast) []bad {
	c.clock.Advance(10 * time.Minute)
	_, err := c.sys.Accounts.RequestClosing(c.ctx, seqr.StepRequest{Key: c.key(), Account: c.pat.id})
	require.NoError(c.t, err)
	c.settle()
	code := c.phone.Code(c.pat.number)
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	do := func(p *person, change func(*seqr.CloseRequest)) func() error {
		return func() error {
			r := seqr.CloseRequest{Key: c.key(), Account: p.id, Code: code, Signed: p.act(identity.ActionClose)}
			change(&r)
			_, err := c.sys.Accounts.Close(c.ctx, r)
			return err
		}
	}
	return append(append(shapes(func(k seqr.Key) error { return do(c.pat, func(r *seqr.CloseRequest) { r.Key = k })() }),
		badSigned(c, func(p *person, s seqr.SignedAction) error {
			return do(p, func(r *seqr.CloseRequest) { r.Signed = s })()
		}, identity.ActionClose, identity.ActionChangePIN)...),
		refused("no code", do(c.pat, func(r *seqr.CloseRequest) { r.Code = "" }), identity.ErrCodeShape, seqr.Invalid),
		refused("unknown account", do(c.pat, func(r *seqr.CloseRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("blocked", do(c.sam, func(*seqr.CloseRequest) {}), seqr.ErrSupportOnly, seqr.State),
		counted("wrong code", do(c.pat, func(r *seqr.CloseRequest) { r.Code = wrong }), identity.ErrCodeRefused, seqr.Denied),
	)
}
