package payment

import (
	"time"

	"github.com/seqrpay/seqr/civil"
)

// What comes back when its sender has left is suspended: it is the sender's, and nobody knows where to credit it.

// CameBack says that the receiver does not have a transfer's money: the sender has it again, or should have.
func (v Transfer) CameBack() bool {
	return v.State == TransferReturned || v.State == TransferSuspended || v.State == TransferForfeited
}

// Suspend notes that a transfer's money came back and lies in the operator's suspense, since its sender cannot be credited; also where the
// credit by which customer service released it came back. It answers ErrTransferEnded where nothing could come back.
func (v Transfer) Suspend(at time.Time) (Transfer, error) {
	if v.State != TransferReturned {
		var err error
		if v, err = v.Return(at); err != nil {
			return v, err
		}
	}
	v.State, v.EndedAt = TransferSuspended, instant(at)
	return v, nil
}

// Release notes that the sender is credited after all. It answers ErrNotSuspended.
func (v Transfer) Release(at time.Time) (Transfer, error) {
	if v.State != TransferSuspended {
		return v, ErrNotSuspended
	}
	v.State, v.EndedAt = TransferReturned, instant(at)
	return v, nil
}

// Forfeit notes that the operator keeps what lay in suspense. It answers ErrNotSuspended.
func (v Transfer) Forfeit(at time.Time) (Transfer, error) {
	if v.State != TransferSuspended {
		return v, ErrNotSuspended
	}
	v.State, v.EndedAt = TransferForfeited, instant(at)
	return v, nil
}

// Forfeits says whether a transfer that is suspended may be forfeited on a date, in a time zone: ForfeitAfterDays calendar days after it
// was suspended.
func (p TransferPolicy) Forfeits(v Transfer, today civil.Date, zone *time.Location) bool {
	since := civil.DateOf(v.EndedAt, zone)
	return v.State == TransferSuspended && p.ForfeitAfterDays > 0 && !today.Before(since.AddDays(p.ForfeitAfterDays))
}
