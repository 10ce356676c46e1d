package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func TestApproveAtMostOnce(t *testing.T) { // PAY-6
	v := issued()
	first, err := v.Approve(ann, paymentID, 1, usd(702), at)
	require.NoError(t, err)
	require.Equal(t, ann, first.Payer)
	require.Equal(t, at, first.EndedAt)

	other := payment.PaymentID{UUID: id(55)}
	_, err = first.Approve(ben, other, 1, usd(702), at)
	_, err2 := first.Approve(ann, paymentID, 1, usd(702), at)
	_, err3 := first.Approve(ben, other, 7, usd(1), at)
	requireAll(t, payment.ErrPaid, err, err2, err3)
	_, err = inState(payment.Reserved).Approve(ben, other, 1, usd(702), at)
	require.ErrorIs(t, err, payment.ErrReserved)
}

func TestApproveWhatWasShown(t *testing.T) { // PAY-5
	v := must(issued().Update(payment.Draft{Total: usd(700)}, payment.DefaultPolicy(), at))
	for _, c := range []struct {
		revision int64
		total    money.Amount
	}{
		{1, usd(702)},
		{1, usd(700)},
		{2, usd(702)},
		{3, usd(700)},
		{2, money.FromMinor(700, money.EUR)},
		{2, money.Amount{}},
		{0, usd(700)},
	} {
		_, err := v.Approve(ann, paymentID, c.revision, c.total, at)
		_, err2 := v.Reserve(ann, paymentID, holdID, c.revision, c.total, payment.DefaultPolicy(), at)
		requireAll(t, payment.ErrStale, err, err2)
	}
	_, err := v.Approve(ann, paymentID, 2, usd(700), at)
	require.NoError(t, err)
}

func TestApproveUntilTheTimeIsOver(t *testing.T) {
	v := issued()
	last, over := v.ExpiresAt.Add(-time.Microsecond), v.ExpiresAt
	require.True(t, v.Open(last))
	require.Equal(t, payment.Issued, v.StateAt(last))
	require.False(t, v.Open(over))
	require.Equal(t, payment.Expired, v.StateAt(over))

	_, err := v.Approve(ann, paymentID, 1, v.Total, last)
	require.NoError(t, err)
	_, err = v.Approve(ann, paymentID, 1, v.Total, over)
	require.ErrorIs(t, err, payment.ErrExpired)
}

func TestModesOfApproval(t *testing.T) {
	type approval struct{ approve, reserve error }
	for mode, want := range map[payment.Mode]approval{
		payment.ImmediateDebit:         {nil, payment.ErrMode},
		payment.ReservationDesired:     {nil, nil},
		payment.ReservationRequired:    {payment.ErrMode, nil},
		payment.ReservationPreliminary: {payment.ErrMode, nil},
	} {
		d := breadAndCard()
		d.Mode = mode
		v := must(issue(d))
		_, err := v.Approve(ann, paymentID, 1, v.Total, at)
		require.ErrorIs(t, err, want.approve, mode)
		_, err = v.Reserve(ann, paymentID, holdID, 1, v.Total, payment.DefaultPolicy(), at)
		require.ErrorIs(t, err, want.reserve, mode)
	}
}

func TestWhomTheMerchantWantsToBeAskedAbout(t *testing.T) {
	for _, c := range []struct {
		ack  payment.Acknowledgment
		card []byte
		want payment.State
	}{
		{payment.NoAcknowledgment, nil, payment.Issued},
		{payment.NoAcknowledgment, []byte("card"), payment.Issued},
		{payment.OptionalAcknowledgment, nil, payment.Issued},
		{payment.OptionalAcknowledgment, []byte("card"), payment.PendingAcknowledge},
		{payment.RequireAcknowledgment, nil, payment.PendingAcknowledge},
		{payment.RequireAcknowledgment, []byte("card"), payment.PendingAcknowledge},
	} {
		d := breadAndCard()
		d.Ack = c.ack
		v := must(must(issue(d)).Ask(ann, c.card, at))
		require.Equal(t, c.want, v.State, "%s, card: %s", c.ack, c.card)
		asked := c.want == payment.PendingAcknowledge
		require.Equal(t, asked, v.Payer == ann)
		require.Equal(t, asked && c.card != nil, v.Membership != nil, "told only if the merchant is asked")
		require.Nil(t, must(v.Cancel(at)).Membership, "and forgotten when it ends")
		require.Equal(t, int64(1), v.Revision, "nothing was edited")
	}
}

