package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

var unknownCases = []testCase{
	{"7: whatever a caller is told, the command's record tells the truth", recordTellsTruth},
}

// recordTellsTruth lets callers lose patience at any moment: who was told success finds the
// record, who was told anything but ErrUnknown finds none, and after ErrUnknown a repeat with
// the same key makes it certain. No cent moves twice.
func recordTellsTruth(t *trial) {
	const callers, calls = 16, 12
	payer, merchant := t.shop(callers * calls)
	random := rand.New(rand.NewPCG(7, 20260314))
	var work sync.WaitGroup
	for i := range callers {
		var patience []time.Duration
		for range calls {
			patience = append(patience, time.Duration(random.IntN(3_000))*time.Microsecond)
		}
		work.Go(func() {
			for n, p := range patience {
				c := store.Changes{Command: command(fmt.Sprint(i, "/", n)), Transfers: []ledger.Transfer{move(payer, merchant, 1)}}
				t.impatient(c, p)
			}
		})
	}
	work.Wait()
	require.EqualValues(t, -callers*calls, t.audited(payer).Balance)
}

func (t *trial) impatient(c store.Changes, patience time.Duration) {
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	err := t.store.Commit(ctx, c)
	if oneOf(err, store.ErrUnknown) {
		err = t.store.Commit(t.ctx, c) // the same key: one of the two was it
		assert.True(t, err == nil || oneOf(err, store.ErrExists), "%v", err)
		err = nil
	}
	_, missing := t.store.Command(t.ctx, c.Command.Scope, c.Command.Key)
	if err == nil {
		assert.NoError(t, missing)
		return
	}
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorIs(t, missing, store.ErrNotFound)
	assert.NoError(t, t.store.Commit(t.ctx, c))
}
