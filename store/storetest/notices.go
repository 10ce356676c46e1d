package storetest

import (
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// noticesListed tells apart the notices of two merchants, and those that wait from those that are given up.
func noticesListed(t *trial) {
	mine, other := payment.MerchantID{UUID: newID()}, payment.MerchantID{UUID: newID()}
	waiting, givenUp := payment.NoticeState(newID().String()), payment.NoticeState(newID().String())
	var of, in, none []uuid.UUID
	for i := range 2*pageSize + 1 {
		for _, m := range []payment.MerchantID{mine, other} {
			n := payment.Notice{ID: payment.NoticeID{UUID: newID()}, Merchant: m, State: waiting}
			if m == other && i%2 == 0 {
				n.State = givenUp
			}
			t.commit(store.Changes{Notices: []payment.Notice{n}})
			if m == mine {
				of = append(of, n.ID.UUID)
			}
			if n.State == waiting {
				in = append(in, n.ID.UUID)
			}
		}
	}
	require.Equal(t, of, t.noticesOf(mine))
	require.Equal(t, none, t.noticesOf(payment.MerchantID{UUID: newID()}))
	require.Equal(t, in, t.noticesIn(waiting))
	require.Len(t, t.noticesIn(givenUp), pageSize+1)

	n, err := t.store.Notice(t.ctx, payment.NoticeID{UUID: of[0]})
	require.NoError(t, err)
	n.State = givenUp
	t.commit(store.Changes{Notices: []payment.Notice{n}})
	require.Equal(t, in[1:], t.noticesIn(waiting), "one that has ended is no longer among those that wait")
	require.Equal(t, of, t.noticesOf(mine))
}

func (t *trial) noticesOf(m payment.MerchantID) []uuid.UUID {
	t.Helper()
	return pages(t, func(after uuid.UUID) ([]payment.Notice, error) {
		return t.store.NoticesOf(t.ctx, m, payment.NoticeID{UUID: after}, pageSize)
	}, noticeID)
}

func (t *trial) noticesIn(s payment.NoticeState) []uuid.UUID {
	t.Helper()
	return pages(t, func(after uuid.UUID) ([]payment.Notice, error) {
		return t.store.NoticesIn(t.ctx, s, payment.NoticeID{UUID: after}, pageSize)
	}, noticeID)
}

func noticeID(n payment.Notice) uuid.UUID { return n.ID.UUID }
