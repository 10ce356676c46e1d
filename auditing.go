package seqr

import (
	"context"

	"github.com/seqrpay/seqr/audit"
)

// Audit recomputes every balance, limit, counter and state from the raw records, independently of
// the rules that wrote them, and reports what disagrees. Run it while nothing is written.
func (s *System) Audit(ctx context.Context) (audit.Report, error) {
	return audit.Run(ctx, s.core.store, s.core.Market.Cashback)
}
