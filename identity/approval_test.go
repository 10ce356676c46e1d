package identity_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
)

// id is a UUID of one byte.
func id(b byte) uuid.UUID { return uuid.UUID(bytes.Repeat([]byte{b}, 16)) }

// approval is 12.34 USD to the Coffee Bar.
func approval() identity.ApprovalMessage {
	return identity.ApprovalMessage{
		Market:    "US",
		Account:   account.ID{UUID: id(0xa1)},
		Device:    identity.DeviceID{UUID: id(0xd1)},
		Counter:   41,
		Nonce:     bytes.Repeat([]byte{0x0e}, 32),
		Invoice:   id(0x11),
		Revision:  2,
		Digest:    bytes.Repeat([]byte{0xd9}, 32),
		Payee:     id(0xb1),
		PayeeName: identity.NameDigest("Coffee Bar"),
		Amount:    money.FromMinor(1234, "USD"),
		From:      account.PaymentAccountID{UUID: id(0xf1)},
		ExpiresAt: noon.Add(2 * time.Minute),
	}
}

// edits change one field each.
var edits = map[string]func(*identity.ApprovalMessage){
	"market":          func(m *identity.ApprovalMessage) { m.Market = "SE" },
	"account":         func(m *identity.ApprovalMessage) { m.Account.UUID[3]++ },
	"device":          func(m *identity.ApprovalMessage) { m.Device.UUID[3]++ },
	"counter":         func(m *identity.ApprovalMessage) { m.Counter++ },
	"nonce":           func(m *identity.ApprovalMessage) { m.Nonce = bytes.Repeat([]byte{1}, 32) },
	"invoice":         func(m *identity.ApprovalMessage) { m.Invoice[3]++ },
	"revision":        func(m *identity.ApprovalMessage) { m.Revision++ },
	"digest":          func(m *identity.ApprovalMessage) { m.Digest = bytes.Repeat([]byte{1}, 32) },
	"payee":           func(m *identity.ApprovalMessage) { m.Payee[3]++ },
	"payee name":      func(m *identity.ApprovalMessage) { m.PayeeName = identity.NameDigest("Coffee Bаr") },
	"amount":          func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(1235, "USD") },
	"payment account": func(m *identity.ApprovalMessage) { m.From.UUID[3]++ },
	"expiry":          func(m *identity.ApprovalMessage) { m.ExpiresAt = m.ExpiresAt.Add(time.Microsecond) },
}

// vectors reads what phones in other languages test themselves against.
func vectors(t *testing.T) map[string][]byte {
	f, err := os.Open("testdata/approval.txt")
	require.NoError(t, err)
	defer f.Close()
	read := map[string][]byte{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, found := strings.Cut(lines.Text(), " ")
		if !found || strings.HasPrefix(name, "#") {
			continue
		}
		read[name], err = hex.DecodeString(value)
		require.NoError(t, err)
	}
	return read
}

// The bytes of an approval are a promise to every phone that is in use. If this test fails, give the new form
// a new version and keep reading this one.
func TestApprovalBytesAreThoseOfTheVectors(t *testing.T) {
	v := vectors(t)
	message, err := approval().Bytes()
	require.NoError(t, err)
	require.Equal(t, hex.EncodeToString(v["message"]), hex.EncodeToString(message))
	for _, a := range []identity.Algorithm{identity.Ed25519, identity.P256} {
		k := deviceKey(t, a, 1)
		require.Equal(t, v[string(a)+".public"], k.PublicKey())
		gotMessage, signature, err := k.Approve(approval())
		require.NoError(t, err)
		require.Equal(t, message, gotMessage)
		require.Equal(t, v[string(a)+".signature"], signature)
		require.NoError(t, bound(t, k).VerifySignature(v["message"], v[string(a)+".signature"]))
	}
}

func TestParseApprovalReadsWhatWasWritten(t *testing.T) {
	message, err := approval().Bytes()
	require.NoError(t, err)
	got, err := identity.ParseApproval(message)
	require.NoError(t, err)
	require.Equal(t, approval(), got)
	require.NoError(t, got.Check(approval()))
	clear(message)
	require.Equal(t, approval(), got, "it shares no memory with what it was read from")
}

func TestTheLongestApprovalIsReadBack(t *testing.T) {
	m := approval()
	m.Market = strings.Repeat("M", 16)
	b, err := m.Bytes()
	require.NoError(t, err)
	require.Len(t, b, 256)
	got, err := identity.ParseApproval(b)
	require.NoError(t, err)
	require.Equal(t, m, got)
}

