package smsgateway_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smsgateway"
)

// A provider that takes JSON, calls the number "msisdn", and wants an API key. The server stands for it.
func ExampleGateway() {
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Println(r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"))
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer provider.Close()

	sms, err := smsgateway.New(smsgateway.Config{
		URL:      provider.URL + "/v1/messages", // https, when it is not a test
		Encoding: smsgateway.JSON,
		ToField:  "msisdn",
		Fields:   map[string]string{"from": "Seqr"},
		Header:   http.Header{"Authorization": {"Bearer from-your-vault"}},
		Client:   provider.Client(),

		AllowPlainText: true,
	})
	if err != nil {
		panic(err)
	}
	err = sms.SendSMS(context.Background(), account.Message{ID: "msg-1", To: "+12025550123", Text: "Your code is 314159"})
	fmt.Println(errors.Is(err, smsgateway.ErrUnavailable), err)
	// Output:
	// POST /v1/messages msg-1
	// true smsgateway: no usable answer: status 429
}
