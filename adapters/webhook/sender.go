package webhook

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
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
	*outlet
	url    string
	signer *Signer
}

// New makes a sender. It connects to nothing. ErrConfig names the first field that is wrong.
func New(c SenderConfig) (*Sender, error) {
	if err := checkURL(c.URL, c.AllowPlainText); err != nil {
		return nil, err
	}
	signer, err := NewSigner(c.Keys...)
	if err != nil {
		return nil, err
	}
	out, err := newOutlet(c.Clock, c.Timeout, c.RootCAs, c.Permit)
	if err != nil {
		return nil, err
	}
	return &Sender{out, c.URL, signer}, nil
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

// Send signs a message and gives it to the receiver, once. It answers nil once the receiver has acknowledged it with a
// 2xx, else ErrMessage, ErrAddress, ErrGone or ErrUnavailable. When ctx is over, the error is ErrUnavailable and the error of
// ctx. Errors show the status and nothing of URL, message or answer.
func (s *Sender) Send(ctx context.Context, m Message) error { return s.post(ctx, s.url, s.signer, m) }

// Close gives back the connections that wait for the next message. A message that is on its way arrives.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

const senderRedacted = "webhook.Sender{redacted}"

// Format prints no secrets, whatever the verb.
func (s *Sender) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, senderRedacted) }

// LogValue logs no secrets.
func (s *Sender) LogValue() slog.Value { return slog.StringValue(senderRedacted) }
