package storetest

import (
	"context"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/store"
)

// insistent lists what the operator has dealt with among what waits.
type insistent struct{ store.Store }

func (s insistent) AdvicesOpen(ctx context.Context, _ string, after ach.AdviceID, limit int) ([]ach.Advice, error) {
	return s.AdviceList(ctx, after, limit)
}
