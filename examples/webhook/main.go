// Command webhook tells how a web shop hears of its sales: it names an endpoint, is given a secret, checks who says so,
// sleeps through a refund and is told again, and changes the secret without missing anything. Endpoint and system talk over
// HTTPS on this machine; the story is checked as it goes, and the program ends with status 1 if anything differs from
// what it says.
//
//	go run ./examples/webhook               # in a temporary folder, which it removes
//	go run ./examples/webhook -db shop.db   # keeps the database
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/netip"
	"os"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/webhook"
	"github.com/seqrpay/seqr/examples/internal/stage"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return stage.Run(ctx, "webhook", tell, args, stdout, stderr)
}

// tell runs the chapters.
func tell(ctx context.Context, db string, w io.Writer) (err error) {
	n := stage.NewNarrator(w, "A web shop that is told of its sales")
	shop := newShop()
	defer shop.Close()
	st, err := stage.Open(ctx, n, seqr.UnitedStates(), db, func(s *stage.Stage, c *seqr.Config) error {
		return notifying(s, c, shop.server.Certificate())
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s := story{Stage: st, shop: shop}
	if err := n.Tell(ctx, s.endpoint, s.sale, s.sleep, s.forger, s.rotation, s.books); err != nil {
		return err
	}
	n.End()
	return nil
}

// notifying has the system tell merchants by webhooks. A real one permits no address that is not public, and trusts whom the operating system trusts.
func notifying(s *stage.Stage, c *seqr.Config, shop *x509.Certificate) error {
	roots := x509.NewCertPool()
	roots.AddCert(shop)
	notifier, err := webhook.NewNotifier(webhook.NotifierConfig{
		Clock: s.Clock.Now, RootCAs: roots, Permit: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	c.Notices = notifier
	return err
}
