package identity_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// A PIN is refused where somebody who knows its owner would guess it.
func ExamplePIN_CheckChoice() {
	birth := civil.Date{Year: 1987, Month: time.June, Day: 15}
	for _, digits := range []string{"111111", "123456", "061587", "739164"} {
		pin, _ := identity.ParsePIN(digits)
		fmt.Println(pin.CheckChoice(identity.DefaultPINPolicy(), birth))
	}
	// Output:
	// identity: PIN repeats one digit
	// identity: PIN is a run of digits
	// identity: PIN is the birth date
	// <nil>
}

// What is stored of a PIN is of no use to whoever steals it without the keyring.
func ExamplePINRecord() {
	keys := identity.DevelopmentKeyring()
	by := identity.Stretch{Salt: []byte("sixteen byte sal"), Cost: identity.DefaultStretchCost()} // in production the salt is random
	chosen, _ := identity.ParsePIN("739164")
	record, _ := identity.NewPINRecord(keys, identity.StretchPIN(chosen, by), by)

	entered, _ := identity.ParsePIN("739164")
	right, err := record.Matches(keys, identity.StretchPIN(entered, record.Stretch()))
	fmt.Println(entered, right, err)
	// Output: PIN(redacted) true <nil>
}

// Wrong PINs lock the account step by step.
func ExampleCredential_Attempt() {
	policy := identity.DefaultLockPolicy()
	now := time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)
	var c identity.Credential

	attempt := func(right bool) {
		var blocked bool
		var err error
		c, blocked, err = c.Attempt(policy, right, now) // commit c, then tell
		var wait *identity.PINWaitError
		switch {
		case blocked:
			fmt.Println("blocked:", err)
		case errors.As(err, &wait):
			fmt.Println("not evaluated for another", wait.Until.Sub(now))
		default:
			fmt.Println(c.Wrong, err)
		}
	}
	attempt(false)
	attempt(false)
	attempt(false)
	attempt(true) // right, but too early
	now = now.Add(30 * time.Second)
	attempt(false)
	now = now.Add(5 * time.Minute)
	attempt(false)
	c = c.Reset() // customer service
	attempt(true)
	// Output:
	// 1 identity: wrong PIN
	// 2 identity: wrong PIN
	// 3 identity: wrong PIN
	// not evaluated for another 30s
	// 4 identity: wrong PIN
	// blocked: identity: wrong PIN
	// 0 <nil>
}
