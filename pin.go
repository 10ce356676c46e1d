package seqr

import (
	"context"
	"io"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// ChangePINRequest replaces a PIN by a new one, typed twice.
type ChangePINRequest struct {
	Key     Key
	Account account.ID
	Signed  SignedAction // by the bound device, for identity.ActionChangePIN; about the Enrolment, if there is one
	Old     string
	New     string
	Repeat  string

	OldProof  []byte // in place of Old, where the phone stretches the PIN: as device.Unlocked.Act proved Signed
	Enrolment []byte // in place of New and Repeat, for a PIN that the phone stretches: as device.Phone.Choose made it
}

// ChangePIN replaces the PIN [PIN-3]. The old one stays valid if anything is wrong; a wrong old PIN
// counts like any other. A change is also how a PIN moves from the server to the phone, or gets another cost. It answers ErrPINMismatch, the
// identity errors of ChoosePIN, identity.ErrPINWrong, *identity.PINWaitError and account.ErrBlocked.
func (s *Accounts) ChangePIN(ctx context.Context, r ChangePINRequest) (Registration, error) {
	c := s.c
	next, err := c.chosen(r.New, r.Repeat, r.Enrolment)
	if err != nil {
		return Registration{}, err
	}
	check, err := c.checkSigned(r.Old, r.OldProof, r.Signed)
	if err != nil {
		return Registration{}, err
	}
	cmd := command{"accounts.change_pin", r.Account.String(), r.Key, r.Signed.fingerprint()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		cred, err := next.signedBy(ctx, a, r.Signed, identity.ActionChangePIN, now.At, ch)
		if err != nil {
			return Registration{}, err
		}
		if err := a.MayAct(); err != nil {
			return Registration{}, refuse(err)
		}
		rec, err := next.record(ctx, a, cred)
		if err != nil {
			return Registration{}, err
		}
		if err := check.attempt(ctx, a, cred, now.At, ch); err != nil {
			return Registration{}, err
		}
		ch.Credentials[0] = ch.Credentials[0].ChangePIN(rec)
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		if err := c.tellInto(ch, a, "Your SEQR PIN was changed", "Your SEQR PIN was changed. If that was not you, call customer service: "+c.Market.Account.Contact.Phone, now.At); err != nil {
			return Registration{}, err
		}
		return c.registration(ctx, a)
	})
}

// random reads n bytes from the configured source.
func (c *core) random(n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(c.Random, b)
	return b, err
}

// today is the calendar day of t in the market's zone.
func (c *core) today(t time.Time) civil.Date { return civil.DateOf(t, c.Market.Zone) }