func TestAnAcknowledgedInvoiceIsForOnePayer(t *testing.T) { // LOY-1, LOY-2
	p := payment.DefaultPolicy()
	other := payment.PaymentID{UUID: id(55)}
	pending := inState(payment.PendingAcknowledge)
	_, err := pending.Ask(ben, []byte("card"), at)
	_, err2 := pending.Decline(ben, at)
	requireAll(t, payment.ErrOtherPayer, err, err2)
	require.True(t, pending.Open(at))

	lowered := must(pending.Update(payment.Draft{Total: usd(650)}, p, at))
	require.Equal(t, payment.Issued, lowered.State)
	require.Equal(t, lowered, must(lowered.Ask(ann, []byte("card"), at)), "asked once is enough")
	_, err = lowered.Ask(ben, []byte("card"), at)
	_, err2 = lowered.Approve(ben, other, 2, usd(650), at)
	_, err3 := lowered.Reserve(ben, other, holdID, 2, usd(650), p, at)
	_, err4 := lowered.Decline(ben, at)
	requireAll(t, payment.ErrOtherPayer, err, err2, err3, err4)
	require.Equal(t, payment.Paid, must(lowered.Approve(ann, paymentID, 2, usd(650), at)).State)
}

func TestRequiredAcknowledgmentCannotBePassedBy(t *testing.T) {
	d := breadAndCard()
	d.Ack = payment.RequireAcknowledgment
	v := must(issue(d))
	_, err := v.Approve(ann, paymentID, 1, v.Total, at)
	_, err2 := v.Reserve(ann, paymentID, holdID, 1, v.Total, payment.DefaultPolicy(), at)
	requireAll(t, payment.ErrPending, err, err2)
}

func TestReservationTimes(t *testing.T) {
	p := payment.DefaultPolicy()
	for _, c := range []struct {
		asked time.Duration
		want  time.Duration
	}{
		{0, p.ReserveFor},
		{time.Second, time.Second},
		{p.MaxReserve, p.MaxReserve},
	} {
		d := breadAndCard()
		d.HoldFor = c.asked
		v := must(must(issue(d)).Reserve(ann, paymentID, holdID, 1, d.Total, p, at))
		require.Equal(t, at.Add(c.want), v.HoldUntil)
		require.Equal(t, holdID, v.Hold)
		require.Equal(t, payment.Reserved, v.StateAt(v.HoldUntil.Add(-1)))
		require.Equal(t, payment.Expired, v.StateAt(v.HoldUntil))
		require.False(t, v.Open(at))
	}
	d := breadAndCard()
	d.HoldFor = p.MaxReserve
	v := must(issue(d))
	p.MaxReserve = p.ReserveFor // the market has changed its mind since
	require.Equal(t, at.Add(p.MaxReserve), must(v.Reserve(ann, paymentID, holdID, 1, d.Total, p, at)).HoldUntil)
}

func TestCommit(t *testing.T) {
	v := inState(payment.Reserved)
	all := must(v.Commit(money.Amount{}, at))
	require.Equal(t, must(v.Commit(usd(702), at)), all)
	require.Equal(t, v.Rows, all.Rows)
	require.Equal(t, int64(1), all.Revision)
	require.Equal(t, holdID, all.Hold)

	part := must(v.Commit(usd(1), at))
	require.Equal(t, usd(1), part.Total)
	require.Empty(t, part.Rows)
	require.Equal(t, int64(2), part.Revision)

	_, err := v.Commit(usd(703), at)
	_, err2 := v.Commit(usd(0), at)
	_, err3 := v.Commit(usd(-1), at)
	requireAll(t, payment.ErrAmount, err, err2, err3)
	_, err = v.Commit(money.FromMinor(702, money.EUR), at)
	require.ErrorIs(t, err, payment.ErrCurrency)
	_, err = v.Commit(usd(702), v.HoldUntil)
	require.ErrorIs(t, err, payment.ErrNotReserved)
}

func TestExpireTellsWhenTheTimeWasOver(t *testing.T) {
	late := at.Add(365 * 24 * time.Hour)
	open := must(issued().Expire(late))
	require.Equal(t, issued().ExpiresAt, open.EndedAt)
	held := must(inState(payment.Reserved).Expire(late))
	require.Equal(t, held.HoldUntil, held.EndedAt)
}

