package ach_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

var (
	payoutID   = ach.PayoutID{UUID: uuid.MustParse("01890000-0000-7000-8000-0000000000d1")}
	noCurrency = money.FromMinor(1, "")
)

func newPayout(t testing.TB) ach.Payout {
	t.Helper()
	p, err := ach.NewPayout(payoutID, ownerID, bankID, feesID, ledger.CashbackPayout, paymentID, usd(14_00), at)
	require.NoError(t, err)
	return p
}

func TestNewPayout(t *testing.T) {
	require.Equal(t, ach.Payout{
		ID: payoutID, Owner: ownerID, Bank: bankID, Source: feesID, Purpose: ledger.CashbackPayout, Subject: paymentID,
		Amount: usd(14_00), State: ach.PayoutDue, MadeAt: at,
	}, newPayout(t))
	for _, bad := range []money.Amount{usd(0), usd(-1), {}, noCurrency, usd(ach.MaxAmount + 1)} {
		_, err := ach.NewPayout(payoutID, ownerID, bankID, feesID, ledger.Refund, paymentID, bad, at)
		require.ErrorIs(t, err, ach.ErrAmount)
	}
	for name, build := range map[string]func() (ach.Payout, error){
		"ID": func() (ach.Payout, error) {
			return ach.NewPayout(ach.PayoutID{}, ownerID, bankID, feesID, ledger.Refund, paymentID, usd(1), at)
		},
		"owner": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, account.ID{}, bankID, feesID, ledger.Refund, paymentID, usd(1), at)
		},
		"bank": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, ownerID, ach.BankAccountID{}, feesID, ledger.Refund, paymentID, usd(1), at)
		},
		"source": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, ownerID, bankID, ledger.AccountID{}, ledger.Refund, paymentID, usd(1), at)
		},
		"purpose": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, ownerID, bankID, feesID, "", paymentID, usd(1), at)
		},
		"subject": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, ownerID, bankID, feesID, ledger.Refund, uuid.Nil, usd(1), at)
		},
		"time": func() (ach.Payout, error) {
			return ach.NewPayout(payoutID, ownerID, bankID, feesID, ledger.Refund, paymentID, usd(1), time.Time{})
		},
	} {
		got, err := build()
		require.ErrorIs(t, err, ach.ErrIncomplete, name)
		require.Zero(t, got)
	}
}

// Every state × every verb.
func TestPayoutMatrix(t *testing.T) {
	states := []ach.PayoutState{ach.PayoutDue, ach.PayoutSent, ach.PayoutSettled, ach.PayoutReturned, ""}
	for verb, tt := range map[string]struct {
		do   func(ach.Payout) (ach.Payout, error)
		want []any
	}{
		"send":   {ach.Payout.Send, []any{ach.PayoutSent, ach.PayoutSent, ach.ErrState, ach.ErrState, ach.ErrState}},
		"settle": {ach.Payout.Settle, []any{ach.ErrState, ach.PayoutSettled, ach.PayoutSettled, ach.ErrReportStale, ach.ErrState}},
		"return": {
			func(p ach.Payout) (ach.Payout, error) { return p.Return("R23") },
			[]any{ach.ErrState, ach.PayoutReturned, ach.PayoutReturned, ach.ErrReportStale, ach.ErrState},
		},
		"order": {func(p ach.Payout) (ach.Payout, error) {
			_, err := p.Order("Ann Lee", "1234567", newBank(), "SEQR Payments, Inc.", us())
			return p, err
		}, []any{ach.PayoutDue, ach.PayoutSent, ach.ErrState, ach.ErrState, ach.ErrState}},
	} {
		require.Len(t, tt.want, len(states), verb)
		for i, state := range states {
			before := newPayout(t)
			before.State = state
			after, err := tt.do(before)
			if want, refused := tt.want[i].(error); refused {
				require.ErrorIs(t, err, want, "%s %s", state, verb)
				require.Equal(t, before, after)
				continue
			}
			require.NoError(t, err, "%s %s", state, verb)
			require.Equal(t, tt.want[i], after.State, "%s %s", state, verb)
		}
	}
}

