package identity_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
)

// printed is v as every verb, logger and encoder that a service uses shows it, on its own and in exported
// and unexported fields, pointers, slices and maps.
func printed[T any](v T) []string {
	type open struct{ V T }
	type hidden struct{ v T }
	type deep struct {
		p *T
		s []T
		m map[string]T
		a any
	}
	var out []string
	for _, x := range []any{v, &v, open{v}, &open{v}, hidden{v}, &hidden{v}, []T{v}, map[string]T{"k": v}, deep{&v, []T{v}, map[string]T{"k": v}, v}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%o", "%b", "%c", "%U", "%t", "%e", "%10.3v"} {
			out = append(out, fmt.Sprintf(verb, x))
		}
		out = append(out, fmt.Sprint(x), fmt.Errorf("failed: %v", x).Error(), errors.Join(fmt.Errorf("%+v", x)).Error())
		if b, err := json.Marshal(x); err == nil {
			out = append(out, string(b))
		}
		if b, err := xml.Marshal(x); err == nil {
			out = append(out, string(b))
		}
		var text, asJSON bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("m", "k", x, slog.Group("g", "k", x))
		slog.New(slog.NewJSONHandler(&asJSON, nil)).Info("m", "k", x)
		out = append(out, withoutTime(text.String()), withoutTime(asJSON.String()))
	}
	return out
}

// withoutTime drops the time from a log line: its digits are not the secret's.
func withoutTime(line string) string {
	if _, rest, found := bytes.Cut([]byte(line), []byte("msg")); found {
		return string(rest)
	}
	return line
}

// requireHidden fails if any of the texts shows a canary in characters, hex or as byte values.
func requireHidden(t *testing.T, texts []string, canary string) {
	t.Helper()
	for _, text := range texts {
		for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprint([]byte(canary)), fmt.Sprintf("%#v", []byte(canary))} {
			require.NotContains(t, text, form)
		}
	}
}

func TestPINIsNeverPrinted(t *testing.T) { // PIN-8
	const canary = "739164"
	p, err := identity.ParsePIN(canary)
	require.NoError(t, err)
	requireHidden(t, printed(p), canary)
	require.Equal(t, "PIN(redacted)", p.String())
	require.Equal(t, "PIN(redacted)", fmt.Sprintf("%#v", p))
	b, err := json.Marshal(p)
	require.NoError(t, err)
	require.JSONEq(t, `"PIN(redacted)"`, string(b))
	require.Equal(t, "PIN(redacted)", p.LogValue().String())
}

func TestCodeIsNeverPrinted(t *testing.T) {
	const canary = "739164"
	c, err := identity.ParseCode(canary, identity.DefaultCodePolicy())
	require.NoError(t, err)
	requireHidden(t, printed(c), canary)
	require.Equal(t, canary, c.Reveal())
	require.Equal(t, "Code(redacted)", c.String())
	require.Equal(t, "Code(redacted)", fmt.Sprintf("%#v", c))
	b, err := json.Marshal(c)
	require.NoError(t, err)
	require.JSONEq(t, `"Code(redacted)"`, string(b))
	require.Equal(t, "Code(redacted)", c.LogValue().String())
}

func TestErrorsCarryNoSecret(t *testing.T) { // PRV-4
	for _, wrong := range []string{"73916", "7391640", "73916x"} {
		_, err := identity.ParseCode(wrong, identity.DefaultCodePolicy())
		require.NotContains(t, err.Error(), wrong)
	}
	for _, wrong := range []string{"739", "7391640", "73916x"} {
		_, err := identity.ParsePIN(wrong)
		require.NotContains(t, err.Error(), wrong)
	}
	for _, wrong := range []string{"02-29-2001", "1990-13-01"} {
		_, err := identity.ParseBirthDate(wrong, identity.MonthDayYear)
		require.NotContains(t, err.Error(), wrong)
	}
}

func TestKeysAreNeverPrinted(t *testing.T) {
	const canary = "canary-canary-canary-canary-canary"
	m := identity.MasterKey{ID: "2026", Secret: []byte(canary)}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", m, m, m, m, m, m), fmt.Sprintf("%+v", struct{ K identity.MasterKey }{m}), m.LogValue().String()} {
		requireHidden(t, []string{text}, canary)
		require.Contains(t, text, "MasterKey(2026)")
	}
	b, err := json.Marshal(map[string]identity.MasterKey{"k": m})
	require.NoError(t, err)
	require.JSONEq(t, `{"k":"MasterKey(2026)"}`, string(b))

	k := keyring(t, m, masterKey("2025", 1))
	require.Equal(t, "Keyring[2026 2025]", fmt.Sprintf("%#v", k))
	require.Equal(t, "Keyring[2026 2025]", k.LogValue().String())
	require.Equal(t, "Keyring(nil)", fmt.Sprint((*identity.Keyring)(nil)))
	requireHidden(t, printed(k), canary)

	key, err := identity.NewEd25519Key(bytes.NewReader([]byte(canary)))
	require.NoError(t, err)
	require.Equal(t, "DeviceKey(ed25519)", fmt.Sprintf("%+v", key))
	require.Equal(t, "DeviceKey(ed25519)", key.LogValue().String())
	require.Equal(t, "DeviceKey(nil)", fmt.Sprint((*identity.DeviceKey)(nil)))
	requireHidden(t, printed(key), canary[:32])
}
