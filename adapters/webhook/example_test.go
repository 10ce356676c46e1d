package webhook_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"time"

	"github.com/seqrpay/seqr/adapters/webhook"
)

// clock stands for time.Now.
func clock() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// The receiver's whole server: what is not signed does not reach the handler.
func ExampleVerifier() {
	key, err := webhook.ParseVerifyingKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		panic(err)
	}
	verifier, err := webhook.NewVerifier(webhook.VerifierConfig{Keys: []webhook.VerifyingKey{key}, Clock: clock})
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(verifier.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var e webhook.Event
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			panic(err)
		}
		fmt.Println("received:", r.Header.Get("webhook-id"), e.Type, string(e.Data))
	})))
	defer server.Close()

	send(server.URL)
	forged, err := http.Post(server.URL, "application/json", http.NoBody)
	if err != nil {
		panic(err)
	}
	_ = forged.Body.Close()
	fmt.Println("forged:", forged.Status)
	http.DefaultClient.CloseIdleConnections()
	// Output:
	// received: msg_1 payment.paid {"invoice":"01890a5d"}
	// forged: 400 Bad Request
}

func send(url string) {
	key, err := webhook.ParseSigningKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		panic(err)
	}
	sender, err := webhook.New(webhook.SenderConfig{
		URL: url, Keys: []webhook.SigningKey{key}, Clock: clock,
		// For a test on this machine; never for a receiver's own URL.
		AllowPlainText: true, Permit: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	if err != nil {
		panic(err)
	}
	defer sender.Close()
	err = sender.Send(context.Background(), webhook.Message{
		ID: "msg_1", Type: "payment.paid", Time: clock(), Body: json.RawMessage(`{"invoice":"01890a5d"}`),
	})
	if err != nil {
		panic(err)
	}
}

// An event of a receiver's URL that leads inside is not sent.
func ExampleSender_Send() {
	key, err := webhook.ParseSigningKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		panic(err)
	}
	sender, err := webhook.New(webhook.SenderConfig{URL: "https://169.254.169.254/", Keys: []webhook.SigningKey{key}, Clock: clock})
	if err != nil {
		panic(err)
	}
	fmt.Println(sender.Send(context.Background(), webhook.Message{ID: "msg_1", Type: "payment.paid", Time: clock(), Body: json.RawMessage(`{}`)}))
	// Output: webhook: address not permitted
}

// A receiver's test makes requests that its verifier accepts.
func ExampleSigner() {
	key, err := webhook.ParseSigningKey("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		panic(err)
	}
	signer, err := webhook.NewSigner(key)
	if err != nil {
		panic(err)
	}
	header := signer.Header("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	fmt.Println(header.Get("webhook-signature"))
	// Output: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
}
