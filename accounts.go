package seqr

import (
	"context"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Accounts is the service of user accounts: registration step by step, and what an owner sees of an account.
type Accounts struct{ c *core }

// StartRequest begins a registration.
type StartRequest struct {
	Key          Key
	Phone        string             // as typed, with country code
	TermsVersion string             // the version of terms and privacy policy that the user accepted
	Algorithm    identity.Algorithm // of the device key
	PublicKey    []byte             // of the device key; its private half never leaves the phone
}

// Started is a registration that has begun.
type Started struct {
	Account account.ID
	Device  identity.DeviceID
}

// Start begins a registration on one phone and sends the activation code to its number [REG-1,
// REG-3, REG-6]. Whether the number is taken is told only by Confirm, after the code proved that it is the caller's.
//
// It answers the phone errors of package account, ErrTerms, ErrDeviceTaken, identity.ErrDeviceKey,
// and *identity.CodeWaitError when too many codes went to the number.
func (s *Accounts) Start(ctx context.Context, r StartRequest) (Started, error) {
	c := s.c
	phone, err := account.ParsePhone(r.Phone, c.Market.Account.Phone)
	if err != nil {
		return Started{}, err
	}
	if r.TermsVersion != c.Market.Account.TermsVersion {
		return Started{}, ErrTerms
	}
	if err := identity.ParsePublicKey(r.Algorithm, r.PublicKey); err != nil {
		return Started{}, err
	}
	tag, err := identity.PhoneTag(c.keys, phone)
	if err != nil {
		return Started{}, err
	}
	ids, err := c.newIDs(4)
	if err != nil {
		return Started{}, err
	}
	id, device := account.ID{UUID: ids[0]}, identity.DeviceID{UUID: ids[1]}
	personal, err := c.sealHolder(id, account.Holder{Phone: phone})
	if err != nil {
		return Started{}, err
	}
	fingerprint := identity.DeviceFingerprint(r.Algorithm, r.PublicKey)
	in := struct {
		Phone, Terms, Device string
	}{phone.E164(), r.TermsVersion, fingerprint}
	return execute(ctx, c, command{"accounts.start", fingerprint, r.Key, in}, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		if _, err := c.store.Claimed(ctx, store.ClaimDevice, fingerprint); !errors.Is(err, store.ErrNotFound) {
			return Started{}, taken(err, ErrDeviceTaken)
		}
		terms := account.Acceptance{Version: r.TermsVersion, At: now.At}
		a, err := account.New(id, c.Market.Code, tag, personal, terms, now.At)
		if err != nil {
			return Started{}, err
		}
		if a, err = c.openPrepaid(ch, a, ids[2:]); err != nil {
			return Started{}, err
		}
		cred, err := identity.NewCredential(id, device, r.Algorithm, r.PublicKey, now.At)
		if err != nil {
			return Started{}, err
		}
		ch.Accounts = []account.Account{a}
		ch.Credentials = []identity.Credential{cred}
		ch.Claims = []store.Claim{{Kind: store.ClaimDevice, Value: fingerprint, Owner: id.UUID}}
		err = c.sendCode(ctx, ch, a, phone, now.At)
		return Started{Account: id, Device: device}, err
	})
}

// taken turns the answer of a claim's look-up into the rule that it breaks.
func taken(err, rule error) error {
	if err == nil {
		return refuse(rule)
	}
	return err
}

// sendCode adds a new code for an account's number to ch: the code's hash, and the text that carries it. Each account has a code of its
// own, so that who starts a registration with another's number voids nobody's. What registrations cause is rationed by number, all of them together;
// the owner of a proved number has a ration that no stranger uses up [REG-6, REG-7].
func (c *core) sendCode(ctx context.Context, ch *store.Changes, a account.Account, phone account.Phone, at time.Time) error {
	policy := c.Market.Identity.Codes
	act, err := c.activation(ctx, identity.CodeTag(a.ID))
	if err != nil {
		return err
	}
	if a.PhoneAt.IsZero() {
		number, err := c.activation(ctx, a.Phone)
		if err != nil {
			return err
		}
		if number, err = number.Send(policy, a.ID, nil, at); err != nil {
			return refuse(err)
		}
		ch.Activations = append(ch.Activations, number)
		act.Sends = nil // the number may have been another
	}
	code, err := identity.NewCode(c.Random, policy)
	if err != nil {
		return err
	}
	mac, err := identity.CodeMAC(c.keys, act.Phone, a.ID, code)
	if err != nil {
		return err
	}
	act, err = act.Send(policy, a.ID, mac, at)
	if err != nil {
		return refuse(err)
	}
	text, err := c.sms(a.ID, phone, "Your SEQR code is "+code.Reveal()+". Nobody from SEQR will ask you for it.", at)
	if err != nil {
		return err
	}
	ch.Activations = append(ch.Activations, act)
	ch.Events = append(ch.Events, text)
	return nil
}

