package smsgateway_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smsgateway"
)

func TestConfigNamesWhatIsWrong(t *testing.T) { // PRV-1
	for name, c := range map[string]struct {
		change func(*smsgateway.Config)
		want   string
	}{
		"no URL":         {func(c *smsgateway.Config) { c.URL = "" }, "URL is required"},
		"relative":       {func(c *smsgateway.Config) { c.URL = "/send" }, "URL is not absolute"},
		"no URL at all":  {func(c *smsgateway.Config) { c.URL = "https://%zz" }, "URL is not absolute"},
		"only a port":    {func(c *smsgateway.Config) { c.URL = "https://:443/" }, "URL is not absolute"},
		"credentials":    {func(c *smsgateway.Config) { c.URL = "https://a:b@sms.example" }, "URL has credentials"},
		"other scheme":   {func(c *smsgateway.Config) { c.URL = "ftp://sms.example" }, "URL is not https"},
		"plain text":     {func(c *smsgateway.Config) { c.URL = "http://127.0.0.1" }, "URL is not https; AllowPlainText permits"},
		"plain far away": {func(c *smsgateway.Config) { c.URL, c.AllowPlainText = "http://sms.example", true }, "URL is not https; AllowPlainText permits"},
		"method":         {func(c *smsgateway.Config) { c.Method = "GET" }, "Method is none of"},
		"encoding":       {func(c *smsgateway.Config) { c.Encoding = 2 }, "Encoding is unknown"},
		"no to":          {func(c *smsgateway.Config) { c.ToField = smsgateway.None }, "ToField cannot"},
		"no text":        {func(c *smsgateway.Config) { c.TextField = smsgateway.None }, "TextField cannot"},
		"one field":      {func(c *smsgateway.Config) { c.TextField = "to" }, "TextField is the same"},
		"ID is text":     {func(c *smsgateway.Config) { c.IDField = "text" }, "IDField is the same"},
		"ID header":      {func(c *smsgateway.Config) { c.IDHeader = "X Id" }, "IDHeader is no name"},
		"own field":      {func(c *smsgateway.Config) { c.Fields = map[string]string{"to": number} }, "Fields has one"},
		"header name":    {func(c *smsgateway.Config) { c.Header = http.Header{"a:b": nil} }, "Header has what"},
		"header value":   {func(c *smsgateway.Config) { c.Header = http.Header{"A": {"b\r\nC: d"}} }, "Header has what"},
		"half a login":   {func(c *smsgateway.Config) { c.Password = "" }, "User and Password"},
		"colon":          {func(c *smsgateway.Config) { c.User = "a:b" }, "User contains a colon"},
		"two logins":     {func(c *smsgateway.Config) { c.Header = http.Header{"Authorization": {"Bearer x"}} }, "User and an Authorization"},
		"accepted 404":   {func(c *smsgateway.Config) { c.Accepted = []int{200, 404} }, "Accepted has a status"},
		"timeout":        {func(c *smsgateway.Config) { c.Timeout = -time.Second }, "Timeout is negative"},
	} {
		t.Run(name, func(t *testing.T) {
			good := smsgateway.Config{URL: "https://sms.example/send", User: user, Password: password}
			_, err := smsgateway.New(good)
			require.NoError(t, err)
			c.change(&good)
			_, err = smsgateway.New(good)
			require.ErrorIs(t, err, smsgateway.ErrConfig)
			require.ErrorContains(t, err, "smsgateway: configuration: "+c.want)
		})
	}
	for _, here := range []string{"http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost:1/"} {
		_, err := smsgateway.New(smsgateway.Config{URL: here, AllowPlainText: true})
		require.NoError(t, err)
	}
}

// What the caller changes afterwards changes no message.
func TestConfigIsCopied(t *testing.T) {
	p := serve(t, status(http.StatusOK))
	fields, header := map[string]string{"from": "Seqr"}, http.Header{"X-Api-Key": {"1"}}
	g := gateway(t, p.Server, func(c *smsgateway.Config) { c.Fields, c.Header = fields, header })
	fields["from"], header["X-Api-Key"][0] = "Mallory", "2"
	require.NoError(t, g.SendSMS(t.Context(), message))
	c := <-p.calls
	require.Contains(t, c.body, "from=Seqr")
	require.Equal(t, "1", c.header.Get("X-Api-Key"))
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := smsgateway.Config{URL: "https://sms.example/" + apiKey, User: user, Password: password, Header: http.Header{"A": {apiKey}}}
	g, err := smsgateway.New(c)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", c, "gateway", g)
	for _, out := range []string{log.String(), fmt.Sprintf("%v %+v %#v %s %q %d", c, c, c, c, c, c), fmt.Sprintf("%v %+v %#v %s", g, g, g, g)} {
		require.Contains(t, out, "redacted")
		for _, secret := range []string{apiKey, user, password} {
			require.NotContains(t, out, secret)
		}
	}
}

// Any text and ID arrives as it was, in both encodings.
func FuzzSendSMS(f *testing.F) {
	f.Add("id", "text", false)
	f.Add(id, text, true)
	f.Add("a&b=c", "to=+12025550199&to=+12025550198\r\n\x00", false)
	f.Add(`","to":"`, `"},{"`, true)
	var got http.Request
	p := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got = *r
	}))
	f.Cleanup(p.Close)
	f.Fuzz(func(t *testing.T, id, text string, put bool) {
		g := gateway(t, p, func(c *smsgateway.Config) {
			if put {
				c.Method = http.MethodPut
			}
		})
		if g.SendSMS(t.Context(), account.Message{ID: id, To: number, Text: text}) != nil {
			return
		}
		require.Equal(t, []string{number}, got.PostForm["to"])
		require.Equal(t, []string{text}, got.PostForm["text"])
		require.Equal(t, []string{id}, got.PostForm["id"])
		require.Equal(t, []string{id}, got.Header["Idempotency-Key"])
	})
}