// anyApproval draws approvals that can be written, near enough to one another to be mixed up.
var anyApproval = rapid.Custom(func(t *rapid.T) identity.ApprovalMessage {
	pick := func(name string) uuid.UUID { return id(rapid.SampledFrom([]byte{0, 1, 255}).Draw(t, name)) }
	digest := func(name string) []byte {
		return bytes.Repeat([]byte{rapid.SampledFrom([]byte{0, 1, 255}).Draw(t, name)}, 32)
	}
	return identity.ApprovalMessage{
		Market:    rapid.SampledFrom([]string{"U", "US", "USA", "U-S", "SE"}).Draw(t, "market"),
		Account:   account.ID{UUID: pick("account")},
		Device:    identity.DeviceID{UUID: pick("device")},
		Counter:   rapid.Uint64().Draw(t, "counter"),
		Nonce:     digest("nonce"),
		Invoice:   pick("invoice"),
		Revision:  rapid.Int64Range(0, math.MaxInt64).Draw(t, "revision"),
		Digest:    digest("digest"),
		Payee:     pick("payee"),
		PayeeName: digest("payee name"),
		Amount:    money.FromMinor(rapid.Int64Range(0, math.MaxInt64).Draw(t, "minor"), money.Currency(rapid.SampledFrom([]string{"USD", "EUR", "SEK"}).Draw(t, "currency"))),
		From:      account.PaymentAccountID{UUID: pick("from")},
		ExpiresAt: time.UnixMicro(rapid.Int64Range(0, 253402300799_000000).Draw(t, "expires")).UTC(),
	}
})

func TestEveryApprovalIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyApproval.Draw(t, "approval")
		b, err := m.Bytes()
		require.NoError(t, err)
		got, err := identity.ParseApproval(b)
		require.NoError(t, err)
		require.Equal(t, m, got)
	})
}

func TestTwoApprovalsNeverShareTheirBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := anyApproval.Draw(t, "one"), anyApproval.Draw(t, "other")
		if rapid.Bool().Draw(t, "near") {
			other = one
			names := []string{"market", "account", "device", "nonce", "invoice", "digest", "payee", "payee name", "amount", "payment account"}
			edits[rapid.SampledFrom(names).Draw(t, "edit")](&other)
		}
		a, err := one.Bytes()
		require.NoError(t, err)
		b, err := other.Bytes()
		require.NoError(t, err)
		require.Equal(t, one.Check(other) == nil, bytes.Equal(a, b))
	})
}

func TestApprovalCheckNamesTheFieldThatDiffers(t *testing.T) {
	require.NoError(t, approval().Check(approval()))
	for name, edit := range edits {
		signed := approval()
		edit(&signed)
		err := signed.Check(approval())
		require.ErrorIs(t, err, identity.ErrApprovalMismatch, name)
		require.Equal(t, identity.ErrApprovalMismatch.Error()+": "+name, err.Error())

		b, err := signed.Bytes()
		require.NoError(t, err)
		original, err := approval().Bytes()
		require.NoError(t, err)
		require.NotEqual(t, original, b, "%s is not in the bytes", name)
	}
}

func TestApprovalCheckOfAnOlderRevision(t *testing.T) {
	want := approval()
	want.Revision++
	want.Digest = bytes.Repeat([]byte{7}, 32)
	want.Amount = money.FromMinor(9999, "USD")
	require.Equal(t, identity.ErrApprovalStale, approval().Check(want), "an edit usually changes more than the revision")

	want.Invoice = id(0x12)
	require.ErrorIs(t, approval().Check(want), identity.ErrApprovalMismatch, "revisions of two invoices do not compare")

	newer := approval()
	newer.Revision++
	require.ErrorIs(t, newer.Check(approval()), identity.ErrApprovalMismatch, "nobody was shown what does not exist")
}

func TestApprovalComparesAmountsWithTheirCurrency(t *testing.T) {
	want := approval()
	want.Amount = money.FromMinor(1234, "EUR")
	require.ErrorIs(t, approval().Check(want), identity.ErrApprovalMismatch)
}

