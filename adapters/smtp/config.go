package smtp

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net/mail"
	"net/netip"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/seqrpay/seqr/account"
)

// Security is how a session is protected.
type Security uint8

// The ways.
const (
	StartTLS  Security = iota // plain until STARTTLS, which the server must offer
	TLS                       // from the first byte
	PlainText                 // not at all: to this machine only, without credentials, for tests
)

// Config is one mail server and one sender. Printed, it shows no secrets.
type Config struct {
	// Host is the server's name, which its certificate must have. Required.
	Host string
	// Port is the server's TCP port. Default: 587, or 465 with TLS.
	Port int
	// Security is how the session is protected. Default: StartTLS.
	Security Security
	// RootCAs are who may vouch for the server. Default: those of the operating system.
	RootCAs *x509.CertPool
	// User and Password log in. Default: none, which servers that know the machine permit.
	User, Password string

	// From is who mails come from: an address, or a name and an address, as in `Seqr <no-reply@seqr.example>`. Required.
	From string
	// Hello is the name that the server is told. Default: the domain of From.
	Hello string

	// Clock dates the mails. Default: that of the machine.
	Clock func() time.Time
	// Timeout is how long one message may take, from connecting to the answer. Default: 30 s.
	Timeout time.Duration
}

const configRedacted = "smtp.Config{redacted}"

// Format prints no secrets, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, configRedacted) }

// LogValue logs no secrets.
func (c Config) LogValue() slog.Value { return slog.StringValue(configRedacted) }

// check names the first field that is wrong, and reads From.
func (c Config) check() (from mail.Address, err error) {
	from, domain, ok := sender(c.From)
	rules := []struct {
		field, wrong string
		bad          bool
	}{
		{"Host", "is required", c.Host == ""},
		{"Host", "is no host name or address", !host(c.Host)},
		{"Port", "is not 1 to 65535", c.Port < 0 || c.Port > 65535},
		{"Security", "is unknown", c.Security > PlainText},
		{"Security", "PlainText is for this machine only", c.Security == PlainText && !thisMachine(c.Host)},
		{"Security", "PlainText and a password exclude each other", c.Security == PlainText && c.Password != ""},
		{"User", "and Password come together", (c.User == "") != (c.Password == "")},
		{"From", "is required", c.From == ""},
		{"From", "is not one e-mail address", !ok},
		{"Hello", "is no host name or address", !host(cmp.Or(c.Hello, domain))},
		{"Timeout", "is negative", c.Timeout < 0},
	}
	for _, r := range rules {
		if r.bad {
			return from, fmt.Errorf("%w: %s %s", ErrConfig, r.field, r.wrong)
		}
	}
	return from, nil
}

// withDefaults fills in what is unset.
func (c Config) withDefaults(domain string) Config {
	port := 587
	if c.Security == TLS {
		port = 465
	}
	c.Port = cmp.Or(c.Port, port)
	c.Hello = cmp.Or(c.Hello, domain)
	c.Timeout = cmp.Or(c.Timeout, 30*time.Second)
	return c
}

// sender reads who mails come from.
func sender(text string) (from mail.Address, domain string, ok bool) {
	a, err := mail.ParseAddress(text)
	if err != nil || strings.ContainsFunc(a.Name, unprintable) || !utf8.ValidString(a.Name) {
		return from, "", false
	}
	address, err := account.CheckEmail(a.Address)
	_, domain, _ = strings.Cut(address, "@")
	return mail.Address{Name: a.Name, Address: address}, domain, err == nil
}

// host says whether s can stand where a name of a machine does.
func host(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.'
	})
}

func thisMachine(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func unprintable(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) }
