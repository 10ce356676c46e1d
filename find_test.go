package seqr_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// callFrom is a person on the phone who knows the number and the birth date.
func (w *world) callFrom(p *person) seqr.FindRequest {
	return seqr.FindRequest{Key: w.key(), Agent: "agent 7", Why: "the phone is lost", Phone: p.number, BirthDate: w.birthDate()}
}

func (w *world) verbs(of account.ID) []string {
	w.t.Helper()
	actions, err := w.sys.Support.Actions(w.ctx, of, account.ActionID{}, 100)
	require.NoError(w.t, err)
	verbs := make([]string, len(actions))
	for i, a := range actions {
		verbs[i] = a.Verb
	}
	return verbs
}

// Whoever lost a phone says enough of themselves, and the account is blocked [CS-7, DEV-3].
func TestLostPhoneIsBlockedAfterCredentials(t *testing.T) {
	t.Parallel()
	onLocalStores(t, func(t *testing.T, st store.Store) {
		w := quickOn(t, st)
		shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
		call := w.callFrom(pat)
		_, err := w.sys.Support.Find(w.ctx, call)
		require.ErrorIs(t, err, seqr.ErrNotFound, "a birth date alone is not enough")
		call.Key, call.Last4 = w.key(), " 5678 "
		found, err := w.sys.Support.Find(w.ctx, call)
		require.NoError(t, err)
		require.Equal(t, seqr.Found{Account: pat.id, Right: []account.Question{account.AskBirthDate, account.AskBankAccount}}, found)

		_, err = w.sys.Support.Block(w.ctx, w.help(found.Account), account.LostPhone)
		require.NoError(t, err)
		shop.ask("1.00")
		_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
		require.ErrorIs(t, err, account.ErrBlocked)
		require.Equal(t, []string{"find refused", "find", "block lost_phone"}, w.verbs(pat.id))
		w.audit()
	})
}

// An agent learns from no attempt whether somebody has the number [CS-7].
func TestFindTellsNothingToTheWrongCaller(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat, kim := w.join("Pat Example", "+18015550101"), w.join("Kim Example", "+18015550102")
	kim.leave()
	answers := map[string]bool{}
	for _, phone := range []string{pat.number, kim.number, "+18015550103"} {
		call := w.callFrom(pat)
		call.Phone, call.Name = phone, "Kim Example"
		call.BirthDate = "05/18/1990"
		found, err := w.sys.Support.Find(w.ctx, call)
		require.ErrorIs(t, err, seqr.ErrNotFound)
		require.Zero(t, found)
		_, again := w.sys.Support.Find(w.ctx, call)
		require.Equal(t, err, again, "the same key, the same answer")
		answers[err.Error()] = true
	}
	require.Len(t, answers, 1)
	require.Equal(t, []string{"find refused"}, w.verbs(pat.id), "the repetition is no second attempt")
	require.Empty(t, w.verbs(kim.id), "the number is not hers any more")
	for _, c := range w.store.(*watched).commits {
		if c.Command != nil && strings.HasPrefix(c.Command.Scope, "support.find") {
			require.NotContains(t, string(c.Command.Answer), "Kim")
			require.NotContains(t, string(c.Command.Answer), "8015550101")
		}
	}
	w.audit()
}

// A registration that waits for its code has nothing but a number to be found by [CS-1, REG-8].
func TestFindForAnotherCode(t *testing.T) {
	t.Parallel()
	w := quick(t)
	lee := w.apply("+18015550104")
	found, err := w.sys.Support.Find(w.ctx, seqr.FindRequest{Key: w.key(), Agent: "agent 7", Why: "no code came", Phone: lee.number})
	require.NoError(t, err)
	require.Equal(t, seqr.Found{Account: lee.id}, found)
	lee.confirm()
	lee.describe("Lee Example")
	_, err = w.sys.Support.Find(w.ctx, seqr.FindRequest{Key: w.key(), Agent: "agent 7", Why: "no code came", Phone: lee.number})
	require.ErrorIs(t, err, seqr.ErrNotFound, "now there is somebody to protect")
	w.audit()
}

// What callers are asked is the market's, in each of them; a euro market's birth date is written as it is there [CS-7, MKT-1].
func TestEachMarketAsksItsCallers(t *testing.T) {
	t.Parallel()
	for _, m := range seqr.Markets() {
		require.Equal(t, account.StandardCallerCheck(), m.Account.Callers, m.Code)
	}
	w := quickOn(t, memory.New(), func(c *seqr.Config) {
		c.Market.Account.Callers = account.CallerCheck{Questions: []account.Question{account.AskName}, Enough: 1}
		c.Market.Identity.BirthFormat = identity.YearMonthDay
	})
	pat := w.join("Pat Example", "+18015550101")
	call := w.callFrom(pat)
	call.Last4 = "5678"
	_, err := w.sys.Support.Find(w.ctx, call)
	require.ErrorIs(t, err, seqr.ErrNotFound, "neither is asked")
	call.Key, call.Name = w.key(), "PAT EXAMPLE"
	_, err = w.sys.Support.Find(w.ctx, call)
	require.NoError(t, err)
	w.audit()
}

func badFind(c *cast) []bad {
	find := func(change func(*seqr.FindRequest)) func() error {
		return func() error {
			r := c.callFrom(c.pat)
			r.Last4 = "5678"
			change(&r)
			_, err := c.sys.Support.Find(c.ctx, r)
			return err
		}
	}
	return append(shapes(func(k seqr.Key) error { return find(func(r *seqr.FindRequest) { r.Key = k })() }),
		refused("no agent", find(func(r *seqr.FindRequest) { r.Agent = " " }), account.ErrAction, seqr.Invalid),
		refused("no reason", find(func(r *seqr.FindRequest) { r.Why = "" }), account.ErrAction, seqr.Invalid),
		refused("no number", find(func(r *seqr.FindRequest) { r.Phone = "" }), account.ErrPhoneInvalid, seqr.Invalid),
		refused("a number of another country", find(func(r *seqr.FindRequest) { r.Phone = "+46701234567" }), account.ErrPhoneRegion, seqr.Invalid),
		refused("no birth date", find(func(r *seqr.FindRequest) { r.BirthDate = "1990-05-17" }), identity.ErrBirthDate, seqr.Invalid),
		refused("nobody's number", find(func(r *seqr.FindRequest) { r.Phone = "+18015550199" }), seqr.ErrNotFound, seqr.NotFound),
		refused("somebody who left", find(func(r *seqr.FindRequest) { r.Phone = c.kim.number }), seqr.ErrNotFound, seqr.NotFound),
		counted("too little known", find(func(r *seqr.FindRequest) { r.Last4 = "5679" }), seqr.ErrNotFound, seqr.NotFound),
		counted("another name too", find(func(r *seqr.FindRequest) { r.Last4, r.Name = "", "Sam Example" }), seqr.ErrNotFound, seqr.NotFound),
		c.reused(func(k seqr.Key) error {
			return find(func(r *seqr.FindRequest) { r.Key = k })()
		}, func(k seqr.Key) error {
			return find(func(r *seqr.FindRequest) { r.Key, r.Last4 = k, "" })()
		}),
	)
}
