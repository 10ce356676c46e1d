package stage

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/identity/device"
)

// choosePIN lets the phone stretch a PIN and enrol it: the server gets keys made of it, and never the PIN.
func (p *Person) choosePIN(ctx context.Context) error {
	s := p.stage
	how, err := s.Sys.Accounts.Stretch(ctx, p.ID)
	if err != nil {
		return err
	}
	p.stretch = how.Next
	enrolment, err := p.device.Choose(device.Choice{
		Account: p.ID, PIN: p.pin, Repeat: p.pin, Stretch: p.stretch, Policy: s.Sys.Market().Identity.PIN,
	})
	if err != nil {
		return err
	}
	signed, err := p.act(ctx, identity.ActionChoosePIN, identity.EnrolmentDigest(enrolment))
	if err != nil {
		return err
	}
	_, err = s.Sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: s.Key(), Account: p.ID, Enrolment: enrolment, Signed: signed})
	return err
}

// sign completes a message with the device's counter, signs it, and proves the PIN that its owner types.
func (p *Person) sign(m identity.ApprovalMessage) (device.Signed, error) {
	pin, err := identity.ParsePIN(p.pin)
	if err != nil {
		return device.Signed{}, err
	}
	unlocked, err := p.device.Unlock(p.ID, pin, p.stretch)
	if err != nil {
		return device.Signed{}, err
	}
	p.counter++
	m.Counter = p.counter
	return unlocked.Approve(m)
}

// Consent approves with PIN and device key what was prepared and shown.
func (p *Person) Consent(ctx context.Context, v seqr.Prepared) (seqr.Moved, error) {
	signed, err := p.sign(v.Message)
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.stage.Sys.Transfers.Approve(ctx, seqr.TransferApproval{
		Key: p.stage.Key(), Account: p.ID, Terms: v.Terms, Message: signed.Message, Signature: signed.Signature, PINProof: signed.PINProof,
	})
}

// Send prepares and approves what a request says; its account is the person's.
func (p *Person) Send(ctx context.Context, r seqr.SendRequest) (seqr.Moved, error) {
	r.Account = p.ID
	v, err := p.stage.Sys.Transfers.PrepareSend(ctx, r)
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.Consent(ctx, v)
}

// Pay scans a code and approves the bill that it shows, from a payment account or, for the zero one, from the default one.
func (p *Person) Pay(ctx context.Context, code string, from account.PaymentAccountID) (seqr.Approved, error) {
	seen, err := p.stage.Sys.Payments.Scan(ctx, seqr.ScanRequest{Account: p.ID, Code: code, From: from})
	if err != nil {
		return seqr.Approved{}, err
	}
	return p.Approve(ctx, seen)
}

// Approve approves with PIN and device key what was scanned.
func (p *Person) Approve(ctx context.Context, seen seqr.Scanned) (seqr.Approved, error) {
	signed, err := p.sign(seen.Message)
	if err != nil {
		return seqr.Approved{}, err
	}
	return p.stage.Sys.Payments.Approve(ctx, seqr.ApproveRequest{
		Key: p.stage.Key(), Account: p.ID, Message: signed.Message, Signature: signed.Signature, PINProof: signed.PINProof,
	})
}

// Act signs an action that moves no money.
func (p *Person) Act(ctx context.Context, action identity.Action) (seqr.SignedAction, error) {
	return p.act(ctx, action, nil)
}

func (p *Person) act(ctx context.Context, action identity.Action, about []byte) (seqr.SignedAction, error) {
	m, err := p.stage.Sys.Accounts.Challenge(ctx, p.ID, action)
	if err != nil {
		return seqr.SignedAction{}, err
	}
	p.counter++
	m.Counter, m.About = p.counter, about
	message, signature, err := p.device.Key().Act(m)
	return seqr.SignedAction{Message: message, Signature: signature}, err
}

// Reads answers the newest text message to the person's number.
func (p *Person) Reads() (string, error) {
	m, ok := p.stage.Phone.Last(p.Number)
	if !ok {
		return "", errors.New(p.Given() + " has no text message")
	}
	return m.Text, nil
}
