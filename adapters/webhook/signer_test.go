package webhook_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/seqrpay/seqr/adapters/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The example of the standard and of its libraries.
const (
	secret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	id        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	payload   = `{"test": 2432232314}`
	signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var at = time.Unix(1614265330, 0)

// other secrets and a pair: RFC 8032, test 1.
var (
	secondSecret = "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("b", 32)))
	private      = "whsk_" + hex64("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
	public       = "whpk_" + hex64("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
)

func hex64(text string) string {
	var b []byte
	if _, err := fmt.Sscanf(text, "%x", &b); err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func signing(t testing.TB, texts ...string) (all []webhook.SigningKey) {
	for _, text := range texts {
		k, err := webhook.ParseSigningKey(text)
		require.NoError(t, err)
		all = append(all, k)
	}
	return all
}

func verifying(t testing.TB, texts ...string) (all []webhook.VerifyingKey) {
	for _, text := range texts {
		k, err := webhook.ParseVerifyingKey(text)
		require.NoError(t, err)
		all = append(all, k)
	}
	return all
}

func signer(t testing.TB, texts ...string) *webhook.Signer {
	s, err := webhook.NewSigner(signing(t, texts...)...)
	require.NoError(t, err)
	return s
}

func TestVectorOfTheStandard(t *testing.T) {
	require.Equal(t, http.Header{
		"Webhook-Id": {id}, "Webhook-Timestamp": {"1614265330"}, "Webhook-Signature": {signature},
	}, signer(t, secret).Header(id, at, []byte(payload)))
}

func TestEd25519(t *testing.T) {
	require.Equal(t, public, signing(t, private)[0].Public())
	require.Empty(t, signing(t, secret)[0].Public())
	both := signer(t, secret, private).Header(id, at, []byte(payload)).Get("webhook-signature")
	first, second, _ := strings.Cut(both, " ")
	require.Equal(t, signature, first)
	require.Regexp(t, `^v1a,[A-Za-z0-9+/]{86}==$`, second)

	// The private key with its public half after it is the same key.
	seed, half := decode(t, private[5:]), decode(t, public[5:])
	whole := "whsk_" + base64.StdEncoding.EncodeToString(append(seed, half...))
	require.Equal(t, both, signer(t, secret, whole).Header(id, at, []byte(payload)).Get("webhook-signature"))
}

func decode(t testing.TB, text string) []byte {
	b, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	return b
}

func TestKeysThatAreNone(t *testing.T) {
	long := func(prefix string, n int) string {
		return prefix + base64.StdEncoding.EncodeToString(make([]byte, n))
	}
	for _, text := range []string{
		"", "whsec_", secret[6:], "WHSEC_" + secret[6:], secret + "\n", secret[:20] + "\n" + secret[20:], " " + secret,
		long("whsec_", 23), long("whsec_", 65), long("whsk_", 31), long("whsk_", 33), long("whpk_", 31), long("whpk_", 64),
		long("whsk_", 64), // whose public half is another's
	} {
		_, err := webhook.ParseSigningKey(text)
		require.ErrorIs(t, err, webhook.ErrKey)
		_, err = webhook.ParseVerifyingKey(text)
		require.ErrorIs(t, err, webhook.ErrKey)
	}
	for _, n := range []int{24, 64} {
		signing(t, long("whsec_", n))
		verifying(t, long("whsec_", n))
	}
	_, err := webhook.ParseSigningKey(public)
	require.ErrorIs(t, err, webhook.ErrKey)
	_, err = webhook.ParseVerifyingKey(private)
	require.ErrorIs(t, err, webhook.ErrKey)
}

func TestSignersNeedKeys(t *testing.T) {
	for _, keys := range [][]webhook.SigningKey{nil, {{}}, signing(t, secret, secret, secret, secret, secret)} {
		_, err := webhook.NewSigner(keys...)
		require.ErrorIs(t, err, webhook.ErrConfig)
		require.ErrorContains(t, err, "Keys are not 1 to 4")
	}
}

func TestNewSecret(t *testing.T) {
	text, err := webhook.NewSecret(strings.NewReader(strings.Repeat("b", 32)))
	require.NoError(t, err)
	require.Equal(t, secondSecret, text)
	signing(t, text)
	_, err = webhook.NewSecret(strings.NewReader("short"))
	require.Error(t, err)
}

func TestSecretsAreNotPrinted(t *testing.T) {
	keys, halves := signing(t, secret, private), verifying(t, secret, public)
	c := webhook.SenderConfig{URL: "https://shop.example", Keys: keys, Clock: func() time.Time { return at }}
	sender, err := webhook.New(c)
	require.NoError(t, err)
	v, err := webhook.NewVerifier(webhook.VerifierConfig{Keys: halves, Clock: c.Clock})
	require.NoError(t, err)

	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", keys[0], "keys", keys, "half", halves[0], "sender", sender, "verifier", v)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", keys[0], "keys", keys, "half", halves[0], "sender", sender, "verifier", v)
	asJSON, err := json.Marshal([]any{keys, halves})
	require.NoError(t, err)
	out := log.String() + string(asJSON) + fmt.Sprintf("%v %+v %#v %s %d %x", keys, keys, keys, keys, keys, keys) +
		fmt.Sprintf("%v %+v %#v %s %d %x %v", halves, halves, halves, halves, halves, halves, c) + fmt.Sprintf("%#v %#v %v", sender, v, c)
	require.Contains(t, out, "webhook.Key{redacted}")
	raw := decode(t, secret[6:])
	for _, shown := range []string{secret[6:], string(raw), fmt.Sprintf("%x", raw), strings.Trim(fmt.Sprint(raw), "[]"), private[5:20]} {
		require.NotContains(t, out, shown)
	}
}

func FuzzParseKey(f *testing.F) {
	for _, text := range []string{"", secret, secondSecret, private, public, "whsec_=", "whsk_\n", secret + "=", "whpk_AAAA"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := webhook.ParseSigningKey(text)
		if err != nil {
			require.ErrorIs(t, err, webhook.ErrKey)
		} else {
			half := text
			if s.Public() != "" {
				half = s.Public()
			}
			h := signer(t, text).Header(id, at, []byte(payload))
			_, err = verifier(t, at, half).Verify(h, []byte(payload))
			require.NoError(t, err)
		}
		if _, err = webhook.ParseVerifyingKey(text); err != nil {
			require.ErrorIs(t, err, webhook.ErrKey)
		}
	})
}
