package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/png"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
)

const pin = "280461"

// customer is a person with a phone: the device key never leaves it.
type customer struct {
	id      account.ID
	name    string
	number  string
	device  *identity.DeviceKey
	counter uint64 // of signed messages
}

func (c *customer) counted(m identity.ApprovalMessage) identity.ApprovalMessage {
	c.counter++
	m.Counter = c.counter
	return m
}

// start begins a registration: a code is on its way.
func (d *desk) start(ctx context.Context, name, number string) (customer, error) {
	key, err := identity.NewEd25519Key(rand.Reader)
	if err != nil {
		return customer{}, err
	}
	c := customer{name: name, number: number, device: key}
	started, err := d.sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: d.key(), Phone: number, TermsVersion: "demo-1", Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	})
	if err != nil {
		return c, err
	}
	c.id = started.Account
	return c, d.work(ctx)
}

// finish goes through the other steps of a registration.
func (d *desk) finish(ctx context.Context, c customer) error {
	_, err := d.sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: d.key(), Account: c.id, Code: d.phone.Code(c.number)})
	if err != nil {
		return err
	}
	if _, err := d.sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: d.key(), Account: c.id, PIN: pin, Repeat: pin}); err != nil {
		return err
	}
	_, err = d.sys.Accounts.Describe(ctx, seqr.DescribeRequest{Key: d.key(), Account: c.id, Name: c.name, Email: "someone@mail.example", BirthDate: "05/17/1990"})
	if err != nil {
		return err
	}
	_, err = d.sys.Accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
		Key: d.key(), Account: c.id, Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678", Mandate: "mandate-2026-1",
	})
	if err != nil {
		return err
	}
	return d.prove(ctx, c.id)
}

// prove scans a document and lets the verifier decide.
func (d *desk) prove(ctx context.Context, of account.ID) error {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 24, 16))); err != nil {
		return err
	}
	for _, side := range []identity.Side{identity.FrontSide, identity.BackSide} {
		_, err := d.sys.Identity.Capture(ctx, seqr.CaptureRequest{
			Key: d.key(), Account: of, Document: identity.DrivingLicence, Side: side, Picture: picture.Bytes(),
		})
		if err != nil {
			return err
		}
	}
	if _, err := d.sys.Identity.Submit(ctx, seqr.StepRequest{Key: d.key(), Account: of}); err != nil {
		return err
	}
	return d.work(ctx)
}

// join is a whole registration.
func (d *desk) join(ctx context.Context, name, number string) (customer, error) {
	c, err := d.start(ctx, name, number)
	if err != nil {
		return c, err
	}
	return c, d.finish(ctx, c)
}
