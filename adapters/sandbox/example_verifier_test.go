package sandbox_test

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// A verifier takes a few minutes, and then says what it read on the pictures.
func ExampleVerifier() {
	passport := sandbox.Specimen{
		Kind: identity.Passport, Country: "UTO", Surname: "Eriksson", GivenNames: "Anna Maria", Number: "L898902C3",
		BirthDate: civil.Date{Year: 1974, Month: time.August, Day: 12},
	}
	front, back, err := sandbox.DrawSpecimen(passport)
	if err != nil {
		fmt.Println(err)
		return
	}
	clock := sandbox.NewClock(time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC))
	verifier := sandbox.NewVerifier(clock.Now, 4*time.Minute)
	scan := identity.Submission{
		ID: identity.ScanID{UUID: uuid.New()}, Document: identity.Passport, Front: front, Back: back,
		SubmittedAt: clock.Now(), Name: "Anna Eriksson", BirthDate: passport.BirthDate,
	}

	v, _ := verifier.Verify(context.Background(), scan)
	fmt.Println("pending:", v.Pending)
	clock.Advance(4 * time.Minute)
	v, _ = verifier.Verify(context.Background(), scan)
	fmt.Println("genuine:", v.Genuine, v.Country, v.Number)
	// Output:
	// pending: true
	// genuine: true UTO L898902C3
}

// A specimen out of focus is refused before any verifier sees it.
func ExampleBlurred() {
	front, _, err := sandbox.DrawSpecimen(sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: "Garcia", GivenNames: "Luz", Number: "S99988801",
		BirthDate: civil.Date{Year: 1990, Month: time.March, Day: 4},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	blurred, _ := sandbox.Blurred(front, 3)
	_, err = identity.PreparePicture(blurred, identity.DefaultDocumentPolicy())
	fmt.Println(err)
	// Output:
	// identity: picture cannot be used: blur
}
