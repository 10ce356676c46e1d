package seqr_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
)

// marketRow is what the programme's texts say about a market [MKT-2].
type marketRow struct {
	market   seqr.Market
	currency money.Currency
	zone     string
	kinds    []account.Kind
	maximum  string // of the limit account; empty where no source states it
	recovery bool
	to       cashback.Destination
	phones   [2]string // two mobile numbers
}

func marketRows() []marketRow {
	euro := func(m seqr.Market, zone, one, other string) marketRow {
		return marketRow{m, money.EUR, zone, []account.Kind{account.SEPADebit, account.Prepaid}, "75.00", true, cashback.ToPrepaid, [2]string{one, other}}
	}
	finnish := euro(seqr.Finland(), "Europe/Helsinki", "+358401234567", "+358401234568")
	finnish.kinds = append(finnish.kinds, account.Invoice)
	return []marketRow{
		euro(seqr.Austria(), "Europe/Vienna", "+436641234567", "+436641234568"),
		euro(seqr.Belgium(), "Europe/Brussels", "+32470123456", "+32470123457"),
		euro(seqr.Germany(), "Europe/Berlin", "+4915123456789", "+4915123456790"),
		euro(seqr.Spain(), "Europe/Madrid", "+34612345678", "+34612345679"),
		finnish,
		euro(seqr.France(), "Europe/Paris", "+33612345678", "+33612345679"),
		{seqr.UnitedKingdom(), money.GBP, "Europe/London", []account.Kind{account.UKDebit, account.Prepaid}, "50.00", true, cashback.ToPrepaid, [2]string{"+447400123456", "+447400123457"}},
		euro(seqr.Italy(), "Europe/Rome", "+393123456789", "+393123456780"),
		euro(seqr.Netherlands(), "Europe/Amsterdam", "+31612345678", "+31612345679"),
		euro(seqr.Portugal(), "Europe/Lisbon", "+351912345678", "+351912345679"),
		{seqr.Romania(), money.RON, "Europe/Bucharest", []account.Kind{account.Prepaid}, "", true, cashback.ToPrepaid, [2]string{"+40712034567", "+40712034568"}},
		{seqr.Sweden(), money.SEK, "Europe/Stockholm", []account.Kind{account.Autogiro, account.Prepaid}, "", true, cashback.ToPrepaid, [2]string{"+46701234567", "+46701234568"}},
		{seqr.UnitedStates(), money.USD, "America/New_York", []account.Kind{account.ACHDebit}, "100.00", false, cashback.ToReceivingAccount, [2]string{"+18015550101", "+18015550102"}},
	}
}

// The table of markets is what the package ships, in the order in which it lists them [MKT-2, MKT-5].
func TestMarketsAreAsPublished(t *testing.T) {
	t.Parallel()
	shipped := seqr.Markets()
	rows := marketRows()
	require.Len(t, shipped, len(rows))
	for i, row := range rows {
		m := shipped[i]
		require.Equal(t, row.market.Code, m.Code)
		require.Equal(t, row.currency, m.Currency, m.Code)
		require.Equal(t, row.zone, m.Zone.String(), m.Code)
		require.Equal(t, row.recovery, m.Account.PINRecovery, m.Code)
		require.Equal(t, row.recovery && m.Account.Debits(), m.Account.BankChange, m.Code)
		require.Equal(t, row.to, m.Cashback.Destination, m.Code)
		require.Equal(t, "1.00", m.Cashback.Minimum.Format(), m.Code)
		require.Equal(t, 18, m.Identity.MinimumAge, m.Code)
		require.Equal(t, []string{m.Code}, m.Account.Device.Regions)
		var kinds []account.Kind
		for _, k := range m.Account.Kinds {
			kinds = append(kinds, k.Kind)
			if k.Kind == account.Invoice {
				require.Equal(t, "500.00", k.Maximum.Format(), m.Code)
				require.Equal(t, "200.00", m.Transfer.Monthly[k.Kind].Format(), m.Code)
				continue
			}
			if k.Limit && row.maximum != "" {
				require.Equal(t, row.maximum, k.Maximum.Format(), m.Code)
			}
		}
		require.Equal(t, row.kinds, kinds, m.Code)
	}
}

