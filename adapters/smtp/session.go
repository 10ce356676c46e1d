package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"
)

// session connects, logs in, hands over one mail and hangs up. It is nil once the server took the mail, even if the
// connection breaks before the goodbye: an error would have it sent twice.
func (m *Mailer) session(ctx context.Context, mail *gomail.Msg) error {
	var line connection
	client, err := m.client(ctx, &line)
	if err != nil {
		return err
	}
	defer line.hangUp()
	server, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	err = client.SendWithSMTPClient(server, mail)
	if mail.IsDelivered() {
		_ = client.CloseWithSMTPClient(server)
		return nil
	}
	return err
}

// client is the library's, for one session on a connection that line keeps hold of.
func (m *Mailer) client(session context.Context, line *connection) (*gomail.Client, error) {
	c := m.config
	options := []gomail.Option{
		gomail.WithPort(c.Port),
		gomail.WithHELO(c.Hello),
		gomail.WithTimeout(2 * c.Timeout), // never the first to end: session is
		gomail.WithTLSConfig(m.tls()),
		gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithoutNoop(),
		gomail.WithoutRset(),
		gomail.WithoutSMTPUTF8(), // addresses are ASCII
		gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			line.pickUp(session, conn)
			return m.protect(ctx, line)
		}),
	}
	if c.Security != StartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS)) // there already, or not wanted
	}
	if c.User != "" {
		options = append(options, gomail.WithUsername(c.User), gomail.WithPassword(c.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	return gomail.NewClient(c.Host, options...)
}

func (m *Mailer) tls() *tls.Config {
	return &tls.Config{ServerName: m.config.Host, RootCAs: m.config.RootCAs, MinVersion: tls.VersionTLS12}
}

// protect does TLS at once, if that is configured.
func (m *Mailer) protect(ctx context.Context, line *connection) (net.Conn, error) {
	if m.config.Security != TLS {
		return line, nil
	}
	secure := tls.Client(line, m.tls())
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return secure, nil
}

// mostHeard is how many bytes a server may say in one session, all replies and certificates together.
const mostHeard = 1 << 20

var errTalkative = errors.New("smtp: the server says too much")

// connection is what the library talks through and does not always close. It ends with its session: the library looks
// at no context once it is connected. It also ends when the server says more than a server has to.
type connection struct {
	net.Conn
	left   int
	forget func() bool
}

// pickUp begins; session is for how long.
func (c *connection) pickUp(session context.Context, conn net.Conn) {
	c.Conn, c.left = conn, mostHeard
	c.forget = context.AfterFunc(session, func() { _ = conn.Close() })
}

func (c *connection) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTalkative
	}
	n, err := c.Conn.Read(p)
	c.left -= n
	return n, err
}

// hangUp ends what pickUp began, if it did.
func (c *connection) hangUp() {
	if c.Conn != nil {
		c.forget()
		_ = c.Conn.Close()
	}
}

// verdict is what a session's error means. Its text is left out: servers repeat addresses, and the library names the
// recipient.
func verdict(ctx, limited context.Context, err error) error {
	code := 0
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		code = reply.Code
	}
	send, sending := errors.AsType[*gomail.SendError](err)
	if sending {
		code = send.ErrorCode()
	}
	_, stranger := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
	case code >= 500 && sending && send.Reason != gomail.ErrSMTPMailFrom:
		return fmt.Errorf("%w: code %d", ErrRefused, code)
	case code >= 500 && sending, code >= 530 && code <= 538:
		return fmt.Errorf("%w: code %d", ErrDenied, code)
	case code != 0:
		return fmt.Errorf("%w: code %d", ErrUnavailable, code)
	case limited.Err() != nil:
		return fmt.Errorf("%w: no answer in time", ErrUnavailable)
	case stranger:
		return fmt.Errorf("%w: the server's certificate is not accepted", ErrUnavailable)
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: the server hung up", ErrUnavailable)
	default:
		return fmt.Errorf("%w: no connection, no STARTTLS, or no common way to log in", ErrUnavailable)
	}
}
