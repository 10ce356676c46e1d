package payment_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var sentAt = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

func freshID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func sendTerms() payment.Terms {
	return payment.Terms{
		ID: payment.TransferID{UUID: freshID()}, Kind: payment.KindSend, From: account.ID{UUID: freshID()},
		FromAccount: account.PaymentAccountID{UUID: freshID()}, To: "+18015550102", Amount: cents(3000), Credited: cents(3000), Note: "lunch",
	}
}

func newTransfer(t *testing.T, terms payment.Terms) payment.Transfer {
	t.Helper()
	v, err := payment.NewTransfer(terms, []byte("sealed"), "2026070614000012345678901", payment.Approval{}, sentAt)
	require.NoError(t, err)
	return v
}

// Terms that make no sense are refused before anybody signs them [PAY-12, P2P-7].
func TestTerms(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*payment.Terms)
		want   error
	}{
		"as they are":           {func(*payment.Terms) {}, nil},
		"no ID":                 {func(t *payment.Terms) { t.ID = payment.TransferID{} }, payment.ErrID},
		"nobody sends":          {func(t *payment.Terms) { t.From = account.ID{} }, payment.ErrID},
		"unknown kind":          {func(t *payment.Terms) { t.Kind = "gift" }, payment.ErrTransferKind},
		"nothing":               {func(t *payment.Terms) { t.Amount, t.Credited = cents(0), cents(0) }, payment.ErrAmount},
		"less than nothing":     {func(t *payment.Terms) { t.Amount, t.Credited = cents(-1), cents(-1) }, payment.ErrAmount},
		"more arrives":          {func(t *payment.Terms) { t.Credited = cents(3001) }, payment.ErrCurrency},
		"to nobody":             {func(t *payment.Terms) { t.To = "" }, payment.ErrReceiver},
		"own money to a number": {func(t *payment.Terms) { t.Kind = payment.KindTopUp }, payment.ErrReceiver},
		"own money for a request": {func(t *payment.Terms) {
			t.Kind, t.To, t.Request = payment.KindTopUp, "", payment.RequestID{UUID: freshID()}
		}, payment.ErrReceiver},
		"140 characters": {func(t *payment.Terms) { t.Note = strings.Repeat("é", 140) }, nil},
		"141 characters": {func(t *payment.Terms) { t.Note = strings.Repeat("é", 141) }, payment.ErrText},
		"two lines":      {func(t *payment.Terms) { t.Note = "a\nb" }, payment.ErrText},
		"rate of others": {func(t *payment.Terms) { t.Rate = payment.Rate{From: money.EUR, To: money.SEK} }, payment.ErrCurrency},
	} {
		terms := sendTerms()
		c.change(&terms)
		require.ErrorIs(t, terms.Check(), c.want, name)
	}
}

// Every field changes what is signed.
func TestTermsDigest(t *testing.T) {
	terms := sendTerms()
	same := terms
	require.Equal(t, terms.Digest(), same.Digest())
	seen := map[[32]byte]string{terms.Digest(): "as they are"}
	for name, change := range map[string]func(*payment.Terms){
		"ID": func(t *payment.Terms) { t.ID = payment.TransferID{UUID: freshID()} }, "kind": func(t *payment.Terms) { t.Kind = payment.KindTopUp },
		"from": func(t *payment.Terms) { t.From = account.ID{UUID: freshID()} }, "account": func(t *payment.Terms) { t.FromAccount = account.PaymentAccountID{UUID: freshID()} },
		"to": func(t *payment.Terms) { t.To = "+18015550103" }, "amount": func(t *payment.Terms) { t.Amount = cents(1) },
		"credited": func(t *payment.Terms) { t.Credited = cents(1) }, "note": func(t *payment.Terms) { t.Note = "" },
		"request": func(t *payment.Terms) { t.Request = payment.RequestID{UUID: freshID()} }, "rate": func(t *payment.Terms) { t.Rate.Value = decimal.New(1, 0) },
		"source": func(t *payment.Terms) { t.Rate.Source = "ECB" }, "rate time": func(t *payment.Terms) { t.Rate.At = sentAt },
	} {
		other := terms
		change(&other)
		require.NotContains(t, seen, other.Digest(), name)
		seen[other.Digest()] = name
	}
}

