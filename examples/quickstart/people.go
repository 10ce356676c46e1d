package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/qr/qrimage"
	"github.com/seqrpay/seqr/qr/qrimage/qrimagetest"
)

// shop is a merchant with two lanes.
type shop struct {
	merchant payment.Merchant
	lanes    [2]payment.Lane
	stickers [2]string // files
}

// customer is a person with a phone: the device key never leaves it.
type customer struct {
	id      account.ID
	number  string
	device  *identity.DeviceKey
	counter uint64 // of signed messages
	pin     string
}

func newCustomer() (customer, error) {
	key, err := identity.NewEd25519Key(rand.Reader)
	return customer{number: "+18015550123", device: key, pin: "280461"}, err
}

// licence is the customer's driving licence, as the sandbox draws it.
func licence() sandbox.Specimen {
	return sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: "SPECIMEN", GivenNames: "PAT", Number: "D08010123", Sex: "F",
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.Date{Year: 2032, Month: time.May, Day: 17},
	}
}

func (s *story) write(name string, data []byte) (string, error) {
	file := filepath.Join(s.out, name)
	return file, os.WriteFile(file, data, 0o644)
}

// sticker draws the code of a lane for printing.
func (s *story) sticker(lane payment.Lane) (string, error) {
	code, err := qr.LaneCode(lane.Code)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := qrimage.Sticker(&b, code, 10); err != nil {
		return "", err
	}
	return s.write("sticker-"+lane.Code+".png", b.Bytes())
}

// photograph takes a picture of a sticker, held a little askew, as a phone's camera would.
func (s *story) photograph(sticker string) (string, error) {
	drawn, err := os.ReadFile(sticker)
	if err != nil {
		return "", err
	}
	img, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		return "", err
	}
	jpeg, err := qrimagetest.Photograph(img, 7, 80)
	if err != nil {
		return "", err
	}
	return s.write("photograph.jpg", jpeg)
}

// readCode is what the app does with a camera's picture.
func readCode(ctx context.Context, file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	return qrimage.Read(ctx, data)
}

// issue is the till asking for money on a lane.
func (s *story) issue(ctx context.Context, lane int, rows ...payment.Row) (seqr.InvoiceStatus, error) {
	total := money.FromMinor(0, money.USD)
	for _, r := range rows {
		var err error
		if total, err = total.Add(r.Total); err != nil {
			return seqr.InvoiceStatus{}, err
		}
	}
	return s.sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: s.key(), Merchant: s.shop.merchant.ID, Lane: s.shop.lanes[lane].ID,
		Draft: payment.Draft{Title: "Thank you for shopping", Rows: rows, Total: total},
	})
}

func row(what string, cents int64) payment.Row {
	return payment.Row{Description: what, Total: money.FromMinor(cents, money.USD)}
}

// approve is the app: it signs what was shown with the device key, and adds the PIN.
func (s *story) approve(ctx context.Context, seen seqr.Scanned) (seqr.Approved, error) {
	c := &s.customer
	c.counter++
	m := seen.Message
	m.Counter = c.counter
	message, signature, err := c.device.Approve(m)
	if err != nil {
		return seqr.Approved{}, err
	}
	return s.sys.Payments.Approve(ctx, seqr.ApproveRequest{Key: s.key(), Account: c.id, Message: message, Signature: signature, PIN: c.pin})
}

// buy is a whole purchase at the first lane.
func (s *story) buy(ctx context.Context, what string, cents int64) error {
	inv, err := s.issue(ctx, 0, row(what, cents))
	if err != nil {
		return err
	}
	seen, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: inv.Code})
	if err != nil {
		return err
	}
	if _, err = s.approve(ctx, seen); err != nil {
		return fmt.Errorf("buying %s: %w", what, err)
	}
	return nil
}

func (s *story) available(ctx context.Context) (string, error) {
	a, err := s.sys.Payments.Available(ctx, s.customer.id, account.PaymentAccountID{})
	return a.Format(), err
}

// availableIs checks and tells what can be spent.
func (s *story) availableIs(ctx context.Context, want string) error {
	got, err := s.available(ctx)
	if err != nil {
		return err
	}
	s.say("available to spend: %s USD", got)
	return same("available", got, want)
}
