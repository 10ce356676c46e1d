package smsgateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seqrpay/seqr/account"
)

// Gateway sends text messages through one provider. It is safe for concurrent use and starts nothing of its own.
type Gateway struct {
	config Config
	client *http.Client
}

var _ account.SMS = (*Gateway)(nil)

// New makes a gateway. It connects to nothing. ErrConfig names the first field that is wrong.
func New(c Config) (*Gateway, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	client := &http.Client{
		Transport:     c.Client.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Gateway{config: c, client: client}, nil
}

// SendSMS gives one message to the provider. The same message again has the same ID, for the provider to know it by.
// It answers nil once the provider took it, else ErrMessage, ErrRefused, ErrDenied or ErrUnavailable. When ctx is over,
// the error is ErrUnavailable and the error of ctx.
func (g *Gateway) SendSMS(ctx context.Context, m account.Message) error {
	if err := check(m); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, g.config.Timeout)
	defer cancel()
	r, err := g.request(limited, m)
	if err != nil {
		return err
	}
	answer, err := g.client.Do(r)
	if err != nil {
		return unavailable(ctx, limited)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.CopyN(io.Discard, answer.Body, mostIgnored) // the status has said everything
	return g.verdict(answer.StatusCode)
}

// mostIgnored is how much of an answer is read so that its connection can be used again. What a provider says more
// than that costs a new connection and no memory.
const mostIgnored = 4 << 10

// unavailable tells the caller's own end from a provider that is slow or out of reach. The transport's error is left
// out: it has the URL in it, and may have what the provider sent.
func unavailable(ctx, limited context.Context) error {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%w in time", ErrUnavailable)
	default:
		return fmt.Errorf("%w: no connection, or not HTTP", ErrUnavailable)
	}
}

// verdict is what a status means.
func (g *Gateway) verdict(status int) error {
	class := ErrUnavailable
	switch {
	case g.accepted(status):
		return nil
	case status == http.StatusRequestTimeout || status == http.StatusTooManyRequests:
	case status == http.StatusUnauthorized || status == http.StatusPaymentRequired ||
		status == http.StatusForbidden || status == http.StatusProxyAuthRequired:
		class = ErrDenied
	case status >= 400 && status <= 499:
		class = ErrRefused
	}
	return fmt.Errorf("%w: status %d", class, status)
}

func (g *Gateway) accepted(status int) bool {
	if len(g.config.Accepted) > 0 {
		return slices.Contains(g.config.Accepted, status)
	}
	return status >= 200 && status <= 299
}

// request is the message as the provider wants it.
func (g *Gateway) request(ctx context.Context, m account.Message) (*http.Request, error) {
	body, kind := g.encode(m)
	r, err := http.NewRequestWithContext(ctx, g.config.Method, g.config.URL, bytes.NewReader(body))
	if err != nil {
		return nil, ErrConfig // check has looked at method and URL
	}
	maps.Copy(r.Header, g.config.Header.Clone())
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "seqr")
	if g.config.IDHeader != None {
		r.Header.Set(g.config.IDHeader, m.ID)
	}
	if g.config.User != "" {
		r.SetBasicAuth(g.config.User, g.config.Password)
	}
	// An answer that was lost may have been a yes, so only the caller sends a message again: the transport does not.
	r.GetBody = nil
	return r, nil
}

// encode writes the fields of a message, and says as what.
func (g *Gateway) encode(m account.Message) (body []byte, kind string) {
	fields := maps.Clone(g.config.Fields)
	if fields == nil {
		fields = map[string]string{}
	}
	fields[g.config.ToField] = m.To
	fields[g.config.TextField] = m.Text
	if g.config.IDField != None {
		fields[g.config.IDField] = m.ID
	}
	if g.config.Encoding == JSON {
		body, _ = json.Marshal(fields) //nolint:errchkjson // strings can always be written
		return body, "application/json"
	}
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return []byte(form.Encode()), "application/x-www-form-urlencoded"
}

// e164 is a number as the whole world dials it.
var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// mostID is how many characters an ID has at most: providers cut longer keys, and then two messages look like one.
const mostID = 64

// check says what is wrong with a message without repeating any of it.
func check(m account.Message) error {
	switch {
	case m.ID == "" || len(m.ID) > mostID || strings.ContainsFunc(m.ID, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf("%w: the ID is not 1 to %d visible ASCII characters", ErrMessage, mostID)
	case !e164.MatchString(m.To):
		return fmt.Errorf("%w: the number is not E.164", ErrMessage)
	case strings.TrimSpace(m.Text) == "" || !utf8.ValidString(m.Text):
		return fmt.Errorf("%w: the text is empty or not UTF-8", ErrMessage)
	}
	return nil
}

const gatewayRedacted = "smsgateway.Gateway{redacted}"

// Format prints no secrets, whatever the verb.
func (g *Gateway) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, gatewayRedacted) }

// LogValue logs no secrets.
func (g *Gateway) LogValue() slog.Value { return slog.StringValue(gatewayRedacted) }
