package identity_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
)

// The owner agrees to one amount for one payee, and nothing else can be made of it. In production
// entropy is crypto/rand.Reader, and the phone keeps its key.
func ExampleApprovalMessage() {
	keys, entropy := identity.DevelopmentKeyring(), rand.NewChaCha8([32]byte{1})
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	phone, _ := identity.NewP256Key(entropy)
	credential, _ := identity.NewCredential(
		account.ID{UUID: uuid.UUID{1}}, identity.DeviceID{UUID: uuid.UUID{2}}, phone.Algorithm(), phone.PublicKey(), now)

	// The server asks.
	invoice := uuid.UUID{3}
	asked := identity.NonceBinding{Account: credential.Account, Device: credential.Device, Subject: invoice, Revision: 1}
	nonce, _ := identity.NewNonce(keys, entropy, asked, now.Add(2*time.Minute))

	// The phone shows payee and amount, and signs.
	message, signature, _ := phone.Approve(identity.ApprovalMessage{
		Market: "US", Account: credential.Account, Device: credential.Device, Counter: 1, Nonce: nonce,
		Invoice: invoice, Revision: 1, Digest: identity.NameDigest("one coffee"),
		Payee: uuid.UUID{4}, PayeeName: identity.NameDigest("Coffee Bar"), Amount: money.FromMinor(345, "USD"),
		From: account.PaymentAccountID{UUID: uuid.UUID{5}}, ExpiresAt: now.Add(2 * time.Minute),
	})

	// The server checks, against what it would carry out.
	fmt.Println("signature:", credential.VerifySignature(message, signature))
	signed, _ := identity.ParseApproval(message)
	expires, err := identity.CheckNonce(keys, signed.Nonce, asked, now.Add(119*time.Second))
	fmt.Println("nonce:", err)
	_, err = credential.Advance(signed.Counter)
	fmt.Println("counter:", err)

	want := signed
	want.Amount, want.ExpiresAt = money.FromMinor(345, "USD"), expires
	fmt.Println("agreed:", signed.Check(want))
	want.Amount = money.FromMinor(99_345, "USD")
	fmt.Println("another amount:", signed.Check(want))
	want.Revision = 2
	fmt.Println("edited since:", signed.Check(want))
	// Output:
	// signature: <nil>
	// nonce: <nil>
	// counter: <nil>
	// agreed: <nil>
	// another amount: identity: approval of something else: amount
	// edited since: identity: approval of an older revision
}

// Keys rotate: what an older key made is still read, and what is made now is made with the new one.
func ExampleNewKeyring() {
	older := identity.MasterKey{ID: "2025", Secret: []byte("thirty-two random bytes of 2025.")}
	current := identity.MasterKey{ID: "2026", Secret: []byte("thirty-two random bytes of 2026.")}
	before, _ := identity.NewKeyring(older)
	sealed, _ := before.Seal(identity.KeyPersonal, []byte("Anna"), []byte("account 1"))

	keys, err := identity.NewKeyring(current, older)
	if err != nil {
		fmt.Println(err)
		return
	}
	plain, err := keys.Open(identity.KeyPersonal, sealed, []byte("account 1"))
	fmt.Println(string(plain), err)
	_, err = keys.Open(identity.KeyPersonal, sealed, []byte("account 2"))
	fmt.Println(err)
	fmt.Println(keys, older)
	// Output:
	// Anna <nil>
	// identity: sealed data was altered
	// Keyring[2026 2025] MasterKey(2025)
}
