package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// story is the system with the sandbox around it, and its customer.
type story struct {
	w        io.Writer
	clock    *sandbox.Clock
	bank     *sandbox.Bank
	phone    *sandbox.Phone
	mail     *sandbox.Mailbox
	sys      *seqr.System
	customer customer
	chapters int
	keys     int
}

// customer is a person with a phone: the device key never leaves it.
type customer struct {
	id      account.ID
	number  string
	email   string
	device  *identity.DeviceKey
	counter uint64 // of signed messages
	pin     string
}

// open wires a United States market in memory, with one customer who can pay.
func open(w io.Writer) (*story, error) {
	s := &story{w: w, clock: sandbox.NewClock(time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)), phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	market := seqr.Demo(seqr.UnitedStates())
	s.bank = sandbox.NewBank(s.clock.Now, market.Collection.Calendar, market.Zone)
	var err error
	s.sys, err = seqr.New(seqr.Config{
		Market: market, Store: memory.New(), Bank: s.bank, Verifier: sandbox.NewVerifier(s.clock.Now, time.Minute),
		SMS: s.phone, Mail: s.mail, Clock: s.clock.Now, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	if err != nil {
		return nil, err
	}
	return s, s.register(context.Background())
}

// register is all of a registration, which the program quickstart tells step by step.
func (s *story) register(ctx context.Context) error {
	device, err := identity.NewEd25519Key(rand.Reader)
	if err != nil {
		return err
	}
	s.customer = customer{number: "+18015550123", email: "pat@mail.example", device: device, pin: "280461"}
	c := &s.customer
	started, err := s.sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: s.key(), Phone: c.number, TermsVersion: "demo-1", Algorithm: device.Algorithm(), PublicKey: device.PublicKey(),
	})
	if err != nil {
		return err
	}
	c.id = started.Account
	if err := s.work(ctx); err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error {
			_, err := s.sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: s.key(), Account: c.id, Code: s.phone.Code(c.number)})
			return err
		},
		func() error {
			_, err := s.sys.Accounts.Describe(ctx, seqr.DescribeRequest{Key: s.key(), Account: c.id, Name: "Pat Specimen", Email: c.email, BirthDate: "05/17/1990"})
			return err
		},
		func() error {
			_, err := s.sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: s.key(), Account: c.id, PIN: c.pin, Repeat: c.pin})
			return err
		},
		func() error {
			_, err := s.sys.Accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
				Key: s.key(), Account: c.id, Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678", Mandate: "mandate-1",
			})
			return err
		},
		func() error { return s.prove(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// prove scans a driving licence and waits for the verdict.
func (s *story) prove(ctx context.Context) error {
	front, back, err := sandbox.DrawSpecimen(sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: "SPECIMEN", GivenNames: "PAT", Number: "D08010123", Sex: "F",
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.Date{Year: 2032, Month: time.May, Day: 17},
	})
	if err != nil {
		return err
	}
	for side, picture := range map[identity.Side][]byte{identity.FrontSide: front, identity.BackSide: back} {
		_, err := s.sys.Identity.Capture(ctx, seqr.CaptureRequest{Key: s.key(), Account: s.customer.id, Document: identity.DrivingLicence, Side: side, Picture: picture})
		if err != nil {
			return err
		}
	}
	if _, err := s.sys.Identity.Submit(ctx, seqr.StepRequest{Key: s.key(), Account: s.customer.id}); err != nil {
		return err
	}
	for range 3 {
		if err := s.work(ctx); err != nil {
			return err
		}
		s.clock.Advance(time.Minute)
	}
	return s.work(ctx)
}

// sign approves what was scanned with device key and PIN, as the app does.
func (s *story) sign(ctx context.Context, seen seqr.Scanned) error {
	c := &s.customer
	c.counter++
	m := seen.Message
	m.Counter = c.counter
	message, signature, err := c.device.Approve(m)
	if err != nil {
		return err
	}
	_, err = s.sys.Payments.Approve(ctx, seqr.ApproveRequest{Key: s.key(), Account: c.id, Message: message, Signature: signature, PIN: c.pin})
	return err
}

// chapter begins a numbered part of the output.
func (s *story) chapter(title string) {
	s.chapters++
	fmt.Fprintf(s.w, "\n%d. %s\n", s.chapters, title)
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.w, "   "+format+"\n", args...) }

// key makes the key of a command. A real app makes it once per request and keeps it until the answer has come.
func (s *story) key() seqr.Key {
	s.keys++
	return seqr.Key(fmt.Sprintf("example-key-%06d", s.keys))
}

// work does all background work that is due.
func (s *story) work(ctx context.Context) error {
	for {
		p, err := s.sys.Step(ctx)
		switch {
		case err != nil:
			return err
		case p.Failed > 0:
			return errors.New("background tasks failed")
		case p.Idle():
			return nil
		}
	}
}

// same checks a step of the story.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, should be %v", what, got, want)
	}
	return nil
}