func TestPayoutOrder(t *testing.T) {
	p, bank := newPayout(t), newBank()
	p.MadeAt = time.Date(2026, 1, 17, 17, 0, 0, 0, time.UTC) // Saturday before a holiday
	o, err := p.Order("Ann Lee", "1234567", bank, "SEQR Payments, Inc.", us())
	require.NoError(t, err)
	require.Equal(t, ach.Order{
		ID: p.OrderID(), Direction: ach.CreditOrder, Amount: usd(14_00), Scheme: ach.ACH, Routing: "076401251", Number: "1234567", Type: ach.Checking,
		Holder: "Ann Lee", Company: "SEQR Payments, Inc.", Description: "CASHBACK", Attempt: 1, On: date(t, "2026-01-20"), Payout: payoutID,
	}, o)
	sent, err := p.Send()
	require.NoError(t, err)
	again, err := sent.Order("Ann Lee", "1234567", bank, "SEQR Payments, Inc.", us())
	require.NoError(t, err)
	require.Equal(t, o, again)

	_, err = p.Order("Ann Lee", "", bank, "SEQR Payments, Inc.", us())
	require.ErrorIs(t, err, ach.ErrOrder)
	bank.ID = ach.BankAccountID{}
	_, err = p.Order("Ann Lee", "1234567", bank, "SEQR Payments, Inc.", us())
	require.ErrorIs(t, err, ach.ErrOtherAccount)
}

func TestPayoutDescription(t *testing.T) {
	for purpose, want := range map[ledger.Purpose]string{
		ledger.Refund: "REFUND", ledger.Cashback: "CASHBACK", ledger.CashbackPayout: "CASHBACK", ledger.CashbackCorrection: "CASHBACK", ledger.OfferBenefit: "OFFER",
		ledger.PersonToPerson: "TRANSFER", ledger.Withdrawal: "WITHDRAWAL", ledger.MerchantPayout: "SETTLEMENT", ledger.Fee: "PAYOUT",
	} {
		p := newPayout(t)
		p.Purpose = purpose
		o, err := p.Order("Ann Lee", "1234567", newBank(), "SEQR Payments, Inc.", us())
		require.NoError(t, err)
		require.Equal(t, want, o.Description)
	}
}

func TestPayoutReport(t *testing.T) {
	p := newPayout(t)
	settled := ach.Report{ID: "S", Order: p.OrderID(), Kind: ach.ReportSettled, On: date(t, "2026-01-05"), Amount: usd(14_00)}
	back := ach.Report{ID: "R", Order: p.OrderID(), Kind: ach.ReportReturned, Code: "r03", On: date(t, "2026-01-06"), Amount: usd(14_00)}
	first, err := p.Report(settled)
	require.NoError(t, err, "before we noted that it was sent")
	require.Equal(t, ach.PayoutSettled, first.State)
	_, err = first.Report(settled)
	require.ErrorIs(t, err, ach.ErrReportStale)
	last, err := first.Report(back)
	require.NoError(t, err)
	require.Equal(t, ach.PayoutReturned, last.State)
	require.Equal(t, "R03", last.Code)
	for _, r := range []ach.Report{settled, back} {
		_, err = last.Report(r)
		require.ErrorIs(t, err, ach.ErrReportStale)
	}
	for name, spoil := range map[string]func(*ach.Report){
		"order":  func(r *ach.Report) { r.Order = "X" },
		"amount": func(r *ach.Report) { r.Amount = usd(1) },
		"kind":   func(r *ach.Report) { r.Kind = "" },
	} {
		r := settled
		spoil(&r)
		got, err := p.Report(r)
		require.ErrorIs(t, err, ach.ErrReport, name)
		require.Equal(t, p, got)
	}
}

// A return makes the receiving account invalid unless the fault was ours (MND-8).
func TestAccountRefused(t *testing.T) {
	p, err := newPayout(t).Send()
	require.NoError(t, err)
	require.False(t, p.AccountRefused(us()))
	for code, want := range map[string]bool{"R02": true, "R03": true, "R23": true, "R99": true, "R06": false, "R24": false} {
		back, err := p.Return(code)
		require.NoError(t, err)
		require.Equal(t, want, back.AccountRefused(us()), code)
	}
}
