package identity_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

func phone(t require.TestingT, s string) account.Phone {
	p, err := account.ParsePhone(s, account.PhoneRule{Region: "US", NationalDigits: 10})
	require.NoError(t, err)
	return p
}

func TestPhoneTags(t *testing.T) {
	k := keyring(t, masterKey("new", 1), masterKey("old", 2))
	one, other := phone(t, "+18015550123"), phone(t, "+18015550124")

	tags, err := identity.PhoneTags(k, one)
	require.NoError(t, err)
	require.Len(t, tags, 2)
	require.True(t, strings.HasPrefix(string(tags[0]), "new."))
	require.True(t, strings.HasPrefix(string(tags[1]), "old."))

	current, err := identity.PhoneTag(k, one)
	require.NoError(t, err)
	require.Equal(t, tags[0], current)

	before, err := identity.PhoneTag(keyring(t, masterKey("old", 2)), one)
	require.NoError(t, err)
	require.Equal(t, tags[1], before, "what was stored before the rotation is still found")

	otherTag, err := identity.PhoneTag(k, other)
	require.NoError(t, err)
	require.NotEqual(t, current, otherTag)
	require.NotContains(t, string(current), "8015550123")
}

func TestPhoneTagsOfNothing(t *testing.T) {
	k := identity.DevelopmentKeyring()
	_, err := identity.PhoneTags(k, account.Phone{})
	require.ErrorIs(t, err, identity.ErrTagEmpty)
	_, err = identity.PhoneTag(k, account.Phone{})
	require.ErrorIs(t, err, identity.ErrTagEmpty)
}

// noKeys is a keyring port that has lost its keys.
type noKeys struct{ identity.Keys }

func (noKeys) KeyIDs(identity.Purpose) []string { return nil }
func (noKeys) MAC(identity.Purpose, []byte) (string, []byte, error) {
	return "", nil, identity.ErrKeyUnknown
}

// staleKeys still lists a key that is gone.
type staleKeys struct{ identity.Keys }

func (staleKeys) KeyIDs(identity.Purpose) []string { return []string{"gone"} }

func TestPhoneTagsWithoutKeys(t *testing.T) {
	p := phone(t, "+18015550123")
	_, err := identity.PhoneTags(noKeys{}, p)
	require.ErrorIs(t, err, identity.ErrKeyUnknown, "no tags would mean: nobody has this number")
	_, err = identity.PhoneTag(noKeys{}, p)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
	_, err = identity.PhoneTags(staleKeys{identity.DevelopmentKeyring()}, p)
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}
