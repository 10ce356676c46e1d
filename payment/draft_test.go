package payment_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

func TestIssue(t *testing.T) {
	d := breadAndCard()
	d.Ack, d.HoldFor = payment.OptionalAcknowledgment, time.Hour
	v, err := issue(d)
	require.NoError(t, err)
	require.Equal(t, payment.Invoice{
		ID: invoiceID, Revision: 1, Market: "US", Merchant: merchantID, Location: locationID, Lane: laneID,
		Channel: payment.InStore, Reference: invoiceReference, State: payment.Issued,
		Mode: payment.ReservationDesired, Ack: payment.OptionalAcknowledgment,
		Title: "Bill B-1007", ClientRef: "B-1007", Cashier: "Ida", Footer: "Thank you!\nSee you soon.", BackURL: "shop://done",
		Rows: d.Rows, Total: usd(702), HoldFor: time.Hour,
		IssuedAt: at, ExpiresAt: at.Add(30 * time.Minute),
	}, v)
}

func TestIssueDefaults(t *testing.T) {
	v := must(issue(payment.Draft{Total: usd(1)}))
	require.Equal(t, payment.ImmediateDebit, v.Mode)
	require.Equal(t, payment.NoAcknowledgment, v.Ack)
}

func TestIssueKeepsTimesAsStoresDo(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	v := must(payment.Issue(invoiceID, till(), bakery(), invoiceReference, breadAndCard(),
		payment.DefaultPolicy(), at.In(zone).Add(999)))
	require.Equal(t, at, v.IssuedAt)
	require.Equal(t, at.Add(30*time.Minute), v.ExpiresAt)
}

func TestIssueBelongsToALane(t *testing.T) {
	p, d := payment.DefaultPolicy(), breadAndCard()
	_, err := payment.Issue(payment.InvoiceID{}, till(), bakery(), invoiceReference, d, p, at)
	_, err2 := payment.Issue(invoiceID, payment.Lane{}, bakery(), invoiceReference, d, p, at)
	_, err3 := payment.Issue(invoiceID, till(), payment.Merchant{}, invoiceReference, d, p, at)
	requireAll(t, payment.ErrID, err, err2, err3)

	other := bakery()
	other.ID = payment.MerchantID{UUID: id(21)}
	_, err = payment.Issue(invoiceID, till(), other, invoiceReference, d, p, at)
	require.ErrorIs(t, err, payment.ErrForeign)

	_, err = payment.Issue(invoiceID, till(), bakery().Deactivate(), invoiceReference, d, p, at)
	require.ErrorIs(t, err, payment.ErrMerchantInactive)

	_, err = payment.Issue(invoiceID, till(), bakery(), "B-1007", d, p, at)
	require.ErrorIs(t, err, payment.ErrReference)
}