func TestApprovalExpiresToTheMicrosecond(t *testing.T) {
	m := approval()
	m.ExpiresAt = m.ExpiresAt.Add(999 * time.Nanosecond).In(time.FixedZone("x", 3600))
	require.NoError(t, m.Check(approval()))
	got, err := m.Bytes()
	require.NoError(t, err)
	want, err := approval().Bytes()
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestApprovalBytesRefuse(t *testing.T) {
	for name, spoil := range map[string]func(*identity.ApprovalMessage){
		"no market":            func(m *identity.ApprovalMessage) { m.Market = "" },
		"market of 17":         func(m *identity.ApprovalMessage) { m.Market = strings.Repeat("a", 17) },
		"market with a space":  func(m *identity.ApprovalMessage) { m.Market = "U S" },
		"no nonce":             func(m *identity.ApprovalMessage) { m.Nonce = nil },
		"short nonce":          func(m *identity.ApprovalMessage) { m.Nonce = m.Nonce[:31] },
		"long nonce":           func(m *identity.ApprovalMessage) { m.Nonce = append(m.Nonce, 0) },
		"negative revision":    func(m *identity.ApprovalMessage) { m.Revision = -1 },
		"short digest":         func(m *identity.ApprovalMessage) { m.Digest = m.Digest[:31] },
		"no digest":            func(m *identity.ApprovalMessage) { m.Digest = nil },
		"name itself":          func(m *identity.ApprovalMessage) { m.PayeeName = []byte("Coffee Bar") },
		"negative amount":      func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(-1, "USD") },
		"no currency":          func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(1, "") },
		"lower-case currency":  func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(1, "usd") },
		"currency of 4":        func(m *identity.ApprovalMessage) { m.Amount = money.FromMinor(1, "USDX") },
		"no expiry":            func(m *identity.ApprovalMessage) { m.ExpiresAt = time.Time{} },
		"expiry before 1970":   func(m *identity.ApprovalMessage) { m.ExpiresAt = time.Unix(0, -1) },
		"expiry in year 10000": func(m *identity.ApprovalMessage) { m.ExpiresAt = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		m := approval()
		spoil(&m)
		_, err := m.Bytes()
		require.Equal(t, identity.ErrApprovalShape, err, name)
		_, _, err = deviceKey(t, identity.Ed25519, 1).Approve(m)
		require.Equal(t, identity.ErrApprovalShape, err, name)
	}
}

func TestParseApprovalRefusesEveryOtherLength(t *testing.T) {
	message, err := approval().Bytes()
	require.NoError(t, err)
	for n := range message {
		_, err := identity.ParseApproval(message[:n])
		require.Equal(t, identity.ErrApprovalShape, err, "cut to %d", n)
	}
	for _, more := range [][]byte{{0}, {0, 0}, message, make([]byte, 1000), make([]byte, 1<<20)} {
		_, err := identity.ParseApproval(append(bytes.Clone(message), more...))
		require.Equal(t, identity.ErrApprovalShape, err)
	}
	_, err = identity.ParseApproval(nil)
	require.Equal(t, identity.ErrApprovalShape, err)
}

// A changed byte is refused, or is another approval, never the same.
func TestParseApprovalNoticesEveryChangedByte(t *testing.T) {
	message, err := approval().Bytes()
	require.NoError(t, err)
	for i := range message {
		altered := bytes.Clone(message)
		altered[i] ^= 1
		if m, err := identity.ParseApproval(altered); err == nil {
			require.Error(t, m.Check(approval()), "byte %d", i)
		}
	}
}

func FuzzParseApproval(f *testing.F) {
	message, err := approval().Bytes()
	require.NoError(f, err)
	for _, seed := range [][]byte{nil, {1}, {2}, message, message[:len(message)-1], append(bytes.Clone(message), 0), {1, 255, 255}, bytes.Repeat([]byte{1, 0}, 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := identity.ParseApproval(b)
		if err != nil {
			require.Equal(t, identity.ErrApprovalShape, err)
			require.Zero(t, m)
			return
		}
		again, err := m.Bytes()
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}

func BenchmarkApprovalBytes(b *testing.B) {
	m := approval()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseApproval(b *testing.B) {
	message, err := approval().Bytes()
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := identity.ParseApproval(message); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifySignature(b *testing.B) {
	for _, a := range []identity.Algorithm{identity.Ed25519, identity.P256} {
		b.Run(string(a), func(b *testing.B) {
			k := deviceKey(b, a, 1)
			c := bound(b, k)
			message, signature, err := k.Approve(approval())
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				if err := c.VerifySignature(message, signature); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheckNonce(b *testing.B) {
	k := keyring(b, masterKey("a", 1))
	n := nonce(b, k, after(120))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := identity.CheckNonce(k, n, binding, noon); err != nil {
			b.Fatal(err)
		}
	}
}
