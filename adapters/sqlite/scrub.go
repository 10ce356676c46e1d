package sqlite

import (
	"context"
	"fmt"

	"github.com/seqrpay/seqr/internal/sqlstore"
	"github.com/seqrpay/seqr/store"
)

var _ store.Scrubber = (*Store)(nil)

// Scrub implements [store.Scrubber]. What a commit deletes or overwrites is overwritten in the database file itself
// (secure_delete); here the write-ahead log, which holds older pages, is written back and cut to nothing. While somebody
// reads an older state, or another process writes, that cannot be: the answer is store.ErrUnknown, to be tried again.
func (s *Store) Scrub(ctx context.Context) error {
	release, err := s.queue.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	if s.w.ended != nil {
		return s.w.ended
	}
	var busy int64
	err = s.w.query(func(row sqlstore.Row) error {
		busy = row.Cell(0).Number
		return nil
	}, "PRAGMA wal_checkpoint(TRUNCATE)", "")
	if err != nil {
		return fmt.Errorf("sqlite: scrub: %w", named(err))
	}
	if busy != 0 {
		return fmt.Errorf("sqlite: scrub: %w", store.ErrUnknown)
	}
	return nil
}
