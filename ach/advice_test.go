package ach_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

func notice(t testing.TB, k ach.NoticeKind) ach.Notice {
	t.Helper()
	return ach.Notice{ID: "N1", Kind: k, Order: "ORDER", Code: " r77 ", On: date(t, "2026-01-06"), Amount: usd(5_00), Text: "what it says"}
}

func TestNoticeCheck(t *testing.T) {
	for _, k := range []ach.NoticeKind{ach.NoticeCorrection, ach.NoticeCharge, ach.NoticeUnmatched} {
		n := notice(t, k)
		require.NoError(t, n.Check())
		require.False(t, n.Corrects())
		n.On = civil.Date{}
		require.Equal(t, k != ach.NoticeUnmatched, n.Check() != nil, k)
		n.ID = ""
		require.ErrorIs(t, n.Check(), ach.ErrReport)
		for _, part := range []ach.Notice{{Kind: k, Routing: "1"}, {Kind: k, Number: "1"}, {Kind: k, Type: "1"}} {
			require.Equal(t, k == ach.NoticeCorrection, part.Corrects())
		}
	}
	require.ErrorIs(t, ach.Notice{ID: "N1", On: date(t, "2026-01-06")}.Check(), ach.ErrReport)
}

// Every state is asked to be resolved: only an open one is.
func TestAdvice(t *testing.T) {
	id, text := ach.AdviceID{UUID: uuid.UUID{9}}, []byte("sealed")
	for _, s := range []ach.AdviceState{ach.AdviceBooked, ach.AdviceStale, ach.AdviceOpen} {
		keeps := text
		if s != ach.AdviceOpen {
			keeps = nil
		}
		v, err := ach.NewAdvice(id, "US", notice(t, ach.NoticeUnmatched), s, keeps, at)
		require.NoError(t, err)
		require.Equal(t, "R77", v.Code)
		v = v.About(uuid.UUID{8}, account.ID{UUID: uuid.UUID{7}})
		ended, err := v.Resolve("agent 7", "credited by hand", at.Add(time.Hour))
		if s != ach.AdviceOpen {
			require.ErrorIs(t, err, ach.ErrState)
			require.Equal(t, v, ended)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, ach.AdviceResolved, ended.State)
		require.Empty(t, ended.Text)
		require.Equal(t, at.Add(time.Hour), ended.EndedAt)
		_, err = ended.Resolve("agent 7", "again", at)
		require.ErrorIs(t, err, ach.ErrState)
		for _, bad := range []struct{ agent, why string }{{"", "why"}, {"agent", ""}} {
			_, err = v.Resolve(bad.agent, bad.why, at)
			require.ErrorIs(t, err, ach.ErrIncomplete)
		}
	}
	for name, err := range map[string]error{
		"no ID":             second(ach.NewAdvice(ach.AdviceID{}, "US", notice(t, ach.NoticeCharge), ach.AdviceBooked, nil, at)),
		"no time":           second(ach.NewAdvice(id, "US", notice(t, ach.NoticeCharge), ach.AdviceBooked, nil, time.Time{})),
		"resolved at once":  second(ach.NewAdvice(id, "US", notice(t, ach.NoticeCharge), ach.AdviceResolved, nil, at)),
		"open without text": second(ach.NewAdvice(id, "US", notice(t, ach.NoticeCharge), ach.AdviceOpen, nil, at)),
		"booked with text":  second(ach.NewAdvice(id, "US", notice(t, ach.NoticeCharge), ach.AdviceBooked, text, at)),
	} {
		require.ErrorIs(t, err, ach.ErrIncomplete, name)
	}
	require.ErrorIs(t, second(ach.NewAdvice(id, "US", ach.Notice{}, ach.AdviceOpen, text, at)), ach.ErrReport)
}

func second[A any](_ A, err error) error { return err }

// Only a credit that the bank was not given yet goes to another account.
func TestRedirect(t *testing.T) {
	p := newPayout(t)
	elsewhere := ach.BankAccountID{UUID: uuid.UUID{5}}
	moved, err := p.Redirect(elsewhere)
	require.NoError(t, err)
	require.Equal(t, elsewhere, moved.Bank)
	require.Equal(t, p.OrderID(), moved.OrderID())
	_, err = p.Redirect(ach.BankAccountID{})
	require.ErrorIs(t, err, ach.ErrIncomplete)
	sent, err := p.Send()
	require.NoError(t, err)
	settled, err := sent.Settle()
	require.NoError(t, err)
	back, err := sent.Return("R03")
	require.NoError(t, err)
	for _, late := range []ach.Payout{sent, settled, back} {
		got, err := late.Redirect(elsewhere)
		require.ErrorIs(t, err, ach.ErrState)
		require.Equal(t, late, got)
	}
}
