package sandbox_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/identity/identitytest"
)

// scanDay is when the verifier's tests take place.
var scanDay = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)

// annaCard is the specimen of most tests.
func annaCard(kind identity.DocumentKind) sandbox.Specimen {
	return sandbox.Specimen{
		Kind: kind, Country: "UTO", Surname: "Eriksson", GivenNames: "Anna Maria", Number: "L898902C3", Sex: "F",
		BirthDate:      civil.Date{Year: 1974, Month: time.August, Day: 12},
		ExpiresOn:      civil.Date{Year: 2031, Month: time.April, Day: 15},
		PersonalNumber: "ZE184226B",
	}
}

// pictures are the two sides of a document. Drawing is slow, so what tests share is drawn once.
type pictures struct{ front, back []byte }

var drawn sync.Map // of key to func() pictures

func draw(t *testing.T, s sandbox.Specimen) pictures {
	t.Helper()
	once, _ := drawn.LoadOrStore(s, sync.OnceValues(func() (pictures, error) {
		front, back, err := sandbox.DrawSpecimen(s)
		return pictures{front, back}, err
	}))
	p, err := once.(func() (pictures, error))()
	require.NoError(t, err)
	return p
}

// spoil treats both sides alike.
func (p pictures) spoil(t *testing.T, by func(jpeg []byte) ([]byte, error)) pictures {
	t.Helper()
	front, err := by(p.front)
	require.NoError(t, err)
	back, err := by(p.back)
	require.NoError(t, err)
	return pictures{front, back}
}

func blur(radius int) func([]byte) ([]byte, error) {
	return func(jpeg []byte) ([]byte, error) { return sandbox.Blurred(jpeg, radius) }
}

func TestVerifierMeetsTheContract(t *testing.T) {
	sharp := draw(t, annaCard(identity.IdentityCard))
	old := annaCard(identity.IdentityCard)
	old.ExpiresOn = civil.Date{Year: 2026, Month: time.November, Day: 20}
	sides := map[identitytest.Condition]pictures{
		identitytest.Sharp: sharp, identitytest.Expired: draw(t, old),
		identitytest.Blurred: sharp.spoil(t, blur(2)), identitytest.Glaring: sharp.spoil(t, sandbox.WithGlare),
	}
	identitytest.Run(t, func(*testing.T) identitytest.Harness { return harnessOf(identity.IdentityCard, sides) })
}

func harnessOf(kind identity.DocumentKind, sides map[identitytest.Condition]pictures) identitytest.Harness {
	clock := sandbox.NewClock(scanDay)
	return identitytest.Harness{
		Verifier: sandbox.NewVerifier(clock.Now, 4*time.Minute),
		Document: func(_ *testing.T, c identitytest.Condition) identitytest.Document {
			s := annaCard(kind)
			return identitytest.Document{
				Kind: kind, Front: sides[c].front, Back: sides[c].back, Name: "Anna Eriksson", BirthDate: s.BirthDate,
				Country: s.Country, Number: s.Number, PersonalNumber: s.PersonalNumber,
			}
		},
		Now:  clock.Now,
		Pass: func(*testing.T) { clock.Advance(4 * time.Minute) },
	}
}
