package seqr

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// AllowScans lets the owner of an account scan a document again, after as many scans were refused as the market takes [IDV-4].
// It answers identity.ErrScansLeft if nothing keeps the owner from it, and account.ErrClosed.
func (s *Support) AllowScans(ctx context.Context, r SupportRequest) (ScanView, error) {
	c := s.c
	act, err := c.action(r, "allow scans")
	if err != nil {
		return ScanView{}, err
	}
	return execute(ctx, c, s.command("allow_scans", r), func(ctx context.Context, now round, ch *store.Changes) (ScanView, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return ScanView{}, err
		}
		if a.State == account.Closed {
			return ScanView{}, refuse(account.ErrClosed)
		}
		scan, err := c.store.LatestScan(ctx, a.ID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return ScanView{}, err
		}
		if scan, err = scan.AllowMore(c.Market.Identity.Documents); err != nil {
			return ScanView{}, refuse(err)
		}
		ch.Scans = []identity.Scan{scan}
		ch.Actions = []account.Action{act}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return c.scanView(scan, now.At), c.tellInto(ch, a, "Scan your document again", "Customer service lets you scan your identity document for SEQR again.", now.At)
	})
}
