package webhook_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/webhook"
)

func verifier(t testing.TB, now time.Time, keys ...string) *webhook.Verifier {
	v, err := webhook.NewVerifier(webhook.VerifierConfig{Keys: verifying(t, keys...), Clock: func() time.Time { return now }})
	require.NoError(t, err)
	return v
}

func vector() http.Header {
	return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {"1614265330"}, "Webhook-Signature": {signature}}
}

func TestVerifyVector(t *testing.T) {
	d, err := verifier(t, at, secret).Verify(vector(), []byte(payload))
	require.NoError(t, err)
	require.Equal(t, webhook.Delivery{ID: id, Sent: at.UTC(), Body: []byte(payload)}, d)
}

// Every bit of ID, time, body and signature counts.
func TestNothingCanBeChanged(t *testing.T) {
	v := verifier(t, at, secret)
	for bit := range 8 * len(payload) {
		body := []byte(payload)
		body[bit/8] ^= 1 << (bit % 8)
		_, err := v.Verify(vector(), body)
		require.ErrorIs(t, err, webhook.ErrSignature)
	}
	for name, value := range map[string]string{"Webhook-Id": id, "Webhook-Timestamp": "1614265330", "Webhook-Signature": signature} {
		for bit := range 8 * len(value) {
			h, changed := vector(), []byte(value)
			changed[bit/8] ^= 1 << (bit % 8)
			h[name] = []string{string(changed)}
			_, err := v.Verify(h, []byte(payload))
			require.Error(t, err, "%s %q", name, changed)
		}
	}
	for _, body := range []string{"", payload + " ", payload[1:], payload + payload} {
		_, err := v.Verify(vector(), []byte(body))
		require.ErrorIs(t, err, webhook.ErrSignature)
	}
}

func TestTolerance(t *testing.T) {
	for _, c := range []struct {
		age  time.Duration
		want error
	}{
		{0, nil},
		{300 * time.Second, nil},
		{300*time.Second + 1, webhook.ErrTime},
		{24 * time.Hour, webhook.ErrTime},
		{-300 * time.Second, nil},
		{-300*time.Second - 1, webhook.ErrTime},
		{-24 * time.Hour, webhook.ErrTime},
	} {
		_, err := verifier(t, at.Add(c.age), secret).Verify(vector(), []byte(payload))
		require.ErrorIs(t, err, c.want, c.age)
	}
	strict, err := webhook.NewVerifier(webhook.VerifierConfig{
		Keys: verifying(t, secret), Clock: func() time.Time { return at.Add(2 * time.Second) }, Tolerance: time.Second,
	})
	require.NoError(t, err)
	_, err = strict.Verify(vector(), []byte(payload))
	require.ErrorIs(t, err, webhook.ErrTime)
}

// Keys are replaced one end after the other, and no request is refused meanwhile.
func TestRotation(t *testing.T) {
	check := func(v *webhook.Verifier, s *webhook.Signer) error {
		_, err := v.Verify(s.Header(id, at, []byte(payload)), []byte(payload))
		return err
	}
	old, next := []string{secret}, []string{private}
	oldHalf, nextHalf := []string{secret}, []string{public}
	require.NoError(t, check(verifier(t, at, oldHalf...), signer(t, append(next, old...)...)))
	require.NoError(t, check(verifier(t, at, append(nextHalf, oldHalf...)...), signer(t, append(next, old...)...)))
	require.NoError(t, check(verifier(t, at, nextHalf...), signer(t, append(next, old...)...)))
	require.NoError(t, check(verifier(t, at, append(oldHalf, nextHalf...)...), signer(t, next...)))
	require.ErrorIs(t, check(verifier(t, at, nextHalf...), signer(t, old...)), webhook.ErrSignature)
	require.ErrorIs(t, check(verifier(t, at, oldHalf...), signer(t, next...)), webhook.ErrSignature)
	require.ErrorIs(t, check(verifier(t, at, secondSecret), signer(t, append(next, old...)...)), webhook.ErrSignature)
}

