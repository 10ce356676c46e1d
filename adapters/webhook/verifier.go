package webhook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"time"
)

// VerifierConfig is what a receiver knows about the sender.
type VerifierConfig struct {
	// Keys are those that may have signed: one to four, of which one is enough. Required.
	Keys []VerifyingKey
	// Clock tells the time: time.Now, or that of a test. Required.
	Clock func() time.Time
	// Tolerance is how old or how far in the future a request may be. Default: 300 s.
	Tolerance time.Duration
	// MostBytes is how long a body may be. Default: 64 KiB, the most that a Sender sends.
	MostBytes int64
}

// Verifier checks requests at the receiving end. It is safe for concurrent use. It remembers nothing: within the
// tolerance, the same request is accepted again, and the receiver knows it by its ID.
type Verifier struct{ config VerifierConfig }

// Delivery is a request that was checked.
type Delivery struct {
	ID   string    // the same for every attempt at the same message
	Sent time.Time // when this attempt was sent, in whole seconds, UTC
	Body []byte    // an Event in JSON
}

// NewVerifier makes a verifier. ErrConfig names the first field that is wrong.
func NewVerifier(c VerifierConfig) (*Verifier, error) {
	switch {
	case len(c.Keys) == 0 || len(c.Keys) > mostKeys || slices.ContainsFunc(c.Keys, func(k VerifyingKey) bool { return !k.set() }):
		return nil, fmt.Errorf("%w: Keys are not 1 to %d", ErrConfig, mostKeys)
	case c.Clock == nil:
		return nil, fmt.Errorf("%w: Clock is required", ErrConfig)
	case c.Tolerance < 0:
		return nil, fmt.Errorf("%w: Tolerance is negative", ErrConfig)
	case c.MostBytes < 0:
		return nil, fmt.Errorf("%w: MostBytes is negative", ErrConfig)
	}
	c.Keys = slices.Clone(c.Keys)
	if c.Tolerance == 0 {
		c.Tolerance = 300 * time.Second
	}
	if c.MostBytes == 0 {
		c.MostBytes = mostBody
	}
	return &Verifier{c}, nil
}

// Verify checks a request by its headers and its whole body, as the bytes that came. It answers ErrTooLarge, ErrHeader,
// ErrTime or ErrSignature.
func (v *Verifier) Verify(h http.Header, body []byte) (Delivery, error) {
	if int64(len(body)) > v.config.MostBytes {
		return Delivery{}, ErrTooLarge
	}
	said, err := parse(h)
	if err != nil {
		return Delivery{}, err
	}
	if age := v.config.Clock().Sub(said.at); age > v.config.Tolerance || age < -v.config.Tolerance {
		return Delivery{}, ErrTime
	}
	content := signed(said.id, said.seconds, body)
	for _, k := range v.config.Keys {
		if slices.ContainsFunc(said.signatures, func(s signature) bool { return k.made(s, content) }) {
			return Delivery{ID: said.id, Sent: said.at, Body: body}, nil
		}
	}
	return Delivery{}, ErrSignature
}

// Read reads the body of a request, no more than is permitted, and verifies it. It answers what Verify does, and ErrBody.
func (v *Verifier) Read(r *http.Request) (Delivery, error) {
	if r.ContentLength > v.config.MostBytes {
		return Delivery{}, ErrTooLarge
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(io.LimitReader(r.Body, v.config.MostBytes+1)); err != nil {
			return Delivery{}, fmt.Errorf("%w: %w", ErrBody, err)
		}
	}
	return v.Verify(r.Header, body)
}

// Handler lets verified requests through to next, which can read the body again and trust the webhook-id header.
// Others are answered here, with no reason that would help a forger: 413 for a body that is too large, 400 for what is
// no webhook, 401 for one that the sender did not send now.
func (v *Verifier) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d, err := v.Read(r)
		if err != nil {
			code := status(err)
			http.Error(w, http.StatusText(code), code)
			return
		}
		checked := r.Clone(r.Context())
		checked.Body = io.NopCloser(bytes.NewReader(d.Body))
		checked.ContentLength = int64(len(d.Body))
		next.ServeHTTP(w, checked)
	})
}

func status(err error) int {
	switch {
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrSignature), errors.Is(err, ErrTime):
		return http.StatusUnauthorized
	default:
		return http.StatusBadRequest
	}
}

const verifierRedacted = "webhook.Verifier{redacted}"

// Format prints no secrets, whatever the verb.
func (v *Verifier) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, verifierRedacted) }

// LogValue logs no secrets.
func (v *Verifier) LogValue() slog.Value { return slog.StringValue(verifierRedacted) }
