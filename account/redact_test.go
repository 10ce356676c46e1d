package account_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
)

func phone(t testing.TB, e164 string) account.Phone {
	t.Helper()
	return must[account.Phone](t)(account.PhoneFromE164(e164))
}

func TestMask(t *testing.T) {
	for e164, want := range map[string]string{
		"":              "",
		"+18015550123":  "+1•••••••0123",
		"+46701234567":  "+46•••••••4567",
		"+79161234567":  "+7•••••••4567",
		"+358401234567": "+358•••••••4567",
		"+3584012":      "+358•••••••12",
		"+4912345678":   "+49•••••••5678",
		"+491234567":    "+49•••••••67",
	} {
		require.Equal(t, want, phone(t, e164).String())
	}
}

// No way of printing, logging or marshalling tells what it should not (PRV-4).
func TestPersonalDataDoNotLeak(t *testing.T) {
	h := account.Holder{
		Phone: phone(t, "+18015550123"), Name: "Ada Lovelace", Email: "ada@example.com",
		BirthDate: civil.Date{Year: 1985, Month: 12, Day: 10},
	}
	m := account.Message{ID: "m-1", To: "+18015550123", Subject: "Ada Lovelace", Text: "born 1985-12-10"}
	var out bytes.Buffer
	for _, v := range []any{h, &h, h.Phone, &h.Phone, m, &m, []account.Holder{h}, struct{ H account.Holder }{h}, map[string]account.Message{"m": m}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	}
	for _, v := range []any{h, h.Phone, m, struct{ H account.Holder }{h}} {
		if _, message := v.(account.Message); !message { // a message is marshalled to be sent
			b, err := json.Marshal(v)
			require.NoError(t, err)
			out.Write(b)
		}
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "holder", h, "phone", h.Phone, "message", m)
	for _, secret := range []string{"801555", "5550123", "Ada", "Lovelace", "ada@", "1985", "383031353535" /* 801555 in hex */} {
		require.NotContains(t, out.String(), secret)
	}
	require.Contains(t, out.String(), "+1•••••••0123")
	require.Contains(t, out.String(), "message(m-1)")
}

func TestMessageCanBeStored(t *testing.T) {
	m := account.Message{ID: "m-1", To: "+18015550123", Text: "Your code is 123456."}
	b, err := json.Marshal(m)
	require.NoError(t, err)
	var again account.Message
	require.NoError(t, json.Unmarshal(b, &again))
	require.Equal(t, m, again)
}
