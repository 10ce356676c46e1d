package identity_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// A number is proved by the code sent to it. In production entropy is crypto/rand.Reader, and each Activation
// is committed before the next step.
func ExampleActivation() {
	keys, policy := identity.DevelopmentKeyring(), identity.DefaultCodePolicy()
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	entropy := rand.NewChaCha8([32]byte{1})
	who := account.ID{UUID: uuid.UUID{1}}

	number, err := account.ParsePhone("+1 801 555 0123", account.PhoneRule{Region: "US", NationalDigits: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	tag, _ := identity.PhoneTag(keys, number)

	code, _ := identity.NewCode(entropy, policy)
	mac, _ := identity.CodeMAC(keys, tag, who, code)
	a, _ := identity.Activation{Phone: tag}.Send(policy, who, mac, now)
	fmt.Println("sent:", code) // to the SMS goes code.Reveal()

	_, err = a.Send(policy, who, mac, now.Add(10*time.Second))
	fmt.Println("again:", err)

	enter := func(c identity.Code, at time.Time) error {
		right, err := identity.CodeMatches(keys, a.Code, a.Phone, a.Account, c)
		if err != nil {
			return err
		}
		a, err = a.Enter(policy, right, at)
		return err
	}
	guess, _ := identity.ParseCode("000000", policy)
	fmt.Println("guess:", enter(guess, now.Add(time.Minute)))
	fmt.Println("code:", enter(code, now.Add(2*time.Minute)))
	fmt.Println("code again:", enter(code, now.Add(3*time.Minute)))
	// Output:
	// sent: Code(redacted)
	// again: identity: too soon for another code, next at 2026-11-21T12:00:30Z
	// guess: identity: code refused
	// code: <nil>
	// code again: identity: code refused
}