// Every state and every verb [P2P-3, P2P-6, PRE-6].
func TestTransferMatrix(t *testing.T) {
	to, into := account.ID{UUID: freshID()}, account.PaymentAccountID{UUID: freshID()}
	until := sentAt.Add(time.Hour)
	fresh := newTransfer(t, sendTerms())
	ok := func(v payment.Transfer, err error) payment.Transfer {
		require.NoError(t, err)
		return v
	}
	addressed := ok(fresh.Address(to))
	waiting := ok(fresh.Wait("number", ledger.TransferID{UUID: freshID()}, until))
	states := map[string]payment.Transfer{
		"new": fresh, "addressed": addressed, "waiting": waiting, "in account": ok(addressed.Deliver(into, uuid.Nil, sentAt)),
		"at bank": ok(addressed.Deliver(account.PaymentAccountID{}, freshID(), sentAt)), "returned": ok(addressed.Return(sentAt)),
		"suspended": ok(addressed.Suspend(sentAt)), "forfeited": ok(ok(addressed.Suspend(sentAt)).Forfeit(sentAt)),
	}
	verbs := map[string]func(payment.Transfer) (payment.Transfer, error){
		"address": func(v payment.Transfer) (payment.Transfer, error) { return v.Address(to) },
		"wait": func(v payment.Transfer) (payment.Transfer, error) {
			return v.Wait("number", ledger.TransferID{UUID: freshID()}, until)
		},
		"claim":   func(v payment.Transfer) (payment.Transfer, error) { return v.Claim(to, until.Add(-1)) },
		"late":    func(v payment.Transfer) (payment.Transfer, error) { return v.Claim(to, until) },
		"deliver": func(v payment.Transfer) (payment.Transfer, error) { return v.Deliver(into, uuid.Nil, sentAt) },
		"early":   func(v payment.Transfer) (payment.Transfer, error) { return v.Expire(until.Add(-1)) },
		"expire":  func(v payment.Transfer) (payment.Transfer, error) { return v.Expire(until) },
		"return":  func(v payment.Transfer) (payment.Transfer, error) { return v.Return(until) },
		"suspend": func(v payment.Transfer) (payment.Transfer, error) { return v.Suspend(until) },
		"release": func(v payment.Transfer) (payment.Transfer, error) { return v.Release(until) },
		"forfeit": func(v payment.Transfer) (payment.Transfer, error) { return v.Forfeit(until) },
	}
	ended, not := payment.ErrTransferEnded, payment.ErrNotSuspended
	want := map[string]map[string]error{
		"new":        {"address": nil, "wait": nil, "claim": ended, "late": ended, "deliver": payment.ErrID, "early": ended, "expire": ended, "return": nil, "suspend": nil, "release": not, "forfeit": not},
		"addressed":  {"address": nil, "wait": ended, "claim": ended, "late": ended, "deliver": nil, "early": ended, "expire": ended, "return": nil, "suspend": nil, "release": not, "forfeit": not},
		"waiting":    {"address": ended, "wait": ended, "claim": nil, "late": payment.ErrTransferExpired, "deliver": ended, "early": payment.ErrTransferWaits, "expire": nil, "return": nil, "suspend": nil, "release": not, "forfeit": not},
		"in account": {"address": ended, "wait": ended, "claim": ended, "late": ended, "deliver": ended, "early": ended, "expire": ended, "return": ended, "suspend": ended, "release": not, "forfeit": not},
		"at bank":    {"address": ended, "wait": ended, "claim": ended, "late": ended, "deliver": ended, "early": ended, "expire": ended, "return": nil, "suspend": nil, "release": not, "forfeit": not},
		"returned":   {"address": ended, "wait": ended, "claim": ended, "late": ended, "deliver": ended, "early": ended, "expire": ended, "return": ended, "suspend": nil, "release": not, "forfeit": not},
		"suspended":  {"address": ended, "wait": ended, "claim": ended, "late": ended, "deliver": ended, "early": ended, "expire": ended, "return": ended, "suspend": ended, "release": nil, "forfeit": nil},
		"forfeited":  {"address": ended, "wait": ended, "claim": ended, "late": ended, "deliver": ended, "early": ended, "expire": ended, "return": ended, "suspend": ended, "release": not, "forfeit": not},
	}
	for state, v := range states {
		for verb, do := range verbs {
			expected, decided := want[state][verb]
			require.True(t, decided, "%s %s", state, verb)
			_, err := do(v)
			require.ErrorIs(t, err, expected, "%s %s", state, verb)
			require.Equal(t, states[state], v, "verbs change nothing")
		}
	}
	_, err := fresh.Address(fresh.From)
	require.ErrorIs(t, err, payment.ErrSelf)
}