func TestTheClockGoesBack(t *testing.T) {
	before := at.Add(-time.Hour)
	for _, s := range declaredStates(t) {
		v := inState(s)
		if s.Ended() {
			require.Equal(t, s, v.StateAt(before))
			require.False(t, v.Open(before))
		}
	}
	require.Equal(t, at, must(issued().Cancel(before)).EndedAt, "it did not end before it began")
}

func TestNobodyApprovesNothing(t *testing.T) {
	v, p := issued(), payment.DefaultPolicy()
	_, e1 := v.Ask(account.ID{}, nil, at)
	_, e2 := v.Approve(account.ID{}, paymentID, 1, v.Total, at)
	_, e3 := v.Approve(ann, payment.PaymentID{}, 1, v.Total, at)
	_, e4 := v.Reserve(account.ID{}, paymentID, holdID, 1, v.Total, p, at)
	_, e5 := v.Reserve(ann, payment.PaymentID{}, holdID, 1, v.Total, p, at)
	_, e6 := v.Reserve(ann, paymentID, ledger.TransferID{}, 1, v.Total, p, at)
	_, e7 := v.Decline(account.ID{}, at)
	requireAll(t, payment.ErrID, e1, e2, e3, e4, e5, e6, e7)
}

// TestAnyHistoryOfAnInvoice walks verbs at random, by a clock that jumps, and checks what must
// hold whatever happens.
func TestAnyHistoryOfAnInvoice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := breadAndCard()
		d.Mode = rapid.SampledFrom([]payment.Mode{payment.ImmediateDebit, payment.ReservationDesired, payment.ReservationRequired}).Draw(t, "mode")
		d.Ack = rapid.SampledFrom([]payment.Acknowledgment{payment.NoAcknowledgment, payment.OptionalAcknowledgment, payment.RequireAcknowledgment}).Draw(t, "ack")
		v := must(issue(d))
		approvals := 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			next, err := anyVerb(t, v)
			if err != nil {
				require.Equal(t, payment.Invoice{}, next)
				continue
			}
			require.False(t, v.State.Ended(), "something led out of %s", v.State)
			require.GreaterOrEqual(t, next.Revision, v.Revision)
			require.True(t, v.Payer == account.ID{} || next.Payer == v.Payer, "the payer has changed")
			if v.Payment != next.Payment {
				approvals++
			}
			if v.State == payment.Reserved {
				require.LessOrEqual(t, next.Total.Minor(), v.Total.Minor())
			}
			if next.Digest() != v.Digest() {
				require.Greater(t, next.Revision, v.Revision, "content changed without a new revision")
			}
			require.True(t, next.Total.IsPositive())
			require.Equal(t, next.State.Ended(), !next.EndedAt.IsZero())
			require.False(t, !next.EndedAt.IsZero() && next.EndedAt.Before(next.IssuedAt))
			v = next
		}
		require.LessOrEqual(t, approvals, 1)
		require.True(t, v.State != payment.Paid || approvals == 1)
	})
}

func anyVerb(t *rapid.T, v payment.Invoice) (payment.Invoice, error) {
	p := payment.DefaultPolicy()
	now := at.Add(time.Duration(rapid.Int64Range(-60, 40*24*60).Draw(t, "minute")) * time.Minute)
	if rapid.Bool().Draw(t, "soon") {
		now = at.Add(time.Minute)
	}
	payer := rapid.SampledFrom([]account.ID{ann, ben}).Draw(t, "payer")
	amount := usd(rapid.Int64Range(-1, 800).Draw(t, "amount"))
	revision := v.Revision - rapid.Int64Range(0, 1).Draw(t, "stale")
	pay := payment.PaymentID{UUID: id(rapid.Uint64Range(100, 200).Draw(t, "payment"))}
	switch rapid.IntRange(0, 8).Draw(t, "verb") {
	case 0:
		return v.Ask(payer, rapid.SampledFrom([][]byte{nil, []byte("card")}).Draw(t, "card"), now)
	case 1:
		return v.Update(payment.Draft{Total: amount}, p, now)
	case 2:
		return v.Approve(payer, pay, revision, v.Total, now)
	case 3:
		return v.Reserve(payer, pay, holdID, revision, v.Total, p, now)
	case 4:
		return v.Commit(amount, now)
	case 5:
		return v.Cancel(now)
	case 6:
		return v.Decline(payer, now)
	case 7:
		return v.Fail(now)
	default:
		return v.Expire(now)
	}
}
