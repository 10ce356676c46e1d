package smtp_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// received is a mail that the server took, and how.
type received struct {
	from, to, data     string
	encrypted          bool
	user, password     string
	parametersOfSender string
}

// server is a mail server on this machine: enough of RFC 5321, 3207 and 4954 to refuse what clients must not do.
type server struct {
	net.Listener
	tls      *tls.Config
	implicit bool              // TLS from the first byte
	offers   []string          // extensions beside STARTTLS, which is gone after use
	plain    bool              // no STARTTLS
	replies  map[string]string // by verb, instead of what is right; "hang up" closes, "" says nothing more
	mails    chan received
	asked    chan string // every command

	open sync.WaitGroup
}

// start makes a server as change wants it, and its certificate's authority.
func start(t testing.TB, change func(*server)) (*server, *x509.CertPool) {
	certificate, roots := certify(t)
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &server{
		Listener: l, tls: &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		offers: []string{"8BITMIME", "SMTPUTF8", "AUTH PLAIN", "ENHANCEDSTATUSCODES"},
		mails:  make(chan received, 16), asked: make(chan string, 256),
	}
	if change != nil {
		change(s)
	}
	s.open.Go(s.accept)
	t.Cleanup(func() {
		_ = l.Close()
		s.open.Wait()
	})
	return s, roots
}

// certify makes a certificate for 127.0.0.1 that vouches for itself, in force for a century.
func certify(t testing.TB) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func (s *server) accept() {
	for {
		conn, err := s.Accept()
		if err != nil {
			return
		}
		s.open.Go(func() {
			defer func() { _ = conn.Close() }()
			(&session{server: s}).serve(conn)
		})
	}
}

// session is one connection's.
type session struct {
	*server
	*textproto.Conn
	conn net.Conn
	mail received // in progress
}

func (s *session) use(conn net.Conn) { s.conn, s.Conn = conn, textproto.NewConn(conn) }

func (s *session) serve(conn net.Conn) {
	if s.use(conn); s.implicit {
		s.secure()
	}
	if s.say("greeting", "220 mail.example ESMTP") != nil {
		return
	}
	for {
		line, err := s.ReadLine()
		if err != nil {
			return
		}
		s.asked <- line
		verb, rest, _ := strings.Cut(line, " ")
		if s.obey(strings.ToUpper(verb), rest) != nil {
			return
		}
	}
}

// say answers, unless the test wants another answer.
func (s *session) say(verb, right string) error {
	reply, changed := s.replies[verb]
	if !changed {
		reply = right
	}
	switch reply {
	case "hang up":
		return io.EOF
	case "":
		_, err := io.Copy(io.Discard, s.conn) // until the client gives up
		return err
	}
	return s.PrintfLine("%s", reply)
}

// fits says whether an answer is a yes.
func (s *session) fits(verb string) bool {
	reply, changed := s.replies[verb]
	return !changed || strings.HasPrefix(reply, "2") || strings.HasPrefix(reply, "3")
}

func (s *session) obey(verb, rest string) error {
	switch verb {
	case "EHLO":
		return s.say("EHLO", s.greet(rest))
	case "STARTTLS":
		if err := s.say(verb, "220 go ahead"); err != nil || !s.fits(verb) {
			return err
		}
		return s.secure()
	case "AUTH":
		return s.login(rest)
	case "MAIL":
		path, parameters, _ := strings.Cut(strings.TrimPrefix(rest, "FROM:"), " ")
		s.mail.from, s.mail.parametersOfSender = path, parameters
		return s.say(verb, "250 sender ok")
	case "RCPT":
		s.mail.to = strings.TrimPrefix(rest, "TO:")
		return s.say(verb, "250 recipient ok")
	case "DATA":
		return s.data()
	case "RSET", "NOOP":
		return s.say(verb, "250 ok")
	case "QUIT":
		_ = s.say(verb, "221 bye")
		return io.EOF
	}
	return s.say(verb, "502 what?")
}

func (s *session) greet(name string) string {
	lines := append([]string{"mail.example greets " + name}, s.offers...)
	if !s.plain && !s.mail.encrypted {
		lines = append(lines, "STARTTLS")
	}
	return "250-" + strings.Join(lines[:len(lines)-1], "\r\n250-") + "\r\n250 " + lines[len(lines)-1]
}

func (s *session) secure() error {
	conn := tls.Server(s.conn, s.tls)
	if err := conn.Handshake(); err != nil {
		return err
	}
	s.use(conn)
	s.mail.encrypted = true
	return nil
}

func (s *session) login(rest string) error {
	if !s.mail.encrypted {
		return s.PrintfLine("538 5.7.11 not in plain text")
	}
	if rest == "LOGIN" {
		_ = s.PrintfLine("334 %s", base64.StdEncoding.EncodeToString([]byte("Username:")))
		user, _ := s.ReadLine()
		_ = s.PrintfLine("334 %s", base64.StdEncoding.EncodeToString([]byte("Password:")))
		password, _ := s.ReadLine()
		s.mail.user, s.mail.password = decode(user), decode(password)
		return s.say("AUTH", "235 welcome")
	}
	who := strings.Split(decode(strings.TrimPrefix(rest, "PLAIN ")), "\x00")
	if len(who) != 3 {
		return s.PrintfLine("501 what?")
	}
	s.mail.user, s.mail.password = who[1], who[2]
	return s.say("AUTH", "235 welcome")
}

func decode(text string) string {
	plain, _ := base64.StdEncoding.DecodeString(text)
	return string(plain)
}

func (s *session) data() error {
	if err := s.say("DATA", "354 go on"); err != nil || !s.fits("DATA") {
		return err
	}
	// Lines end in CR and LF, and in nothing else.
	var data strings.Builder
	for {
		line, err := readLine(s.R)
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		data.WriteString(strings.TrimPrefix(line, "."))
	}
	s.mail.data = data.String()
	if s.fits("end of data") {
		s.mails <- s.mail
	}
	return s.say("end of data", "250 taken")
}

func readLine(r *bufio.Reader) (string, error) {
	line, err := r.ReadString('\n')
	if err == nil && !strings.HasSuffix(line, "\r\n") {
		err = io.ErrUnexpectedEOF
	}
	return line, err
}
