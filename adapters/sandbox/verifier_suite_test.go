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

var drawn sync.Map // of specimen to func() (pictures, error)

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

// ways of spoiling a picture, by name.
var ways = map[string]func(jpeg []byte) ([]byte, error){
	"blur":  func(jpeg []byte) ([]byte, error) { return sandbox.Blurred(jpeg, 2) },
	"glare": sandbox.WithGlare,
}

var spoiledBefore sync.Map // of specimen and way to func() (pictures, error)

// spoiled are the pictures of a specimen, both sides treated alike.
func spoiled(t *testing.T, s sandbox.Specimen, way string) pictures {
	t.Helper()
	p := draw(t, s)
	type key struct {
		sandbox.Specimen
		way string
	}
	once, _ := spoiledBefore.LoadOrStore(key{s, way}, sync.OnceValues(func() (pictures, error) {
		front, err := ways[way](p.front)
		if err != nil {
			return pictures{}, err
		}
		back, err := ways[way](p.back)
		return pictures{front, back}, err
	}))
	p, err := once.(func() (pictures, error))()
	require.NoError(t, err)
	return p
}

func TestVerifierMeetsTheContract(t *testing.T) {
	t.Parallel()
	card, old := annaCard(identity.IdentityCard), annaCard(identity.IdentityCard)
	old.ExpiresOn = civil.Date{Year: 2026, Month: time.November, Day: 20}
	sides := map[identitytest.Condition]pictures{
		identitytest.Sharp: draw(t, card), identitytest.Expired: draw(t, old),
		identitytest.Blurred: spoiled(t, card, "blur"), identitytest.Glaring: spoiled(t, card, "glare"),
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