// contents are drafts that nobody can pay, whether they issue an invoice or update one.
var contents = map[string]struct {
	spoil func(*payment.Draft)
	want  error
}{
	"total 0.00":            {func(d *payment.Draft) { d.Total = usd(0) }, payment.ErrAmount}, // PAY-12
	"total -0.01":           {func(d *payment.Draft) { d.Total = usd(-1) }, payment.ErrAmount},
	"total above maximum":   {func(d *payment.Draft) { d.Total = usd(100_000_000) }, payment.ErrAmount},
	"total beyond all":      {func(d *payment.Draft) { d.Total = usd(math.MaxInt64) }, payment.ErrAmount},
	"total in euro":         {func(d *payment.Draft) { d.Total = money.FromMinor(702, money.EUR) }, payment.ErrCurrency},
	"total in no currency":  {func(d *payment.Draft) { d.Total = money.FromMinor(702, "") }, payment.ErrCurrency},
	"rows a cent more":      {func(d *payment.Draft) { d.Rows[0].Total = usd(781) }, payment.ErrRowSum},
	"rows a cent less":      {func(d *payment.Draft) { d.Rows[1].Total = usd(-79) }, payment.ErrRowSum},
	"rows overflow":         {func(d *payment.Draft) { d.Rows = []payment.Row{row("a", math.MaxInt64), row("b", 703)} }, payment.ErrRowSum},
	"row in euro":           {func(d *payment.Draft) { d.Rows[0].Total = money.FromMinor(780, money.EUR) }, payment.ErrCurrency},
	"row without total":     {func(d *payment.Draft) { d.Rows[0].Total = money.Amount{} }, payment.ErrCurrency},
	"unit price in euro":    {func(d *payment.Draft) { d.Rows[0].UnitPrice = money.FromMinor(390, money.EUR) }, payment.ErrCurrency},
	"501 rows":              {func(d *payment.Draft) { d.Rows, d.Total = slices.Repeat([]payment.Row{row("a", 1)}, 501), usd(501) }, payment.ErrRows},
	"quantity of gigabytes": {func(d *payment.Draft) { d.Rows[0].Quantity = decimal.New(1, 1_000_000_000) }, payment.ErrNumber},
	"quantity too fine":     {func(d *payment.Draft) { d.Rows[0].Quantity = decimal.New(1, -13) }, payment.ErrNumber},
	"tax rate of 64 bits":   {func(d *payment.Draft) { d.Rows[0].TaxRate = decimal.NewFromUint64(1 << 63) }, payment.ErrNumber},
	"mode":                  {func(d *payment.Draft) { d.Mode = "IMMEDIATE" }, payment.ErrMode},
	"acknowledgment":        {func(d *payment.Draft) { d.Ack = "MAYBE" }, payment.ErrMode},
	"hold for less than 0":  {func(d *payment.Draft) { d.HoldFor = -1 }, payment.ErrHoldFor},
	"hold for too long":     {func(d *payment.Draft) { d.HoldFor = 30*24*time.Hour + 1 }, payment.ErrHoldFor},
	"long title":            {func(d *payment.Draft) { d.Title = strings.Repeat("x", payment.MaxLine+1) }, payment.ErrText},
	"title of two lines":    {func(d *payment.Draft) { d.Title = "a\nb" }, payment.ErrText},
	"long client reference": {func(d *payment.Draft) { d.ClientRef = strings.Repeat("x", payment.MaxLine+1) }, payment.ErrText},
	"long cashier":          {func(d *payment.Draft) { d.Cashier = strings.Repeat("x", payment.MaxShort+1) }, payment.ErrText},
	"long footer":           {func(d *payment.Draft) { d.Footer = strings.Repeat("x", payment.MaxLong+1) }, payment.ErrText},
	"footer that clears":    {func(d *payment.Draft) { d.Footer = "a\n\x1b[2J" }, payment.ErrText},
	"long return URL":       {func(d *payment.Draft) { d.BackURL = strings.Repeat("x", payment.MaxLong+1) }, payment.ErrText},
	"long description":      {func(d *payment.Draft) { d.Rows[0].Description = strings.Repeat("x", payment.MaxLine+1) }, payment.ErrText},
	"long EAN":              {func(d *payment.Draft) { d.Rows[0].EAN = strings.Repeat("1", payment.MaxShort+1) }, payment.ErrText},
	"long SKU":              {func(d *payment.Draft) { d.Rows[0].SKU = strings.Repeat("1", payment.MaxLine+1) }, payment.ErrText},
	"unit that is no text":  {func(d *payment.Draft) { d.Rows[1].Unit = "k\xffg" }, payment.ErrText},
}

func TestContentThatNobodyCanPay(t *testing.T) {
	_, err := issue(payment.Draft{Title: "no total"})
	require.ErrorIs(t, err, payment.ErrAmount)
	for name, c := range contents {
		t.Run(name, func(t *testing.T) {
			d := breadAndCard()
			c.spoil(&d)
			v, err := issue(d)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, payment.Invoice{}, v)

			v, err = issued().Update(d, payment.DefaultPolicy(), at)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, payment.Invoice{}, v)
		})
	}
}

func TestCheckFindsWhatCannotBeHandled(t *testing.T) {
	p := payment.DefaultPolicy()
	require.NoError(t, breadAndCard().Check(p))
	require.NoError(t, payment.Draft{}.Check(p))
	for name, c := range contents {
		d := breadAndCard()
		c.spoil(&d)
		if slices.Contains([]error{payment.ErrText, payment.ErrRows, payment.ErrNumber}, c.want) {
			require.ErrorIs(t, d.Check(p), c.want, name)
		} else {
			require.NoError(t, d.Check(p), name)
		}
	}
}

func TestContentAtItsLimits(t *testing.T) {
	for name, d := range map[string]payment.Draft{
		"0.01":                  {Total: usd(1)},
		"999,999.99":            {Total: usd(99_999_999)},
		"500 rows":              {Rows: slices.Repeat([]payment.Row{row("a", 1)}, 500), Total: usd(500)},
		"row of nothing":        {Rows: []payment.Row{row("a", 1), row("free", 0)}, Total: usd(1)},
		"sum beyond on the way": {Rows: []payment.Row{row("a", math.MaxInt64), row("b", 1), row("c", -math.MaxInt64)}, Total: usd(1)},
		"30 days":               {HoldFor: 30 * 24 * time.Hour, Total: usd(1)},
		"texts": {
			Title: strings.Repeat("é", payment.MaxLine), ClientRef: strings.Repeat("é", payment.MaxLine),
			Cashier: strings.Repeat("é", payment.MaxShort), Footer: strings.Repeat("é\n", payment.MaxLong/2),
			BackURL: strings.Repeat("x", payment.MaxLong), Total: usd(1),
		},
		"numbers as they come": {Rows: []payment.Row{{
			Quantity: decimal.RequireFromString("1.0000"), TaxRate: decimal.RequireFromString("-25.0000"), Total: usd(1),
		}}, Total: usd(1)},
	} {
		_, err := issue(d)
		require.NoError(t, err, name)
	}
}

