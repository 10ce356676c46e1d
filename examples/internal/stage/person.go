package stage

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/identity/device"
)

// Person is a user with a phone: the device key never leaves it.
type Person struct {
	ID     account.ID
	Name   string // given name and surname
	Number string // with country code, such as "+18015550123"

	stage   *Stage
	device  *device.Phone
	counter uint64           // of signed messages
	pin     string           // never leaves the phone
	stretch identity.Stretch // of the PIN
	card    string           // number of the identity card
}

// Start begins a registration: the terms are accepted, and a code is on its way.
func (s *Stage) Start(ctx context.Context, name, number string) (*Person, error) {
	key, err := identity.NewEd25519Key(rand.Reader)
	if err != nil {
		return nil, err
	}
	phone, err := device.New(key, rand.Reader)
	if err != nil {
		return nil, err
	}
	started, err := s.Sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: s.Key(), Phone: number, TermsVersion: "demo-1", Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	})
	if err != nil {
		return nil, err
	}
	p := &Person{ID: started.Account, Name: name, Number: number, stage: s, device: phone, pin: "280461", card: fmt.Sprintf("D08010%03d", 123+s.people)}
	s.people++
	return p, s.Work(ctx)
}

// Finish proves the number by the code that came by SMS, chooses a PIN, which the phone stretches, and gives personal data.
func (p *Person) Finish(ctx context.Context) error {
	s := p.stage
	if _, err := s.Sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: s.Key(), Account: p.ID, Code: s.Phone.Code(p.Number)}); err != nil {
		return err
	}
	if err := p.choosePIN(ctx); err != nil {
		return err
	}
	born := "1990-05-17"
	if s.Sys.Market().Identity.BirthFormat == identity.MonthDayYear {
		born = "05/17/1990"
	}
	_, err := s.Sys.Accounts.Describe(ctx, seqr.DescribeRequest{Key: s.Key(), Account: p.ID, Name: p.Name, Email: p.Mail(), BirthDate: born})
	return err
}

// Join is a registration by phone alone: what Start and Finish do.
func (s *Stage) Join(ctx context.Context, name, number string) (*Person, error) {
	p, err := s.Start(ctx, name, number)
	if err != nil {
		return nil, err
	}
	return p, p.Finish(ctx)
}

// JoinWith is a whole registration: Join, and then LinkBank and Prove. From then on the person can pay.
func (s *Stage) JoinWith(ctx context.Context, name, number string, bank seqr.BankAccountRequest) (*Person, error) {
	p, err := s.Join(ctx, name, number)
	if err != nil {
		return nil, err
	}
	if err := p.LinkBank(ctx, bank); err != nil {
		return nil, err
	}
	return p, p.Prove(ctx)
}

// Given is the person's given name.
func (p *Person) Given() string {
	given, _, _ := strings.Cut(p.Name, " ")
	return given
}

// Mail is the person's e-mail address.
func (p *Person) Mail() string { return strings.ToLower(p.Given()) + "@mail.example" }

// LinkBank links the bank account that a request names, with a mandate to debit it.
func (p *Person) LinkBank(ctx context.Context, r seqr.BankAccountRequest) error {
	r.Key, r.Account, r.Mandate = p.stage.Key(), p.ID, "mandate-"+strings.ToLower(p.Given())
	_, err := p.stage.Sys.Accounts.AddBankAccount(ctx, r)
	return err
}

// Prove shows an identity card, which the sandbox draws and reads, and waits for the verdict.
func (p *Person) Prove(ctx context.Context) error {
	s := p.stage
	given, surname, _ := strings.Cut(p.Name, " ")
	front, back, err := sandbox.DrawSpecimen(sandbox.Specimen{
		Kind: identity.IdentityCard, Country: "UTO", Surname: surname, GivenNames: given, Number: p.card, Sex: "F",
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.Date{Year: 2032, Month: time.May, Day: 17},
	})
	if err != nil {
		return err
	}
	for side, picture := range map[identity.Side][]byte{identity.FrontSide: front, identity.BackSide: back} {
		_, err := s.Sys.Identity.Capture(ctx, seqr.CaptureRequest{Key: s.Key(), Account: p.ID, Document: identity.IdentityCard, Side: side, Picture: picture})
		if err != nil {
			return err
		}
	}
	if _, err := s.Sys.Identity.Submit(ctx, seqr.StepRequest{Key: s.Key(), Account: p.ID}); err != nil {
		return err
	}
	if err := s.Work(ctx); err != nil {
		return err
	}
	scan, err := s.Sys.Identity.Scan(ctx, p.ID)
	return errors.Join(err, Same("the scan of "+p.Given(), scan.State, identity.Verified))
}

// Account is the person's payment account of a kind.
func (p *Person) Account(ctx context.Context, kind account.Kind) (account.PaymentAccountView, error) {
	v, err := p.stage.Sys.Accounts.View(ctx, p.ID)
	if err != nil {
		return account.PaymentAccountView{}, err
	}
	for _, pa := range v.Accounts {
		if pa.Kind == kind {
			return pa, nil
		}
	}
	return account.PaymentAccountView{}, account.ErrNoPaymentAccount
}

// Has tells and checks what the person has available on the payment account of a kind.
func (p *Person) Has(ctx context.Context, kind account.Kind, want string) error {
	pa, err := p.Account(ctx, kind)
	if err != nil {
		return err
	}
	p.stage.Say("%s has %s on the %s", p.Given(), pa.Available, pa.Name)
	return Same("the "+pa.Name+" of "+p.Given(), pa.Available.Format(), want)
}