// A value that no source states is unset: Validate lists them all, and New refuses the market [MKT-4].
func TestMarketsNameWhatIsUnset(t *testing.T) {
	t.Parallel()
	always := []string{"TermsVersion unset", "TermsURL unset", "PrivacyURL unset", "Provider unset", "Contact.Phone unset", "Contact.Email unset"}
	fee := "fee after a failed second collection is unset"
	for _, row := range marketRows() {
		w := quick(t)
		cfg := w.config(row.market)
		_, err := seqr.New(cfg)
		require.ErrorIs(t, err, seqr.ErrConfig, row.market.Code)
		if row.market.Account.Provider == "" {
			for _, what := range always {
				require.ErrorContains(t, err, what, row.market.Code)
			}
		}
		require.Equal(t, row.market.Account.Debits(), row.market.Code != "RO")
		if row.market.Account.Debits() {
			require.ErrorContains(t, err, fee, row.market.Code)
		} else {
			require.NotContains(t, err.Error(), fee)
		}
		require.NoError(t, seqr.Demo(row.market).Validate(), row.market.Code)
	}
	for _, m := range []seqr.Market{seqr.Sweden(), seqr.UnitedKingdom()} {
		require.ErrorContains(t, m.Validate(), "days until the debit is unset")
		require.ErrorContains(t, m.Validate(), "banking days until collected is unset")
	}
	require.ErrorContains(t, seqr.Sweden().Validate(), "Kinds[0].Maximum unset")
	require.ErrorContains(t, seqr.Finland().Validate(), "days to pay an invoice is unset")
	alone := seqr.Demo(seqr.Finland())
	alone.Account.Kinds = []account.KindPolicy{alone.Account.Kinds[0], alone.Account.Kinds[2]}
	require.ErrorContains(t, alone.Validate(), "an invoice account without a prepaid one")
	zero := seqr.Demo(seqr.Germany()).WithFee(money.FromMinor(0, money.EUR))
	require.NoError(t, zero.Validate(), "a fee of 0.00 may be stated")
	wrong := seqr.Demo(seqr.Germany()).WithFee(money.FromMinor(1, money.USD))
	require.ErrorIs(t, wrong.Validate(), seqr.ErrConfig)
}

// In every market somebody registers, pays with what the market has, is collected, and gets cashback; the audit is clean.
func TestEveryMarketFromRegistrationToCashback(t *testing.T) {
	t.Parallel()
	for _, row := range marketRows() {
		t.Run(row.market.Code, func(t *testing.T) {
			t.Parallel()
			w := abroad(t, row.market)
			shop := w.till("Corner Shop")
			ann := w.apply(row.phones[0])
			ann.confirm()
			ann.describe("Ann Example")
			ann.choosePIN()
			if !w.sys.Market().Account.Debits() {
				ann.prove()
				require.Equal(t, "0.00", ann.available())
				var limit *seqr.LimitError
				require.ErrorAs(t, ann.payFrom(shop, account.PaymentAccountID{}, "0.01"), &limit)
				w.audit()
				return
			}
			ann.linkBank()
			ann.approveMandate()
			ann.prove()
			full := ann.available()
			for range 12 {
				ann.mustPay(shop, "4.00")
			}
			ann.mustPay(shop, "2.00")
			w.untilDay(time.October, 20)
			if row.market.Account.Kinds[0].RaiseAfter > 0 {
				full = "500.00"
			}
			require.Equal(t, full, ann.available(), "all is collected")
			v, err := w.sys.Cashback.View(w.ctx, ann.id)
			require.NoError(t, err)
			require.Equal(t, cashback.Paid, v.Payouts[0].State)
			require.Equal(t, "1.00", v.Payouts[0].Amount.Format(), "2 % of 50.00 is the minimum")
			w.audit()
		})
	}
}

