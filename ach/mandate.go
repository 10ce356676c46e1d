package ach

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// MandateID names a mandate.
type MandateID struct{ uuid.UUID }

// MandateState is where a mandate is.
type MandateState string

// The states of a mandate.
const (
	MandatePending MandateState = "pending" // the bank has not agreed yet (Autogiro)
	MandateValid   MandateState = "valid"
	MandateInvalid MandateState = "invalid" // a return took it away
	MandateEnded   MandateState = "ended"   // the user deregistered
)

// Mandate is a user's standing authorisation to debit a bank account, with the evidence of it.
type Mandate struct {
	ID        MandateID
	Version   int64
	Owner     account.ID
	Bank      BankAccountID
	State     MandateState
	Text      string    // version of the text that was accepted
	Device    uuid.UUID // on which it was accepted
	At        time.Time
	DebitedAt time.Time // when the first payment was approved under it; zero: none yet
}

// Pending is a new mandate that the payer's bank has to approve first (MND-9).
func (m Mandate) Pending() Mandate {
	m.State = MandatePending
	return m
}

// NewMandate records that the owner accepted a text on a device: the mandate is valid at
// once. Text version, device, time and account are the evidence (MND-1); without one of them
// the answer is ErrMandate.
func NewMandate(id MandateID, owner account.ID, bank BankAccountID, text string, device uuid.UUID, at time.Time) (Mandate, error) {
	if id.UUID == uuid.Nil || owner.UUID == uuid.Nil || bank.UUID == uuid.Nil || text == "" || device == uuid.Nil || at.IsZero() {
		return Mandate{}, ErrMandate
	}
	return Mandate{ID: id, Owner: owner, Bank: bank, State: MandateValid, Text: text, Device: device, At: at.UTC()}, nil
}

// Reference is the mandate's unique reference on the rail: 32 characters of 0–9 and A–F, the same for good.
func (m Mandate) Reference() string {
	return strings.ToUpper(strings.ReplaceAll(m.ID.String(), "-", ""))
}

// Debit notes that a payment is to be collected under it; first says that it is the first one (COL-13).
func (m Mandate) Debit(at time.Time) (after Mandate, first bool) {
	if !m.DebitedAt.IsZero() {
		return m, false
	}
	m.DebitedAt = at.UTC()
	return m, true
}

// Approve makes a pending mandate valid: the payer's bank has agreed (MND-9). A valid one
// stays as it is; one that is over answers ErrMandateState.
func (m Mandate) Approve() (Mandate, error) {
	switch m.State {
	case MandatePending, MandateValid:
		m.State = MandateValid
		return m, nil
	case MandateInvalid, MandateEnded:
	}
	return m, ErrMandateState
}

// Invalidate takes the mandate away because of a return: for good, and also if it had ended
// before. An invalid one stays so. It answers ErrMandateState for a mandate without a state.
func (m Mandate) Invalidate() (Mandate, error) {
	switch m.State {
	case MandatePending, MandateValid, MandateInvalid, MandateEnded:
		m.State = MandateInvalid
		return m, nil
	}
	return m, ErrMandateState
}

// End closes the mandate for new debits because its owner deregistered. What was approved
// before is still collected (COL-14). One that a return took away stays invalid, one that ended
// stays ended. It answers ErrMandateState for a mandate without a state.
func (m Mandate) End() (Mandate, error) {
	switch m.State {
	case MandatePending, MandateValid, MandateEnded:
		m.State = MandateEnded
		return m, nil
	case MandateInvalid:
		return m, nil
	}
	return m, ErrMandateState
}

// Usable says whether new payments may rest on it.
func (m Mandate) Usable() bool { return m.State == MandateValid }

// Covers says whether the debit of an approved payment may still be sent under this mandate: after
// its owner deregistered yes, once a return took it away no; then see [Collection.Withhold].
func (m Mandate) Covers(c Collection) bool {
	return m.Bank == c.Bank && (m.State == MandateValid || m.State == MandateEnded)
}
