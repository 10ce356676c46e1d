package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// SenderConfig is one receiver.
type SenderConfig struct {
	// URL is where events go: https, without user or password. Required.
	URL string
	// Keys sign: one to four, all of them. Required.
	Keys []SigningKey
	// Clock tells the time: time.Now, or that of a test. Required.
	Clock func() time.Time
	// Timeout is how long one attempt may take, from the name's resolution to the answer. Default: 5 s.
	Timeout time.Duration
	// RootCAs are who may vouch for the receiver. Default: those of the operating system.
	RootCAs *x509.CertPool
	// Permit has addresses that a receiver may have although they are not public, such as those of the operator's
	// own network, or 127.0.0.0/8 in tests. Default: none.
	Permit []netip.Prefix
	// AllowPlainText permits a URL with http, to this machine only and if Permit has it, for tests. Default: false.
	AllowPlainText bool
}

// Sender sends signed events to one receiver. It is safe for concurrent use. Close it when the receiver is gone.
type Sender struct {
	url     string
	signer  *Signer
	clock   func() time.Time
	timeout time.Duration
	permit  []netip.Prefix
	dialer  net.Dialer
	client  *http.Client
}

// New makes a sender. It connects to nothing. ErrConfig names the first field that is wrong.
func New(c SenderConfig) (*Sender, error) {
	if err := checkURL(c.URL, c.AllowPlainText); err != nil {
		return nil, err
	}
	signer, err := NewSigner(c.Keys...)
	switch {
	case err != nil:
		return nil, err
	case c.Clock == nil:
		return nil, fmt.Errorf("%w: Clock is required", ErrConfig)
	case c.Timeout < 0:
		return nil, fmt.Errorf("%w: Timeout is negative", ErrConfig)
	case slices.ContainsFunc(c.Permit, func(p netip.Prefix) bool { return !p.IsValid() }):
		return nil, fmt.Errorf("%w: Permit has what is no prefix", ErrConfig)
	}
	s := &Sender{url: c.URL, signer: signer, clock: c.Clock, timeout: c.Timeout, permit: slices.Clone(c.Permit)}
	if s.timeout == 0 {
		s.timeout = 5 * time.Second
	}
	s.dialer.ControlContext = s.guard
	s.client = s.newClient(c.RootCAs)
	return s, nil
}

// checkURL wants encryption everywhere but on this machine [PRV-1].
func checkURL(text string, plain bool) error {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return fmt.Errorf("%w: URL is required", ErrConfig)
	case err != nil || u.Hostname() == "":
		return fmt.Errorf("%w: URL is not absolute", ErrConfig)
	case u.User != nil:
		return fmt.Errorf("%w: URL has credentials", ErrConfig)
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return fmt.Errorf("%w: URL is not https", ErrConfig)
	}
	a, err := netip.ParseAddr(u.Hostname())
	if !plain || err != nil || !a.IsLoopback() {
		return fmt.Errorf("%w: URL is not https; AllowPlainText permits http to an address of this machine", ErrConfig)
	}
	return nil
}

// newClient has no proxy, because that would connect where the guard cannot look, follows no redirect, keeps no
// cookies and no more than a few connections.
func (s *Sender) newClient(roots *x509.CertPool) *http.Client {
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
func (s *Sender) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !public(a.Addr()) && !within(s.permit, a.Addr()) {
		return ErrAddress
	}
	return nil
}

// mostIgnored is how much of an answer is read so that its connection can be used again.
const mostIgnored = 4 << 10

// Send signs a message and gives it to the receiver, once. It answers nil once the receiver has acknowledged it with a
// 2xx, else ErrMessage, ErrAddress, ErrGone or ErrUnavailable. When ctx is over, the error is ErrUnavailable and the error of
// ctx. Errors show the status and nothing of URL, message or answer.
func (s *Sender) Send(ctx context.Context, m Message) error {
	body, err := m.body()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return ErrConfig // New has looked at the URL
	}
	maps.Copy(r.Header, s.signer.Header(m.ID, s.clock(), body))
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

// Close gives back the connections that wait for the next message. A message that is on its way arrives.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

const senderRedacted = "webhook.Sender{redacted}"

// Format prints no secrets, whatever the verb.
func (s *Sender) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, senderRedacted) }

// LogValue logs no secrets.
func (s *Sender) LogValue() slog.Value { return slog.StringValue(senderRedacted) }