// activation reads what is known of codes under a tag; nothing, if none was sent.
func (c *core) activation(ctx context.Context, tag account.Tag) (identity.Activation, error) {
	act, err := c.store.Activation(ctx, tag)
	if errors.Is(err, store.ErrNotFound) {
		return identity.Activation{Phone: tag}, nil
	}
	return act, err
}

// StepRequest asks for a step that needs no input of its own.
type StepRequest struct {
	Key     Key
	Account account.ID
}

// ResendCode voids the outstanding code and sends a new one to the same number [REG-6, REG-7].
// It answers *identity.CodeWaitError, with the time of the next permitted one, when it is too soon.
func (s *Accounts) ResendCode(ctx context.Context, r StepRequest) (Started, error) {
	return s.c.resend(ctx, command{"accounts.resend", r.Account.String(), r.Key, r.Account}, r.Account, nil)
}

// resend sends a code for a registration that still waits for one, on the user's or an agent's command.
func (c *core) resend(ctx context.Context, cmd command, of account.ID, act *account.Action) (Started, error) {
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		a, err := c.store.Account(ctx, of)
		if err != nil {
			return Started{}, err
		}
		if a.State == account.Closed {
			return Started{}, refuse(account.ErrClosed)
		}
		if !a.PhoneAt.IsZero() {
			return Started{}, refuse(ErrStepDone)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Started{}, err
		}
		if act != nil {
			ch.Actions = []account.Action{*act}
		}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return Started{Account: of}, c.sendCode(ctx, ch, a, h.Phone, now.At)
	})
}

// CorrectPhoneRequest replaces a number that was mistyped.
type CorrectPhoneRequest struct {
	Key     Key
	Account account.ID
	Phone   string
}

// CorrectPhone replaces the number of a registration whose code has not been entered yet, and
// sends a code to the new one [REG-8]. Errors as for Start; ErrStepDone once a number is proved.
func (s *Accounts) CorrectPhone(ctx context.Context, r CorrectPhoneRequest) (Started, error) {
	c := s.c
	phone, err := account.ParsePhone(r.Phone, c.Market.Account.Phone)
	if err != nil {
		return Started{}, err
	}
	tag, err := identity.PhoneTag(c.keys, phone)
	if err != nil {
		return Started{}, err
	}
	personal, err := c.sealHolder(r.Account, account.Holder{Phone: phone})
	if err != nil {
		return Started{}, err
	}
	cmd := command{"accounts.correct_phone", r.Account.String(), r.Key, phone.E164()}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Started, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Started{}, err
		}
		a, err = a.ChangePhone(tag, personal)
		if err != nil {
			return Started{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		return Started{Account: r.Account}, c.sendCode(ctx, ch, a, phone, now.At)
	})
}

// ConfirmRequest carries the code that arrived by SMS.
type ConfirmRequest struct {
	Key     Key
	Account account.ID
	Code    string
}

