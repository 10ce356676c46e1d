package seqr_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/identity"
)

// Nothing of a PIN that the phone stretches is logged, told in an error or kept to be read: neither the PIN, nor what it was stretched to, nor
// the keys, nor the proofs, which with a stolen phone's secret would let PINs be tried [PIN-8].
func TestNoSecretOfThePhoneLeavesItsPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st := openFile(t, filepath.Join(dir, "seqr.db"))
	logged := &log{}
	w := &wary{world: quickOn(t, st, onPhone, func(c *seqr.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})}
	shop, pat := w.till("Corner Grocery"), w.apply("+18015550101").takesPhone()
	pat.pin = "704915"
	pat.confirm()
	pat.describe("Pat Example")
	chosen := pat.choosing()
	_, err := w.sys.Accounts.ChoosePIN(w.ctx, chosen)
	require.NoError(t, err)
	pat.linkBank()
	pat.prove()
	shop.ask("1.00")
	wrong := pat.approves(pat.look(shop.code()).Message, "926037")
	_, err = w.sys.Payments.Approve(w.ctx, wrong)
	w.hears(err)
	right := pat.approves(pat.look(shop.code()).Message, pat.pin)
	_, err = w.sys.Payments.Approve(w.ctx, right)
	require.NoError(t, err)
	broken := chosen
	broken.Key, broken.Enrolment = w.key(), append(bytes.Clone(chosen.Enrolment), 0)
	_, err = w.sys.Accounts.ChoosePIN(w.ctx, broken)
	w.hears(err)
	w.audit()

	pin, err := identity.ParsePIN("704915")
	require.NoError(t, err)
	keys := chosen.Enrolment[len(chosen.Enrolment)-68:] // both, each with its length in front
	secrets := map[string][]byte{
		"PIN": []byte("704915"), "wrong PIN": []byte("926037"), "phone's secret": pat.phone.Secret(), "stretched PIN": identity.StretchPIN(pin, pat.now),
		"proving key": keys[2:34], "checking key": keys[36:], "proof": right.PINProof, "wrong proof": wrong.PINProof,
	}
	searched := map[string]string{"log": logged.lines.String(), "errors": strings.Join(w.said, "\n"), "credential": fmt.Sprintf("%+v", pat.credential())}
	require.NoError(t, st.Close())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		searched[f.Name()] = string(raw)
	}
	require.Contains(t, searched["seqr.db"], string(right.Signature), "what is no secret is found")
	for where, text := range searched {
		for what, secret := range secrets {
			if len(secret) == 6 {
				require.False(t, holds(text, string(secret)), "%s in %s", what, where)
				continue
			}
			forms := []string{string(secret), hex.EncodeToString(secret), base64.StdEncoding.EncodeToString(secret)[:42], base64.RawURLEncoding.EncodeToString(secret)[:42]}
			for _, form := range append(forms, strings.Trim(fmt.Sprint(secret), "[]")) {
				require.NotContains(t, text, form, "%s in %s", what, where)
			}
		}
	}
}
