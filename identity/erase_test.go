package identity_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

func TestErase(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	me, other := account.ID{UUID: uuid.UUID{1}}, account.ID{UUID: uuid.UUID{2}}

	cred := identity.Credential{Account: me, PublicKey: []byte{1}, PIN: identity.PINRecord{KeyID: "1", Salt: []byte{2}, Hash: []byte{3}}}.Erase()
	require.Equal(t, identity.PINRecord{}, cred.PIN)
	require.True(t, cred.Frozen)
	require.NotEmpty(t, cred.PublicKey, "what was approved can still be verified")

	for state, want := range map[identity.ScanState]identity.ScanState{
		identity.Capturing: identity.Failed, identity.Submitted: identity.Failed, identity.Verified: identity.Verified, identity.Failed: identity.Failed,
	} {
		scan := identity.Scan{State: state, Front: []byte{1}, Back: []byte{2}, Digest: []byte{3}}.Erase(at)
		require.Equal(t, want, scan.State)
		require.Empty(t, scan.Front)
		require.Empty(t, scan.Back)
		require.NotEmpty(t, scan.Digest, "PRV-3: the digest stays")
	}

	rec := identity.IDRecord{ID: "tag", Accounts: []account.ID{other, me}, Former: []account.ID{me, other}}
	require.Equal(t, identity.IDRecord{ID: "tag", Accounts: []account.ID{other}, Former: []account.ID{other}}, rec.Forget(me))
	require.Len(t, rec.Former, 2, "the receiver stays as it is")

	code := identity.Activation{Phone: "tag", Account: me, Code: []byte{1}, Sends: []time.Time{at}}.Forget()
	require.Equal(t, identity.Activation{Phone: "tag", Done: true, Sends: []time.Time{at}}, code)
}
