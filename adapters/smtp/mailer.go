package smtp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"github.com/seqrpay/seqr/account"
)

// Mailer sends mails through one server. It is safe for concurrent use; each message is a session of its own.
type Mailer struct {
	config Config
	from   mail.Address
	domain string
}

var _ account.Mail = (*Mailer)(nil)

// New makes a mailer. It connects to nothing. ErrConfig names the first field that is wrong.
func New(c Config) (*Mailer, error) {
	from, err := c.check()
	if err != nil {
		return nil, err
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	return &Mailer{config: c.withDefaults(domain), from: from, domain: domain}, nil
}

// SendMail gives one message to the server. The same message again has the same Message-ID, for receivers to know it by.
// It answers nil once the server took it, else ErrMessage, ErrRefused, ErrDenied or ErrUnavailable. When ctx is over,
// the error is ErrUnavailable and the error of ctx.
func (m *Mailer) SendMail(ctx context.Context, message account.Message) error {
	mail, err := m.compose(message)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, m.config.Timeout)
	defer cancel()
	if err := m.session(limited, mail); err != nil {
		return verdict(ctx, limited, err)
	}
	return nil
}

// compose writes a message as a mail.
func (m *Mailer) compose(message account.Message) (*gomail.Msg, error) {
	to, err := check(message)
	if err != nil {
		return nil, err
	}
	mail := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	mail.FromMailAddress(&m.from)
	if err := mail.To(to); err != nil {
		return nil, fmt.Errorf("%w: the address is not understood", ErrMessage)
	}
	mail.Subject(message.Subject)
	mail.SetMessageIDWithValue(messageID(message.ID) + "@" + m.domain)
	// RFC 3834: an absence note must not answer a program.
	mail.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.config.Clock != nil {
		mail.SetDateWithValue(m.config.Clock())
	}
	mail.SetBodyString(gomail.TypeTextPlain, message.Text)
	return mail, nil
}

// messageID is the same for every attempt at a message, different for different ones, and legal in a header. IDs of
// the system itself stay readable.
func messageID(id string) string {
	plain := len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if plain {
		return id
	}
	sum := sha256.Sum256([]byte(id))
	return "sha256." + hex.EncodeToString(sum[:])
}

// mostSubject is how many bytes a subject has at most.
const mostSubject = 255

// check says what is wrong with a message without repeating any of it, and answers the address to send it to.
func check(m account.Message) (to string, err error) {
	to, err = account.CheckEmail(m.To)
	switch {
	case m.ID == "":
		return "", fmt.Errorf("%w: no ID", ErrMessage)
	case err != nil:
		return "", fmt.Errorf("%w: no e-mail address", ErrMessage)
	case len(m.Subject) > mostSubject || !utf8.ValidString(m.Subject) || strings.ContainsFunc(m.Subject, unprintable):
		return "", fmt.Errorf("%w: the subject is not one line of at most %d bytes in UTF-8", ErrMessage, mostSubject)
	case strings.TrimSpace(m.Text) == "" || !utf8.ValidString(m.Text):
		return "", fmt.Errorf("%w: the text is empty or not UTF-8", ErrMessage)
	}
	return to, nil
}

const mailerRedacted = "smtp.Mailer{redacted}"

// Format prints no secrets, whatever the verb.
func (m *Mailer) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, mailerRedacted) }

// LogValue logs no secrets.
func (m *Mailer) LogValue() slog.Value { return slog.StringValue(mailerRedacted) }
