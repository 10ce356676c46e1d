package sandbox

import (
	"context"
	"slices"
	"strconv"

	"github.com/seqrpay/seqr/ach"
)

var _ ach.Notifier = (*Bank)(nil)

// Tell lets the bank tell something besides reports: that an account is to be named otherwise, that another bank took a fee, or what no
// order explains. Without an ID it gets one, without a day it is of today. A notice whose ID was told before is not told again.
func (b *Bank) Tell(n ach.Notice) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n.ID == "" {
		n.ID = "N" + strconv.Itoa(len(b.noticed)+1)
	}
	if n.On.IsZero() {
		n.On = b.today()
	}
	if !b.noticed[n.ID] {
		b.noticed[n.ID] = true
		b.notices = append(b.notices, n)
	}
}

// Notices lists what [Bank.Tell] was told and nobody has acknowledged, in that order.
func (b *Bank) Notices(ctx context.Context, limit int) ([]ach.Notice, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.notices[:min(len(b.notices), max(limit, 0))]), nil
}
