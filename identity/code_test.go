package identity_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// entropy is an endless source that repeats itself from run to run.
func entropy(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// accountID is a fixed account.
func accountID(n byte) account.ID { return account.ID{UUID: uuid.UUID{15: n}} }

func code(t require.TestingT, s string) identity.Code {
	c, err := identity.ParseCode(s, identity.DefaultCodePolicy())
	require.NoError(t, err)
	return c
}

func TestNewCodeThrowsUnfairDrawsAway(t *testing.T) {
	c, err := identity.NewCode(bytes.NewReader([]byte{250, 255, 0, 9, 10, 249, 251, 19, 123}), identity.DefaultCodePolicy())
	require.NoError(t, err)
	require.Equal(t, "090993", c.Reveal(), "250 and above would make 0 to 5 likelier")
}

func TestNewCodeDrawsEveryDigitEquallyOften(t *testing.T) {
	const codes = 5_000
	source := entropy(1)
	var seen [6][10]int
	for range codes {
		c, err := identity.NewCode(source, identity.DefaultCodePolicy())
		require.NoError(t, err)
		require.Len(t, c.Reveal(), 6)
		for i, d := range c.Reveal() {
			seen[i][d-'0']++
		}
	}
	for i := range seen {
		for d, n := range seen[i] {
			require.InDelta(t, codes/10, n, 120, "digit %d at place %d", d, i) // more than five standard deviations
		}
	}
}

func TestNewCodeWithoutEntropy(t *testing.T) {
	broken := errors.New("broken")
	_, err := identity.NewCode(io.MultiReader(strings.NewReader("abc"), failing{broken}), identity.DefaultCodePolicy())
	require.ErrorIs(t, err, identity.ErrEntropy)
	require.ErrorIs(t, err, broken)

	_, err = identity.NewCode(strings.NewReader("abc"), identity.DefaultCodePolicy())
	require.ErrorIs(t, err, identity.ErrEntropy)

	_, err = identity.NewCode(stuck(255), identity.DefaultCodePolicy())
	require.ErrorIs(t, err, identity.ErrEntropy, "must not search for ever")

	_, err = identity.NewCode(entropy(1), identity.CodePolicy{})
	require.ErrorIs(t, err, identity.ErrPolicy)
}

// failing is a source of entropy that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// stuck is a source of entropy that says one byte for ever.
type stuck byte

func (s stuck) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s)
	}
	return len(b), nil
}

func TestParseCode(t *testing.T) {
	p := identity.DefaultCodePolicy()
	for _, good := range []string{"000000", "012345", "999999"} {
		c, err := identity.ParseCode(good, p)
		require.NoError(t, err)
		require.Equal(t, good, c.Reveal())
		require.False(t, c.IsZero())
	}
	for _, bad := range []string{"", "12345", "1234567", "12345a", " 12345", "12345 ", "+12345", "-12345", "12 345", "1２345", "１２３４５６", "12345\n", "12345\x00"} {
		c, err := identity.ParseCode(bad, p)
		require.ErrorIs(t, err, identity.ErrCodeShape, "%q", bad)
		require.True(t, c.IsZero())
	}
	_, err := identity.ParseCode("", identity.CodePolicy{})
	require.ErrorIs(t, err, identity.ErrCodeShape, "no digits are no code, whatever the policy")
}

func TestCodeEqual(t *testing.T) {
	require.True(t, code(t, "123456").Equal(code(t, "123456")))
	require.False(t, code(t, "123456").Equal(code(t, "123457")))
	require.False(t, code(t, "123456").Equal(identity.Code{}))
	require.True(t, identity.Code{}.Equal(identity.Code{}))
}

func TestCodeMatchesOnlyItsOwnNumberAndAccount(t *testing.T) {
	k := keyring(t, masterKey("a", 1))
	stored, err := identity.CodeMAC(k, "tag", accountID(1), code(t, "123456"))
	require.NoError(t, err)
	require.NotContains(t, string(stored), "123456")

	for _, c := range []struct {
		name  string
		phone account.Tag
		of    account.ID
		code  string
		want  bool
	}{
		{"right", "tag", accountID(1), "123456", true},
		{"wrong code", "tag", accountID(1), "123457", false},
		{"another number", "gat", accountID(1), "123456", false},
		{"another account", "tag", accountID(2), "123456", false},
		{"digits moved into the number", "tag1", accountID(1), "234560", false},
	} {
		got, err := identity.CodeMatches(k, stored, c.phone, c.of, code(t, c.code))
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}

func TestCodeMatchesAfterARotation(t *testing.T) {
	stored, err := identity.CodeMAC(keyring(t, masterKey("old", 1)), "tag", accountID(1), code(t, "123456"))
	require.NoError(t, err)

	rotated := keyring(t, masterKey("new", 2), masterKey("old", 1))
	ok, err := identity.CodeMatches(rotated, stored, "tag", accountID(1), code(t, "123456"))
	require.NoError(t, err)
	require.True(t, ok)

	ok, err = identity.CodeMatches(keyring(t, masterKey("new", 2)), stored, "tag", accountID(1), code(t, "123456"))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
	require.False(t, ok)
}

func TestCodeMatchesNothing(t *testing.T) {
	k := identity.DevelopmentKeyring()
	ok, err := identity.CodeMatches(k, nil, "tag", accountID(1), code(t, "123456"))
	require.NoError(t, err)
	require.False(t, ok, "nothing stored")

	stored, err := identity.CodeMAC(k, "tag", accountID(1), identity.Code{})
	require.NoError(t, err)
	ok, err = identity.CodeMatches(k, stored, "tag", accountID(1), identity.Code{})
	require.NoError(t, err)
	require.False(t, ok, "no code is never the right one")

	_, err = identity.CodeMatches(k, []byte{200, 'a'}, "tag", accountID(1), code(t, "123456"))
	require.ErrorIs(t, err, identity.ErrSealBroken)
	_, err = identity.CodeMAC(noKeys{}, "tag", accountID(1), code(t, "123456"))
	require.ErrorIs(t, err, identity.ErrKeyUnknown)
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{"123456", "000000", "", "12345", "1234567", "１２３４５６", "12345\x00", " 123456"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := identity.ParseCode(s, identity.DefaultCodePolicy())
		if err != nil {
			require.Equal(t, identity.ErrCodeShape, err)
			return
		}
		require.Equal(t, s, c.Reveal())
		require.Regexp(t, `\A[0-9]{6}\z`, s)
	})
}
