package device

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// Phone is a phone with a key and a secret of its own. It is safe for concurrent use, and prints nothing of either.
type Phone struct {
	key    *identity.DeviceKey
	secret []byte
}

// New is a phone with a key and a new secret of 32 bytes of entropy. Keep [Phone.Secret] in the keystore beside the key: without it no
// PIN that was enrolled can be proved. It answers identity.ErrEntropy.
func New(key *identity.DeviceKey, entropy io.Reader) (*Phone, error) {
	secret := make([]byte, identity.PhoneSecretSize)
	if _, err := io.ReadFull(entropy, secret); err != nil {
		return nil, fmt.Errorf("%w: %w", identity.ErrEntropy, err)
	}
	return &Phone{key, secret}, nil
}

// Open is a phone with a key and the secret that New made for it; ErrSecret for another length.
func Open(key *identity.DeviceKey, secret []byte) (*Phone, error) {
	if len(secret) != identity.PhoneSecretSize {
		return nil, ErrSecret
	}
	return &Phone{key, bytes.Clone(secret)}, nil
}

// Key is the phone's key, for what is signed without a PIN.
func (p *Phone) Key() *identity.DeviceKey { return p.key }

// Secret is what the keystore must keep. It is never sent.
func (p *Phone) Secret() []byte { return bytes.Clone(p.secret) }

// Format prints that it is a phone, whatever the verb.
func (p *Phone) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "Phone(redacted)") }

// LogValue is that it is a phone.
func (p *Phone) LogValue() slog.Value { return slog.StringValue("Phone(redacted)") }

// MarshalJSON is that it is a phone.
func (p *Phone) MarshalJSON() ([]byte, error) { return []byte(`"Phone(redacted)"`), nil }

// Choice is a PIN that is chosen: for a registration, in place of another, or in place of a forgotten one.
type Choice struct {
	Account account.ID
	PIN     string
	Repeat  string           // PIN, typed once more
	Stretch identity.Stretch // for the next PIN, as the server gave it
	Policy  identity.PINPolicy
	Birth   civil.Date // the owner's; zero while it is not known
}

// Choose checks a PIN that its owner chooses, and makes the enrolment that is sent to the server (PIN-1). It takes as long as the slow
// hash does. The server cannot look at the PIN any more, so nobody but this function refuses a weak one.
//
// It answers ErrMismatch, identity.ErrPINShape and the errors of [identity.PIN.CheckChoice].
func (p *Phone) Choose(c Choice) (enrolment []byte, err error) {
	if c.PIN != c.Repeat {
		return nil, ErrMismatch
	}
	pin, err := identity.ParsePIN(c.PIN)
	if err != nil {
		return nil, err
	}
	if err := pin.CheckChoice(c.Policy, c.Birth); err != nil {
		return nil, err
	}
	u, err := p.Unlock(c.Account, pin, c.Stretch)
	if err != nil {
		return nil, err
	}
	return u.Enrol()
}

// Unlock makes the slow hash of the PIN that the owner has typed. Whether the PIN is right only the server knows. Keep the answer
// for what the owner is agreeing to, and not for what comes later: every payment takes the PIN (PIN-2). It answers the errors of
// [identity.Stretch.Check], so that a false server cannot ask for a cost that stops the phone.
func (p *Phone) Unlock(of account.ID, pin identity.PIN, by identity.Stretch) (*Unlocked, error) {
	if err := by.Check(); err != nil {
		return nil, err
	}
	keys, err := identity.NewPINKeys(identity.StretchPIN(pin, by), p.secret, of, identity.KeyDigest(p.key.Algorithm(), p.key.PublicKey()))
	if err != nil {
		return nil, err
	}
	return &Unlocked{phone: p, by: by, keys: keys}, nil
}
