package smsgateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smsgateway"
	"github.com/seqrpay/seqr/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What must never be seen outside of the request.
const (
	number   = "+12025550123"
	text     = "Your Seqr code is 314159 & café"
	id       = "01890a5d-ac96-774b-bcce-b302099a8057"
	user     = "operator-7781"
	password = "hunter2-secret"
	apiKey   = "key-5566778899"
)

var message = account.Message{ID: id, To: number, Text: text}

// call is what a provider was asked.
type call struct {
	method, kind string
	header       http.Header
	body         string
}

// provider answers every message with one status, and remembers.
type provider struct {
	*httptest.Server
	calls chan call
}

func serve(t *testing.T, answer http.HandlerFunc) *provider {
	p := &provider{calls: make(chan call, 16)}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		p.calls <- call{r.Method, r.Header.Get("Content-Type"), r.Header, string(body)}
		answer(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// gateway is one to p with all the credentials there are, changed by change.
func gateway(t *testing.T, p *httptest.Server, change func(*smsgateway.Config)) *smsgateway.Gateway {
	c := smsgateway.Config{
		URL: p.URL + "/send?token=" + apiKey, User: user, Password: password,
		Header: http.Header{"X-Api-Key": {apiKey}}, Client: p.Client(), AllowPlainText: true,
	}
	if change != nil {
		change(&c)
	}
	g, err := smsgateway.New(c)
	require.NoError(t, err)
	return g
}

// requireSilent wants an error that gives nobody away [PRV-4].
func requireSilent(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{number, number[1:], text, "314159", user, password, apiKey, "http", "127.0.0.1"} {
		require.NotContains(t, err.Error(), secret)
	}
}

func TestFormByDefault(t *testing.T) {
	p := serve(t, status(http.StatusAccepted))
	require.NoError(t, gateway(t, p.Server, nil).SendSMS(t.Context(), message))

	c := <-p.calls
	require.Equal(t, "POST", c.method)
	require.Equal(t, "application/x-www-form-urlencoded", c.kind)
	require.Equal(t, "id="+id+"&text=Your+Seqr+code+is+314159+%26+caf%C3%A9&to=%2B12025550123", c.body)
	require.Equal(t, id, c.header.Get("Idempotency-Key"))
	require.Equal(t, apiKey, c.header.Get("X-Api-Key"))
	name, pass, ok := (&http.Request{Header: c.header}).BasicAuth()
	require.True(t, ok)
	require.Equal(t, user+"/"+password, name+"/"+pass)
}

func TestJSONWithNamesOfTheProvider(t *testing.T) {
	p := serve(t, status(http.StatusOK))
	g := gateway(t, p.Server, func(c *smsgateway.Config) {
		c.Method, c.Encoding = http.MethodPut, smsgateway.JSON
		c.ToField, c.TextField, c.IDField, c.IDHeader = "msisdn", "content", "client_ref", "X-Request-Id"
		c.Fields = map[string]string{"from": "Seqr"}
		c.User, c.Password = "", ""
	})
	require.NoError(t, g.SendSMS(t.Context(), message))

	c := <-p.calls
	require.Equal(t, "PUT", c.method)
	require.Equal(t, "application/json", c.kind)
	var fields map[string]string
	require.NoError(t, json.Unmarshal([]byte(c.body), &fields))
	require.Equal(t, map[string]string{"msisdn": number, "content": text, "client_ref": id, "from": "Seqr"}, fields)
	require.Equal(t, id, c.header.Get("X-Request-Id"))
	require.Empty(t, c.header.Get("Idempotency-Key"))
	require.Empty(t, c.header.Get("Authorization"))
}

func TestIDCanBeLeftOut(t *testing.T) {
	p := serve(t, status(http.StatusOK))
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.IDField, c.IDHeader = smsgateway.None, smsgateway.None })
	require.NoError(t, g.SendSMS(t.Context(), message))

	c := <-p.calls
	require.NotContains(t, c.body, id)
	require.NotContains(t, fmt.Sprint(c.header), id)
}

