package stage

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// sign completes a message with the device's counter, and signs it.
func (p *Person) sign(m identity.ApprovalMessage) (message, signature []byte, err error) {
	p.counter++
	m.Counter = p.counter
	return p.device.Approve(m)
}

// Consent approves with PIN and device key what was prepared and shown.
func (p *Person) Consent(ctx context.Context, v seqr.Prepared) (seqr.Moved, error) {
	message, signature, err := p.sign(v.Message)
	if err != nil {
		return seqr.Moved{}, err
	}
	return p.stage.Sys.Transfers.Approve(ctx, seqr.TransferApproval{
		Key: p.stage.Key(), Account: p.ID, Terms: v.Terms, Message: message, Signature: signature, PIN: p.pin,
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
	message, signature, err := p.sign(seen.Message)
	if err != nil {
		return seqr.Approved{}, err
	}
	return p.stage.Sys.Payments.Approve(ctx, seqr.ApproveRequest{
		Key: p.stage.Key(), Account: p.ID, Message: message, Signature: signature, PIN: p.pin,
	})
}

// Act signs an action that moves no money.
func (p *Person) Act(ctx context.Context, action identity.Action) (seqr.SignedAction, error) {
	m, err := p.stage.Sys.Accounts.Challenge(ctx, p.ID, action)
	if err != nil {
		return seqr.SignedAction{}, err
	}
	p.counter++
	m.Counter = p.counter
	message, signature, err := p.device.Act(m)
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
