package webhook

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"1.1.1.1": true, "8.8.8.8": true, "100.63.255.255": true, "100.128.0.0": true, "172.15.255.255": true, "172.32.0.0": true,
		"192.167.255.255": true, "192.169.0.0": true, "169.253.255.255": true, "169.255.0.0": true, "223.255.255.255": true,
		"2606:4700:4700::1111": true, "2a00:1450::1": true, "::ffff:8.8.8.8": true, "168.63.129.15": true,

		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.0": false, "10.255.255.255": false, "127.0.0.1": false, "127.255.255.255": false,
		"172.16.0.0": false, "172.31.255.255": false, "192.168.0.0": false, "192.168.255.255": false,
		"169.254.0.0": false, "169.254.169.254": false, "169.254.170.2": false, "100.64.0.0": false, "100.100.100.200": false,
		"100.127.255.255": false, "168.63.129.16": false, "192.0.0.192": false, "192.0.2.1": false, "192.88.99.1": false,
		"198.18.0.1": false, "198.19.255.255": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false,
		"239.255.255.255": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "2606:4700::1%eth0": false, "fc00::1": false,
		"fd00:ec2::254": false, "ff02::1": false, "64:ff9b::a9fe:a9fe": false, "64:ff9b:1::1": false, "100::1": false,
		"2001::1": false, "2001:db8::1": false, "2002:a9fe:a9fe::1": false, "3fff::1": false, "4000::1": false, "::8.8.8.8": false,
		"::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "::ffff:10.0.0.1": false, "::ffff:192.0.2.1": false,
	} {
		require.Equal(t, want, public(netip.MustParseAddr(text)), text)
	}
	require.False(t, public(netip.Addr{}))
}

func TestGuard(t *testing.T) {
	s := &outlet{permit: prefixes("127.0.0.1/32")}
	for address, want := range map[string]error{
		"8.8.8.8:443": nil, "127.0.0.1:443": nil, "[::ffff:127.0.0.1]:443": nil,
		"127.0.0.2:443": ErrAddress, "[::1]:443": ErrAddress, "[::ffff:127.0.0.2]:443": ErrAddress, "example.com:443": ErrAddress, "": ErrAddress,
	} {
		require.Equal(t, want, s.guard(t.Context(), "tcp", address, nil), address)
	}
}

// names is a name server that gives every name one address, for as long as that is not changed.
type names struct {
	net.PacketConn
	address atomic.Pointer[netip.Addr]
}

func serveNames(t *testing.T) *names {
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	require.NoError(t, err)
	n := &names{PacketConn: conn}
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.serve()
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-done
	})
	return n
}

func (n *names) point(to string) {
	a := netip.MustParseAddr(to)
	n.address.Store(&a)
}

func (n *names) serve() {
	buffer := make([]byte, 1500)
	for {
		size, from, err := n.ReadFrom(buffer)
		if err != nil {
			return
		}
		if answer := n.answer(buffer[:size]); answer != nil {
			_, _ = n.WriteTo(answer, from)
		}
	}
}

// answer has one address of IPv4, and none of another kind.
func (n *names) answer(query []byte) []byte {
	end := 12 + bytes.IndexByte(query[12:], 0) + 5
	question := query[12:end]
	found := uint16(0)
	if binary.BigEndian.Uint16(question[len(question)-4:]) == 1 {
		found = 1
	}
	out := append([]byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, byte(found), 0, 0, 0, 0}, question...)
	if found == 1 {
		out = append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		out = append(out, n.address.Load().AsSlice()...)
	}
	return out
}

// A name that was harmless when it was configured leads inside when it is used.
func TestNameThatIsPointedElsewhere(t *testing.T) {
	outside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer outside.Close()
	_, port, err := net.SplitHostPort(outside.Listener.Addr().String())
	require.NoError(t, err)
	inside, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.2:"+port)
	require.NoError(t, err)
	reached := make(chan struct{})
	go func() {
		if conn, err := inside.Accept(); err == nil {
			_ = conn.Close()
			close(reached)
		}
	}()
	defer func() { _ = inside.Close() }()

	n := serveNames(t)
	s := senderTo(t, outside, "https://example.com:"+port+"/hooks")
	s.dialer.Resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", n.LocalAddr().String())
	}}
	m := Message{ID: "msg_1", Type: "payment.paid", Time: time.Unix(0, 1), Body: []byte(`{}`)}

	n.point("127.0.0.1")
	require.NoError(t, s.Send(t.Context(), m))
	s.Close()
	for _, to := range []string{"127.0.0.2", "169.254.169.254", "10.0.0.1"} {
		n.point(to)
		err = s.Send(t.Context(), m)
		require.Equal(t, ErrAddress, err, to)
	}
	select {
	case <-reached:
		require.Fail(t, "the guard let a connection through")
	default:
	}
	n.point("127.0.0.1")
	require.NoError(t, s.Send(t.Context(), m), "the name is what it was")
}

// senderTo trusts a server's certificate and may reach 127.0.0.1.
func senderTo(t *testing.T, server *httptest.Server, url string) *Sender {
	secret, err := NewSecret(strings.NewReader(strings.Repeat("k", 32)))
	require.NoError(t, err)
	key, err := ParseSigningKey(secret)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	s, err := New(SenderConfig{
		URL: url, Keys: []SigningKey{key}, Clock: func() time.Time { return time.Unix(1614265330, 0) },
		RootCAs: roots, Permit: prefixes("127.0.0.1/32"),
	})
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// A proxy would connect to addresses that the guard does not see.
func TestNoProxy(t *testing.T) {
	s, err := New(SenderConfig{
		URL: "https://shop.example", Keys: []SigningKey{{secret: make([]byte, 32)}}, Clock: func() time.Time { return time.Unix(0, 0) },
	})
	require.NoError(t, err)
	transport, ok := s.client.Transport.(*http.Transport)
	require.True(t, ok)
	require.Nil(t, transport.Proxy)
	require.Nil(t, s.client.Jar)
}
