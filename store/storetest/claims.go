package storetest

import (
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/store"
)

var claimCases = []testCase{
	{"3: a claim has one owner", claimOnce},
	{"3: a released claim is free", releaseFrees},
	{"3: only its owner's claim is released", releaseOfOthers},
	{"3: a claim may pass from one owner to another in one commit", claimPasses},
	{"3: claims of different kinds do not meet", claimKinds},
	{"3: claims differ by any byte", claimBytes},
}

var commandCases = []testCase{
	{"3: a command key is taken once", commandOnce},
	{"3: command keys of different scopes do not meet", commandScopes},
	{"3: a refused command leaves its key free", refusedCommand},
}

func (t *trial) owner(c store.Claim) any {
	t.Helper()
	owner, err := t.store.Claimed(t.ctx, c.Kind, c.Value)
	if oneOf(err, store.ErrNotFound) {
		return nil
	}
	return must(t, owner, err)
}

func claimOnce(t *trial) {
	first, second := claim("value"), claim("value")
	require.Nil(t, t.owner(first))
	t.commit(store.Changes{Claims: []store.Claim{first}})
	t.refuse(store.ErrExists, store.Changes{Claims: []store.Claim{second}})
	t.refuse(store.ErrExists, store.Changes{Claims: []store.Claim{first}})
	require.Equal(t, first.Owner, t.owner(second))
	t.refuse(store.ErrExists, store.Changes{Claims: []store.Claim{claim("other"), claim("other")}})
	require.Nil(t, t.owner(claim("other")))
}

func releaseFrees(t *trial) {
	first, second := claim("value"), claim("value")
	t.commit(store.Changes{Claims: []store.Claim{first}})
	t.commit(store.Changes{Releases: []store.Claim{first}})
	require.Nil(t, t.owner(first))
	t.refuse(store.ErrConflict, store.Changes{Releases: []store.Claim{first}})
	t.commit(store.Changes{Claims: []store.Claim{second}})
	require.Equal(t, second.Owner, t.owner(first))
}

func releaseOfOthers(t *trial) {
	first, second := claim("value"), claim("value")
	t.commit(store.Changes{Claims: []store.Claim{first}})
	t.refuse(store.ErrConflict, store.Changes{Releases: []store.Claim{second}})
	t.refuse(store.ErrConflict, store.Changes{Releases: []store.Claim{first, first}})
	require.Equal(t, first.Owner, t.owner(first))
}

func claimPasses(t *trial) {
	first, second, third := claim("value"), claim("value"), claim("value")
	t.commit(store.Changes{Claims: []store.Claim{first}})
	t.refuse(store.ErrExists, store.Changes{Releases: []store.Claim{third}, Claims: []store.Claim{second}})
	t.commit(store.Changes{Releases: []store.Claim{first}, Claims: []store.Claim{second}})
	require.Equal(t, second.Owner, t.owner(first))
}

func claimKinds(t *trial) {
	for _, k := range []store.ClaimKind{
		store.ClaimPhone, store.ClaimDevice, store.ClaimNonce, store.ClaimLaneCode, store.ClaimReference, store.ClaimReport, store.ClaimOrder,
	} {
		c := store.Claim{Kind: k, Value: "value", Owner: newID()}
		t.commit(store.Changes{Claims: []store.Claim{c}})
		require.Equal(t, c.Owner, t.owner(c))
	}
}

func claimBytes(t *trial) {
	values := []string{"", "a", "A", "a ", " a", "å", "Å", "A\u030a", "%", "_", "a'", `a"`, `a\`, "0", "00", "0.0", strings.Repeat("a", 1000)}
	for _, v := range values {
		c := claim(v)
		require.NoError(t, t.store.Commit(t.ctx, store.Changes{Claims: []store.Claim{c}}), "%q", v)
		require.Equal(t, c.Owner, t.owner(c), "%q", v)
	}
}

func commandOnce(t *trial) {
	_, err := t.store.Command(t.ctx, "scope", "key")
	require.ErrorIs(t, err, store.ErrNotFound)
	first := command("key")
	t.commit(store.Changes{Command: first})
	other := *first
	other.Fingerprint, other.Answer = []byte{2}, []byte("other")
	t.refuse(store.ErrExists, store.Changes{Command: first})
	t.refuse(store.ErrExists, store.Changes{Command: &other})
	got, err := t.store.Command(t.ctx, "scope", "key")
	require.NoError(t, err)
	require.Equal(t, *first, got)
}

func commandScopes(t *trial) {
	for _, scope := range []string{"a", "A", "b", "a/", ""} {
		for _, key := range []string{"k", "K", "/k"} {
			c := command(key)
			c.Scope, c.Answer = scope, []byte(scope+key)
			require.NoError(t, t.store.Commit(t.ctx, store.Changes{Command: c}), "%q %q", scope, key)
			got, err := t.store.Command(t.ctx, scope, key)
			require.NoError(t, err)
			require.Equal(t, *c, got)
		}
	}
}

func refusedCommand(t *trial) {
	stale := user()
	stale.Version = 1
	t.refuse(store.ErrConflict, store.Changes{Command: command("key"), Relied: []store.Ref{store.RelyOnAccount(stale)}})
	_, err := t.store.Command(t.ctx, "scope", "key")
	require.ErrorIs(t, err, store.ErrNotFound)
	t.commit(store.Changes{Command: command("key")})
}
