package payment

import (
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"
)

// EndpointState is where an endpoint is.
type EndpointState string

// The states of an endpoint. The package comment shows what leads from one to another.
const (
	EndpointOn   EndpointState = "on"   // is told what happens
	EndpointOff  EndpointState = "off"  // the merchant has removed it
	EndpointGone EndpointState = "gone" // whoever receives there wants no more
)

// Endpoint is where a merchant wants to be told what happens. A merchant has one at most.
type Endpoint struct {
	Merchant      MerchantID
	Version       int64
	URL           string // https
	Secret        []byte // sealed: what messages are signed with; none once it was removed
	Previous      []byte // sealed: the one before, which signs too until PreviousUntil; none if there was none
	PreviousUntil time.Time
	State         EndpointState
	ChangedAt     time.Time // UTC
}

// maxURL is how many characters an endpoint's URL has at most.
const maxURL = 2048

// CheckEndpointURL answers ErrEndpointURL unless s is an absolute https URL of at most 2,048 characters without user,
// password or fragment (PRV-1). Whether it leads to a place that may be told is seen when it is used: a name can be
// pointed elsewhere at any time.
func CheckEndpointURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return ErrEndpointURL
	}
	return nil
}

// NewEndpoint is a merchant's endpoint, told from now on. Secret is sealed. It answers ErrID, ErrEndpointURL, and
// ErrEndpointSecret for none.
func NewEndpoint(m MerchantID, u string, secret []byte, at time.Time) (Endpoint, error) {
	if err := present(m.UUID); err != nil {
		return Endpoint{}, err
	}
	if len(secret) == 0 {
		return Endpoint{}, ErrEndpointSecret
	}
	return Endpoint{Merchant: m, Secret: secret}.MoveTo(u, at)
}

// MoveTo has another URL told from now on; also after the one before was gone. The secret stays. It answers
// ErrEndpointURL, and ErrNoEndpoint after it was removed: then it takes a new one.
func (e Endpoint) MoveTo(u string, at time.Time) (Endpoint, error) {
	if err := CheckEndpointURL(u); err != nil {
		return Endpoint{}, err
	}
	if e.State == EndpointOff {
		return Endpoint{}, ErrNoEndpoint
	}
	e.URL, e.State, e.ChangedAt = u, EndpointOn, instant(at)
	return e, nil
}

// Rotate replaces the secret. Until the given time messages are signed with both, so that the receiver can take over the new
// one whenever it likes. A secret that was being replaced is dropped. It answers ErrNoEndpoint and ErrEndpointSecret.
func (e Endpoint) Rotate(secret []byte, until, at time.Time) (Endpoint, error) {
	switch {
	case e.State == EndpointOff:
		return Endpoint{}, ErrNoEndpoint
	case len(secret) == 0:
		return Endpoint{}, ErrEndpointSecret
	}
	e.Previous, e.PreviousUntil = e.Secret, instant(until)
	e.Secret, e.ChangedAt = secret, instant(at)
	return e, nil
}

// Remove ends it and forgets its secrets. It answers ErrNoEndpoint if it was removed before.
func (e Endpoint) Remove(at time.Time) (Endpoint, error) {
	if e.State == EndpointOff {
		return Endpoint{}, ErrNoEndpoint
	}
	e.Secret, e.Previous, e.PreviousUntil = nil, nil, time.Time{}
	e.State, e.ChangedAt = EndpointOff, instant(at)
	return e, nil
}

// Leave says that whoever receives there wants no more. It answers ErrNoEndpoint unless it was on.
func (e Endpoint) Leave(at time.Time) (Endpoint, error) {
	if e.State != EndpointOn {
		return Endpoint{}, ErrNoEndpoint
	}
	e.State, e.ChangedAt = EndpointGone, instant(at)
	return e, nil
}

// Signing are the sealed secrets that sign at now, the newest first.
func (e Endpoint) Signing(now time.Time) [][]byte {
	if len(e.Secret) == 0 {
		return nil
	}
	if len(e.Previous) == 0 || !now.Before(e.PreviousUntil) {
		return [][]byte{e.Secret}
	}
	return [][]byte{e.Secret, e.Previous}
}

// Destination is an endpoint as somebody needs it who sends something there.
type Destination struct {
	URL     string
	Secrets []string // as Standard Webhooks writes them ("whsec_…"), the newest first; each signs
}

// Format prints no secrets, whatever the verb.
func (d Destination) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "payment.Destination{redacted}")
}

// LogValue logs no secrets.
func (d Destination) LogValue() slog.Value { return slog.StringValue("payment.Destination{redacted}") }
