package identity_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// IDV-1: three kinds, chosen by the user.
func TestParseDocumentKind(t *testing.T) {
	for _, kind := range []identity.DocumentKind{identity.IdentityCard, identity.DrivingLicence, identity.Passport} {
		got, err := identity.ParseDocumentKind(string(kind))
		require.NoError(t, err)
		require.Equal(t, kind, got)
		require.True(t, identity.DefaultDocumentPolicy().Accepts(kind))
	}
	for _, other := range []string{"", "Passport", "library_card", "passport "} {
		_, err := identity.ParseDocumentKind(other)
		require.ErrorIs(t, err, identity.ErrDocumentKind, other)
		require.False(t, identity.DefaultDocumentPolicy().Accepts(identity.DocumentKind(other)))
	}
	onlyPassports := identity.DocumentPolicy{Kinds: []identity.DocumentKind{identity.Passport}}
	require.False(t, onlyPassports.Accepts(identity.IdentityCard))
}

func tagsOf(t *testing.T, kind identity.DocumentKind, v identity.Verdict) identity.IDTags {
	t.Helper()
	v.Genuine = true
	tags, err := identity.DocumentTags(identity.DevelopmentKeyring(), "US", kind, v)
	require.NoError(t, err)
	return tags
}

// IDV-9: the same country, kind and number are the same document, however they are written; anything else is another.
func TestDocumentTags(t *testing.T) {
	base := tagsOf(t, identity.Passport, identity.Verdict{Country: "USA", Number: "AB123456"})
	require.Len(t, base.Document, 1)
	require.Empty(t, base.Personal)
	for _, number := range []string{"ab123456", "AB 123 456", "AB-123456", "AB<123456<<", "A.B/1 2-3456"} {
		require.Equal(t, base, tagsOf(t, identity.Passport, identity.Verdict{Country: "usa", Number: number}), number)
	}
	require.Equal(t, tagsOf(t, identity.Passport, identity.Verdict{Country: "D", Number: "1"}),
		tagsOf(t, identity.Passport, identity.Verdict{Country: "D<<", Number: "1"}))

	for name, other := range map[string]identity.IDTags{
		"country":  tagsOf(t, identity.Passport, identity.Verdict{Country: "UTO", Number: "AB123456"}),
		"kind":     tagsOf(t, identity.IdentityCard, identity.Verdict{Country: "USA", Number: "AB123456"}),
		"number":   tagsOf(t, identity.Passport, identity.Verdict{Country: "USA", Number: "AB123457"}),
		"boundary": tagsOf(t, identity.Passport, identity.Verdict{Country: "USAA", Number: "B123456"}),
	} {
		require.NotEqual(t, base.Document, other.Document, name)
	}
}

// A personal number is the same on every kind of document of a country, and is no document number.
func TestDocumentTagsOfPersonalNumbers(t *testing.T) {
	passport := tagsOf(t, identity.Passport, identity.Verdict{Country: "SWE", Number: "1", PersonalNumber: "19740812-2384"})
	card := tagsOf(t, identity.IdentityCard, identity.Verdict{Country: "SWE", Number: "2", PersonalNumber: "197408122384"})
	require.Equal(t, passport.Personal, card.Personal)
	require.NotEqual(t, passport.Document, card.Document)
	require.Equal(t, append(slices.Clone(card.Document), card.Personal...), card.All())

	abroad := tagsOf(t, identity.Passport, identity.Verdict{Country: "NOR", Number: "1", PersonalNumber: "197408122384"})
	require.NotEqual(t, passport.Personal, abroad.Personal)
	require.Empty(t, tagsOf(t, identity.Passport, identity.Verdict{Country: "SWE", Number: "1", PersonalNumber: "<<-"}).Personal)

	swapped := tagsOf(t, identity.Passport, identity.Verdict{Country: "SWE", Number: "197408122384", PersonalNumber: "1"})
	for _, tag := range swapped.All() {
		require.NotContains(t, passport.All(), tag)
	}
}

// Neither number can be read from a tag (IDV-9).
func TestDocumentTagsTellNothing(t *testing.T) {
	for _, tag := range tagsOf(t, identity.Passport, identity.Verdict{Country: "USA", Number: "AB123456", PersonalNumber: "987654321"}).All() {
		require.NotContains(t, strings.ToUpper(string(tag)), "AB123456")
		require.NotContains(t, string(tag), "987654321")
	}
}

// IDV-10: only a genuine verdict links anything.
func TestDocumentTagsOfOtherVerdicts(t *testing.T) {
	keys := identity.DevelopmentKeyring()
	for name, v := range map[string]identity.Verdict{
		"failed":    {Country: "USA", Number: "1", Problems: []identity.Problem{identity.Blur}},
		"pending":   {Pending: true},
		"no number": {Genuine: true, Country: "USA"},
	} {
		_, err := identity.DocumentTags(keys, "US", identity.Passport, v)
		require.ErrorIs(t, err, identity.ErrVerdict, name)
	}
	_, err := identity.DocumentTags(keys, "US", "library_card", identity.Verdict{Genuine: true, Country: "USA", Number: "1"})
	require.ErrorIs(t, err, identity.ErrDocumentKind)
}

// During a rotation a document has a tag under each key, the current one first.
func TestDocumentTagsUnderEveryKey(t *testing.T) {
	older := identity.MasterKey{ID: "2025", Secret: []byte("the older master key of this test")}
	newer := identity.MasterKey{ID: "2026", Secret: []byte("the newer master key of this test")}
	before, err := identity.NewKeyring(older)
	require.NoError(t, err)
	during, err := identity.NewKeyring(newer, older)
	require.NoError(t, err)
	v := identity.Verdict{Genuine: true, Country: "USA", Number: "1", PersonalNumber: "2"}
	was, err := identity.DocumentTags(before, "US", identity.Passport, v)
	require.NoError(t, err)
	is, err := identity.DocumentTags(during, "US", identity.Passport, v)
	require.NoError(t, err)
	require.Len(t, is.Document, 2)
	require.Len(t, is.Personal, 2)
	require.Equal(t, was.Document[0], is.Document[1])
	require.Equal(t, was.Personal[0], is.Personal[1])
}

// lostKeys is a keyring out of reach for what comes after so many calls.
type lostKeys struct {
	identity.Keys
	after int
}

var errLost = errors.New("keyring out of reach")

func (k *lostKeys) MACWith(p identity.Purpose, keyID string, data []byte) ([]byte, error) {
	if k.after--; k.after < 0 {
		return nil, errLost
	}
	return k.Keys.MACWith(p, keyID, data)
}

func TestDocumentTagsWithoutKeyring(t *testing.T) {
	v := identity.Verdict{Genuine: true, Country: "USA", Number: "1", PersonalNumber: "2"}
	for after := range 2 {
		tags, err := identity.DocumentTags(&lostKeys{Keys: identity.DevelopmentKeyring(), after: after}, "US", identity.Passport, v)
		require.ErrorIs(t, err, errLost)
		require.Equal(t, []account.Tag{}, tags.All(), "half a set of tags would link half an identity")
	}
}
