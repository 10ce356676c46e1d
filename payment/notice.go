package payment

import (
	"time"

	"github.com/google/uuid"
)

// NoticeID names a notice: it is the ID of its message, the same at every attempt.
type NoticeID struct{ uuid.UUID }

// NoticeState is where a notice is.
type NoticeState string

// The states of a notice. The package comment shows what leads from one to another.
const (
	NoticeWaiting   NoticeState = "waiting"   // is tried again
	NoticeDelivered NoticeState = "delivered" // was acknowledged in the end
	NoticeGivenUp   NoticeState = "given_up"  // is tried no more, unless the operator sends it again
)

// Notice is a fact that did not reach its merchant at the first attempt. One that did leaves no record.
type Notice struct {
	ID       NoticeID
	Version  int64
	Merchant MerchantID
	Fact     Fact
	State    NoticeState
	Attempts int64     // so far; one that was put off because the one before it failed counts too
	Reason   string    // why the last one failed; nothing of what was sent
	Since    time.Time // of the first attempt, or when the operator sent it again: from then on patience counts
	NextAt   time.Time // of the next attempt; zero unless it waits
	EndedAt  time.Time // zero while it waits
}

// Bounds of the wait between two attempts.
const (
	shortestWait = time.Minute
	longestWait  = 6 * time.Hour
)

// NewNotice is a fact that was tried for the first time; what became of that is told next, by [Notice.Fail] or
// [Notice.GiveUp]. It answers ErrID.
func NewNotice(id NoticeID, f Fact, at time.Time) (Notice, error) {
	if err := present(id.UUID, f.Merchant.UUID); err != nil {
		return Notice{}, err
	}
	return Notice{ID: id, Merchant: f.Merchant, Fact: f, State: NoticeWaiting, Since: instant(at)}, nil
}

// Fail says that an attempt failed. The next one is as far away as the first one is past, at least a minute and at most
// six hours: so the waits double. The last one is when patience is over; after that it is given up. It answers ErrNoticeEnded.
func (n Notice) Fail(reason string, patience time.Duration, at time.Time) (Notice, error) {
	if n.State != NoticeWaiting {
		return n, ErrNoticeEnded
	}
	n.Attempts, n.Reason = n.Attempts+1, cut(reason)
	last := n.Since.Add(patience)
	if !at.Before(last) {
		return n.end(NoticeGivenUp, at), nil
	}
	next := at.Add(min(max(at.Sub(n.Since), shortestWait), longestWait))
	if next.After(last) {
		next = last
	}
	n.NextAt = instant(next)
	return n, nil
}

// GiveUp ends it after an attempt whose failure is for good. It answers ErrNoticeEnded.
func (n Notice) GiveUp(reason string, at time.Time) (Notice, error) {
	if n.State != NoticeWaiting {
		return n, ErrNoticeEnded
	}
	n.Attempts, n.Reason = n.Attempts+1, cut(reason)
	return n.end(NoticeGivenUp, at), nil
}

// Deliver says that an attempt was acknowledged. It answers ErrNoticeEnded.
func (n Notice) Deliver(at time.Time) (Notice, error) {
	if n.State != NoticeWaiting {
		return n, ErrNoticeEnded
	}
	n.Attempts, n.Reason = n.Attempts+1, ""
	return n.end(NoticeDelivered, at), nil
}

// Resend has it tried again from now on, with fresh patience; also one that was delivered and that its receiver has lost.
// It answers ErrNoticeWaits if it is tried anyway.
func (n Notice) Resend(at time.Time) (Notice, error) {
	if n.State == NoticeWaiting {
		return n, ErrNoticeWaits
	}
	n.State, n.Since, n.NextAt, n.EndedAt = NoticeWaiting, instant(at), instant(at), time.Time{}
	return n, nil
}

func (n Notice) end(s NoticeState, at time.Time) Notice {
	n.State, n.NextAt, n.EndedAt = s, time.Time{}, instant(at)
	return n
}

// cut keeps the beginning of a reason, without what cannot be shown.
func cut(reason string) string {
	if s, ok := line(reason, MaxLine); ok {
		return s
	}
	return "unknown"
}
