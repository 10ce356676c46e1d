package sandbox

import (
	"context"
	"fmt"
	"sync"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Cards is a card acquirer that knows the payments it was told. It is safe for concurrent use.
type Cards struct {
	mu    sync.Mutex
	known map[string]payment.CardPayment
	down  error
}

var _ payment.Cards = (*Cards)(nil)

// NewCards makes an acquirer that knows no payment.
func NewCards() *Cards { return &Cards{known: map[string]payment.CardPayment{}} }

// Pay is a card payment for an account that its owner authenticated with 3-D Secure and that was captured. It answers the acquirer's reference.
func (c *Cards) Pay(whose account.ID, amount money.Amount) string {
	return c.Record(payment.CardPayment{For: whose, Captured: true, ECI: "05", Amount: amount})
}

// Record makes any payment known, such as one that failed, and answers its reference.
func (c *Cards) Record(p payment.CardPayment) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	p.Reference = fmt.Sprintf("card-payment-%d", len(c.known)+1)
	c.known[p.Reference] = p
	return p.Reference
}

// Fail lets every question fail with err until it is called with nil.
func (c *Cards) Fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = err
}

// CardPayment implements [payment.Cards].
func (c *Cards) CardPayment(_ context.Context, reference string) (payment.CardPayment, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ok := c.known[reference]
	switch {
	case c.down != nil:
		return payment.CardPayment{}, c.down
	case !ok:
		return payment.CardPayment{}, payment.ErrNotFound
	default:
		return p, nil
	}
}