// Confirm proves the mobile number by its code [REG-6, REG-17]. Money that waits for the number is credited in the same step [P2P-6].
//
// It answers identity.ErrCodeRefused for a code that is wrong, old, used or void, without saying
// which, and ErrPhoneTaken if another open account has the number. Another try needs another key.
func (s *Accounts) Confirm(ctx context.Context, r ConfirmRequest) (Registration, error) {
	c := s.c
	code, err := identity.ParseCode(r.Code, c.Market.Identity.Codes)
	if err != nil {
		return Registration{}, err
	}
	cmd := command{"accounts.confirm", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		if !a.PhoneAt.IsZero() {
			return Registration{}, refuse(ErrStepDone)
		}
		if err := c.enterCode(ctx, ch, a, code, now.At); err != nil {
			return Registration{}, err
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Registration{}, err
		}
		switch _, err := c.accountByPhone(ctx, h.Phone); {
		case err == nil:
			return Registration{}, tried(ErrPhoneTaken) // the code is used up
		case !errors.Is(err, store.ErrNotFound):
			return Registration{}, err
		}
		a, err = a.ProvePhone(now.At, c.Market.Account)
		if err != nil {
			return Registration{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		ch.Claims = []store.Claim{{Kind: store.ClaimPhone, Value: string(a.Phone), Owner: a.ID.UUID}}
		if err := c.claimWaiting(ctx, ch, a, h.Phone, now.At); err != nil {
			return Registration{}, err
		}
		return c.registration(ctx, a)
	})
}

// enterCode checks a code and adds its counting to ch, which must be committed before the outcome is told. While the number is not proved its
// own record changes too: money that is sent to it at this moment finds out who has it.
func (c *core) enterCode(ctx context.Context, ch *store.Changes, a account.Account, code identity.Code, at time.Time) error {
	act, err := c.store.Activation(ctx, identity.CodeTag(a.ID))
	if errors.Is(err, store.ErrNotFound) {
		return tried(identity.ErrCodeRefused)
	}
	if err != nil {
		return err
	}
	if a.PhoneAt.IsZero() {
		number, err := c.activation(ctx, a.Phone)
		if err != nil {
			return err
		}
		ch.Activations = append(ch.Activations, number)
	}
	return c.countEntry(ch, act, c.Market.Identity.Codes, a.ID, code, at)
}

// countEntry compares a code with what was sent, and adds to ch what counts the entry.
func (c *core) countEntry(ch *store.Changes, act identity.Activation, p identity.CodePolicy, of account.ID, code identity.Code, at time.Time) error {
	right, err := identity.CodeMatches(c.keys, act.Code, act.Phone, of, code)
	if err != nil {
		return err
	}
	act, refused := act.Enter(p, right, at)
	ch.Activations = append(ch.Activations, act)
	if refused != nil {
		return tried(refused)
	}
	return nil
}

// ChoosePINRequest carries a new user's PIN, typed twice; or, where the phone stretches it, what the phone made of it.
type ChoosePINRequest struct {
	Key     Key
	Account account.ID
	PIN     string
	Repeat  string

	Enrolment []byte       // in place of PIN and Repeat: as device.Phone.Choose made it
	Signed    SignedAction // beside Enrolment: by the bound device, for identity.ActionChoosePIN, about the Enrolment
}

// ChoosePIN sets the PIN of a registration [PIN-1]; later it is changed by ChangePIN.
// It answers identity.ErrPINShape, ErrPINLength, ErrPINRepeats, ErrPINRun, ErrPINBirthDate or ErrPINMismatch, and ErrStep before the number is proved.
//
// Of a PIN that the phone stretches the server sees nothing, so these rules are the phone's to keep (device.Phone.Choose). Then it answers
// identity.ErrPINEnrolment, the errors of a signed action, and identity.ErrStretch where the market wants another cost; where the market
// wants every PIN stretched by the phone, that is the answer to a PIN too. See Accounts.Stretch.
func (s *Accounts) ChoosePIN(ctx context.Context, r ChoosePINRequest) (Registration, error) {
	c := s.c
	pin, err := c.chosen(r.PIN, r.Repeat, r.Enrolment)
	if err != nil {
		return Registration{}, err
	}
	cmd := command{"accounts.choose_pin", r.Account.String(), r.Key, pin.input(r)}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		if a.PhoneAt.IsZero() {
			return Registration{}, refuse(ErrStep)
		}
		if !a.PINAt.IsZero() {
			return Registration{}, refuse(ErrStepDone)
		}
		cred, err := pin.chooser(ctx, a, r.Signed, now.At, ch)
		if err != nil {
			return Registration{}, err
		}
		rec, err := pin.record(ctx, a, cred)
		if err != nil {
			return Registration{}, err
		}
		a, err = a.ChoosePIN(now.At, c.Market.Account)
		if err != nil {
			return Registration{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		ch.Credentials = []identity.Credential{cred.ChangePIN(rec)}
		return c.registration(ctx, a)
	})
}

// DescribeRequest carries the personal data of a registration.
type DescribeRequest struct {
	Key       Key
	Account   account.ID
	Name      string
	Email     string
	BirthDate string // in the market's format, for the US MM/DD/YYYY
}

// Describe sets name, e-mail address and birth date of a registration [REG-1, REG-9, REG-10].
//
// It answers account.ErrName, account.ErrEmail, identity.ErrBirthDate, identity.ErrTooYoung, and
// identity.ErrPINBirthDate if the PIN chosen before is that birth date.
func (s *Accounts) Describe(ctx context.Context, r DescribeRequest) (Registration, error) {
	c := s.c
	name, err := account.CheckName(r.Name)
	if err != nil {
		return Registration{}, err
	}
	email, err := account.CheckEmail(r.Email)
	if err != nil {
		return Registration{}, err
	}
	born, err := identity.ParseBirthDate(r.BirthDate, c.Market.Identity.BirthFormat)
	if err != nil {
		return Registration{}, err
	}
	in := holderForm{Name: name, Email: email, Born: born}
	cmd := command{"accounts.describe", r.Account.String(), r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (Registration, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return Registration{}, err
		}
		if err := identity.CheckAge(born, c.today(now.At), c.minimumAge(a)); err != nil {
			return Registration{}, refuse(err)
		}
		h, err := c.openHolder(a)
		if err != nil {
			return Registration{}, err
		}
		if err := c.refuseBirthPIN(ctx, r.Account, born); err != nil {
			return Registration{}, err
		}
		personal, err := c.sealHolder(a.ID, account.Holder{Phone: h.Phone, Name: name, Email: email, BirthDate: born})
		if err != nil {
			return Registration{}, err
		}
		a, err = a.Describe(personal, c.Market.Account)
		if err != nil {
			return Registration{}, refuse(err)
		}
		ch.Accounts = []account.Account{a}
		return c.registration(ctx, a)
	})
}

