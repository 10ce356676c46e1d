package seqr

import (
	"context"

	"github.com/seqrpay/seqr/audit"
)

// Audit recomputes every balance, limit, counter and state from the raw records, independently of
// the rules that wrote them, and reports what disagrees. Run it while nothing is written. It judges the whole store: where
// that is shared with systems of other markets, name these markets; audit.ErrMarket answers if one is missing.
func (s *System) Audit(ctx context.Context, others ...Market) (audit.Report, error) {
	programmes := audit.Programmes{}
	for _, m := range append(others, s.core.Market) {
		programmes[m.Code] = m.Cashback
	}
	return audit.Run(ctx, s.core.store.Store, programmes)
}