// Each attempt at a message is the same request, and one message's fields never stay for the next.
func TestAttemptsAreAlike(t *testing.T) {
	p := serve(t, status(http.StatusServiceUnavailable))
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.Fields = map[string]string{"from": "Seqr"} })
	other := account.Message{ID: "other", To: "+12025550199", Text: "hello"}
	for _, m := range []account.Message{message, other, message} {
		require.ErrorIs(t, g.SendSMS(t.Context(), m), smsgateway.ErrUnavailable)
	}
	first, second, third := <-p.calls, <-p.calls, <-p.calls
	require.Equal(t, first, third)
	require.Equal(t, "from=Seqr&id=other&text=hello&to=%2B12025550199", second.body)
	require.Empty(t, p.calls, "nobody but the caller tries again")
}

func TestVerdicts(t *testing.T) {
	for code, want := range map[int]error{
		200: nil, 201: nil, 202: nil, 204: nil, 299: nil,
		300: smsgateway.ErrUnavailable, 302: smsgateway.ErrUnavailable, 308: smsgateway.ErrUnavailable,
		400: smsgateway.ErrRefused, 404: smsgateway.ErrRefused, 410: smsgateway.ErrRefused, 422: smsgateway.ErrRefused, 499: smsgateway.ErrRefused,
		401: smsgateway.ErrDenied, 402: smsgateway.ErrDenied, 403: smsgateway.ErrDenied, 407: smsgateway.ErrDenied,
		408: smsgateway.ErrUnavailable, 429: smsgateway.ErrUnavailable,
		500: smsgateway.ErrUnavailable, 503: smsgateway.ErrUnavailable, 599: smsgateway.ErrUnavailable,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			p := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(code)
				_, _ = io.WriteString(w, "cannot send "+text+" to "+number)
			})
			err := gateway(t, p.Server, nil).SendSMS(t.Context(), message)
			require.ErrorIs(t, err, want)
			if want != nil {
				requireSilent(t, err)
				require.Contains(t, err.Error(), fmt.Sprint("status ", code))
			}
		})
	}
}

func TestKinds(t *testing.T) {
	require.Equal(t, fault.Invalid, fault.KindOf(smsgateway.ErrRefused))
	require.Equal(t, fault.Denied, fault.KindOf(smsgateway.ErrDenied))
	require.Equal(t, fault.Unavailable, fault.KindOf(smsgateway.ErrUnavailable))
}

func TestAcceptedStatuses(t *testing.T) {
	var code atomic.Int32
	p := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(code.Load())) })
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.Accepted = []int{202} })
	code.Store(202)
	require.NoError(t, g.SendSMS(t.Context(), message))
	code.Store(200)
	require.ErrorIs(t, g.SendSMS(t.Context(), message), smsgateway.ErrUnavailable)
}

// A redirect would take the message and the credentials somewhere else.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := serve(t, status(http.StatusOK))
	for _, code := range []int{301, 302, 303, 307, 308} {
		p := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, code) })
		err := gateway(t, p.Server, nil).SendSMS(t.Context(), message)
		require.ErrorIs(t, err, smsgateway.ErrUnavailable)
		requireSilent(t, err)
	}
	require.Empty(t, elsewhere.calls)
}

// A connection that was good for one message and breaks during the next is what transports like to try again.
func TestTransportDoesNotTryAgain(t *testing.T) {
	var calls atomic.Int32
	p := serve(t, func(http.ResponseWriter, *http.Request) {
		if calls.Add(1) > 1 {
			panic(http.ErrAbortHandler)
		}
	})
	g := gateway(t, p.Server, nil)
	require.NoError(t, g.SendSMS(t.Context(), message))
	require.ErrorIs(t, g.SendSMS(t.Context(), message), smsgateway.ErrUnavailable)
	require.EqualValues(t, 2, calls.Load(), "the message may have been taken")
}

func TestSlowProvider(t *testing.T) {
	p := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.Timeout = 20 * time.Millisecond })
	err := g.SendSMS(t.Context(), message)
	require.ErrorIs(t, err, smsgateway.ErrUnavailable)
	require.EqualError(t, err, "smsgateway: no usable answer in time")
	require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context is not over")
}

func TestCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := gateway(t, p.Server, nil).SendSMS(ctx, message)
	require.ErrorIs(t, err, smsgateway.ErrUnavailable)
	require.ErrorIs(t, err, context.Canceled)
	requireSilent(t, err)
}

// The status has said everything, so a body without end changes nothing and fills no memory.
func TestEndlessAnswer(t *testing.T) {
	var sent atomic.Int64
	p := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		for r.Context().Err() == nil {
			n, err := w.Write(make([]byte, 64<<10))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	})
	require.NoError(t, gateway(t, p.Server, nil).SendSMS(t.Context(), message))
	p.Close()
	require.Less(t, sent.Load(), int64(32<<20), "only what the sockets hold")
}

func TestAnswerThatStops(t *testing.T) {
	p := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.Timeout = 300 * time.Millisecond })
	require.NoError(t, g.SendSMS(t.Context(), message), "it was taken")
}

func TestBrokenConnections(t *testing.T) {
	t.Run("dropped", func(t *testing.T) {
		p := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		err := gateway(t, p.Server, nil).SendSMS(t.Context(), message)
		require.ErrorIs(t, err, smsgateway.ErrUnavailable)
		requireSilent(t, err)
		require.Len(t, p.calls, 1, "the transport does not try again: the message may have been taken")
	})
	t.Run("not HTTP", func(t *testing.T) {
		p := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_, _ = io.WriteString(conn, "no "+number+"\r\n\r\n")
			_ = conn.Close()
		})
		err := gateway(t, p.Server, nil).SendSMS(t.Context(), message)
		require.ErrorIs(t, err, smsgateway.ErrUnavailable)
		requireSilent(t, err)
	})
	t.Run("nobody there", func(t *testing.T) {
		p := serve(t, status(http.StatusOK))
		p.Close()
		err := gateway(t, p.Server, nil).SendSMS(t.Context(), message)
		require.ErrorIs(t, err, smsgateway.ErrUnavailable)
		requireSilent(t, err)
	})
}

func TestTLS(t *testing.T) { // PRV-1
	p := httptest.NewUnstartedServer(status(http.StatusOK))
	p.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	p.StartTLS()
	defer p.Close()
	known := gateway(t, p, func(c *smsgateway.Config) { c.AllowPlainText = false })
	require.NoError(t, known.SendSMS(t.Context(), message))

	transport := &http.Transport{DialContext: (&net.Dialer{}).DialContext}
	defer transport.CloseIdleConnections()
	stranger := gateway(t, p, func(c *smsgateway.Config) { c.Client = &http.Client{Transport: transport} })
	err := stranger.SendSMS(t.Context(), message)
	require.ErrorIs(t, err, smsgateway.ErrUnavailable, "a certificate that nobody vouches for")
	requireSilent(t, err)
}

func TestMessagesThatCannotBeSent(t *testing.T) {
	p := serve(t, status(http.StatusOK))
	g := gateway(t, p.Server, nil)
	for name, m := range map[string]account.Message{
		"no ID":           {To: number, Text: text},
		"ID breaks line":  {ID: "a\r\nX-Evil: 1", To: number, Text: text},
		"ID not ASCII":    {ID: "café", To: number, Text: text},
		"ID of 65":        {ID: strings.Repeat("x", 65), To: number, Text: text},
		"no number":       {ID: id, Text: text},
		"no plus":         {ID: id, To: number[1:], Text: text},
		"two numbers":     {ID: id, To: number + "," + number, Text: text},
		"number too long": {ID: id, To: "+1234567890123456", Text: text},
		"number breaks":   {ID: id, To: number + "\n", Text: text},
		"no text":         {ID: id, To: number, Text: " \n"},
		"text not UTF-8":  {ID: id, To: number, Text: "\xff"},
	} {
		t.Run(name, func(t *testing.T) {
			err := g.SendSMS(t.Context(), m)
			require.ErrorIs(t, err, smsgateway.ErrMessage)
			requireSilent(t, err)
		})
	}
	require.NoError(t, g.SendSMS(t.Context(), account.Message{ID: strings.Repeat("x", 64), To: "+123456789012345", Text: "."}))
	require.Len(t, p.calls, 1)
}
