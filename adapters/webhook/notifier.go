package webhook

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"github.com/seqrpay/seqr/payment"
)

// NotifierConfig is how merchants are told.
type NotifierConfig struct {
	// Clock tells the time: time.Now, or that of a test. Required.
	Clock func() time.Time
	// Timeout is how long one attempt may take, from the name's resolution to the answer. Default: 5 s.
	Timeout time.Duration
	// RootCAs are who may vouch for a receiver. Default: those of the operating system.
	RootCAs *x509.CertPool
	// Permit has addresses that a receiver may have although they are not public: 127.0.0.0/8 in tests. Merchants name the
	// URLs, so what is permitted here every one of them can reach. Default: none.
	Permit []netip.Prefix
}

// Notifier tells merchants at their own endpoints what happened: it is a [payment.Notices]. A fact is the data of an [Event]
// of its kind, and the notice's ID the webhook-id. It is safe for concurrent use.
type Notifier struct{ *outlet }

var _ payment.Notices = (*Notifier)(nil)

// NewNotifier makes a notifier. It connects to nothing. ErrConfig names the first field that is wrong.
func NewNotifier(c NotifierConfig) (*Notifier, error) {
	out, err := newOutlet(c.Clock, c.Timeout, c.RootCAs, c.Permit)
	if err != nil {
		return nil, err
	}
	return &Notifier{out}, nil
}

// Notify implements [payment.Notices]: one attempt, signed with every secret of the destination. It answers what
// [Sender.Send] does, payment.ErrEndpointGone for ErrGone, and ErrConfig or ErrKey for a destination that is none.
func (n *Notifier) Notify(ctx context.Context, to payment.Destination, id payment.NoticeID, f payment.Fact) error {
	if err := checkURL(to.URL, false); err != nil {
		return err
	}
	signer, err := signerOf(to.Secrets)
	if err != nil {
		return err
	}
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("%w: the fact has no JSON form", ErrMessage)
	}
	err = n.post(ctx, to.URL, signer, Message{ID: id.String(), Type: string(f.Kind), Time: f.At, Body: body})
	if errors.Is(err, ErrGone) {
		return payment.ErrEndpointGone
	}
	return err
}

func signerOf(secrets []string) (*Signer, error) {
	keys := make([]SigningKey, 0, len(secrets))
	for _, s := range secrets {
		k, err := ParseSigningKey(s)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return NewSigner(keys...)
}

// Close gives back the connections that wait for the next message. A message that is on its way arrives.
func (n *Notifier) Close() { n.client.CloseIdleConnections() }

const notifierRedacted = "webhook.Notifier{redacted}"

// Format prints nothing of it, whatever the verb.
func (n *Notifier) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, notifierRedacted) }

// LogValue logs nothing of it.
func (n *Notifier) LogValue() slog.Value { return slog.StringValue(notifierRedacted) }
