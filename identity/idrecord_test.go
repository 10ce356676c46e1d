package identity_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

func accountOf(n int) account.ID {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return account.ID{UUID: id}
}

// IDV-7 and IDV-10: the first link blocks nobody, the second both, the third all three; one's own again nobody.
func TestIDRecordLink(t *testing.T) {
	a, b, c := accountOf(1), accountOf(2), accountOf(3)
	r := identity.IDRecord{ID: "tag", Version: 4}

	r, blocked := r.Link(a)
	require.Empty(t, blocked)
	r, blocked = r.Link(a)
	require.Empty(t, blocked)
	require.Equal(t, []account.ID{a}, r.Accounts)

	two, blocked := r.Link(b)
	require.Equal(t, []account.ID{a, b}, blocked)
	require.Equal(t, []account.ID{a}, r.Accounts, "the older value is as it was")
	blocked[0] = c
	require.Equal(t, []account.ID{a, b}, two.Accounts, "the answer is the caller's own")

	three, blocked := two.Link(c)
	require.Equal(t, []account.ID{a, b, c}, blocked)
	again, blocked := three.Link(b)
	require.Empty(t, blocked)
	require.Equal(t, three, again)
	require.Equal(t, int64(4), three.Version)
}

// IDV-11: an account that is gone frees its document.
func TestIDRecordUnlink(t *testing.T) {
	a, b, c := accountOf(1), accountOf(2), accountOf(3)
	r := identity.IDRecord{ID: "tag", Accounts: []account.ID{a, b}}
	require.Equal(t, []account.ID{b}, r.Unlink(a).Accounts)
	require.Equal(t, []account.ID{a, b}, r.Accounts, "the older value is as it was")
	require.Equal(t, []account.ID{a, b}, r.Unlink(c).Accounts)

	_, blocked := r.Unlink(a).Unlink(b).Link(c)
	require.Empty(t, blocked)
}

// Of any history of links and unlinks: an account is linked at most once, in the order of linking, and a link
// blocks everybody or nobody.
func TestIDRecordProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r identity.IDRecord
		var linked []account.ID
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			id := accountOf(rapid.IntRange(1, 5).Draw(t, "account"))
			if rapid.Bool().Draw(t, "unlink") {
				r = r.Unlink(id)
				linked = slices.DeleteFunc(linked, func(a account.ID) bool { return a == id })
				continue
			}
			var blocked []account.ID
			r, blocked = r.Link(id)
			switch {
			case slices.Contains(linked, id):
				require.Empty(t, blocked)
				continue
			case len(linked) == 0:
				require.Empty(t, blocked)
			default:
				require.Equal(t, append(slices.Clone(linked), id), blocked)
			}
			linked = append(linked, id)
		}
		require.ElementsMatch(t, linked, r.Accounts)
		if len(linked) > 0 {
			require.Equal(t, linked, r.Accounts)
		}
	})
}
