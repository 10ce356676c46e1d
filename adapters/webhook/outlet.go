package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// outlet is the way out of this machine: to public addresses, and those that are permitted.
type outlet struct {
	clock   func() time.Time
	timeout time.Duration
	permit  []netip.Prefix
	dialer  net.Dialer
	client  *http.Client
}

// newOutlet connects to nothing. ErrConfig names the first field of a configuration that is wrong.
func newOutlet(clock func() time.Time, timeout time.Duration, roots *x509.CertPool, permit []netip.Prefix) (*outlet, error) {
	switch {
	case clock == nil:
		return nil, fmt.Errorf("%w: Clock is required", ErrConfig)
	case timeout < 0:
		return nil, fmt.Errorf("%w: Timeout is negative", ErrConfig)
	case slices.ContainsFunc(permit, func(p netip.Prefix) bool { return !p.IsValid() }):
		return nil, fmt.Errorf("%w: Permit has what is no prefix", ErrConfig)
	}
	s := &outlet{clock: clock, timeout: timeout, permit: slices.Clone(permit)}
	if s.timeout == 0 {
		s.timeout = 5 * time.Second
	}
	s.dialer.ControlContext = s.guard
	s.client = s.newClient(roots)
	return s, nil
}

// newClient has no proxy, because that would connect where the guard cannot look, follows no redirect, keeps no
// cookies and no more than a few connections.
func (s *outlet) newClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				return s.dialer.DialContext(ctx, network, address)
			},
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:      true,
			DisableCompression:     true,
			MaxResponseHeaderBytes: 16 << 10,
			MaxIdleConnsPerHost:    2,
			MaxConnsPerHost:        16,
			IdleConnTimeout:        30 * time.Second,
		},
	}
}

// guard looks at an address that is about to be connected to: the last moment, after which no name is resolved again.
func (s *outlet) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !public(a.Addr()) && !within(s.permit, a.Addr()) {
		return ErrAddress
	}
	return nil
}

// mostIgnored is how much of an answer is read so that its connection can be used again.
const mostIgnored = 4 << 10

// post makes one attempt to give a message to a receiver.
func (s *outlet) post(ctx context.Context, url string, signer *Signer, m Message) error {
	body, err := m.body()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return ErrConfig // who has the URL has looked at it
	}
	maps.Copy(r.Header, signer.Header(m.ID, s.clock(), body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "seqr-webhook")
	answer, err := s.client.Do(r)
	if err != nil {
		return unavailable(ctx, limited, err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, mostIgnored) // the status has said everything
	return verdict(answer.StatusCode)
}

// unavailable says why there was no answer, without the transport's words: they have the URL, and may have what the
// receiver sent.
func unavailable(ctx, limited context.Context, err error) error {
	switch {
	case errors.Is(err, ErrAddress):
		return ErrAddress
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%w in time", ErrUnavailable)
	default:
		return fmt.Errorf("%w: no connection, or not HTTP", ErrUnavailable)
	}
}

// verdict is what a status means.
func verdict(status int) error {
	switch {
	case status >= 200 && status <= 299:
		return nil
	case status == http.StatusGone:
		return ErrGone
	default:
		return fmt.Errorf("%w: status %d", ErrUnavailable, status)
	}
}
