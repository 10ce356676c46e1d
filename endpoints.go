package seqr

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// EndpointRequest names where a merchant wants to be told what happens.
type EndpointRequest struct {
	Key      Key
	Merchant payment.MerchantID
	URL      string // https, at most 2,048 characters, without user, password or fragment
}

// EndpointStatus is a merchant's endpoint as the merchant and the operator see it. Merchants.EndpointSecret tells the secret.
type EndpointStatus struct {
	Merchant  payment.MerchantID    `json:"merchant"`
	URL       string                `json:"url"`
	State     payment.EndpointState `json:"state"`
	ChangedAt time.Time             `json:"changed_at"`             // UTC
	Overlap   time.Time             `json:"overlap_until,omitzero"` // until then the secret before this one signs too; zero for none
}

func endpointStatus(e payment.Endpoint) EndpointStatus {
	return EndpointStatus{Merchant: e.Merchant, URL: e.URL, State: e.State, ChangedAt: e.ChangedAt, Overlap: e.PreviousUntil}
}

// SetEndpoint has a merchant told what happens from now on, or told elsewhere: a payment.Fact by Config.Notices for every
// invoice that is paid, reserved, canceled or expired, every refund, order and settlement, at least once each. The first one gets a
// secret, which stays when the URL changes. An endpoint that was gone is used again.
//
// It answers payment.ErrEndpointURL, store.ErrNotFound for an unknown merchant, and payment.ErrNoNotices where the operator tells nobody.
func (s *Merchants) SetEndpoint(ctx context.Context, r EndpointRequest) (EndpointStatus, error) {
	c := s.c
	if c.Notices == nil {
		return EndpointStatus{}, payment.ErrNoNotices
	}
	if err := payment.CheckEndpointURL(r.URL); err != nil {
		return EndpointStatus{}, err
	}
	secret, err := c.newSecret(r.Merchant)
	if err != nil {
		return EndpointStatus{}, err
	}
	cmd := command{"merchants.set_endpoint", r.Merchant.String(), r.Key, r.URL}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (EndpointStatus, error) {
		if _, err := c.store.Merchant(ctx, r.Merchant); err != nil {
			return EndpointStatus{}, err
		}
		e, err := c.store.Endpoint(ctx, r.Merchant)
		version := e.Version
		switch {
		case errors.Is(err, store.ErrNotFound), err == nil && e.State == payment.EndpointOff:
			e, err = payment.NewEndpoint(r.Merchant, r.URL, secret, now.At)
		case err == nil:
			e, err = e.MoveTo(r.URL, now.At)
		}
		if err != nil {
			return EndpointStatus{}, err
		}
		e.Version = version
		ch.Endpoints = []payment.Endpoint{e}
		return endpointStatus(e), nil
	})
}

// longestOverlap bounds how long a replaced secret signs too.
const longestOverlap = 7 * 24 * time.Hour

// RotateSecretRequest replaces the secret of a merchant's endpoint.
type RotateSecretRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Overlap  time.Duration // how long the old secret signs beside the new one, at most 7 days; 0 ends it at once, as after a leak
}

// RotateSecret replaces the secret that a merchant's endpoint checks. During the overlap messages carry the signatures of both, so
// nothing is refused while the receiver takes over the new one from Merchants.EndpointSecret.
// It answers payment.ErrNoEndpoint, and ErrRequest for an overlap that is negative or too long.
func (s *Merchants) RotateSecret(ctx context.Context, r RotateSecretRequest) (EndpointStatus, error) {
	c := s.c
	if r.Overlap < 0 || r.Overlap > longestOverlap {
		return EndpointStatus{}, ErrRequest
	}
	secret, err := c.newSecret(r.Merchant)
	if err != nil {
		return EndpointStatus{}, err
	}
	cmd := command{"merchants.rotate_secret", r.Merchant.String(), r.Key, r.Overlap}
	return s.changeEndpoint(ctx, cmd, r.Merchant, func(e payment.Endpoint, at time.Time) (payment.Endpoint, error) {
		return e.Rotate(secret, at.Add(r.Overlap), at)
	})
}

