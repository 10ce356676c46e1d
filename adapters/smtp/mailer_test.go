package smtp_test

import (
	"context"
	"crypto/x509"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smtp"
	"github.com/seqrpay/seqr/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// What must never be seen outside of the session.
const (
	to       = "Eva.Lindqvist@example.org"
	subject  = "Your order – café №7"
	text     = "Hej Eva,\n\nyour order of 1 234 kr is on its way – café.\n.\n..dots\nFrom here on: " + long + "\n"
	long     = "a line that is longer than the seventy-six characters after which mail breaks lines, and than that"
	id       = "01890a5d-ac96-774b-bcce-b302099a8057"
	user     = "operator-7781"
	password = "hunter2-secret"
)

var (
	message = account.Message{ID: id, To: to, Subject: subject, Text: text}
	noon    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// mailer is one to s with a login, changed by change.
func mailer(t testing.TB, s *server, roots *x509.CertPool, change func(*smtp.Config)) *smtp.Mailer {
	c := smtp.Config{
		Host: "127.0.0.1", Port: s.Addr().(*net.TCPAddr).Port, RootCAs: roots, User: user, Password: password,
		From: "Seqr Pay <no-reply@Seqr.example>", Clock: func() time.Time { return noon },
	}
	if change != nil {
		change(&c)
	}
	m, err := smtp.New(c)
	require.NoError(t, err)
	return m
}

// requireSilent wants an error that gives nobody away [PRV-4].
func requireSilent(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{to, "Eva", "example", subject, "café", "1 234", user, password, "127.0.0.1"} {
		require.NotContains(t, err.Error(), secret)
	}
}

func TestMailOverSTARTTLS(t *testing.T) {
	s, roots := start(t, nil)
	require.NoError(t, mailer(t, s, roots, nil).SendMail(t.Context(), message))

	got := <-s.mails
	require.True(t, got.encrypted)
	require.Equal(t, "<no-reply@seqr.example>", got.from)
	require.Equal(t, "<Eva.Lindqvist@example.org>", got.to)
	require.Equal(t, "BODY=8BITMIME", got.parametersOfSender)
	require.Equal(t, user+"/"+password, got.user+"/"+got.password)
	requireMail(t, got, message)
	require.Equal(t, "EHLO seqr.example", <-s.asked)
	require.Equal(t, "STARTTLS", <-s.asked)
}

// requireMail wants a mail that says what m says.
func requireMail(t *testing.T, got received, m account.Message) *mail.Message {
	parsed, err := mail.ReadMessage(strings.NewReader(got.data))
	require.NoError(t, err)
	h := parsed.Header
	from, err := h.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, []*mail.Address{{Name: "Seqr Pay", Address: "no-reply@seqr.example"}}, from)
	recipients, err := h.AddressList("To")
	require.NoError(t, err)
	require.Len(t, recipients, 1)
	require.Equal(t, got.to, "<"+recipients[0].Address+">")
	require.Empty(t, h["Cc"])
	require.Empty(t, h["Bcc"])
	line, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, m.Subject, line)
	date, err := h.Date()
	require.NoError(t, err)
	require.True(t, noon.Equal(date))
	require.Equal(t, "auto-generated", h.Get("Auto-Submitted"))
	kind, parameters, err := mime.ParseMediaType(h.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "text/plain", kind)
	require.Equal(t, "UTF-8", parameters["charset"])
	require.Equal(t, "quoted-printable", h.Get("Content-Transfer-Encoding"))
	body, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	require.NoError(t, err)
	require.Equal(t, strings.TrimRight(m.Text, "\n"), strings.TrimRight(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n"))
	return parsed
}

func TestMailOverTLS(t *testing.T) {
	s, roots := start(t, func(s *server) { s.implicit = true })
	m := mailer(t, s, roots, func(c *smtp.Config) { c.Security, c.Hello = smtp.TLS, "app1.seqr.example" })
	require.NoError(t, m.SendMail(t.Context(), message))
	got := <-s.mails
	require.True(t, got.encrypted)
	require.Equal(t, user, got.user)
	requireMail(t, got, message)
	require.Equal(t, "EHLO app1.seqr.example", <-s.asked)
}

func TestMailInPlainTextToThisMachine(t *testing.T) {
	s, _ := start(t, func(s *server) { s.plain = true })
	m := mailer(t, s, nil, func(c *smtp.Config) { c.Security, c.User, c.Password = smtp.PlainText, "", "" })
	require.NoError(t, m.SendMail(t.Context(), message))
	got := <-s.mails
	require.False(t, got.encrypted)
	require.Empty(t, got.user)
	requireMail(t, got, message)
}

func TestLoginWithoutPLAIN(t *testing.T) {
	s, roots := start(t, func(s *server) { s.offers = []string{"AUTH LOGIN XOAUTH2"} })
	require.NoError(t, mailer(t, s, roots, nil).SendMail(t.Context(), message))
	got := <-s.mails
	require.Equal(t, user+"/"+password, got.user+"/"+got.password)
}

// A server without encryption gets neither the password nor the mail, not even the recipient [PRV-1].
func TestNoEncryptionNoMail(t *testing.T) {
	for name, change := range map[string]func(*server){
		"no STARTTLS":      func(s *server) { s.plain = true },
		"STARTTLS refused": func(s *server) { s.replies = map[string]string{"STARTTLS": "454 4.7.0 not now, " + to} },
		"a stranger": func(s *server) {
			other, _ := certify(t)
			s.tls.Certificates[0] = other
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, roots := start(t, change)
			err := mailer(t, s, roots, nil).SendMail(t.Context(), message)
			require.ErrorIs(t, err, smtp.ErrUnavailable)
			requireSilent(t, err)
			require.NoError(t, s.Close())
			s.open.Wait()
			close(s.asked)
			for line := range s.asked {
				require.Contains(t, []string{"EHLO", "STARTTLS", "QUIT"}, strings.Fields(line)[0])
			}
			require.Empty(t, s.mails)
		})
	}
}

func TestCertificateOfAnotherHost(t *testing.T) {
	s, roots := start(t, nil)
	m := mailer(t, s, roots, func(c *smtp.Config) { c.Host = "localhost" })
	require.EqualError(t, m.SendMail(t.Context(), message), "smtp: not delivered: the server's certificate is not accepted")
	require.Empty(t, s.mails)
}

func TestVerdicts(t *testing.T) {
	about := " 5.1.1 <" + to + "> is unknown to " + user
	for _, c := range []struct {
		verb, reply string
		want        error
		code        string
	}{
		{"greeting", "554 no", smtp.ErrUnavailable, "554"},
		{"greeting", "421 later", smtp.ErrUnavailable, "421"},
		{"AUTH", "535" + about, smtp.ErrDenied, "535"},
		{"AUTH", "534" + about, smtp.ErrDenied, "534"},
		{"AUTH", "454" + about, smtp.ErrUnavailable, "454"},
		{"MAIL", "530" + about, smtp.ErrDenied, "530"},
		{"MAIL", "550" + about, smtp.ErrDenied, "550"},
		{"MAIL", "451" + about, smtp.ErrUnavailable, "451"},
		{"RCPT", "550" + about, smtp.ErrRefused, "550"},
		{"RCPT", "553" + about, smtp.ErrRefused, "553"},
		{"RCPT", "450" + about, smtp.ErrUnavailable, "450"},
		{"RCPT", "421" + about, smtp.ErrUnavailable, "421"},
		{"DATA", "554" + about, smtp.ErrRefused, "554"},
		{"DATA", "451" + about, smtp.ErrUnavailable, "451"},
		{"end of data", "552" + about, smtp.ErrRefused, "552"},
		{"end of data", "452" + about, smtp.ErrUnavailable, "452"},
	} {
		t.Run(c.verb+" "+c.code, func(t *testing.T) {
			s, roots := start(t, func(s *server) { s.replies = map[string]string{c.verb: c.reply} })
			err := mailer(t, s, roots, nil).SendMail(t.Context(), message)
			require.ErrorIs(t, err, c.want)
			require.EqualError(t, err, c.want.Error()+": code "+c.code)
			requireSilent(t, err)
			require.Empty(t, s.mails)
		})
	}
}

// stages are the points at which a server can go away before it has taken a mail.
var stages = []string{"greeting", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "end of data"}

func TestDroppedConnections(t *testing.T) {
	for _, verb := range stages {
		t.Run(verb, func(t *testing.T) {
			s, roots := start(t, func(s *server) { s.replies = map[string]string{verb: "hang up"} })
			err := mailer(t, s, roots, nil).SendMail(t.Context(), message)
			require.ErrorIs(t, err, smtp.ErrUnavailable)
			requireSilent(t, err)
		})
	}
}

func TestSilentServers(t *testing.T) {
	for _, verb := range stages {
		t.Run(verb, func(t *testing.T) {
			s, roots := start(t, func(s *server) { s.replies = map[string]string{verb: ""} })
			m := mailer(t, s, roots, func(c *smtp.Config) { c.Timeout = 60 * time.Millisecond })
			err := m.SendMail(t.Context(), message)
			require.EqualError(t, err, "smtp: not delivered: no answer in time")
			require.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context is not over")
		})
	}
}

func TestCallerGivesUp(t *testing.T) {
	for _, verb := range stages {
		t.Run(verb, func(t *testing.T) {
			s, roots := start(t, func(s *server) { s.replies = map[string]string{verb: ""} })
			ctx, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
			defer cancel()
			err := mailer(t, s, roots, nil).SendMail(ctx, message)
			require.ErrorIs(t, err, smtp.ErrUnavailable)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			requireSilent(t, err)
		})
	}
}

// Once the server has said yes, a failure would send the mail twice.
func TestTakenIsTaken(t *testing.T) {
	for _, reply := range []string{"hang up", "500 what?"} {
		t.Run(reply, func(t *testing.T) {
			s, roots := start(t, func(s *server) { s.replies = map[string]string{"QUIT": reply, "RSET": reply} })
			require.NoError(t, mailer(t, s, roots, nil).SendMail(t.Context(), message))
			require.Len(t, s.mails, 1)
		})
	}
}

func TestNobodyThere(t *testing.T) {
	s, roots := start(t, nil)
	require.NoError(t, s.Close())
	err := mailer(t, s, roots, nil).SendMail(t.Context(), message)
	require.ErrorIs(t, err, smtp.ErrUnavailable)
	requireSilent(t, err)
}

// A server that talks without end fills no memory.
func TestEndlessReply(t *testing.T) {
	endless := strings.Repeat("250-"+strings.Repeat("x", 996)+"\r\n", 2048) + "250-AUTH PLAIN\r\n250-STARTTLS\r\n250 done"
	s, roots := start(t, func(s *server) { s.replies = map[string]string{"EHLO": endless} })
	require.ErrorIs(t, mailer(t, s, roots, nil).SendMail(t.Context(), message), smtp.ErrUnavailable)
}

// Receivers know by the Message-ID that a mail came twice.
func TestMessageIDs(t *testing.T) {
	s, roots := start(t, nil)
	m := mailer(t, s, roots, nil)
	send := func(id string) string {
		sent := message
		sent.ID = id
		require.NoError(t, m.SendMail(t.Context(), sent))
		return requireMail(t, <-s.mails, sent).Header.Get("Message-Id")
	}
	require.Equal(t, "<"+id+"@seqr.example>", send(id))
	require.Equal(t, "<"+id+"@seqr.example>", send(id))

	seen := map[string]string{}
	for _, odd := range []string{"a b", "a>\r\nBcc: x@y.example", "<>", "é", "a.b", strings.Repeat("x", 65), strings.Repeat("x", 66)} {
		got := send(odd)
		require.Regexp(t, `^<sha256\.[0-9a-f]{64}@seqr\.example>$`, got)
		require.Empty(t, seen[got])
		seen[got] = odd
		require.Equal(t, got, send(odd))
	}
}

func TestMessagesThatCannotBeSent(t *testing.T) {
	s, roots := start(t, nil)
	m := mailer(t, s, roots, nil)
	for name, change := range map[string]func(*account.Message){
		"no ID":             func(m *account.Message) { m.ID = "" },
		"no address":        func(m *account.Message) { m.To = "" },
		"two addresses":     func(m *account.Message) { m.To = to + ", bo@example.org" },
		"name and address":  func(m *account.Message) { m.To = "Eva <" + to + ">" },
		"address of lines":  func(m *account.Message) { m.To = "eva@example.org\r\nBcc: bo@example.org" },
		"command in it":     func(m *account.Message) { m.To = "eva@example.org>\r\nRCPT TO:<bo@example.org" },
		"address not ASCII": func(m *account.Message) { m.To = "évå@example.org" },
		"subject of lines":  func(m *account.Message) { m.Subject = "Hi\r\nBcc: bo@example.org" },
		"subject with LF":   func(m *account.Message) { m.Subject = "Hi\nthere" },
		"subject with LS":   func(m *account.Message) { m.Subject = "Hi\u2028there" },
		"subject with NUL":  func(m *account.Message) { m.Subject = "Hi\x00" },
		"subject not UTF-8": func(m *account.Message) { m.Subject = "\xff" },
		"subject of 256":    func(m *account.Message) { m.Subject = strings.Repeat("x", 256) },
		"no text":           func(m *account.Message) { m.Text = " \r\n" },
		"text not UTF-8":    func(m *account.Message) { m.Text = "caf\xe9" },
	} {
		t.Run(name, func(t *testing.T) {
			bad := message
			change(&bad)
			err := m.SendMail(t.Context(), bad)
			require.ErrorIs(t, err, smtp.ErrMessage)
			requireSilent(t, err)
		})
	}
	require.Empty(t, s.asked, "nobody was asked")
}

func TestSubjects(t *testing.T) {
	s, roots := start(t, nil)
	m := mailer(t, s, roots, nil)
	for _, line := range []string{"", "plain", strings.Repeat("ü", 127), strings.Repeat("x ", 127), "=?utf-8?q?Bcc?=", "№ 🎁"} {
		sent := message
		sent.Subject = line
		require.NoError(t, m.SendMail(t.Context(), sent))
		parsed, err := mail.ReadMessage(strings.NewReader((<-s.mails).data))
		require.NoError(t, err)
		require.Empty(t, parsed.Header["Bcc"])
		if line != "=?utf-8?q?Bcc?=" { // which says Bcc to a reader, and does no harm
			got, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
			require.NoError(t, err)
			require.Equal(t, strings.TrimSpace(line), strings.TrimSpace(got))
		}
	}
}

func TestKinds(t *testing.T) {
	require.Equal(t, fault.Invalid, fault.KindOf(smtp.ErrRefused))
	require.Equal(t, fault.Denied, fault.KindOf(smtp.ErrDenied))
	require.Equal(t, fault.Unavailable, fault.KindOf(smtp.ErrUnavailable))
}