// A request is ended once, by whom it may be [P2P-5].
func TestRequestMatrix(t *testing.T) {
	by, of := account.ID{UUID: freshID()}, account.ID{UUID: freshID()}
	_, err := payment.NewRequest(payment.RequestID{UUID: freshID()}, by, by, cents(100), uuid.Nil, nil, sentAt)
	require.ErrorIs(t, err, payment.ErrSelf)
	_, err = payment.NewRequest(payment.RequestID{UUID: freshID()}, by, of, cents(0), uuid.Nil, nil, sentAt)
	require.ErrorIs(t, err, payment.ErrAmount)
	open, err := payment.NewRequest(payment.RequestID{UUID: freshID()}, by, of, cents(3000), uuid.Nil, nil, sentAt)
	require.NoError(t, err)
	terms := sendTerms()
	terms.From, terms.Request = of, open.ID
	paying, err := newTransfer(t, terms).Address(by)
	require.NoError(t, err)

	paid, err := open.Pay(paying, sentAt)
	require.NoError(t, err)
	require.Equal(t, paying.ID, paid.Transfer)
	declined, err := open.Decline(of, sentAt)
	require.NoError(t, err)
	withdrawn, err := open.Withdraw(by, sentAt)
	require.NoError(t, err)
	for _, r := range []payment.MoneyRequest{paid, declined, withdrawn} {
		_, err := r.Pay(paying, sentAt)
		require.ErrorIs(t, err, payment.ErrRequestEnded, r.State)
		_, err = r.Decline(of, sentAt)
		require.ErrorIs(t, err, payment.ErrRequestEnded, r.State)
		_, err = r.Withdraw(by, sentAt)
		require.ErrorIs(t, err, payment.ErrRequestEnded, r.State)
	}
	_, err = open.Decline(by, sentAt)
	require.ErrorIs(t, err, payment.ErrNotFound)
	_, err = open.Withdraw(of, sentAt)
	require.ErrorIs(t, err, payment.ErrNotFound)
	less := paying
	less.Amount = cents(2999)
	_, err = open.Pay(less, sentAt)
	require.ErrorIs(t, err, payment.ErrAmount)
	elsewhere := paying
	elsewhere.To = of
	_, err = open.Pay(elsewhere, sentAt)
	require.ErrorIs(t, err, payment.ErrReceiver)
}

// A card payment is good if captured and fully authenticated; a card's number is no reference [PRE-3].
func TestCardPayment(t *testing.T) {
	good := payment.CardPayment{Reference: "ch_12345", Captured: true, ECI: "05", Amount: cents(100)}
	require.NoError(t, good.Check())
	for eci, want := range map[string]error{"05": nil, "02": nil, "06": payment.ErrCardDeclined, "01": payment.ErrCardDeclined, "07": payment.ErrCardDeclined, "": payment.ErrCardDeclined} {
		p := good
		p.ECI = eci
		require.ErrorIs(t, p.Check(), want, eci)
	}
	for reference, want := range map[string]error{
		"ch_1": nil, "4111111111111112": nil, "4111111111111111": payment.ErrReference, "4111-1111-1111-1111": payment.ErrReference,
		"378282246310005": payment.ErrReference, "abc": payment.ErrReference, "a b c d": payment.ErrReference, strings.Repeat("a", 65): payment.ErrReference,
	} {
		require.ErrorIs(t, payment.CheckCardReference(reference), want, reference)
	}
}