// EndpointAction names the endpoint of a merchant.
type EndpointAction struct {
	Key      Key
	Merchant payment.MerchantID
}

// RemoveEndpoint has a merchant told nothing any more; notices that still wait are given up when their time comes. The secret
// is forgotten. It answers payment.ErrNoEndpoint.
func (s *Merchants) RemoveEndpoint(ctx context.Context, r EndpointAction) (EndpointStatus, error) {
	cmd := command{"merchants.remove_endpoint", r.Merchant.String(), r.Key, r.Merchant}
	return s.changeEndpoint(ctx, cmd, r.Merchant, payment.Endpoint.Remove)
}

func (s *Merchants) changeEndpoint(ctx context.Context, cmd command, m payment.MerchantID, verb func(payment.Endpoint, time.Time) (payment.Endpoint, error)) (EndpointStatus, error) {
	c := s.c
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (EndpointStatus, error) {
		e, err := c.endpoint(ctx, m)
		if err != nil {
			return EndpointStatus{}, err
		}
		if e, err = verb(e, now.At); err != nil {
			return EndpointStatus{}, err
		}
		ch.Endpoints = []payment.Endpoint{e}
		return endpointStatus(e), nil
	})
}

// Endpoint tells where a merchant is told what happens; payment.ErrNoEndpoint if there was never any.
func (s *Merchants) Endpoint(ctx context.Context, m payment.MerchantID) (EndpointStatus, error) {
	e, err := s.c.endpoint(ctx, m)
	return endpointStatus(e), err
}

// EndpointSecret is what the receiver checks signatures with, as Standard Webhooks writes it: "whsec_" and base64. It is
// for the merchant alone. It answers payment.ErrNoEndpoint, also after the endpoint was removed.
func (s *Merchants) EndpointSecret(ctx context.Context, m payment.MerchantID) (string, error) {
	e, err := s.c.endpoint(ctx, m)
	if err == nil && len(e.Secret) == 0 {
		err = payment.ErrNoEndpoint
	}
	if err != nil {
		return "", err
	}
	return s.c.openSecret(m, e.Secret)
}

func (c *core) endpoint(ctx context.Context, m payment.MerchantID) (payment.Endpoint, error) {
	e, err := c.store.Endpoint(ctx, m)
	if errors.Is(err, store.ErrNotFound) {
		err = payment.ErrNoEndpoint
	}
	return e, err
}

// keyEndpoint is the key under which the secrets of endpoints are sealed.
const keyEndpoint identity.Purpose = "endpoint"

// secretBytes is what Standard Webhooks recommends: 24 to 64.
const secretBytes = 32

// newSecret makes a secret of an endpoint, sealed.
func (c *core) newSecret(m payment.MerchantID) ([]byte, error) {
	raw, err := c.random(secretBytes)
	if err != nil {
		return nil, err
	}
	return c.keys.Seal(keyEndpoint, []byte("whsec_"+base64.StdEncoding.EncodeToString(raw)), sealContext("endpoint", m.UUID))
}

func (c *core) openSecret(m payment.MerchantID, sealed []byte) (string, error) {
	plain, err := c.keys.Open(keyEndpoint, sealed, sealContext("endpoint", m.UUID))
	if err != nil {
		return "", fmt.Errorf("seqr: secret of the endpoint of merchant %s: %w", m, err)
	}
	return string(plain), nil
}

// destination is an endpoint with its secrets open.
func (c *core) destination(e payment.Endpoint, now time.Time) (payment.Destination, error) {
	to := payment.Destination{URL: e.URL}
	for _, sealed := range e.Signing(now) {
		secret, err := c.openSecret(e.Merchant, sealed)
		if err != nil {
			return payment.Destination{}, err
		}
		to.Secrets = append(to.Secrets, secret)
	}
	return to, nil
}
