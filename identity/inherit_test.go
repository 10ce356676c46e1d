package identity_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

// A closed account is remembered until the person's next one takes over from it, once.
func TestFormerAccountsAreInheritedOnce(t *testing.T) {
	first, second := account.ID{UUID: uuid.New()}, account.ID{UUID: uuid.New()}
	r, _ := identity.IDRecord{ID: "1.tag"}.Link(first)
	r = r.Unlink(second)
	require.Empty(t, r.Former, "an account that was not linked is nobody's")
	r = r.Unlink(first)
	require.Equal(t, []account.ID{first}, r.Former)
	r, blocked := r.Link(second)
	require.Empty(t, blocked)
	r, former := r.Inherit()
	require.Equal(t, []account.ID{first}, former)
	_, again := r.Inherit()
	require.Empty(t, again)
}
