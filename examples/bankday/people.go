package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/png"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

const pin = "280461"

// customer is a person with a phone and a bank account.
type customer struct {
	id      account.ID
	device  *identity.DeviceKey
	counter uint64 // of signed messages
}

// shop is a merchant with one lane and a bank account to be settled to.
type shop struct {
	payment.Merchant
	lane payment.LaneID
}

// join is a whole registration.
func (o *operator) join(ctx context.Context, name, phone, bank string) (*customer, error) {
	key, err := identity.NewEd25519Key(rand.Reader)
	if err != nil {
		return nil, err
	}
	accounts := o.sys.Accounts
	started, err := accounts.Start(ctx, seqr.StartRequest{
		Key: o.key(), Phone: phone, TermsVersion: "demo-1", Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	})
	if err != nil {
		return nil, err
	}
	id := started.Account
	if err := o.work(ctx); err != nil {
		return nil, err
	}
	_, confirm := accounts.Confirm(ctx, seqr.ConfirmRequest{Key: o.key(), Account: id, Code: o.phone.Code(phone)})
	_, choose := accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: o.key(), Account: id, PIN: pin, Repeat: pin})
	_, describe := accounts.Describe(ctx, seqr.DescribeRequest{Key: o.key(), Account: id, Name: name, Email: "someone@mail.example", BirthDate: "05/17/1990"})
	_, link := accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
		Key: o.key(), Account: id, Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: bank, Mandate: "mandate-2026-1",
	})
	return &customer{id: id, device: key}, errors.Join(confirm, choose, describe, link, o.prove(ctx, id))
}

// prove scans a document and lets the verifier decide.
func (o *operator) prove(ctx context.Context, of account.ID) error {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 24, 16))); err != nil {
		return err
	}
	for _, side := range []identity.Side{identity.FrontSide, identity.BackSide} {
		_, err := o.sys.Identity.Capture(ctx, seqr.CaptureRequest{
			Key: o.key(), Account: of, Document: identity.DrivingLicence, Side: side, Picture: picture.Bytes(),
		})
		if err != nil {
			return err
		}
	}
	if _, err := o.sys.Identity.Submit(ctx, seqr.StepRequest{Key: o.key(), Account: of}); err != nil {
		return err
	}
	return o.work(ctx)
}

// opens is a merchant's contract with the operator.
func (o *operator) opens(ctx context.Context, name, bank string) (*shop, error) {
	m, err := o.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: o.key(), Name: name})
	if err != nil {
		return nil, err
	}
	_, err = o.sys.Merchants.SetBankAccount(ctx, seqr.MerchantBankRequest{
		Key: o.key(), Merchant: m.ID, Scheme: ach.ACH, Type: ach.Checking, Routing: "021000021", Number: bank,
	})
	if err != nil {
		return nil, err
	}
	l, err := o.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: o.key(), Merchant: m.ID, Name: "Main Street"})
	if err != nil {
		return nil, err
	}
	lane, err := o.sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: o.key(), Merchant: m.ID, Location: l.ID, Name: "Lane 1", Channel: payment.InStore,
	})
	return &shop{m, lane.ID}, err
}

// buy is a whole purchase.
func (o *operator) buy(ctx context.Context, c *customer, s *shop, cents int64) error {
	inv, err := o.sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: o.key(), Merchant: s.ID, Lane: s.lane, Draft: payment.Draft{Title: "Thank you", Total: money.FromMinor(cents, money.USD)},
	})
	if err != nil {
		return err
	}
	seen, err := o.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: c.id, Code: inv.Code})
	if err != nil {
		return err
	}
	c.counter++
	seen.Message.Counter = c.counter
	message, signature, err := c.device.Approve(seen.Message)
	if err != nil {
		return err
	}
	_, err = o.sys.Payments.Approve(ctx, seqr.ApproveRequest{Key: o.key(), Account: c.id, Message: message, Signature: signature, PIN: pin})
	return err
}
