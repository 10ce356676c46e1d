package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
)

func TestCheckName(t *testing.T) {
	for text, want := range map[string]string{
		"Ada Lovelace":               "Ada Lovelace",
		"  Ada \t":                   "Ada",
		"李":                          "李",
		"Nuño O'Brien-Smith, Jr. 3.": "Nuño O'Brien-Smith, Jr. 3.",
		strings.Repeat("ß", 100):     strings.Repeat("ß", 100),
	} {
		got, err := account.CheckName(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "   ", "12", "-", strings.Repeat("ß", 101), "Ada\nLovelace", "Ada\x00", "Ada\u202eecalevoL", "Ada\u2028Lovelace", "\xff",
		strings.Repeat(" ", 1000) + "Ada",
	} {
		_, err := account.CheckName(text)
		require.ErrorIs(t, err, account.ErrName, "%q", text)
	}
}

func TestCheckEmail(t *testing.T) {
	for text, want := range map[string]string{
		"ada@example.com":                              "ada@example.com",
		" Ada.L+seqr@EXAMPLE.Co.UK ":                   "Ada.L+seqr@example.co.uk",
		"o'brien@xn--bcher-kva.example":                "o'brien@xn--bcher-kva.example",
		strings.Repeat("a", 64) + "@example.com":       strings.Repeat("a", 64) + "@example.com",
		"a@" + strings.Repeat("b", 63) + ".example.co": "a@" + strings.Repeat("b", 63) + ".example.co",
	} {
		got, err := account.CheckEmail(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{
		"", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com", "ada@b@example.com", "ada @example.com", ".ada@example.com",
		"ada.@example.com", "a..da@example.com", "ada@.com", "ada@example..com", "ada@example.com.", "ada@-example.com", "ada@example-.com",
		"ada@127.0.0.1", "ada@[127.0.0.1]", "\"ada l\"@example.com", "Ada <ada@example.com>", "ada@exämple.com", "ädä@example.com",
		"ada@example.com\r\nBcc: x@example.com", "ada@example.com,b@example.com", strings.Repeat("a", 65) + "@example.com",
		"ada@" + strings.Repeat("b", 64) + ".com", "ada@" + strings.Repeat("b.", 200) + "com",
	} {
		_, err := account.CheckEmail(text)
		require.ErrorIs(t, err, account.ErrEmail, "%q", text)
	}
}

// Whatever is accepted is accepted again unchanged, and cannot smuggle anything into a message's head.
func FuzzCheckHolder(f *testing.F) {
	for _, s := range []string{"Ada Lovelace", "ada@example.com", "A@B.c", "a@b@c.d", "\u202e", "x\r\ny@z.w", "李", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if name, err := account.CheckName(text); err == nil {
			again, err := account.CheckName(name)
			require.NoError(t, err)
			require.Equal(t, name, again)
			require.NotContains(t, name, "\n")
		}
		if email, err := account.CheckEmail(text); err == nil {
			again, err := account.CheckEmail(email)
			require.NoError(t, err)
			require.Equal(t, email, again)
			require.Regexp(t, `^[!-~]{1,64}@[a-z0-9.-]+\.[a-z0-9-]+$`, email)
		}
	})
}

func TestNewAction(t *testing.T) {
	act := account.ActionID{UUID: id(7)}
	a, err := account.NewAction(act, accountID(1), " agent.smith ", "unblock", " caller answered all questions ", noon)
	require.NoError(t, err)
	require.Equal(t, account.Action{ID: act, Account: accountID(1), Agent: "agent.smith", Verb: "unblock", Reason: "caller answered all questions", At: noon}, a)

	for name, c := range map[string]struct{ agent, verb, reason string }{
		"no agent": {" ", "block", "x"}, "no verb": {"a", "", "x"}, "no reason": {"a", "block", "\t"},
		"long agent": {strings.Repeat("a", 101), "block", "x"}, "long verb": {"a", strings.Repeat("b", 51), "x"},
		"long reason": {"a", "block", strings.Repeat("x", 1001)}, "line break": {"a", "block", "x\ny"}, "no text": {"a", "block", "\xff"},
	} {
		_, err := account.NewAction(act, accountID(1), c.agent, c.verb, c.reason, noon)
		require.ErrorIs(t, err, account.ErrAction, name)
	}
	_, err = account.NewAction(act, accountID(1), strings.Repeat("a", 100), strings.Repeat("b", 50), strings.Repeat("x", 1000), noon)
	require.NoError(t, err)
	_, err = account.NewAction(account.ActionID{}, accountID(1), "a", "b", "c", noon)
	require.ErrorIs(t, err, account.ErrMalformed)
	_, err = account.NewAction(act, account.ID{}, "a", "b", "c", noon)
	require.ErrorIs(t, err, account.ErrMalformed)
}