func TestTheInvoicesRowsAreItsOwn(t *testing.T) {
	d := breadAndCard()
	d.Rows[0].Description = " Rye bread\t"
	v := must(issue(d))
	require.Equal(t, " Rye bread\t", d.Rows[0].Description, "the draft has changed")
	require.Equal(t, "Rye bread", v.Rows[0].Description)
	d.Rows[0].Total = usd(1)
	require.Equal(t, usd(780), v.Rows[0].Total)
}

func TestUpdateReplacesWhatItNames(t *testing.T) {
	v := issued()
	replaced := must(v.Update(payment.Draft{
		Mode: payment.ReservationRequired, Ack: payment.RequireAcknowledgment, Title: "t", ClientRef: "r",
		Cashier: "c", Footer: "f", BackURL: "b", Rows: []payment.Row{row("a", 5)}, Total: usd(5), HoldFor: time.Minute,
	}, payment.DefaultPolicy(), at.Add(time.Minute)))
	want := v
	want.Revision = 2
	want.Mode, want.Ack, want.HoldFor = payment.ReservationRequired, payment.RequireAcknowledgment, time.Minute
	want.Title, want.ClientRef, want.Cashier, want.Footer, want.BackURL = "t", "r", "c", "f", "b"
	want.Rows, want.Total = []payment.Row{row("a", 5)}, usd(5)
	require.Equal(t, want, replaced)

	nothing := must(v.Update(payment.Draft{}, payment.DefaultPolicy(), at))
	want = v
	want.Revision = 2
	require.Equal(t, want, nothing)
}

func TestUpdateOfTotalsAndRows(t *testing.T) {
	update := func(d payment.Draft) (payment.Invoice, error) {
		return issued().Update(d, payment.DefaultPolicy(), at)
	}
	v := must(update(payment.Draft{Total: usd(700)}))
	require.Equal(t, usd(700), v.Total)
	require.Empty(t, v.Rows, "they no longer add up")

	v = must(update(payment.Draft{Total: usd(702)}))
	require.Equal(t, issued().Rows, v.Rows, "the total has not changed")

	v = must(update(payment.Draft{Rows: []payment.Row{row("all", 702)}}))
	require.Equal(t, usd(702), v.Total)
	require.Equal(t, []payment.Row{row("all", 702)}, v.Rows)

	_, err := update(payment.Draft{Rows: []payment.Row{row("all", 700)}})
	require.ErrorIs(t, err, payment.ErrRowSum)
}

func TestUpdateOfAReservationOnlyLowersIt(t *testing.T) {
	v, p := inState(payment.Reserved), payment.DefaultPolicy()
	_, err := v.Update(payment.Draft{Total: usd(703)}, p, at)
	require.ErrorIs(t, err, payment.ErrAmount)
	_, err = v.Update(payment.Draft{Total: money.FromMinor(1, money.EUR)}, p, at)
	require.ErrorIs(t, err, payment.ErrCurrency)

	copyOfAll := breadAndCard()
	copyOfAll.Mode, copyOfAll.Ack, copyOfAll.HoldFor = payment.ImmediateDebit, payment.RequireAcknowledgment, time.Hour
	same := must(v.Update(copyOfAll, p, at))
	require.Equal(t, payment.ReservationDesired, same.Mode)
	require.Equal(t, v.Ack, same.Ack)
	require.Equal(t, v.HoldFor, same.HoldFor)
	require.Equal(t, v.HoldUntil, same.HoldUntil)

	final := must(v.Update(payment.Draft{Rows: []payment.Row{row("bread", 390)}, Total: usd(390)}, p, at))
	require.Equal(t, payment.Reserved, final.State)
	require.Equal(t, usd(390), final.Total)
	_, err = final.Update(payment.Draft{Total: usd(391)}, p, at)
	require.ErrorIs(t, err, payment.ErrAmount)
}

func FuzzIssueTexts(f *testing.F) {
	for _, s := range []string{"", " a ", "\x1b[2J", "a\r\nb", "é\u202e", "\xff", "👩‍🍳", strings.Repeat("x", 3000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := issue(payment.Draft{Title: s, Footer: s, Rows: []payment.Row{row(s, 1)}, Total: usd(1)})
		if err != nil {
			require.ErrorIs(t, err, payment.ErrText)
			return
		}
		require.Equal(t, strings.TrimSpace(s), v.Title)
		require.NotContains(t, v.Title, "\n")
		require.LessOrEqual(t, len([]rune(v.Footer)), payment.MaxLong)
		for _, r := range v.Title + v.Footer {
			require.False(t, r != '\n' && (r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e), "%q", s)
		}
	})
}
