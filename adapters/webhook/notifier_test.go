package webhook_test

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/webhook"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// till is a receiver that answers with a status and keeps what it was told, if it is signed.
type till struct {
	*httptest.Server
	status int
	heard  []webhook.Event
	ids    []string
}

func newTill(t *testing.T, keys ...string) *till {
	r := &till{status: http.StatusNoContent}
	v := verifier(t, at, keys...)
	r.Server = httptest.NewTLSServer(v.Handler(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		var e webhook.Event
		if err != nil || json.Unmarshal(body, &e) != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		r.heard, r.ids = append(r.heard, e), append(r.ids, q.Header.Get("webhook-id"))
		w.WriteHeader(r.status)
	})))
	t.Cleanup(r.Close)
	return r
}

func notifier(t *testing.T, r *till, permit ...netip.Prefix) *webhook.Notifier {
	roots := x509.NewCertPool()
	roots.AddCert(r.Certificate())
	n, err := webhook.NewNotifier(webhook.NotifierConfig{Clock: func() time.Time { return at }, RootCAs: roots, Permit: permit})
	require.NoError(t, err)
	t.Cleanup(n.Close)
	return n
}

var (
	noticeID = payment.NoticeID{UUID: uuid.MustParse("01890a5d-ac96-774b-bcce-b302099a8057")}
	fact     = payment.Fact{
		Kind: payment.InvoicePaid, Merchant: payment.MerchantID{UUID: uuid.Max}, At: at.UTC(), Sequence: 2,
		Invoice: payment.InvoiceID{UUID: uuid.Max}, Reference: "2673051826412", State: payment.Paid, Amount: money.FromMinor(780, money.USD),
	}
)

// A fact arrives as the data of an event of its kind, under the notice's ID, signed with each secret.
func TestNotify(t *testing.T) {
	for name, keys := range map[string][]string{"the new secret": {secret}, "the one before": {secondSecret}} {
		t.Run(name, func(t *testing.T) {
			r := newTill(t, keys...)
			to := payment.Destination{URL: r.URL + "/hooks", Secrets: []string{secret, secondSecret}}
			require.NoError(t, notifier(t, r, loopback).Notify(t.Context(), to, noticeID, fact))
			require.Equal(t, []string{noticeID.String()}, r.ids)
			require.Equal(t, "invoice.paid", r.heard[0].Type)
			require.Equal(t, fact.At, r.heard[0].Time)
			var got payment.Fact
			require.NoError(t, json.Unmarshal(r.heard[0].Data, &got))
			require.Equal(t, fact, got)
		})
	}
}

// What a notifier answers for what a receiver says, or is.
func TestNotifyAnswers(t *testing.T) {
	r := newTill(t, secret)
	good := payment.Destination{URL: r.URL, Secrets: []string{secret}}
	open, guarded := notifier(t, r, loopback), notifier(t, r)
	for name, c := range map[string]struct {
		by     *webhook.Notifier
		to     payment.Destination
		status int
		want   error
	}{
		"accepted":           {open, good, 202, nil},
		"gone":               {open, good, 410, payment.ErrEndpointGone},
		"down":               {open, good, 503, webhook.ErrUnavailable},
		"redirected":         {open, good, 302, webhook.ErrUnavailable},
		"loopback":           {guarded, good, 204, webhook.ErrAddress},
		"plain text":         {open, payment.Destination{URL: "http://127.0.0.1:1", Secrets: good.Secrets}, 204, webhook.ErrConfig},
		"no secret":          {open, payment.Destination{URL: r.URL}, 204, webhook.ErrConfig},
		"a secret of no use": {open, payment.Destination{URL: r.URL, Secrets: []string{"hush"}}, 204, webhook.ErrKey},
		"another secret":     {open, payment.Destination{URL: r.URL, Secrets: []string{secondSecret}}, 204, webhook.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			r.status = c.status
			err := c.by.Notify(t.Context(), c.to, noticeID, fact)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestNotifierConfigNamesWhatIsWrong(t *testing.T) {
	clock := func() time.Time { return at }
	for want, c := range map[string]webhook.NotifierConfig{
		"Clock is required":   {},
		"Timeout is negative": {Clock: clock, Timeout: -1},
		"Permit has":          {Clock: clock, Permit: []netip.Prefix{{}}},
	} {
		_, err := webhook.NewNotifier(c)
		require.ErrorIs(t, err, webhook.ErrConfig)
		require.ErrorContains(t, err, want)
	}
	n, err := webhook.NewNotifier(webhook.NotifierConfig{Clock: clock})
	require.NoError(t, err)
	require.Equal(t, "webhook.Notifier{redacted}", fmt.Sprintf("%+v", n))
	require.Equal(t, "webhook.Notifier{redacted}", slog.AnyValue(n).Resolve().String())
}
