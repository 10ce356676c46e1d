package payment

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
)

// MembershipID names a membership. It follows from whose and where it is: see [MembershipOf].
type MembershipID struct{ uuid.UUID }

// Membership is a user's number in a merchant's loyalty programme (LOY-1). A user has one at each merchant; another number replaces it.
type Membership struct {
	ID       MembershipID
	Version  int64
	Owner    account.ID
	Merchant MerchantID // whose programme it is, and the only one to learn the number (LOY-2)
	Number   []byte     // sealed; none once it was removed
	At       time.Time  // when it was added or removed, UTC
}

// MembershipOf is the ID of a user's membership at a merchant, whether or not there is one.
func MembershipOf(owner account.ID, m MerchantID) MembershipID {
	return MembershipID{uuid.NewSHA1(owner.UUID, m.UUID[:])}
}

// NewMembership is no membership yet: the value that [Membership.Put] begins with where none was before. It answers ErrID.
func NewMembership(owner account.ID, m MerchantID) (Membership, error) {
	if err := present(owner.UUID, m.UUID); err != nil {
		return Membership{}, err
	}
	return Membership{ID: MembershipOf(owner, m), Owner: owner, Merchant: m}, nil
}

// MembershipNumber is a member's number as it is kept: 1 to [MaxShort] visible characters without space around them; else ErrMembership.
func MembershipNumber(s string) (string, error) {
	n, ok := line(s, MaxShort)
	if !ok || n == "" {
		return "", ErrMembership
	}
	return n, nil
}

// Put adds or replaces the number, sealed. It answers ErrMembership for none.
func (m Membership) Put(number []byte, at time.Time) (Membership, error) {
	if len(number) == 0 {
		return Membership{}, ErrMembership
	}
	m.Number, m.At = number, instant(at)
	return m, nil
}

// Remove forgets the number. It answers ErrNoMembership if there is none.
func (m Membership) Remove(at time.Time) (Membership, error) {
	if !m.Held() {
		return Membership{}, ErrNoMembership
	}
	m.Number, m.At = nil, instant(at)
	return m, nil
}

// Erase forgets the number whether or not there is one, when its owner's personal data are to go.
func (m Membership) Erase() Membership {
	m.Number = nil
	return m
}

// Held says whether the user has a membership there now.
func (m Membership) Held() bool { return len(m.Number) > 0 }