// approveMandate lets the bank agree to the person's mandate; most are valid at once.
func (p *person) approveMandate() {
	p.w.t.Helper()
	a, err := p.w.store.Account(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	pa, err := a.LimitAccount()
	require.NoError(p.w.t, err)
	state, err := p.w.sys.Banking.ApproveMandate(p.w.ctx, seqr.MandateRequest{Key: p.w.key(), Bank: ach.BankAccountID{UUID: pa.Bank}})
	require.NoError(p.w.t, err)
	require.Equal(p.w.t, ach.MandateValid, state)
	p.w.settle()
}

// Spain, Portugal, Italy and the US have no trunk prefix: a leading zero is refused; elsewhere it is dropped [REG-4].
func TestTrunkPrefixIsMarketData(t *testing.T) {
	t.Parallel()
	for _, row := range marketRows() {
		rule := row.market.Account.Phone
		typed := row.phones[0]
		for i := 2; i <= 4; i++ { // after the country code, of one to three digits
			zero := typed[:i] + "0" + typed[i:]
			got, err := account.ParsePhone(zero, rule)
			if err == nil {
				require.True(t, rule.Trunk, row.market.Code)
				require.Equal(t, typed, got.E164())
			}
		}
		_, err := account.ParsePhone(typed[1:], rule)
		require.ErrorIs(t, err, account.ErrPhoneNoCountryCode, row.market.Code)
		got, err := account.ParsePhone(typed, rule)
		require.NoError(t, err, row.market.Code)
		require.Equal(t, typed, got.E164())
	}
	got, err := account.ParsePhone("+46 070-123 45 67", seqr.Sweden().Account.Phone)
	require.NoError(t, err)
	require.Equal(t, "+46701234567", got.E164())
	_, err = account.ParsePhone("+34 0612345678", seqr.Spain().Account.Phone)
	require.ErrorIs(t, err, account.ErrPhoneLeadingZero)
}

// The third successful collection raises 75.00 to 500.00: not the second, not the third purchase; a failed debit does not
// count. The amounts are those of the rule's example [LIM-5].
func TestThirdCollectionRaisesTheLimit(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop, failing := w.till("Backhaus"), w.till("Pleite")
	uli := w.join("Uli Muster", "+4915123456789")
	for range 2 {
		uli.mustPay(shop, "10.00")
		w.pass(30)
		require.Equal(t, "75.00", uli.available())
	}
	w.bank.ReturnNext(sandbox.Match{Company: "Pleite"}, "AM04", 1)
	uli.mustPay(failing, "5.00")
	w.pass(6)
	require.Equal(t, "70.00", uli.available(), "a failed debit does not count")
	w.pass(25)
	require.Equal(t, "500.00", uli.available(), "its second presentment was the third to be collected")
	w.audit()

	ida := w.join("Ida Muster", "+4915123456790")
	for range 2 {
		ida.mustPay(shop, "1.00")
	}
	w.pass(30)
	ida.mustPay(shop, "20.00")
	w.pass(3)
	ida.mustPay(shop, "10.00")
	require.Equal(t, "45.00", ida.available())
	for ida.available() == "45.00" {
		w.pass(1)
	}
	require.Equal(t, "490.00", ida.available(), "30.00 were outstanding, 20.00 of them are collected")
	w.audit()
}

// A late return takes one from the count; a maximum that was raised stays [LIM-6].
func TestLateReturnTakesOneFromTheCount(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop, late := w.till("Backhaus"), w.till("Spät")
	uli, ida := w.join("Uli Muster", "+4915123456789"), w.join("Ida Muster", "+4915123456790")
	collected := func(p *person) int {
		a, err := w.store.Account(w.ctx, p.id)
		require.NoError(t, err)
		pa, err := a.LimitAccount()
		require.NoError(t, err)
		return pa.Collected
	}
	for _, p := range []*person{uli, ida} {
		for range 2 {
			p.mustPay(shop, "10.00")
		}
	}
	first := ida.mustPay(late, "10.00")
	w.pass(30)
	require.Equal(t, 2, collected(uli))
	require.Equal(t, "500.00", ida.available())
	col := w.collection(first.Invoice)
	_, err := w.sys.Banking.Report(w.ctx, ach.Report{ID: "late", Order: col.OrderID(), Kind: ach.ReportReturned, Code: "MD06", On: col.SettledOn.AddDays(20), Amount: col.Amount})
	require.NoError(t, err)
	require.Equal(t, 2, collected(ida))
	require.Equal(t, "490.00", ida.limit().Available.Format(), "the maximum stays")
	require.Equal(t, "500.00", ida.limit().Maximum.Format())
	w.audit()
}

// The first debit of a mandate is due 7 calendar days after the purchase, later ones 2, moved forward to a banking day [COL-13].
func TestFirstSEPADebitIsDueLater(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany()) // Monday 6 July 2026
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	require.Equal(t, "2026-07-13", w.collection(uli.mustPay(shop, "1.00").Invoice).DueOn.String())
	require.Equal(t, "2026-07-08", w.collection(uli.mustPay(shop, "1.00").Invoice).DueOn.String())
	w.clock.Advance(3 * 24 * time.Hour)
	require.Equal(t, "2026-07-13", w.collection(uli.mustPay(shop, "1.00").Invoice).DueOn.String(), "Thursday and two days is a Saturday")
	w.pass(14)
	order := w.bank.Orders()[0]
	require.Equal(t, ach.SEPA, order.Scheme)
	require.Equal(t, "DE89370400440532013000", order.Number)
	require.Len(t, order.Mandate, 32)
	require.Equal(t, "2026-07-06", order.Signed.String())
	w.audit()
}

// MS03 is lack of funds where the market says so, and else unknown: no second presentment [COL-9].
func TestMS03IsMarketData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		market seqr.Market
		phone  string
		state  ach.CollectionState
	}{{seqr.Germany(), "+4915123456789", ach.Due}, {seqr.France(), "+33612345678", ach.Owed}} {
		w := abroad(t, c.market)
		shop := w.till("Bakery")
		w.bank.ReturnNext(sandbox.Match{Company: "Bakery"}, "MS03", 1)
		p := w.join("Pat Example", c.phone)
		st := p.mustPay(shop, "1.00")
		for w.collection(st.Invoice).ReturnCode == "" {
			w.pass(1)
		}
		require.Equal(t, c.state, w.collection(st.Invoice).State, c.market.Code)
		w.audit()
	}
}
