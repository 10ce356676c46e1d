package webhook_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/webhook"
	"github.com/seqrpay/seqr/internal/fault"
)

var (
	loopback = netip.MustParsePrefix("127.0.0.0/8")
	message  = webhook.Message{
		ID: "msg_1", Type: "payment.paid", Time: time.Date(2026, 3, 1, 13, 0, 0, 500, time.FixedZone("CET", 3600)),
		Body: json.RawMessage(`{"invoice": "01890a5d", "amount": 123400}`),
	}
)

const body = `{"type":"payment.paid","timestamp":"2026-03-01T12:00:00.0000005Z","data":{"invoice":"01890a5d","amount":123400}}`

// receiver answers over TLS, and remembers.
type receiver struct {
	*httptest.Server
	got chan webhook.Delivery
	raw chan *http.Request
}

func receive(t *testing.T, answer http.HandlerFunc) *receiver {
	s := &receiver{got: make(chan webhook.Delivery, 16), raw: make(chan *http.Request, 16)}
	v := verifier(t, at, secret, public)
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.raw <- r
		d, err := v.Read(r)
		if err != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		s.got <- d
		answer(w, r)
	}))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func sender(t *testing.T, s *receiver, change func(*webhook.SenderConfig)) *webhook.Sender {
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c := webhook.SenderConfig{
		URL: s.URL + "/hooks?token=5566778899", Keys: signing(t, secret), Clock: func() time.Time { return at },
		RootCAs: roots, Permit: []netip.Prefix{loopback},
	}
	if change != nil {
		change(&c)
	}
	sender, err := webhook.New(c)
	require.NoError(t, err)
	t.Cleanup(sender.Close)
	return sender
}

// requireSilent wants an error that shows neither receiver nor message.
func requireSilent(t *testing.T, err error) {
	t.Helper()
	for _, text := range []string{"http", "127.0.0.1", "hooks", "5566778899", "msg_1", "01890a5d", "secret answer", secret} {
		require.NotContains(t, err.Error(), text)
	}
}

func TestSend(t *testing.T) {
	s := receive(t, status(http.StatusAccepted))
	to := sender(t, s, func(c *webhook.SenderConfig) { c.Keys = signing(t, secondSecret, private) })
	require.NoError(t, to.Send(t.Context(), message))
	require.NoError(t, to.Send(t.Context(), message))

	first, again := <-s.got, <-s.got
	require.Equal(t, webhook.Delivery{ID: "msg_1", Sent: at.UTC(), Body: []byte(body)}, first)
	require.Equal(t, first, again)
	r := <-s.raw
	require.Equal(t, "POST /hooks?token=5566778899", r.Method+" "+r.URL.String())
	require.Equal(t, "application/json", r.Header.Get("Content-Type"))
	require.Len(t, strings.Fields(r.Header.Get("webhook-signature")), 2)

	var e webhook.Event
	require.NoError(t, json.Unmarshal(first.Body, &e))
	require.Equal(t, "payment.paid", e.Type)
	require.True(t, message.Time.Equal(e.Time))
	require.JSONEq(t, string(message.Body), string(e.Data))
}

func TestVerdicts(t *testing.T) {
	for code, want := range map[int]error{
		200: nil, 202: nil, 204: nil, 299: nil, 410: webhook.ErrGone,
		300: webhook.ErrUnavailable, 301: webhook.ErrUnavailable, 304: webhook.ErrUnavailable, 400: webhook.ErrUnavailable, 401: webhook.ErrUnavailable,
		404: webhook.ErrUnavailable, 429: webhook.ErrUnavailable, 500: webhook.ErrUnavailable, 503: webhook.ErrUnavailable,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			s := receive(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(code)
				_, _ = io.WriteString(w, "secret answer")
			})
			err := sender(t, s, nil).Send(t.Context(), message)
			require.ErrorIs(t, err, want)
			if want != nil {
				requireSilent(t, err)
			}
			require.Len(t, s.got, 1, "once")
		})
	}
	require.Equal(t, fault.State, fault.KindOf(webhook.ErrGone))
	require.Equal(t, fault.Denied, fault.KindOf(webhook.ErrAddress))
	require.Equal(t, fault.Unavailable, fault.KindOf(webhook.ErrUnavailable))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := receive(t, status(http.StatusOK))
	s := receive(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	err := sender(t, s, nil).Send(t.Context(), message)
	require.ErrorIs(t, err, webhook.ErrUnavailable)
	requireSilent(t, err)
	require.Empty(t, elsewhere.raw)
}

