package seqr_test

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/payment"
)

// tells has a merchant told of an invoice: the first time in vain.
func (e *echo) tells(t *till, h *hooks) {
	e.t.Helper()
	merchants, m := e.sys.Merchants, t.merchant.ID
	twice(e, "Merchants.SetEndpoint", func(k seqr.Key) (seqr.EndpointStatus, error) {
		return merchants.SetEndpoint(e.ctx, seqr.EndpointRequest{Key: k, Merchant: m, URL: hook})
	})
	twice(e, "Merchants.RotateSecret", func(k seqr.Key) (seqr.EndpointStatus, error) {
		return merchants.RotateSecret(e.ctx, seqr.RotateSecretRequest{Key: k, Merchant: m})
	})
	h.fail(hook, payment.ErrText)
	_, err := merchants.Cancel(e.ctx, t.action(t.ask("1.00")))
	require.NoError(e.t, err)
	e.settle()
	h.fail(hook, nil)
	lost := t.notices()[0].ID
	twice(e, "Merchants.Resend", func(k seqr.Key) (payment.Notice, error) {
		return merchants.Resend(e.ctx, seqr.ResendRequest{Key: k, Notice: lost})
	})
	e.settle()
	twice(e, "Merchants.RemoveEndpoint", func(k seqr.Key) (seqr.EndpointStatus, error) {
		return merchants.RemoveEndpoint(e.ctx, seqr.EndpointAction{Key: k, Merchant: m})
	})
}
