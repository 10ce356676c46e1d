package seqr_test

import (
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

func badEndpoint(c *cast) []bad {
	set := func(m payment.MerchantID, url string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.SetEndpoint(c.ctx, seqr.EndpointRequest{Key: k, Merchant: m, URL: url})
			return err
		}
	}
	mine := c.till("Quiet Shop").merchant.ID
	list := append(shapes(set(mine, hook)),
		refused("unknown merchant", func() error { return set(payment.MerchantID{UUID: newUUID()}, hook)(c.key()) }, store.ErrNotFound, seqr.NotFound),
		c.reused(set(mine, hook), set(mine, hook+"/2")),
	)
	for what, url := range map[string]string{
		"no URL": "", "plain text": "http://grocery.example/hooks", "no host": "https:///hooks", "a path": "/hooks", "another scheme": "ftp://grocery.example",
		"credentials": "https://me:secret@grocery.example", "a fragment": hook + "#part", "2,049 characters": hook + strings.Repeat("x", 2049-len(hook)),
		"not a URL": "https://grocery.example/%zz", "an opaque one": "https:grocery.example",
	} {
		list = append(list, refused(what, func() error { return set(mine, url)(c.key()) }, payment.ErrEndpointURL, seqr.Invalid))
	}
	return list
}

func badRotation(c *cast) []bad {
	rotate := func(m payment.MerchantID, overlap time.Duration) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.RotateSecret(c.ctx, seqr.RotateSecretRequest{Key: k, Merchant: m, Overlap: overlap})
			return err
		}
	}
	now := func(m payment.MerchantID, overlap time.Duration) func() error {
		return func() error { return rotate(m, overlap)(c.key()) }
	}
	mine := c.till("Turning Shop")
	mine.listens(hook)
	removed := c.till("Silent Shop")
	removed.listens(hook)
	_, err := c.sys.Merchants.RemoveEndpoint(c.ctx, seqr.EndpointAction{Key: c.key(), Merchant: removed.merchant.ID})
	require.NoError(c.t, err)
	return append(shapes(rotate(mine.merchant.ID, 0)),
		refused("no endpoint", now(c.shop.merchant.ID, 0), payment.ErrNoEndpoint, seqr.NotFound),
		refused("one that was removed", now(removed.merchant.ID, 0), payment.ErrNoEndpoint, seqr.NotFound),
		refused("less than no overlap", now(mine.merchant.ID, -1), seqr.ErrRequest, seqr.Invalid),
		refused("more than 7 days", now(mine.merchant.ID, 7*24*time.Hour+1), seqr.ErrRequest, seqr.Invalid),
		c.reused(rotate(mine.merchant.ID, 0), rotate(mine.merchant.ID, time.Hour)),
	)
}

func badRemoval(c *cast) []bad {
	remove := func(m payment.MerchantID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.RemoveEndpoint(c.ctx, seqr.EndpointAction{Key: k, Merchant: m})
			return err
		}
	}
	mine := c.till("Leaving Shop")
	mine.listens(hook)
	return append(shapes(remove(mine.merchant.ID)),
		refused("no endpoint", func() error { return remove(c.shop.merchant.ID)(c.key()) }, payment.ErrNoEndpoint, seqr.NotFound),
		refused("no merchant", func() error { return remove(payment.MerchantID{})(c.key()) }, payment.ErrNoEndpoint, seqr.NotFound),
	)
}

// badNoticeResend has a notice that waits, and one whose merchant has no endpoint any more.
func badNoticeResend(c *cast) []bad {
	resend := func(id payment.NoticeID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Resend(c.ctx, seqr.ResendRequest{Key: k, Notice: id})
			return err
		}
	}
	written := func(name string, state payment.NoticeState) payment.NoticeID {
		t := c.till(name)
		t.listens(hook)
		n := payment.Notice{
			ID: payment.NoticeID{UUID: newUUID()}, Merchant: t.merchant.ID, State: state, Since: c.clock.Now(),
			Fact: payment.Fact{Kind: payment.InvoicePaid, Merchant: t.merchant.ID, At: c.clock.Now(), Amount: usd("1.00")},
		}
		require.NoError(c.t, c.store.Commit(c.ctx, store.Changes{Notices: []payment.Notice{n}}))
		if state == payment.NoticeGivenUp {
			_, err := c.sys.Merchants.RemoveEndpoint(c.ctx, seqr.EndpointAction{Key: c.key(), Merchant: t.merchant.ID})
			require.NoError(c.t, err)
		}
		return n.ID
	}
	waiting, homeless := written("Patient Shop", payment.NoticeWaiting), written("Gone Shop", payment.NoticeGivenUp)
	return append(shapes(resend(waiting)),
		refused("unknown notice", func() error { return resend(payment.NoticeID{UUID: newUUID()})(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("no notice", func() error { return resend(payment.NoticeID{})(c.key()) }, payment.ErrNotFound, seqr.NotFound),
		refused("one that waits", func() error { return resend(waiting)(c.key()) }, payment.ErrNoticeWaits, seqr.State),
		refused("no endpoint any more", func() error { return resend(homeless)(c.key()) }, payment.ErrNoEndpoint, seqr.NotFound),
	)
}
