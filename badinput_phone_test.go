package seqr_test

import (
	"bytes"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/identity"
)

// What is refused of PINs that the phone stretches, in a market where the server may do it too.

// spoilt are enrolments that are none.
func spoilt(enrolment []byte) map[string][]byte {
	return map[string][]byte{
		"half an enrolment": enrolment[:60], "more than an enrolment": append(bytes.Clone(enrolment), 0), "an enrolment by nothing": make([]byte, len(enrolment)),
	}
}

// enrolsAtCost enrols a PIN at another cost than the market's.
func (p *phoned) enrolsAtCost(c identity.StretchCost) []byte {
	p.w.t.Helper()
	was := p.now
	p.now = identity.Stretch{Salt: p.stretching().Next.Salt, Cost: c}
	b, err := p.types("904172").Enrol()
	require.NoError(p.w.t, err)
	p.now = was
	return b
}

// cheap is less than any market should ask for.
var cheap = identity.StretchCost{Passes: 1, MemoryKiB: 8, Threads: 1}

func badChooseOnPhone(c *cast) []bad {
	p := c.apply("+18015550181").takesPhone()
	p.confirm()
	choose := func(change func(*seqr.ChoosePINRequest)) func() error {
		return func() error {
			r := p.choosing()
			change(&r)
			_, err := c.sys.Accounts.ChoosePIN(c.ctx, r)
			return err
		}
	}
	cases := []bad{
		refused("PIN beside the phone's", choose(func(r *seqr.ChoosePINRequest) { r.PIN, r.Repeat = testPIN, testPIN }), identity.ErrProof, seqr.Invalid),
		refused("enrolment not signed", choose(func(r *seqr.ChoosePINRequest) { r.Signed = seqr.SignedAction{} }), identity.ErrApprovalShape, seqr.Invalid),
		refused("enrolment signed as a change", choose(func(r *seqr.ChoosePINRequest) {
			r.Signed = p.signsAbout(identity.ActionChangePIN, r.Enrolment)
		}), identity.ErrApprovalMismatch, seqr.Denied),
		refused("another enrolment was signed", choose(func(r *seqr.ChoosePINRequest) { r.Enrolment = p.enrols(p.pin) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("another phone signed", choose(func(r *seqr.ChoosePINRequest) { r.Signed.Signature = []byte("x") }), identity.ErrSignature, seqr.Denied),
		refused("too cheap", choose(func(r *seqr.ChoosePINRequest) {
			r.Enrolment = p.enrolsAtCost(cheap)
			r.Signed = p.signsAbout(identity.ActionChoosePIN, r.Enrolment)
		}), identity.ErrStretch, seqr.State),
	}
	for what, b := range spoilt(p.enrols(p.pin)) {
		cases = append(cases, refused(what, choose(func(r *seqr.ChoosePINRequest) { r.Enrolment = b }), identity.ErrPINEnrolment, seqr.Invalid))
	}
	return cases
}

func badChangeOnPhone(c *cast) []bad {
	phone := c.join("Zoe Example", "+18015550182").takesPhone()
	change := func(change func(*seqr.ChangePINRequest)) func() error {
		return func() error {
			b := phone.enrols("904172")
			r := seqr.ChangePINRequest{Key: c.key(), Account: phone.id, Signed: phone.signsAbout(identity.ActionChangePIN, b), Old: testPIN, Enrolment: b}
			change(&r)
			_, err := c.sys.Accounts.ChangePIN(c.ctx, r)
			return err
		}
	}
	return []bad{
		refused("new PIN beside the phone's", change(func(r *seqr.ChangePINRequest) { r.New, r.Repeat = "904172", "904172" }), identity.ErrProof, seqr.Invalid),
		refused("old PIN beside its proof", change(func(r *seqr.ChangePINRequest) { r.OldProof = make([]byte, 32) }), identity.ErrProof, seqr.Invalid),
		refused("proof of an old one that the server stretches", change(func(r *seqr.ChangePINRequest) { r.Old, r.OldProof = "", make([]byte, 32) }), identity.ErrStretch, seqr.State),
		refused("signed about nothing", change(func(r *seqr.ChangePINRequest) { r.Signed = phone.act(identity.ActionChangePIN) }), identity.ErrApprovalMismatch, seqr.Denied),
		refused("signed about an enrolment that is not sent", change(func(r *seqr.ChangePINRequest) {
			r.Enrolment, r.New, r.Repeat = nil, "904172", "904172"
		}), identity.ErrApprovalMismatch, seqr.Denied),
		refused("too cheap", change(func(r *seqr.ChangePINRequest) {
			r.Enrolment = phone.enrolsAtCost(cheap)
			r.Signed = phone.signsAbout(identity.ActionChangePIN, r.Enrolment)
		}), identity.ErrStretch, seqr.State),
		refused("half an enrolment", change(func(r *seqr.ChangePINRequest) { r.Enrolment = r.Enrolment[:50] }), identity.ErrPINEnrolment, seqr.Invalid),
		counted("wrong old one, new one on the phone", change(func(r *seqr.ChangePINRequest) { r.Old = "111222" }), identity.ErrPINWrong, seqr.Denied),
	}
}

func badApproveOnPhone(c *cast, t *till) []bad {
	pat := func(change func(*seqr.ApproveRequest)) func() error { return c.approval(t, c.pat, change) }
	return []bad{
		refused("PIN beside its proof", pat(func(r *seqr.ApproveRequest) { r.PINProof = make([]byte, 32) }), identity.ErrProof, seqr.Invalid),
		refused("proof of a PIN that the server stretches", pat(func(r *seqr.ApproveRequest) { r.PIN, r.PINProof = "", make([]byte, 32) }), identity.ErrStretch, seqr.State),
	}
}

func badMoveOnPhone(c *cast, move func(func(*seqr.MoveDeviceRequest)) func() error) []bad {
	phone := c.stranger("+18015550183").takesPhone()
	phone.now = identity.Stretch{Salt: make([]byte, identity.SaltSize), Cost: cheap}
	enrolment, err := phone.types(testPIN).Enrol()
	require.NoError(c.t, err)
	return []bad{
		refused("PIN beside an enrolment", move(func(r *seqr.MoveDeviceRequest) { r.Enrolment = enrolment }), identity.ErrProof, seqr.Invalid),
		refused("half an enrolment", move(func(r *seqr.MoveDeviceRequest) { r.PIN, r.Enrolment = "", enrolment[:50] }), identity.ErrPINEnrolment, seqr.Invalid),
	}
}
