package payment_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// spentAt is a final payment of some cents to the nth merchant.
func spentAt(at time.Time, merchant uint64, ch payment.Channel, minor, refunded int64) payment.Payment {
	return payment.Payment{
		ID: payment.PaymentID{UUID: id(uint64(at.UnixNano()))}, Merchant: payment.MerchantID{UUID: id(merchant)}, Seller: "Shop " + string(rune('A'+merchant)),
		Channel: ch, Amount: usd(minor), Refunded: usd(refunded), At: at, Final: true,
	}
}

func TestExpensesByMonthMerchantAndChannel(t *testing.T) {
	zone := must(time.LoadLocation("America/New_York"))
	lastOfMarch := time.Date(2026, 4, 1, 3, 59, 59, 0, time.UTC) // 23:59:59 on 31 March in New York
	reserved := spentAt(lastOfMarch, 1, payment.InStore, 99_00, 0)
	reserved.Final = false
	e, err := payment.Summarise([]payment.Payment{
		spentAt(lastOfMarch.Add(time.Second), 1, payment.Online, 20_00, 0),
		spentAt(lastOfMarch, 1, payment.InStore, 10_00, 2_50),
		spentAt(lastOfMarch.Add(2*time.Second), 2, payment.InStore, 40_01, 0),
		reserved,
	}, money.USD, zone)
	require.NoError(t, err)
	require.Equal(t, payment.Spent{Payments: 3, Amount: usd(70_01), Refunded: usd(2_50), Net: usd(67_51)}, e.Total)
	require.Equal(t, []payment.MonthSpent{
		{Month: civil.Month{Year: 2026, Month: time.March}, Spent: payment.Spent{Payments: 1, Amount: usd(10_00), Refunded: usd(2_50), Net: usd(7_50)}},
		{Month: civil.Month{Year: 2026, Month: time.April}, Spent: payment.Spent{Payments: 2, Amount: usd(60_01), Refunded: usd(0), Net: usd(60_01)}},
	}, e.ByMonth)
	require.Equal(t, "Shop C", e.ByMerchant[0].Name, "most spent first")
	require.Equal(t, usd(27_50), e.ByMerchant[1].Net)
	require.Equal(t, payment.InStore, e.ByChannel[0].Channel)
	require.Equal(t, usd(47_51), e.ByChannel[0].Net)

	none, err := payment.Summarise(nil, money.USD, zone)
	require.NoError(t, err)
	require.Equal(t, payment.Spent{Amount: usd(0), Refunded: usd(0), Net: usd(0)}, none.Total)

	euros := spentAt(lastOfMarch, 1, payment.InStore, 1, 0)
	euros.Amount = money.FromMinor(1, money.EUR)
	_, err = payment.Summarise([]payment.Payment{euros}, money.USD, zone)
	require.ErrorIs(t, err, money.ErrCurrencyMismatch)
}

// However payments lie, each of the three parts adds up to the total (RCP-1).
func TestExpensesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ps []payment.Payment
		for range rapid.IntRange(0, 30).Draw(t, "payments") {
			minor := rapid.Int64Range(1, 1_000_00).Draw(t, "minor")
			at := time.Unix(rapid.Int64Range(0, 1<<31).Draw(t, "at"), 0)
			ch := rapid.SampledFrom([]payment.Channel{payment.InStore, payment.Online, payment.ShopOnTheSpot}).Draw(t, "channel")
			ps = append(ps, spentAt(at, rapid.Uint64Range(1, 5).Draw(t, "merchant"), ch, minor, rapid.Int64Range(0, minor).Draw(t, "refunded")))
		}
		e, err := payment.Summarise(ps, money.USD, time.UTC)
		require.NoError(t, err)
		var months, merchants, channels, total []payment.Spent
		for _, m := range e.ByMonth {
			months = append(months, m.Spent)
		}
		for _, m := range e.ByMerchant {
			merchants = append(merchants, m.Spent)
		}
		for _, c := range e.ByChannel {
			channels = append(channels, c.Spent)
		}
		total = append(total, e.Total)
		for _, parts := range [][]payment.Spent{months, merchants, channels, total} {
			var n int
			amount, refunded, net := usd(0), usd(0), usd(0)
			for _, s := range parts {
				n += s.Payments
				amount, refunded, net = must(amount.Add(s.Amount)), must(refunded.Add(s.Refunded)), must(net.Add(s.Net))
			}
			require.Equal(t, len(ps), n)
			require.Equal(t, payment.Spent{Payments: n, Amount: amount, Refunded: refunded, Net: net}, e.Total)
			require.Equal(t, net, must(amount.Sub(refunded)))
		}
	})
}

func hostileReceipt() payment.Receipt {
	return payment.Receipt{
		Reference: "12345", Merchant: `=HYPERLINK("http://evil.example")`, Location: "+49", Channel: payment.InStore,
		At: time.Date(2026, 7, 6, 14, 5, 0, 0, time.UTC), Title: "@SUM(A1)", Rows: []payment.Row{row("<script>alert(1)</script>", 12_95)},
		Amount: usd(12_95), Final: true, Account: "ACH, \"Direct\"", Qualifies: true,
		Refunds: []payment.ReceiptRefund{{Reference: "9", Amount: usd(2_95), At: time.Date(2026, 7, 7, 14, 5, 0, 0, time.UTC)}},
		Net:     usd(10_00), Collection: "due", Footer: "a & b\nnext line",
	}
}

// No cell of a merchant's is a formula, and what was written reads back.
func TestReceiptsAsCSV(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, payment.WriteReceipts(&b, []payment.Receipt{hostileReceipt()}, must(time.LoadLocation("America/New_York"))))
	rows, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{
		"2026-07-06", "10:05:00", `'=HYPERLINK("http://evil.example")`, "'+49", "store", "'@SUM(A1)", "12345", `ACH, "Direct"`,
		"12.95", "2.95", "10.00", "USD", "yes",
	}, rows[1])
	require.Len(t, rows[0], len(rows[1]))
}

func FuzzReceiptsAsCSV(f *testing.F) {
	for _, s := range []string{"", "=1+1", "-1", "\t=1", "a,b", "\"", "\r\n=x", "|cmd", "%x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := hostileReceipt()
		r.Merchant, r.Title = s, s
		var b bytes.Buffer
		require.NoError(t, payment.WriteReceipts(&b, []payment.Receipt{r}, time.UTC))
		rows, err := csv.NewReader(&b).ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 2)
		for _, cell := range rows[1] {
			require.False(t, cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n|%"), cell)
		}
	})
}

// The page has no markup but its own.
func TestReceiptAsHTML(t *testing.T) {
	page := hostileReceipt().HTML()
	require.NotContains(t, page, "<script")
	require.Contains(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;</td><td>12.95</td>")
	require.Contains(t, page, "a &amp; b\nnext line")
	require.Contains(t, page, "Total USD</td><td>12.95")
	require.Contains(t, page, "−2.95")
	require.Contains(t, page, "After refunds USD</td><td>10.00")
	reserved := hostileReceipt()
	reserved.Final, reserved.Refunds, reserved.Qualifies = false, nil, false
	require.Contains(t, reserved.HTML(), "Reserved USD")
	require.NotContains(t, reserved.HTML(), "After refunds")
	require.Equal(t, strings.Count(page, "<p>"), strings.Count(page, "</p>"))
}
