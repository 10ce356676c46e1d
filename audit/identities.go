package audit

import (
	"context"
	"errors"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

// auditIdentities checks the one-ID rule: a document of two open accounts blocks all of them.
func (a *auditor) auditIdentities(ctx context.Context) error {
	return all(ctx, a.read.IDRecordList, func(r identity.IDRecord) account.Tag { return r.ID }, func(r identity.IDRecord) {
		var open []account.Account
		for _, id := range r.Accounts {
			if acc, known := a.accounts[id]; known && acc.State != account.Closed {
				open = append(open, acc)
			}
		}
		if len(open) < 2 {
			return
		}
		for _, acc := range open {
			if !blocked(acc, account.DuplicateID) {
				a.found("one identity, one account", "account "+acc.ID.String(), "shares its document with %d others and is not blocked", len(open)-1)
			}
		}
	})
}

func isNotFound(err error) bool {
	var k interface{ FaultKind() fault.Kind }
	return errors.As(err, &k) && k.FaultKind() == fault.NotFound
}
