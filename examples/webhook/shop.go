package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/seqrpay/seqr/adapters/webhook"
	"github.com/seqrpay/seqr/payment"
)

// shop is the web shop's server. It believes what is signed, handles each message once, and leaves alone what is older
// than what it knows of an invoice.
type shop struct {
	server *httptest.Server

	mu     sync.Mutex
	verify http.Handler // refuses what is not signed, before anything else looks at it
	asleep bool
	seen   map[string]bool             // IDs of messages that were handled
	latest map[payment.InvoiceID]int64 // number of the newest fact of each invoice
	heard  []payment.Fact
	again  int // messages that came although they were handled
}

func newShop() *shop {
	s := &shop{seen: map[string]bool{}, latest: map[payment.InvoiceID]int64{}}
	s.server = httptest.NewTLSServer(s)
	return s
}

func (s *shop) Close() { s.server.Close() }

// trust takes over the secret that the operator's portal shows.
func (s *shop) trust(secret string, clock func() time.Time) error {
	key, err := webhook.ParseVerifyingKey(secret)
	if err != nil {
		return err
	}
	v, err := webhook.NewVerifier(webhook.VerifierConfig{Keys: []webhook.VerifyingKey{key}, Clock: clock})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.verify = v.Handler(http.HandlerFunc(s.handle))
	return nil
}

// ServeHTTP answers one request at a time.
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asleep {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.verify.ServeHTTP(w, r)
}

// handle takes a request that was verified. What it answers with 2xx does not come again, but for accidents.
func (s *shop) handle(w http.ResponseWriter, r *http.Request) {
	var e webhook.Event
	var f payment.Fact
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil || json.Unmarshal(e.Data, &f) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	id := r.Header.Get("webhook-id")
	switch {
	case s.seen[id]:
		s.again++
	case f.Sequence >= s.latest[f.Invoice]:
		s.latest[f.Invoice] = f.Sequence
		s.heard = append(s.heard, f)
	}
	s.seen[id] = true
	w.WriteHeader(http.StatusNoContent)
}

// sleeps shuts the shop's server down, or opens it again.
func (s *shop) sleeps(asleep bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asleep = asleep
}

// news is what was heard since it was asked for the last time.
func (s *shop) news() []payment.Fact {
	s.mu.Lock()
	defer s.mu.Unlock()
	heard := s.heard
	s.heard = nil
	return heard
}
