package smtp_test

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/smtp"
)

// A mail server that is down: the mail is tried again later, and the error can be logged.
func ExampleMailer() {
	down, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	_ = down.Close()

	mail, err := smtp.New(smtp.Config{
		Host:     "127.0.0.1", // the name of your server
		Port:     down.Addr().(*net.TCPAddr).Port,
		User:     "seqr",
		Password: "from your vault",
		From:     "Seqr <no-reply@seqr.example>",
	})
	if err != nil {
		panic(err)
	}
	err = mail.SendMail(context.Background(), account.Message{
		ID: "msg-1", To: "eva@example.org", Subject: "Your order", Text: "It is on its way.",
	})
	fmt.Println(errors.Is(err, smtp.ErrUnavailable))
	fmt.Println(mail)
	// Output:
	// true
	// smtp.Mailer{redacted}
}
