package identity_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// The machine readable zone of the passport that Doc 9303 prints as its specimen.
func ExampleParseMRZ() {
	today := civil.Date{Year: 2026, Month: time.November, Day: 21}
	m, err := identity.ParseMRZ(today,
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408122F1204159ZE184226B<<<<<10")
	fmt.Println(m.Format, m.Kind(), m.Number, m.GivenNames, m.Surname, m.BirthDate, m.ExpiresOn, err)

	_, err = identity.ParseMRZ(today,
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
		"L898902C36UTO7408132F1204159ZE184226B<<<<<10")
	if wrong, ok := errors.AsType[*identity.MRZError](err); ok {
		fmt.Println("wrong:", wrong.Field)
	}
	// Output:
	// TD3 passport L898902C3 ANNA MARIA ERIKSSON 1974-08-12 2012-04-15 <nil>
	// wrong: birth date
}

func ExampleWriteMRZ() {
	lines, _ := identity.WriteMRZ(identity.MRZ{
		Format: identity.TD1, Document: "ID", Country: "D", Number: "T22000129", Nationality: "D",
		Surname: "Müller", GivenNames: "Änne", BirthDate: civil.Date{Year: 1964, Month: time.August, Day: 12},
	})
	for _, line := range lines {
		fmt.Println(line)
	}
	// Output:
	// IDD<<T220001293<<<<<<<<<<<<<<<
	// 6408125<<<<<<<0D<<<<<<<<<<<<<0
	// MUELLER<<AENNE<<<<<<<<<<<<<<<<
}

func ExampleMRZ_NameMatches() {
	m := identity.MRZ{Format: identity.TD3, Surname: "OCONNOR", GivenNames: "SIOBHAN MARY"}
	fmt.Println(m.NameMatches("Siobhán O'Connor"), m.NameMatches("Mary Smith"))
	// Output: true false
}

// A black picture of the right size is a picture, but shows nothing.
func ExamplePreparePicture() {
	var black bytes.Buffer
	if err := png.Encode(&black, image.NewGray(image.Rect(0, 0, 1200, 800))); err != nil {
		fmt.Println(err)
		return
	}
	_, err := identity.PreparePicture(black.Bytes(), identity.DefaultDocumentPolicy())
	var bad *identity.PictureError
	fmt.Println(errors.As(err, &bad), bad.Problems)

	_, err = identity.PreparePicture([]byte("a letter"), identity.DefaultDocumentPolicy())
	fmt.Println(err)
	// Output:
	// true [illegible]
	// identity: not a JPEG or PNG picture
}

// Both sides are captured one by one, submitted together, and forgotten once decided.
func ExampleScan() {
	at := time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)
	scan, _ := identity.NewScan(identity.ScanID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}, identity.DrivingLicence, at)
	scan, _ = scan.Capture(identity.FrontSide, []byte("sealed front"), make([]byte, 32), at)
	_, err := scan.Submit(at)
	fmt.Println(err)

	scan, _ = scan.Capture(identity.BackSide, []byte("sealed back"), make([]byte, 32), at)
	scan, _ = scan.Submit(at)
	policy := identity.DefaultDocumentPolicy()
	fmt.Println(scan.State, "until", scan.Expected(policy).Format(time.TimeOnly), scan.Delayed(at.Add(6*time.Minute), policy))

	scan, _ = scan.Decide(identity.Verdict{Problems: []identity.Problem{identity.Glare}}, at.Add(6*time.Minute))
	fmt.Println(scan.State, scan.Problems, len(scan.Front), len(scan.Back))
	// Output:
	// identity: a side of the document is missing: [back]
	// submitted until 10:05:00 true
	// failed [glare] 0 0
}

// One ID stands for one account. The second that is linked to it blocks both.
func ExampleIDRecord_Link() {
	first, second := account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}
	record := identity.IDRecord{ID: "tag of a passport"}
	record, blocked := record.Link(first)
	fmt.Println(len(blocked))
	record, blocked = record.Link(second)
	fmt.Println(len(blocked), blocked[0] == first)
	record, blocked = record.Unlink(second).Link(first)
	fmt.Println(len(record.Accounts), len(blocked))
	// Output:
	// 0
	// 2 true
	// 1 0
}

// Two spellings of one number have one tag, which tells nothing about the number.
func ExampleDocumentTags() {
	keys := identity.DevelopmentKeyring()
	one, _ := identity.DocumentTags(keys, "US", identity.Passport, identity.Verdict{Genuine: true, Country: "USA", Number: "AB 123-456"})
	two, _ := identity.DocumentTags(keys, "US", identity.Passport, identity.Verdict{Genuine: true, Country: "usa", Number: "ab123456"})
	fmt.Println(len(one.Document), one.Document[0] == two.Document[0])
	// Output: 1 true
}