// A signature of one kind is none of the other, and a key does not check the other's kind.
func TestKindsOfSignaturesAreApart(t *testing.T) {
	h := vector()
	h.Set("webhook-signature", strings.Replace(signature, "v1,", "v1a,", 1))
	_, err := verifier(t, at, secret, public).Verify(h, []byte(payload))
	require.ErrorIs(t, err, webhook.ErrSignature)
	h = signer(t, private).Header(id, at, []byte(payload))
	h.Set("webhook-signature", strings.Replace(h.Get("webhook-signature"), "v1a,", "v1,", 1))
	_, err = verifier(t, at, secret, public).Verify(h, []byte(payload))
	require.ErrorIs(t, err, webhook.ErrSignature)
}

func TestHeaders(t *testing.T) {
	for _, c := range []struct {
		name  string
		value []string
		want  error
	}{
		{"Webhook-Id", nil, webhook.ErrHeader},
		{"Webhook-Id", []string{""}, webhook.ErrHeader},
		{"Webhook-Id", []string{id, id}, webhook.ErrHeader},
		{"Webhook-Id", []string{"a.b"}, webhook.ErrHeader},
		{"Webhook-Id", []string{"a b"}, webhook.ErrHeader},
		{"Webhook-Id", []string{"é"}, webhook.ErrHeader},
		{"Webhook-Id", []string{strings.Repeat("x", 255)}, webhook.ErrSignature},
		{"Webhook-Id", []string{strings.Repeat("x", 256)}, webhook.ErrHeader},
		{"Webhook-Timestamp", nil, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{""}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"1614265330", "1614265330"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"+1614265330"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"-1614265330"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{" 1614265330"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"1614265330.0"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"1614265330000"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"0x60378bf2"}, webhook.ErrHeader},
		{"Webhook-Timestamp", []string{"01614265330"}, webhook.ErrSignature},
		{"Webhook-Timestamp", []string{"99999999999"}, webhook.ErrTime},
		{"Webhook-Timestamp", []string{"0"}, webhook.ErrTime},
		{"Webhook-Signature", nil, webhook.ErrHeader},
		{"Webhook-Signature", []string{""}, webhook.ErrHeader},
		{"Webhook-Signature", []string{signature, signature}, webhook.ErrHeader},
		{"Webhook-Signature", []string{signature[3:]}, webhook.ErrHeader},
		{"Webhook-Signature", []string{"," + signature[3:]}, webhook.ErrHeader},
		{"Webhook-Signature", []string{"v1,!"}, webhook.ErrHeader},
		{"Webhook-Signature", []string{signature + "\n"}, webhook.ErrHeader},
		{"Webhook-Signature", []string{signature + " "}, webhook.ErrHeader},
		{"Webhook-Signature", []string{"v1,"}, webhook.ErrSignature},
		{"Webhook-Signature", []string{"v1a,AAAA"}, webhook.ErrSignature},
		{"Webhook-Signature", []string{"v2,whatever"}, webhook.ErrSignature},
		{"Webhook-Signature", []string{"v2,whatever v1,AAAA " + signature}, nil},
		{"Webhook-Signature", []string{signature + strings.Repeat(" v2,x", 500)}, webhook.ErrHeader},
	} {
		t.Run(fmt.Sprintf("%s %.20q", c.name, c.value), func(t *testing.T) {
			h := vector()
			h[c.name] = c.value
			_, err := verifier(t, at, secret, public).Verify(h, []byte(payload))
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestVerifierConfigNamesWhatIsWrong(t *testing.T) {
	clock := func() time.Time { return at }
	keys := verifying(t, secret)
	for want, c := range map[string]webhook.VerifierConfig{
		"Keys are not":          {Clock: clock},
		"Keys are not 1":        {Clock: clock, Keys: []webhook.VerifyingKey{{}}},
		"Keys are not 1 to 4":   {Clock: clock, Keys: verifying(t, secret, secret, secret, secret, secret)},
		"Clock is required":     {Keys: keys},
		"Tolerance is negative": {Keys: keys, Clock: clock, Tolerance: -1},
		"MostBytes is negative": {Keys: keys, Clock: clock, MostBytes: -1},
	} {
		_, err := webhook.NewVerifier(c)
		require.ErrorIs(t, err, webhook.ErrConfig)
		require.ErrorContains(t, err, "webhook: configuration: "+want)
	}
}

func TestRead(t *testing.T) {
	v, err := webhook.NewVerifier(webhook.VerifierConfig{
		Keys: verifying(t, secret), Clock: func() time.Time { return at }, MostBytes: int64(len(payload)),
	})
	require.NoError(t, err)
	request := func(body io.Reader) *http.Request {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", body)
		r.Header = vector()
		return r
	}
	d, err := v.Read(request(strings.NewReader(payload)))
	require.NoError(t, err)
	require.Equal(t, payload, string(d.Body))

	_, err = v.Read(request(strings.NewReader(payload + " ")))
	require.ErrorIs(t, err, webhook.ErrTooLarge)
	_, err = v.Verify(vector(), []byte(payload+" "))
	require.ErrorIs(t, err, webhook.ErrTooLarge)

	long := strings.NewReader(strings.Repeat("x", 1<<20))
	chunked := request(iotest.OneByteReader(long))
	chunked.ContentLength = -1
	_, err = v.Read(chunked)
	require.ErrorIs(t, err, webhook.ErrTooLarge)
	require.Equal(t, 1<<20-len(payload)-1, long.Len(), "no more is read than shows that it is too much")

	broken := errors.New("broken")
	_, err = v.Read(request(iotest.ErrReader(broken)))
	require.ErrorIs(t, err, webhook.ErrBody)
	require.ErrorIs(t, err, broken)

	none := request(nil)
	none.Body = nil
	_, err = v.Read(none)
	require.ErrorIs(t, err, webhook.ErrSignature)
}

func TestHandler(t *testing.T) {
	var got []string
	h := verifier(t, at, secret).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, fmt.Sprint(r.Header.Get("webhook-id"), " ", r.ContentLength, " ", string(body)))
		w.WriteHeader(http.StatusNoContent)
	}))
	ask := func(headers http.Header, body string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/hooks", strings.NewReader(body))
		r.Header = headers
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, 204, ask(vector(), payload))
	require.Equal(t, []string{id + " 20 " + payload}, got)

	require.Equal(t, 400, ask(http.Header{}, payload))
	require.Equal(t, 401, ask(vector(), payload+" "))
	require.Equal(t, 413, ask(vector(), strings.Repeat("x", 64<<10+1)))
	old := vector()
	old.Set("webhook-timestamp", "1614265029")
	require.Equal(t, 401, ask(old, payload))
	require.Len(t, got, 1, "nothing else gets through")
}

// Only what the key signed is accepted, whatever the headers and the body are.
func FuzzVerify(f *testing.F) {
	f.Add(id, "1614265330", signature, []byte(payload))
	f.Add("", "", "", []byte(nil))
	f.Add("a.b", "-1", "v1, v1a,", []byte("{}"))
	f.Add(id, "0001614265330", "v1,=", []byte(payload))
	f.Add(id, "1614265330", signature+" "+signature, []byte(payload))
	v, s := verifier(f, at, secret, public), signer(f, secret)
	f.Fuzz(func(t *testing.T, msg, seconds, signatures string, body []byte) {
		h := http.Header{}
		h.Set("webhook-id", msg)
		h.Set("webhook-timestamp", seconds)
		h.Set("webhook-signature", signatures)
		d, err := v.Verify(h, body)
		if err != nil {
			return
		}
		require.Equal(t, msg, d.ID)
		require.True(t, bytes.Equal(body, d.Body))
		genuine := s.Header(d.ID, d.Sent, body)
		require.Equal(t, genuine.Get("webhook-timestamp"), seconds)
		require.Contains(t, strings.Split(signatures, " "), genuine.Get("webhook-signature"))
	})
}