// minimumAge is the age that a user must have: that of the prepaid account where the market admits younger ones to it
// alone, and there is nothing else yet [REG-10, REG-11].
func (c *core) minimumAge(a account.Account) int {
	p := c.Market.Identity
	_, err := a.LimitAccount()
	if p.PrepaidAge > 0 && c.Market.Account.HasPrepaid() && errors.Is(err, account.ErrNoPaymentAccount) {
		return p.PrepaidAge
	}
	return p.MinimumAge
}

// oldEnough answers identity.ErrTooYoung for a user who was admitted to the prepaid account alone [REG-11].
func (c *core) oldEnough(a account.Account, at time.Time) error {
	h, err := c.openHolder(a)
	if err != nil || !a.Complete {
		return err
	}
	return refuseState(identity.CheckAge(h.BirthDate, c.today(at), c.Market.Identity.MinimumAge))
}

// refuseBirthPIN finds out whether the PIN chosen before the birth date was known is the birth
// date: the PIN cannot be read, so the few forms of the date are tried against its hash.
func (c *core) refuseBirthPIN(ctx context.Context, of account.ID, born civil.Date) error {
	cred, err := c.store.Credential(ctx, of)
	if err != nil {
		return err
	}
	if cred.PIN.IsZero() {
		return nil
	}
	for _, pin := range identity.BirthDatePINs(born) {
		stretched, err := c.stretch(ctx, pin, cred.PIN.Stretch())
		if err != nil {
			return err
		}
		same, err := cred.IsPIN(c.keys, stretched)
		if err != nil {
			return err
		}
		if same {
			return refuse(identity.ErrPINBirthDate)
		}
	}
	return nil
}

// Registration is how far a registration has come [REG-2], with the number that codes go to [REG-8].
type Registration struct {
	Account  account.ID       `json:"account"`
	State    account.State    `json:"state"`
	Phone    string           `json:"phone"` // masked but for its last digits; whole in what Accounts.Registration reads until it is proved
	Progress account.Progress `json:"progress"`
	Contact  account.Contact  `json:"contact"` // customer service
}

// Registration reads how far a registration has come. While its code is outstanding it shows the number that the code
// went to, all of it: nobody sees a mistyped digit behind a mask [REG-8].
func (s *Accounts) Registration(ctx context.Context, of account.ID) (Registration, error) {
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return Registration{}, err
	}
	v, err := s.c.registration(ctx, a)
	if err != nil || !a.PhoneAt.IsZero() || a.State == account.Closed {
		return v, err
	}
	h, err := s.c.openHolder(a)
	v.Phone = h.Phone.E164()
	return v, err
}

func (c *core) registration(ctx context.Context, a account.Account) (Registration, error) {
	scan, err := c.scanProgress(ctx, a)
	if err != nil {
		return Registration{}, err
	}
	h, err := c.openHolder(a)
	if err != nil {
		return Registration{}, err
	}
	return Registration{
		Account: a.ID, State: a.State, Phone: h.Phone.String(),
		Progress: a.Progress(c.Market.Account, scan), Contact: c.Market.Account.Contact,
	}, nil
}

// View is what an owner sees of the account: payment accounts with what is available, blocks, whether to verify the identity [APP-7].
func (s *Accounts) View(ctx context.Context, of account.ID) (account.View, error) {
	a, err := s.c.store.Account(ctx, of)
	if err != nil {
		return account.View{}, err
	}
	balances, err := s.c.balances(ctx, a)
	if err != nil {
		return account.View{}, err
	}
	return a.View(balances, s.c.Market.Account), nil
}

func (c *core) balances(ctx context.Context, a account.Account) (map[ledger.AccountID]ledger.Account, error) {
	balances := map[ledger.AccountID]ledger.Account{}
	for _, pa := range a.Accounts {
		l, err := c.store.LedgerAccount(ctx, pa.Ledger)
		if err != nil {
			return nil, err
		}
		balances[pa.Ledger] = l
	}
	return balances, nil
}

// CheckDevice says what a phone lacks to be able to use SEQR [APP-1 to APP-6].
func (s *Accounts) CheckDevice(d account.Device) account.DeviceReport {
	return account.CheckDevice(d, s.c.Market.Account.Device)
}