func TestSlowReceiver(t *testing.T) {
	s := receive(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	err := sender(t, s, func(c *webhook.SenderConfig) { c.Timeout = 60 * time.Millisecond }).Send(t.Context(), message)
	require.EqualError(t, err, "webhook: not acknowledged in time")
	require.ErrorIs(t, err, webhook.ErrUnavailable)
	require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context is not over")
}

func TestCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := receive(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := sender(t, s, nil).Send(ctx, message)
	require.ErrorIs(t, err, webhook.ErrUnavailable)
	require.ErrorIs(t, err, context.Canceled)
	requireSilent(t, err)
}

func TestEndlessAnswer(t *testing.T) {
	var sent atomic.Int64
	s := receive(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			n, err := w.Write(make([]byte, 64<<10))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	})
	require.NoError(t, sender(t, s, nil).Send(t.Context(), message))
	s.Close()
	require.Less(t, sent.Load(), int64(32<<20), "only what the sockets hold")
}

func TestEndlessHeader(t *testing.T) {
	s := receive(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("x", 1<<20)) })
	require.ErrorIs(t, sender(t, s, nil).Send(t.Context(), message), webhook.ErrUnavailable)
}

func TestBrokenReceivers(t *testing.T) {
	t.Run("dropped", func(t *testing.T) {
		s := receive(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		err := sender(t, s, nil).Send(t.Context(), message)
		require.ErrorIs(t, err, webhook.ErrUnavailable)
		requireSilent(t, err)
		require.Len(t, s.got, 1)
	})
	t.Run("nobody there", func(t *testing.T) {
		s := receive(t, status(http.StatusOK))
		s.Close()
		err := sender(t, s, nil).Send(t.Context(), message)
		require.ErrorIs(t, err, webhook.ErrUnavailable)
		requireSilent(t, err)
	})
	t.Run("a stranger's certificate", func(t *testing.T) {
		s := receive(t, status(http.StatusOK))
		err := sender(t, s, func(c *webhook.SenderConfig) { c.RootCAs = x509.NewCertPool() }).Send(t.Context(), message)
		require.ErrorIs(t, err, webhook.ErrUnavailable)
		requireSilent(t, err)
		require.Empty(t, s.raw)
	})
}

func TestAddressesInside(t *testing.T) {
	s := receive(t, status(http.StatusOK))
	port := strings.TrimPrefix(s.URL, "https://127.0.0.1")
	for _, url := range []string{
		s.URL, "https://localhost" + port, "https://[::1]" + port, "https://[::ffff:127.0.0.1]" + port,
		"https://169.254.169.254/latest/meta-data", "https://10.0.0.1", "https://[fd00:ec2::254]/", "https://0.0.0.0" + port,
	} {
		err := sender(t, s, func(c *webhook.SenderConfig) { c.URL, c.Permit = url, nil }).Send(t.Context(), message)
		require.ErrorIs(t, err, webhook.ErrAddress, url)
		requireSilent(t, err)
	}
	require.Empty(t, s.raw)
}

func TestMessagesThatCannotBeSent(t *testing.T) {
	s := receive(t, status(http.StatusOK))
	to := sender(t, s, nil)
	for name, change := range map[string]func(*webhook.Message){
		"no ID":          func(m *webhook.Message) { m.ID = "" },
		"ID with a dot":  func(m *webhook.Message) { m.ID = "a.1" },
		"ID of lines":    func(m *webhook.Message) { m.ID = "a\r\nX-Evil: 1" },
		"ID of 256":      func(m *webhook.Message) { m.ID = strings.Repeat("x", 256) },
		"no type":        func(m *webhook.Message) { m.Type = "" },
		"type of words":  func(m *webhook.Message) { m.Type = "payment paid" },
		"type of 129":    func(m *webhook.Message) { m.Type = strings.Repeat("x", 129) },
		"no time":        func(m *webhook.Message) { m.Time = time.Time{} },
		"time too late":  func(m *webhook.Message) { m.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"no body":        func(m *webhook.Message) { m.Body = nil },
		"body not JSON":  func(m *webhook.Message) { m.Body = []byte(`{"a":1}}`) },
		"body too large": func(m *webhook.Message) { m.Body = []byte(`"` + strings.Repeat("x", 64<<10) + `"`) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := message
			change(&bad)
			err := to.Send(t.Context(), bad)
			require.ErrorIs(t, err, webhook.ErrMessage)
			requireSilent(t, err)
		})
	}
	require.Empty(t, s.raw)

	// What a sender sends at most, a verifier takes.
	frame := len(`{"type":"payment.paid","timestamp":"2026-03-01T12:00:00.0000005Z","data":""}`)
	most := message
	most.Body = []byte(`"` + strings.Repeat("x", 64<<10-frame) + `"`)
	require.NoError(t, to.Send(t.Context(), most))
	require.Len(t, (<-s.got).Body, 64<<10)
	most.Body = []byte(`"` + strings.Repeat("x", 64<<10-frame+1) + `"`)
	require.ErrorIs(t, to.Send(t.Context(), most), webhook.ErrMessage)
}

func TestSenderConfigNamesWhatIsWrong(t *testing.T) { // PRV-1
	for name, c := range map[string]struct {
		change func(*webhook.SenderConfig)
		want   string
	}{
		"no URL":         {func(c *webhook.SenderConfig) { c.URL = "" }, "URL is required"},
		"relative":       {func(c *webhook.SenderConfig) { c.URL = "/hooks" }, "URL is not absolute"},
		"only a port":    {func(c *webhook.SenderConfig) { c.URL = "https://:443" }, "URL is not absolute"},
		"no URL at all":  {func(c *webhook.SenderConfig) { c.URL = "https://%zz" }, "URL is not absolute"},
		"credentials":    {func(c *webhook.SenderConfig) { c.URL = "https://a:b@shop.example" }, "URL has credentials"},
		"other scheme":   {func(c *webhook.SenderConfig) { c.URL = "gopher://shop.example" }, "URL is not https"},
		"plain text":     {func(c *webhook.SenderConfig) { c.URL = "http://127.0.0.1" }, "URL is not https; AllowPlainText"},
		"plain far away": {func(c *webhook.SenderConfig) { c.URL, c.AllowPlainText = "http://shop.example", true }, "URL is not https; AllowPlainText"},
		"no keys":        {func(c *webhook.SenderConfig) { c.Keys = nil }, "Keys are not 1 to 4"},
		"no clock":       {func(c *webhook.SenderConfig) { c.Clock = nil }, "Clock is required"},
		"timeout":        {func(c *webhook.SenderConfig) { c.Timeout = -1 }, "Timeout is negative"},
		"no prefix":      {func(c *webhook.SenderConfig) { c.Permit = []netip.Prefix{{}} }, "Permit has"},
	} {
		t.Run(name, func(t *testing.T) {
			good := webhook.SenderConfig{URL: "https://shop.example", Keys: signing(t, secret), Clock: func() time.Time { return at }}
			_, err := webhook.New(good)
			require.NoError(t, err)
			c.change(&good)
			_, err = webhook.New(good)
			require.ErrorIs(t, err, webhook.ErrConfig)
			require.ErrorContains(t, err, "webhook: configuration: "+c.want)
		})
	}
}
