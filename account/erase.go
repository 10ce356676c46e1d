package account

import (
	"time"

	"github.com/seqrpay/seqr/civil"
)

// ErasableOn is the first day, in a zone, on which a closed account's personal data may be erased; the zero Date while it is open.
func (p Policy) ErasableOn(a Account, zone *time.Location) civil.Date {
	if a.State != Closed {
		return civil.Date{}
	}
	return civil.DateOf(a.ClosedAt, zone).AddDays(p.RetentionDays)
}

// Erase takes everything personal out of a closed account: what is left is a shell that the book, receipts and evidence
// refer to by its ID. It answers ErrErased if that was done before, ErrNotClosed, and ErrInDebt while a failed collection is unpaid.
func (a Account) Erase(at time.Time) (Account, error) {
	switch {
	case !a.ErasedAt.IsZero():
		return a, ErrErased
	case a.State != Closed:
		return a, ErrNotClosed
	case a.Debts > 0:
		return a, ErrInDebt
	}
	a.Phone, a.Personal, a.Documents, a.Complete = "", nil, nil, false
	a.ErasedAt = at.UTC()
	return a, nil
}