// Converted exactly, rounded once, half up; nothing is taken for it [P2P-7, GEN-1].
func TestConvert(t *testing.T) {
	rate := func(v string) payment.Rate {
		return payment.Rate{From: money.EUR, To: money.USD, Value: decimal.RequireFromString(v), Source: "ECB", At: sentAt}
	}
	for _, c := range []struct {
		rate string
		eur  int64
		want int64
	}{{"1.08765", 1000, 1088}, {"1.5", 1, 2}, {"1.4999", 1, 1}, {"1", 1, 1}, {"0.5", 1, 1}} {
		got, err := rate(c.rate).Convert(money.FromMinor(c.eur, money.EUR), money.HalfUp)
		require.NoError(t, err)
		require.Equal(t, cents(c.want), got, c.rate)
	}
	_, err := rate("0.4").Convert(money.FromMinor(1, money.EUR), money.HalfUp)
	require.ErrorIs(t, err, payment.ErrAmount, "nothing would arrive")
	for _, bad := range []payment.Rate{rate("0"), rate("-1"), {From: money.EUR, To: money.USD, Value: decimal.New(1, 0), At: sentAt}, {From: money.EUR, To: money.EUR, Value: decimal.New(1, 0), Source: "ECB", At: sentAt}} {
		_, err := bad.Convert(money.FromMinor(100, money.EUR), money.HalfUp)
		require.ErrorIs(t, err, payment.ErrRate)
	}
}

func TestTransferPolicy(t *testing.T) {
	require.NoError(t, payment.TransferPolicy{}.Validate(money.USD, false))
	require.ErrorIs(t, payment.TransferPolicy{ForfeitAfterDays: -1}.Validate(money.USD, false), payment.ErrPolicy)
	require.ErrorIs(t, payment.TransferPolicy{WaitFor: time.Hour}.Validate(money.USD, false), payment.ErrPolicy)
	require.NoError(t, payment.TransferPolicy{WaitFor: payment.MaxWait}.Validate(money.USD, true))
	require.ErrorIs(t, payment.TransferPolicy{WaitFor: payment.MaxWait + 1}.Validate(money.USD, true), payment.ErrPolicy)
	require.ErrorIs(t, payment.TransferPolicy{Monthly: map[account.Kind]money.Amount{account.ACHDebit: cents(0)}}.Validate(money.USD, true), payment.ErrPolicy)
	require.ErrorIs(t, payment.TransferPolicy{Monthly: map[account.Kind]money.Amount{account.ACHDebit: cents(1)}}.Validate(money.EUR, true), payment.ErrPolicy)
}

// Days count by the calendar of the market, and without a number of them nothing is ever forfeited.
func TestForfeits(t *testing.T) {
	addressed, err := newTransfer(t, sendTerms()).Address(account.ID{UUID: freshID()})
	require.NoError(t, err)
	v, err := addressed.Suspend(time.Date(2026, 7, 1, 23, 30, 0, 0, time.UTC))
	require.NoError(t, err)
	require.True(t, v.CameBack())
	west := time.FixedZone("west", -3600)
	day := func(d int) civil.Date { return civil.Date{Year: 2026, Month: time.July, Day: d} }
	require.False(t, payment.TransferPolicy{ForfeitAfterDays: 10}.Forfeits(v, day(10), west))
	require.True(t, payment.TransferPolicy{ForfeitAfterDays: 10}.Forfeits(v, day(11), west))
	require.False(t, payment.TransferPolicy{}.Forfeits(v, day(31), west))
	require.False(t, payment.TransferPolicy{ForfeitAfterDays: 10}.Forfeits(addressed, day(31), west))
}
