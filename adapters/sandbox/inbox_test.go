package sandbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
)

func TestPhone(t *testing.T) {
	p := sandbox.NewPhone()
	_, ok := p.Last("+18015550123")
	require.False(t, ok)
	require.Empty(t, p.Code("+18015550123"))
	first := account.Message{ID: "1", To: "+18015550123", Text: "Your SEQR code is 123456. It is valid for 10 minutes."}
	second := account.Message{ID: "2", To: "+18015550123", Text: "2.40 USD cashback. Questions? +1 801 555-0199, account 123456789."}
	for _, m := range []account.Message{first, first, second, first} {
		require.NoError(t, p.SendSMS(t.Context(), m))
	}
	require.Equal(t, []account.Message{first, second}, p.Messages("+18015550123"), "each once")
	last, ok := p.Last("+18015550123")
	require.True(t, ok)
	require.Equal(t, second, last)
	require.Empty(t, p.Messages("+18015550124"))
}

func TestPhoneCode(t *testing.T) {
	p := sandbox.NewPhone()
	for id, tt := range map[string][2]string{
		"a": {"Your SEQR code is 123456. Call +1 801 555-0199.", "123456"},
		"b": {"Code: 0042, valid for 10 minutes", "0042"},
		"c": {"(12345678)", "12345678"},
		"d": {"We will try once more on 2026-01-09. You owe 1234.56 USD, call 1-801-555-0199 or +18015550199.", ""},
		"e": {"123 123456789 X1234", ""},
		"f": {"", ""},
	} {
		require.NoError(t, p.SendSMS(t.Context(), account.Message{ID: id, To: id, Text: tt[0]}))
		require.Equal(t, tt[1], p.Code(id), tt[0])
	}
	require.NoError(t, p.SendSMS(t.Context(), account.Message{ID: "later", To: "a", Text: "Thank you"}))
	require.Equal(t, "123456", p.Code("a"), "a later message without a code hides none")
}

// A message never reaches anybody else, whatever comes under its ID.
func TestMessageReused(t *testing.T) {
	p := sandbox.NewPhone()
	require.NoError(t, p.SendSMS(t.Context(), account.Message{ID: "1", To: "+1", Text: "a"}))
	require.ErrorIs(t, p.SendSMS(t.Context(), account.Message{ID: "1", To: "+2", Text: "a"}), sandbox.ErrMessageReused)
	require.ErrorIs(t, p.SendSMS(t.Context(), account.Message{ID: "1", To: "+1", Text: "b"}), sandbox.ErrMessageReused)
	require.Empty(t, p.Messages("+2"))
	require.Len(t, p.Messages("+1"), 1)
}

func TestMailbox(t *testing.T) {
	b := sandbox.NewMailbox()
	m := account.Message{ID: "1", To: "ann@example.com", Subject: "Welcome", Text: "Hello"}
	require.NoError(t, b.SendMail(t.Context(), m))
	require.NoError(t, b.SendMail(t.Context(), m))
	got, ok := b.Last("ann@example.com")
	require.True(t, ok)
	require.Equal(t, m, got)
	require.Len(t, b.Messages("ann@example.com"), 1)
}

func TestInboxFails(t *testing.T) {
	down, cut := errors.New("down"), errors.New("cut")
	p := sandbox.NewPhone()
	m := account.Message{ID: "1", To: "+1", Text: "a"}
	p.Fail(1, down)
	require.ErrorIs(t, p.SendSMS(t.Context(), m), down)
	require.Empty(t, p.Messages("+1"))
	p.LoseAnswer(1, cut)
	require.ErrorIs(t, p.SendSMS(t.Context(), m), cut)
	require.NoError(t, p.SendSMS(t.Context(), m))
	require.Len(t, p.Messages("+1"), 1)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.SendSMS(ctx, account.Message{ID: "2", To: "+1"}), context.Canceled)
	require.Len(t, p.Messages("+1"), 1)
}

func TestInboxBelongsToTheReader(t *testing.T) {
	p := sandbox.NewPhone()
	require.NoError(t, p.SendSMS(t.Context(), account.Message{ID: "1", To: "+1", Text: "a"}))
	p.Messages("+1")[0].Text = "changed"
	require.Equal(t, "a", p.Messages("+1")[0].Text)
}

func TestInboxConcurrently(t *testing.T) {
	p := sandbox.NewPhone()
	var wg sync.WaitGroup
	for range 8 {
		for _, id := range []string{"1", "2", "3"} {
			wg.Go(func() { _ = p.SendSMS(t.Context(), account.Message{ID: id, To: "+1", Text: id}) })
		}
	}
	wg.Wait()
	require.Len(t, p.Messages("+1"), 3)
}
