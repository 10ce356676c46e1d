package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// pattern is a payer and one collected payment, with all records that the public API made of them on a store of their own.
// Payers and payments of the past are copies under other IDs: a million registrations would take a day, as the PIN is stretched and
// the document looked at in each.
type pattern struct {
	account    account.Account
	credential identity.Credential
	bank       ach.BankAccount
	mandate    ach.Mandate
	book       map[ledger.AccountID]ledger.Account
	documents  []identity.IDRecord
	stretched  []byte // PIN

	shop       shop
	invoice    payment.Invoice
	payment    payment.Payment
	collection ach.Collection
	transfers  []ledger.Transfer
}

const (
	patternPIN   = "280461"
	patternPhone = "+18015550123"
)

// studio is where the pattern is made: a whole system in memory with the sandbox around it.
type studio struct {
	sys   *seqr.System
	store store.Store
	clock *sandbox.Clock
	phone *sandbox.Phone
	keys  identity.Keys
	payer payer
}

// newPattern registers a payer at a time in the past, who pays and is collected from.
func newPattern(ctx context.Context, keys identity.Keys, begin time.Time, amount money.Amount) (pattern, error) {
	s, err := newStudio(keys, begin)
	if err != nil {
		return pattern{}, err
	}
	if err := s.register(ctx); err != nil {
		return pattern{}, err
	}
	if err := s.prove(ctx); err != nil {
		return pattern{}, err
	}
	sh, err := openShop(ctx, s.sys, 0)
	if err != nil {
		return pattern{}, err
	}
	app := client{sys: s.sys, proof: byPIN}
	if _, err := app.pay(ctx, &s.payer, sh, amount); err != nil {
		return pattern{}, err
	}
	for range 14 { // days, until the debit counts as collected
		s.clock.Advance(24 * time.Hour)
		if err := s.work(ctx); err != nil {
			return pattern{}, err
		}
	}
	p := pattern{shop: sh, book: map[ledger.AccountID]ledger.Account{}}
	if err := p.read(ctx, s.store, s.payer.id); err != nil {
		return pattern{}, err
	}
	pin, err := identity.ParsePIN(patternPIN)
	if err != nil {
		return pattern{}, err
	}
	p.stretched = identity.StretchPIN(pin, p.credential.PIN.Stretch())
	return p, nil
}

func newStudio(keys identity.Keys, begin time.Time) (*studio, error) {
	s := &studio{store: memory.New(), clock: sandbox.NewClock(begin), phone: sandbox.NewPhone(), keys: keys}
	m := market()
	var err error
	s.sys, err = seqr.New(seqr.Config{
		Market: m, Store: s.store, Clock: s.clock.Now, Keys: keys, AllowDevelopmentKeys: true,
		Bank: sandbox.NewBank(s.clock.Now, m.Collection.Calendar, m.Zone), SMS: s.phone, Mail: nowhere{}, Verifier: sandbox.NewVerifier(s.clock.Now, 0),
	})
	if err != nil {
		return nil, err
	}
	s.payer.key, err = identity.NewEd25519Key(rand.Reader)
	return s, err
}

// register is a registration but for the identity.
func (s *studio) register(ctx context.Context) error {
	key := s.payer.key
	started, err := s.sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: newKey(), Phone: patternPhone, TermsVersion: s.sys.Market().Account.TermsVersion, Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	})
	if err != nil {
		return err
	}
	s.payer.id = started.Account
	if err := s.work(ctx); err != nil {
		return err
	}
	if _, err := s.sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: newKey(), Account: s.payer.id, Code: s.phone.Code(patternPhone)}); err != nil {
		return err
	}
	_, err = s.sys.Accounts.Describe(ctx, seqr.DescribeRequest{
		Key: newKey(), Account: s.payer.id, Name: "Pat Specimen", Email: "pat@mail.example", BirthDate: "05/17/1990",
	})
	if err != nil {
		return err
	}
	if _, err := s.sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: newKey(), Account: s.payer.id, PIN: patternPIN, Repeat: patternPIN}); err != nil {
		return err
	}
	_, err = s.sys.Accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
		Key: newKey(), Account: s.payer.id, Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678", Mandate: "mandate-1",
	})
	return err
}

// prove shows a driving licence, which the sandbox draws and reads.
func (s *studio) prove(ctx context.Context) error {
	front, back, err := sandbox.DrawSpecimen(sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: "SPECIMEN", GivenNames: "PAT", Number: "D08010123", Sex: "F",
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.DateOf(s.clock.Now().AddDate(5, 0, 0), time.UTC),
	})
	if err != nil {
		return err
	}
	for side, picture := range map[identity.Side][]byte{identity.FrontSide: front, identity.BackSide: back} {
		_, err := s.sys.Identity.Capture(ctx, seqr.CaptureRequest{
			Key: newKey(), Account: s.payer.id, Document: identity.DrivingLicence, Side: side, Picture: picture,
		})
		if err != nil {
			return err
		}
	}
	if _, err := s.sys.Identity.Submit(ctx, seqr.StepRequest{Key: newKey(), Account: s.payer.id}); err != nil {
		return err
	}
	return s.work(ctx)
}

// work does all background work that is due.
func (s *studio) work(ctx context.Context) error {
	for {
		p, err := s.sys.Step(ctx)
		if err == nil && p.Failed > 0 {
			err = fmt.Errorf("%d background tasks failed", p.Failed)
		}
		if err != nil || p.Idle() {
			return err
		}
	}
}

// read takes the records out of the store in which they were made.
func (p *pattern) read(ctx context.Context, st store.Store, of account.ID) (err error) {
	if p.account, err = st.Account(ctx, of); err != nil {
		return err
	}
	if p.credential, err = st.Credential(ctx, of); err != nil {
		return err
	}
	bank := ach.BankAccountID{UUID: p.account.Accounts[0].Bank}
	if p.bank, err = st.BankAccount(ctx, bank); err != nil {
		return err
	}
	if p.mandate, err = st.Mandate(ctx, bank); err != nil {
		return err
	}
	if p.documents, err = st.IDRecordList(ctx, "", 100); err != nil {
		return err
	}
	return p.readPayment(ctx, st)
}

func (p *pattern) readPayment(ctx context.Context, st store.Store) error {
	payments, err := st.PaymentList(ctx, payment.PaymentID{}, 2)
	if err != nil || len(payments) != 1 {
		return errors.Join(err, fmt.Errorf("the pattern has %d payments", len(payments)))
	}
	p.payment = payments[0]
	if p.invoice, err = st.Invoice(ctx, p.payment.Invoice); err != nil {
		return err
	}
	if p.collection, err = st.CollectionOf(ctx, p.payment.ID.UUID); err != nil {
		return err
	}
	if p.collection.State != ach.Collected {
		return fmt.Errorf("the pattern's payment is %s, not collected", p.collection.State)
	}
	postings, err := st.Transfers(ctx, ledger.TransferID{}, 100)
	if err != nil {
		return err
	}
	for _, x := range postings {
		if x.Transfer.Subject == p.payment.ID.UUID || x.Transfer.Subject == p.collection.ID.UUID {
			p.transfers = append(p.transfers, x.Transfer)
		}
	}
	accounts, err := st.LedgerAccounts(ctx, ledger.AccountID{}, 100)
	for _, l := range accounts {
		p.book[l.ID] = l
	}
	return err
}
