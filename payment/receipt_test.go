package payment_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func refund(n uint64, minor int64, title string, at time.Time) payment.Refund {
	return payment.Refund{
		ID: payment.RefundID{UUID: id(n)}, Payment: paymentID, Reference: refundReference, Amount: usd(minor), Title: title, At: at,
	}
}

func TestReceipt(t *testing.T) { // RCP-2
	p := must(pay(issued(), true))
	p.Refunded = usd(300)
	later := refund(31, 100, "Stale", at.Add(2*time.Hour))
	earlier := refund(32, 200, "", at.Add(time.Hour))
	others := refund(33, 50, "", at)
	others.Payment.UUID = id(99)
	r := p.Receipt([]payment.Refund{later, others, earlier}, "ACH Direct Debit Account", "settled")
	require.Equal(t, payment.Receipt{
		Payment: paymentID, Reference: paymentReference, Merchant: "Corner Bakery", Location: "Main Street",
		Channel: payment.InStore, At: at, Title: "Bill B-1007", Rows: p.Rows, Amount: usd(702), Final: true,
		Account: "ACH Direct Debit Account", Qualifies: true,
		Refunds: []payment.ReceiptRefund{
			{Reference: refundReference, Amount: usd(200), At: at.Add(time.Hour)},
			{Reference: refundReference, Amount: usd(100), Title: "Stale", At: at.Add(2 * time.Hour)},
		},
		Net: usd(402), Collection: "settled",
	}, r)
	r.Rows[0].Total = usd(1)
	require.Equal(t, usd(780), p.Rows[0].Total, "the receipt has rows of its own")
}

func TestReceiptInAZone(t *testing.T) {
	p := must(pay(issued(), true))
	r := p.Receipt([]payment.Refund{refund(31, 100, "", at)}, "", "")
	east := r.In(time.FixedZone("EDT", -4*60*60))
	require.Contains(t, east.Text(), "2026-09-14 10:22 EDT  ")
	require.Contains(t, east.Text(), "Refund 2026-09-14 10:22 EDT")
	require.Contains(t, r.Text(), "2026-09-14 14:22 UTC  ", "the receiver has changed")
	require.Contains(t, r.Text(), "Refund 2026-09-14 14:22 UTC")
}

func TestReceiptTellsReservedFromTaken(t *testing.T) {
	reserved := must(pay(inState(payment.Reserved), false))
	text := reserved.Receipt(nil, "", "").Text()
	require.Contains(t, text, "Reserved USD                            7.02\n")
	require.NotContains(t, text, "Total")

	text = must(reserved.Finish(usd(500), at)).Receipt(nil, "", "").Text()
	require.Contains(t, text, "Reserved USD                            7.02\n"+"Total USD                               5.00\n")

	text = must(reserved.Finish(usd(702), at)).Receipt(nil, "", "").Text()
	require.NotContains(t, text, "Reserved")
}

func TestReceiptTextOfUnusualThings(t *testing.T) {
	d := payment.Draft{
		Title: strings.Repeat("long title ", 9),
		Rows: []payment.Row{
			{Description: strings.Repeat("W", 100), Quantity: decimal.RequireFromString("0.750"), Unit: "kg", Total: usd(99_000_000)},
			{SKU: "SKU-1", Quantity: decimal.NewFromInt(1), Total: usd(1)},
			{EAN: "4006381333931", Total: usd(1)},
			{Total: usd(-1)},
			{Description: "北海道 ミルク パン 北海道 ミルク パン 大", Total: usd(1)},
			{Description: "👩‍🍳 é̂ wide and narrow", Total: usd(1)},
		},
		Total: usd(99_000_003),
	}
	r := must(pay(must(issue(d)), true)).Receipt(nil, "", "")
	r.Qualifies, r.Channel, r.Location = false, payment.ShopOnTheSpot, r.Merchant
	text := r.Text()
	require.Equal(t, `               Corner Bakery
────────────────────────────────────────────
2026-09-14 14:22 UTC        Shop on the Spot
long title long title long title long title
long title long title long title long title
long title
────────────────────────────────────────────
0.75 kg
WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW
W                                  990000.00
1 SKU-1                                 0.01
4006381333931                           0.01
Item                                   -0.01
北海道 ミルク パン 北海道 ミルク パン
大                                      0.01
👩‍🍳 é̂ wide and narrow                  0.01
────────────────────────────────────────────
Total USD                          990000.03
────────────────────────────────────────────
Reference   2026091414221745301000042
Cashback    does not qualify
`, text)
}

func TestReceiptTextFits(t *testing.T) {
	text := rapid.StringMatching(`[a-zA-Z.,é ]{0,80}`)
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 99_999_999).Draw(t, "total")
		v, err := issue(payment.Draft{
			Title: text.Draw(t, "title"), Footer: text.Draw(t, "footer"), Total: usd(total),
			Rows: []payment.Row{row(text.Draw(t, "row"), total+5), row(text.Draw(t, "discount"), -5)},
		})
		require.NoError(t, err)
		r := must(pay(v, true)).Receipt([]payment.Refund{refund(31, 1, text.Draw(t, "refund"), at)}, text.Draw(t, "account"), text.Draw(t, "collection"))
		r.Footer = v.Footer
		printed := r.Text()
		require.True(t, strings.HasSuffix(printed, "\n"))
		for l := range strings.Lines(printed) {
			l = strings.TrimSuffix(l, "\n")
			require.LessOrEqual(t, utf8.RuneCountInString(l), 44, "%q", l)
			require.Equal(t, strings.TrimRight(l, " "), l)
			require.NotEmpty(t, l)
		}
		for _, s := range []string{v.Title, v.Footer, v.Rows[0].Description, r.Account, r.Collection, r.Refunds[0].Title} {
			require.Contains(t, squeeze(printed), squeeze(s), "a text was cut")
		}
	})
}

// squeeze leaves out whatever wrapping may have changed.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestReceiptNamesTheChannel(t *testing.T) { // PAY-10
	for channel, words := range map[payment.Channel]string{
		payment.InStore: "in store", payment.Online: "online", payment.ShopOnTheSpot: "Shop on the Spot", "stall": "stall",
	} {
		r := must(pay(issued(), true)).Receipt(nil, "", "")
		r.Channel = channel
		require.Regexp(t, `(?m)^2026-09-14 14:22 UTC +`+words+`$`, r.Text())
	}
}

func TestReceiptFactsGoOnBelow(t *testing.T) {
	r := must(pay(issued(), true)).Receipt(nil, "The account with the longest name of them all", "")
	require.Contains(t, r.Text(), "Account     The account with the longest\n            name of them all\n")
}

func TestReceiptOfAnotherCurrency(t *testing.T) {
	m := bakery()
	m.Currency = money.JPY
	v := must(payment.Issue(invoiceID, till(), m, invoiceReference, payment.Draft{Total: money.FromMinor(500, money.JPY)}, payment.DefaultPolicy(), at))
	p := must(payment.NewPayment(paymentID, v, m, shop(), ann, fromID, paymentReference, true, evidence(), true, at))
	require.Contains(t, p.Receipt(nil, "", "").Text(), "Total JPY                                500\n")
}
