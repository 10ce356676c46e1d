package payment

import "time"

// AwaitFetch is a paid invoice whose till must fetch the result within the policy's time (PAY-17). One that is not
// paid stays as it is: a reservation ends by its own time, and a till that commits it knows.
func (v Invoice) AwaitFetch(p Policy, at time.Time) Invoice {
	if v.State == Paid {
		v.FetchBy = instant(at).Add(p.FetchFor)
	}
	return v
}

// Unfetched says whether the till has yet to fetch that the invoice was paid.
func (v Invoice) Unfetched() bool {
	return v.State == Paid && !v.FetchBy.IsZero() && v.FetchedAt.IsZero()
}

// Fetch notes that the till has learned of the payment, which stands from now on. It answers ErrNotAwaited if
// nobody waits for that, and ErrFetchLate from FetchBy on: then the payment is reversed.
func (v Invoice) Fetch(at time.Time) (Invoice, error) {
	switch {
	case !v.Unfetched():
		return Invoice{}, ErrNotAwaited
	case !at.Before(v.FetchBy):
		return Invoice{}, ErrFetchLate
	}
	v.FetchedAt = instant(at)
	return v, nil
}

// Reverse cancels a paid invoice whose result nobody fetched in time; its payment is to be given back in full. It
// answers ErrNotAwaited if nobody waits for that, and ErrNotExpired before FetchBy.
func (v Invoice) Reverse(at time.Time) (Invoice, error) {
	switch {
	case !v.Unfetched():
		return Invoice{}, ErrNotAwaited
	case at.Before(v.FetchBy):
		return Invoice{}, ErrNotExpired
	}
	return v.end(Canceled, at), nil
}
