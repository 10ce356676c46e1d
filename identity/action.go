package identity

import (
	"bytes"
	"crypto/sha256"
	"time"

	"github.com/seqrpay/seqr/account"
)

// Action is something besides a payment that the bound device asks for.
type Action string

// The actions.
const (
	ActionClose Action = "close account"
	// ActionChoosePIN is the first PIN of a registration, where the phone stretches it. This and the next two are about the
	// [EnrolmentDigest] of a PIN that the phone stretches, and about nothing where the server does.
	ActionChoosePIN  Action = "choose pin"
	ActionChangePIN  Action = "change pin"
	ActionRestorePIN Action = "restore pin"
	// ActionEnrolBiometric is about a key: the message holds its digest.
	ActionEnrolBiometric Action = "enrol biometric"
	ActionEndBiometric   Action = "end biometric"
)

// maxAction bounds the bytes of an action; the longest name has 15 characters.
const maxAction = 256

// ActionMessage is a request for an action, to be signed by the bound device. Like an approval it
// can be used once, for a short time, and its counter rises; unlike one it names no payment.
type ActionMessage struct {
	Action    Action
	Account   account.ID
	Device    DeviceID
	Counter   uint64
	Nonce     []byte // 32 bytes, by [NewNonce] for the account itself
	ExpiresAt time.Time
	About     []byte // the [KeyDigest] of the key to enrol, or the [EnrolmentDigest] of a PIN; of any other action nothing
}

// Bytes is the one way to write an action: a version, then every field in the order of the struct, written as
// [ApprovalMessage.Bytes] writes them; About only where the action has one. ErrApprovalShape for an unknown action, or a
// nonce or About of another length.
func (m ActionMessage) Bytes() ([]byte, error) {
	if !m.Action.known() || !m.Action.about(len(m.About)) || len(m.Nonce) != NonceSize || m.ExpiresAt.Before(firstExpiry) || m.ExpiresAt.After(lastExpiry) {
		return nil, ErrApprovalShape
	}
	w := approvalWriter{append(make([]byte, 0, maxAction), approvalVersion)}
	w.field([]byte(m.Action))
	w.field(m.Account.UUID[:])
	w.field(m.Device.UUID[:])
	w.number(m.Counter)
	w.field(m.Nonce)
	w.number(uint64(m.ExpiresAt.UnixMicro()))
	if len(m.About) > 0 {
		w.field(m.About)
	}
	return w.bytes, nil
}

// ParseAction reads what [ActionMessage.Bytes] wrote, and nothing else; ErrApprovalShape otherwise.
func ParseAction(b []byte) (ActionMessage, error) {
	if len(b) == 0 || len(b) > maxAction || b[0] != approvalVersion {
		return ActionMessage{}, ErrApprovalShape
	}
	r := approvalReader{rest: bytes.Clone(b[1:])}
	m := ActionMessage{
		Action:    Action(r.field()),
		Account:   account.ID{UUID: r.id()},
		Device:    DeviceID{UUID: r.id()},
		Counter:   r.number(),
		Nonce:     r.field(),
		ExpiresAt: time.UnixMicro(int64(r.number())).UTC(),
	}
	if len(r.rest) > 0 {
		m.About = r.field()
	}
	if again, err := m.Bytes(); err != nil || r.failed || !bytes.Equal(again, b) {
		return ActionMessage{}, ErrApprovalShape
	}
	return m, nil
}

func (a Action) known() bool {
	switch a {
	case ActionClose, ActionChoosePIN, ActionChangePIN, ActionRestorePIN, ActionEnrolBiometric, ActionEndBiometric:
		return true
	}
	return false
}

// about says whether an action may be about a digest of so many bytes.
func (a Action) about(size int) bool {
	switch a {
	case ActionChoosePIN, ActionEnrolBiometric:
		return size == sha256.Size
	case ActionChangePIN, ActionRestorePIN:
		return size == 0 || size == sha256.Size
	case ActionClose, ActionEndBiometric:
		return size == 0
	}
	return false
}

// Act signs an action, as the phone does.
func (k *DeviceKey) Act(m ActionMessage) (message, signature []byte, err error) {
	if message, err = m.Bytes(); err != nil {
		return nil, nil, err
	}
	signature, err = k.SignRequest(message)
	return message, signature, err
}
