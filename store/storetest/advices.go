package storetest

import (
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/store"
)

// advicesOpen tells those that wait for the operator from all others, and from one that has waited.
func advicesOpen(t *trial) {
	var want []uuid.UUID
	var last ach.AdviceID
	for range 2*pageSize + 1 {
		for _, s := range []ach.AdviceState{ach.AdviceBooked, ach.AdviceOpen, ach.AdviceStale, ach.AdviceResolved} {
			last = ach.AdviceID{UUID: newID()}
			t.commit(store.Changes{Advices: []ach.Advice{{ID: last, Market: home, State: s}}})
			if s == ach.AdviceOpen {
				want = append(want, last.UUID)
			}
		}
	}
	require.Equal(t, want, t.openAdvices())
	first, err := t.store.Advice(t.ctx, ach.AdviceID{UUID: want[0]})
	require.NoError(t, err)
	first.State = ach.AdviceResolved
	t.commit(store.Changes{Advices: []ach.Advice{first}})
	require.Equal(t, want[1:], t.openAdvices())
}

func (t *trial) openAdvices() []uuid.UUID {
	t.Helper()
	return pages(t, func(after uuid.UUID) ([]ach.Advice, error) {
		return t.store.AdvicesOpen(t.ctx, home, ach.AdviceID{UUID: after}, pageSize)
	}, func(v ach.Advice) uuid.UUID { return v.ID.UUID })
}
