package smtp_test

import (
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smtp"
)

func TestConfigNamesWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*smtp.Config)
		want   string
	}{
		"no host":           {func(c *smtp.Config) { c.Host = "" }, "Host is required"},
		"host with port":    {func(c *smtp.Config) { c.Host = "mail.seqr.example:25" }, "Host is no host name"},
		"host is a socket":  {func(c *smtp.Config) { c.Host = "unix:///run/smtp" }, "Host is no host name"},
		"port":              {func(c *smtp.Config) { c.Port = 65536 }, "Port is not"},
		"negative port":     {func(c *smtp.Config) { c.Port = -1 }, "Port is not"},
		"security":          {func(c *smtp.Config) { c.Security = 3 }, "Security is unknown"},
		"plain text":        {func(c *smtp.Config) { c.Security = smtp.PlainText }, "Security PlainText is for this machine"},
		"plain password":    {func(c *smtp.Config) { c.Security, c.Host = smtp.PlainText, "localhost" }, "Security PlainText and a password"},
		"half a login":      {func(c *smtp.Config) { c.User = "" }, "User and Password"},
		"no sender":         {func(c *smtp.Config) { c.From = "" }, "From is required"},
		"no address":        {func(c *smtp.Config) { c.From = "Seqr" }, "From is not one"},
		"two senders":       {func(c *smtp.Config) { c.From = "a@seqr.example, b@seqr.example" }, "From is not one"},
		"sender of lines":   {func(c *smtp.Config) { c.From = "Seqr\r\nBcc: x@y.example <a@seqr.example>" }, "From is not one"},
		"sender in hiding":  {func(c *smtp.Config) { c.From = "=?utf-8?q?Seqr=0D=0ABcc:x?= <a@seqr.example>" }, "From is not one"},
		"hello of lines":    {func(c *smtp.Config) { c.Hello = "a\r\nMAIL" }, "Hello is no host name"},
		"negative timeout":  {func(c *smtp.Config) { c.Timeout = -time.Second }, "Timeout is negative"},
		"sender not ASCII":  {func(c *smtp.Config) { c.From = "å@seqr.example" }, "From is not one"},
		"sender of no host": {func(c *smtp.Config) { c.From = "root@localhost" }, "From is not one"},
	} {
		t.Run(name, func(t *testing.T) {
			good := smtp.Config{Host: "mail.seqr.example", User: user, Password: password, From: "no-reply@seqr.example"}
			_, err := smtp.New(good)
			require.NoError(t, err)
			c.change(&good)
			_, err = smtp.New(good)
			require.ErrorIs(t, err, smtp.ErrConfig)
			require.ErrorContains(t, err, "smtp: configuration: "+c.want)
		})
	}
	for _, here := range []string{"127.0.0.1", "::1", "localhost"} {
		_, err := smtp.New(smtp.Config{Host: here, Security: smtp.PlainText, From: "no-reply@seqr.example"})
		require.NoError(t, err)
	}
}

// Without a clock of the caller's, mails are dated all the same.
func TestClockByDefault(t *testing.T) {
	s, roots := start(t, nil)
	m := mailer(t, s, roots, func(c *smtp.Config) { c.Clock = nil })
	require.NoError(t, m.SendMail(t.Context(), message))
	parsed, err := mail.ReadMessage(strings.NewReader((<-s.mails).data))
	require.NoError(t, err)
	_, err = parsed.Header.Date()
	require.NoError(t, err)
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := smtp.Config{Host: "mail.seqr.example", User: user, Password: password, From: "no-reply@seqr.example"}
	m, err := smtp.New(c)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", c, "mailer", m)
	for _, out := range []string{log.String(), fmt.Sprintf("%v %+v %#v %s %q %d", c, c, c, c, c, c), fmt.Sprintf("%v %+v %#v %s", m, m, m, m)} {
		require.Contains(t, out, "redacted")
		for _, secret := range []string{user, password} {
			require.NotContains(t, out, secret)
		}
	}
}

// Whatever is in a message, a mail has the headers and the recipient that it should have and no others.
func FuzzSendMail(f *testing.F) {
	f.Add(id, to, subject, text)
	f.Add("1", "a@b.example", "Hi\r\nBcc: x@y.example", "x")
	f.Add("1>\r\nBcc: <x@y.example", "a@b.example", "Hi", ".\r\n.\r\nMAIL FROM:<x@y.example>\r\n")
	f.Add("1", "a@b.example>\r\nRCPT TO:<x@y.example", "", "\r\n\r\n.\n\r.\r")
	f.Add("1", "a@b.example", "=?utf-8?q?=0D=0ABcc=3A?=", "\x00\r\x00")
	s, roots := start(f, func(s *server) { s.plain = true })
	m := mailer(f, s, roots, func(c *smtp.Config) { c.Security, c.User, c.Password = smtp.PlainText, "", "" })
	f.Fuzz(func(t *testing.T, id, to, subject, text string) {
		err := m.SendMail(t.Context(), account.Message{ID: id, To: to, Subject: subject, Text: text})
		for len(s.asked) > 0 {
			<-s.asked
		}
		if err != nil {
			require.ErrorIs(t, err, smtp.ErrMessage)
			return
		}
		got := <-s.mails
		require.Empty(t, s.mails)
		address, err := account.CheckEmail(to)
		require.NoError(t, err)
		require.Equal(t, "<"+address+">", got.to)
		parsed, err := mail.ReadMessage(strings.NewReader(got.data))
		require.NoError(t, err)
		for name, values := range parsed.Header {
			require.Contains(t, []string{
				"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To",
			}, name)
			require.Len(t, values, 1)
		}
	})
}
