package seqr_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/smsgateway"
	"github.com/seqrpay/seqr/store"
)

// stubborn is a gateway that answers every message alike.
type stubborn struct {
	err   error
	asked int
}

func (s *stubborn) SendSMS(context.Context, account.Message) error {
	s.asked++
	return s.err
}

// A message that is refused for what it is does not come back; one that could not be delivered now does.
func TestRefusedMessagesAreGivenUp(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		asked  int
		left   int
	}{
		"refused for good": {smsgateway.ErrRefused, 1, 0},
		"gateway is down":  {smsgateway.ErrUnavailable, 2, 1},
		"somebody else's":  {errors.New("no route to host"), 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldOn(t, memory.New())
			gateway := &stubborn{err: c.answer}
			cfg := w.config(seqr.Demo(seqr.UnitedStates()))
			cfg.SMS = gateway
			sys, err := seqr.New(cfg)
			require.NoError(t, err)
			w.sys = sys
			start := (&cast{world: w}).stranger("+18015550101").startRequest()
			start.Key = w.key()
			_, err = sys.Accounts.Start(w.ctx, start)
			require.NoError(t, err)
			for range 2 {
				_, err = sys.Step(w.ctx)
				require.NoError(t, err)
				w.clock.Advance(2 * time.Minute)
			}
			pending, err := w.store.Pending(w.ctx, store.EventID{}, 10)
			require.NoError(t, err)
			require.Equal(t, c.asked, gateway.asked)
			require.Len(t, pending, c.left)
		})
	}
}
