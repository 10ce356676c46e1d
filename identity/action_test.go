package identity_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

func action(a identity.Action) identity.ActionMessage {
	var about []byte
	if a == identity.ActionEnrolBiometric || a == identity.ActionChoosePIN {
		about = bytes.Repeat([]byte{0xab}, 32)
	}
	return identity.ActionMessage{
		About:     about,
		Action:    a,
		Account:   account.ID{UUID: id(0xa1)},
		Device:    identity.DeviceID{UUID: id(0xd1)},
		Counter:   41,
		Nonce:     bytes.Repeat([]byte{0x0e}, 32),
		ExpiresAt: noon.Add(2 * time.Minute),
	}
}

// Phones in use sign these bytes, too.
func TestActionBytes(t *testing.T) {
	b, err := action(identity.ActionChangePIN).Bytes()
	require.NoError(t, err)
	require.Equal(t, "01"+
		"000a6368616e67652070696e"+
		"0010a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"+
		"0010d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1"+
		"00080000000000000029"+
		"00200e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e"+
		"0008000660c820c87e00", hex.EncodeToString(b))
}

func TestActionsAreReadBackAndNothingElseIs(t *testing.T) {
	for _, a := range []identity.Action{identity.ActionChangePIN, identity.ActionClose, identity.ActionEndBiometric, identity.ActionEnrolBiometric, identity.ActionChoosePIN, identity.ActionRestorePIN} {
		b, err := action(a).Bytes()
		require.NoError(t, err)
		got, err := identity.ParseAction(b)
		require.NoError(t, err)
		require.Equal(t, action(a), got)
		for n := range b {
			_, err := identity.ParseAction(b[:n])
			require.Equal(t, identity.ErrApprovalShape, err, "cut to %d", n)
		}
		_, err = identity.ParseAction(append(bytes.Clone(b), 0))
		require.Equal(t, identity.ErrApprovalShape, err)
		_, err = identity.ParseAction(append(bytes.Clone(b), make([]byte, 1<<20)...))
		require.Equal(t, identity.ErrApprovalShape, err)
	}
}

// Which action may be about something, and which must be.
func TestWhatActionsAreAbout(t *testing.T) {
	const never, may, must = 0, 1, 2
	for a, want := range map[identity.Action]int{
		identity.ActionClose: never, identity.ActionEndBiometric: never,
		identity.ActionChangePIN: may, identity.ActionRestorePIN: may,
		identity.ActionChoosePIN: must, identity.ActionEnrolBiometric: must,
	} {
		for size, ok := range map[int]bool{0: want != must, 31: false, 32: want != never, 33: false} {
			m := action(a)
			m.About = bytes.Repeat([]byte{3}, size)
			b, err := m.Bytes()
			require.Equal(t, ok, err == nil, "%s about %d bytes", a, size)
			if ok {
				got, err := identity.ParseAction(b)
				require.NoError(t, err)
				require.Len(t, got.About, size)
			}
		}
	}
}

func TestActionBytesRefuse(t *testing.T) {
	for name, spoil := range map[string]func(*identity.ActionMessage){
		"no action":            func(m *identity.ActionMessage) { m.Action = "" },
		"unknown action":       func(m *identity.ActionMessage) { m.Action = "pay" },
		"about what it is not": func(m *identity.ActionMessage) { m.About = bytes.Repeat([]byte{1}, 32) },
		"about no key":         func(m *identity.ActionMessage) { m.Action = identity.ActionEnrolBiometric },
		"no nonce":             func(m *identity.ActionMessage) { m.Nonce = nil },
		"short nonce":          func(m *identity.ActionMessage) { m.Nonce = m.Nonce[:31] },
		"no expiry":            func(m *identity.ActionMessage) { m.ExpiresAt = time.Time{} },
		"expiry after years":   func(m *identity.ActionMessage) { m.ExpiresAt = noon.AddDate(9000, 0, 0) },
	} {
		m := action(identity.ActionClose)
		spoil(&m)
		_, err := m.Bytes()
		require.Equal(t, identity.ErrApprovalShape, err, name)
		_, _, err = deviceKey(t, identity.Ed25519, 1).Act(m)
		require.Equal(t, identity.ErrApprovalShape, err, name)
	}
}

// An action is no approval and an approval no action, neither by its bytes nor by its signature.
func TestActionsAndApprovalsAreApart(t *testing.T) {
	eachAlgorithm(t, func(t *testing.T, a identity.Algorithm) {
		k := deviceKey(t, a, 1)
		c := bound(t, k)
		acted, actedBy, err := k.Act(action(identity.ActionClose))
		require.NoError(t, err)
		approved, approvedBy, err := k.Approve(approval())
		require.NoError(t, err)

		require.NoError(t, c.VerifyRequest(acted, actedBy))
		require.ErrorIs(t, c.VerifySignature(acted, actedBy), identity.ErrSignature)
		require.ErrorIs(t, c.VerifyRequest(approved, approvedBy), identity.ErrSignature)
		_, err = identity.ParseApproval(acted)
		require.ErrorIs(t, err, identity.ErrApprovalShape)
		_, err = identity.ParseAction(approved)
		require.ErrorIs(t, err, identity.ErrApprovalShape)
	})
}

func FuzzParseAction(f *testing.F) {
	message, err := action(identity.ActionClose).Bytes()
	require.NoError(f, err)
	for _, seed := range [][]byte{nil, {1}, {2}, message, message[:len(message)-1], append(bytes.Clone(message), 0), {1, 255, 255}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := identity.ParseAction(b)
		if err != nil {
			require.Equal(t, identity.ErrApprovalShape, err)
			require.Equal(t, uuid.Nil, m.Account.UUID)
			return
		}
		again, err := m.Bytes()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}
