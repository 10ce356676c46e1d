package seqr_test

import (
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

func badMerchants(c *cast) map[string][]bad {
	return map[string][]bad{
		"Open": badOpen(c), "SetActive": badSetActive(c), "AddLocation": badLocation(c), "AddLane": badLane(c), "Issue": badIssue(c),
		"Update": badUpdate(c), "Cancel": badCancel(c), "Commit": badCommit(c), "Refund": badRefund(c),
		"SetBankAccount": badMerchantBank(c),
		"SetEndpoint":    badEndpoint(c), "RotateSecret": badRotation(c), "RemoveEndpoint": badRemoval(c), "Resend": badNoticeResend(c),
	}
}

func badOpen(c *cast) []bad {
	open := func(name string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Open(c.ctx, seqr.MerchantRequest{Key: k, Name: name})
			return err
		}
	}
	now := func(name string) func() error { return func() error { return open(name)(c.key()) } }
	return append(shapes(open("Kiosk")),
		refused("no name", now(""), payment.ErrName, seqr.Invalid),
		refused("a name of blanks", now("   "), payment.ErrName, seqr.Invalid),
		refused("a name of 256 characters", now(strings.Repeat("x", 256)), payment.ErrName, seqr.Invalid),
		refused("a name that turns the writing", now("abc\u202edef"), payment.ErrName, seqr.Invalid),
		c.reused(open("Kiosk"), open("Other Kiosk")),
	)
}

func badMerchantBank(c *cast) []bad {
	t := c.till("Bank Shop")
	set := func(change func(*seqr.MerchantBankRequest)) func(seqr.Key) error {
		return func(k seqr.Key) error {
			r := t.bankRequest()
			r.Key = k
			change(&r)
			_, err := c.sys.Merchants.SetBankAccount(c.ctx, r)
			return err
		}
	}
	now := func(change func(*seqr.MerchantBankRequest)) func() error {
		return func() error { return set(change)(c.key()) }
	}
	same := func(*seqr.MerchantBankRequest) {}
	return append(shapes(set(same)),
		refused("unknown merchant", now(func(r *seqr.MerchantBankRequest) { r.Merchant = payment.MerchantID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		refused("no merchant", now(func(r *seqr.MerchantBankRequest) { r.Merchant = payment.MerchantID{} }), ach.ErrBankAccount, seqr.Invalid),
		refused("no scheme", now(func(r *seqr.MerchantBankRequest) { r.Scheme = "" }), ach.ErrScheme, seqr.Invalid),
		refused("no type", now(func(r *seqr.MerchantBankRequest) { r.Type = "" }), ach.ErrAccountType, seqr.Invalid),
		refused("a routing number with a wrong digit", now(func(r *seqr.MerchantBankRequest) { r.Routing = "021000022" }), ach.ErrRouting, seqr.Invalid),
		refused("a number too long", now(func(r *seqr.MerchantBankRequest) { r.Number = strings.Repeat("1", 18) }), ach.ErrAccountNumber, seqr.Invalid),
		c.reused(set(same), set(func(r *seqr.MerchantBankRequest) { r.Number += "1" })),
	)
}

func badSetActive(c *cast) []bad {
	set := func(m payment.MerchantID, active bool) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.SetActive(c.ctx, seqr.ActiveRequest{Key: k, Merchant: m, Active: active})
			return err
		}
	}
	mine := c.till("Shut Shop").merchant.ID
	return append(shapes(set(mine, false)),
		refused("unknown merchant", func() error { return set(payment.MerchantID{UUID: newUUID()}, false)(c.key()) }, store.ErrNotFound, seqr.NotFound),
		c.reused(set(mine, false), set(mine, true)),
	)
}

func badLocation(c *cast) []bad {
	add := func(m payment.MerchantID, name, address string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.AddLocation(c.ctx, seqr.LocationRequest{Key: k, Merchant: m, Name: name, Address: address})
			return err
		}
	}
	mine := c.shop.merchant.ID
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	return append(shapes(add(mine, "Second Street", "")),
		refused("no name", now(add(mine, "", "")), payment.ErrName, seqr.Invalid),
		refused("an address of 2,001 characters", now(add(mine, "Second Street", strings.Repeat("x", 2001))), payment.ErrText, seqr.Invalid),
		refused("unknown merchant", now(add(payment.MerchantID{UUID: newUUID()}, "Second Street", "")), store.ErrNotFound, seqr.NotFound),
		c.reused(add(mine, "Second Street", ""), add(mine, "Third Street", "")),
	)
}

func badLane(c *cast) []bad {
	add := func(change func(*seqr.LaneRequest)) func(seqr.Key) error {
		return func(k seqr.Key) error {
			r := seqr.LaneRequest{Key: k, Merchant: c.shop.merchant.ID, Location: c.shop.location.ID, Name: "Lane 9", Channel: payment.InStore}
			change(&r)
			_, err := c.sys.Merchants.AddLane(c.ctx, r)
			return err
		}
	}
	now := func(f func(*seqr.LaneRequest)) func() error { return func() error { return add(f)(c.key()) } }
	return append(shapes(add(func(*seqr.LaneRequest) {})),
		refused("no name", now(func(r *seqr.LaneRequest) { r.Name = "" }), payment.ErrName, seqr.Invalid),
		refused("no channel", now(func(r *seqr.LaneRequest) { r.Channel = "" }), payment.ErrChannel, seqr.Invalid),
		refused("unknown channel", now(func(r *seqr.LaneRequest) { r.Channel = "p2p" }), payment.ErrChannel, seqr.Invalid),
		refused("a code with a blank", now(func(r *seqr.LaneRequest) { r.Code = "LANE 9" }), payment.ErrLaneCode, seqr.Invalid),
		refused("a code of 25 characters", now(func(r *seqr.LaneRequest) { r.Code = strings.Repeat("7", 25) }), payment.ErrLaneCode, seqr.Invalid),
		refused("a code that is taken", now(func(r *seqr.LaneRequest) { r.Code = c.shop.lane.Code }), seqr.ErrTaken, seqr.Conflict),
		refused("another merchant's code", now(func(r *seqr.LaneRequest) { r.Code = c.other.lane.Code }), seqr.ErrTaken, seqr.Conflict),
		refused("another merchant's location", now(func(r *seqr.LaneRequest) { r.Location = c.other.location.ID }), payment.ErrNotFound, seqr.NotFound),
		refused("unknown location", now(func(r *seqr.LaneRequest) { r.Location = payment.LocationID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		c.reused(add(func(r *seqr.LaneRequest) { r.Code = "K1" }), add(func(r *seqr.LaneRequest) { r.Code = "K2" })),
	)
}

// drafts are what no invoice says, when it is issued and when it is changed.
var drafts = []struct {
	what  string
	draft payment.Draft
	want  error
}{
	{"-1.00", payment.Draft{Total: usd("-1.00")}, payment.ErrAmount},
	{"0.00", payment.Draft{Total: usd("0.00")}, payment.ErrAmount},
	{"1,000,000.00", payment.Draft{Total: usd("1000000.00")}, payment.ErrAmount},
	{"euros", payment.Draft{Total: money.FromMinor(100, money.EUR)}, payment.ErrCurrency},
	{"no currency", payment.Draft{Total: money.FromMinor(100, "")}, money.ErrUnknownCurrency},
	{"a currency that is none", payment.Draft{Total: money.FromMinor(100, "ZZZ")}, money.ErrUnknownCurrency},
	{"rows of another sum", payment.Draft{Total: usd("2.00"), Rows: []payment.Row{{Total: usd("1.00")}, {Total: usd("1.01")}}}, payment.ErrRowSum},
	{"a row in euros", payment.Draft{Total: usd("2.00"), Rows: []payment.Row{{Total: money.FromMinor(200, money.EUR)}}}, payment.ErrCurrency},
	{"501 rows", payment.Draft{Total: usd("5.01"), Rows: cents(501)}, payment.ErrRows},
	{"a quantity of a billion digits", payment.Draft{Total: usd("1.00"), Rows: []payment.Row{{Quantity: decimal.New(1, 1_000_000_000), Total: usd("1.00")}}}, payment.ErrNumber},
	{"a title of 256 characters", payment.Draft{Total: usd("1.00"), Title: strings.Repeat("x", 256)}, payment.ErrText},
	{"a title with a control character", payment.Draft{Total: usd("1.00"), Title: "a\x1bb"}, payment.ErrText},
	{"unknown mode", payment.Draft{Total: usd("1.00"), Mode: "LATER"}, payment.ErrMode},
	{"unknown acknowledgment", payment.Draft{Total: usd("1.00"), Ack: "MAYBE"}, payment.ErrMode},
	{"held for 31 days", payment.Draft{Total: usd("1.00"), HoldFor: 31 * 24 * time.Hour}, payment.ErrHoldFor},
	{"held for less than nothing", payment.Draft{Total: usd("1.00"), HoldFor: -1}, payment.ErrHoldFor},
}

func cents(n int) []payment.Row {
	rows := make([]payment.Row, n)
	for i := range rows {
		rows[i].Total = usd("0.01")
	}
	return rows
}

func badIssue(c *cast) []bad {
	shut := c.till("Shut Shop")
	_, err := c.sys.Merchants.SetActive(c.ctx, seqr.ActiveRequest{Key: c.key(), Merchant: shut.merchant.ID})
	require.NoError(c.t, err)
	issue := func(change func(*seqr.InvoiceRequest)) func(seqr.Key) error {
		return func(k seqr.Key) error {
			r := seqr.InvoiceRequest{Key: k, Merchant: c.shop.merchant.ID, Lane: c.shop.lane.ID, Draft: payment.Draft{Total: usd("5.00")}}
			change(&r)
			_, err := c.sys.Merchants.Issue(c.ctx, r)
			return err
		}
	}
	now := func(f func(*seqr.InvoiceRequest)) func() error { return func() error { return issue(f)(c.key()) } }
	cases := shapes(issue(func(*seqr.InvoiceRequest) {}))
	for _, d := range drafts {
		cases = append(cases, refused(d.what, now(func(r *seqr.InvoiceRequest) { r.Draft = d.draft }), d.want, seqr.Invalid))
	}
	return append(cases,
		refused("a shop that is shut", now(func(r *seqr.InvoiceRequest) { r.Merchant, r.Lane = shut.merchant.ID, shut.lane.ID }), payment.ErrMerchantInactive, seqr.State),
		refused("no total", now(func(r *seqr.InvoiceRequest) { r.Draft = payment.Draft{} }), payment.ErrAmount, seqr.Invalid),
		refused("unknown lane", now(func(r *seqr.InvoiceRequest) { r.Lane = payment.LaneID{UUID: newUUID()} }), store.ErrNotFound, seqr.NotFound),
		refused("another merchant's lane", now(func(r *seqr.InvoiceRequest) { r.Lane = c.other.lane.ID }), payment.ErrNotFound, seqr.NotFound),
		refused("unknown merchant", now(func(r *seqr.InvoiceRequest) { r.Merchant = payment.MerchantID{UUID: newUUID()} }), payment.ErrNotFound, seqr.NotFound),
		c.reused(issue(func(*seqr.InvoiceRequest) {}), issue(func(r *seqr.InvoiceRequest) { r.Draft.Total = usd("5.01") })),
	)
}

func badUpdate(c *cast) []bad {
	t := c.till("Update Shop")
	open, paid, gone := c.atLane(t, "5.00"), c.pat.mustPay(t, "0.01"), c.atLane(t, "6.00")
	_, err := c.sys.Merchants.Cancel(c.ctx, seqr.InvoiceAction{Key: c.key(), Merchant: t.merchant.ID, Invoice: gone})
	require.NoError(c.t, err)
	held := c.atLaneAs(t, "3.00", payment.ReservationRequired)
	c.approves(c.pat, t, held)
	change := func(m payment.MerchantID, id payment.InvoiceID, d payment.Draft) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Update(c.ctx, seqr.UpdateRequest{Key: k, Merchant: m, Invoice: id, Draft: d})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	mine, better := t.merchant.ID, payment.Draft{Total: usd("4.00")}
	cases := shapes(change(mine, open, better))
	for _, d := range drafts {
		cases = append(cases, refused(d.what, now(change(mine, open, d.draft)), d.want, seqr.Invalid))
	}
	return append(cases,
		refused("another merchant's", now(change(c.other.merchant.ID, open, better)), payment.ErrNotFound, seqr.NotFound),
		refused("unknown", now(change(mine, payment.InvoiceID{UUID: newUUID()}, better)), store.ErrNotFound, seqr.NotFound),
		refused("paid", now(change(mine, paid.Invoice, better)), payment.ErrPaid, seqr.State),
		refused("canceled", now(change(mine, gone, better)), payment.ErrEnded, seqr.State),
		refused("above what is reserved", now(change(mine, held, payment.Draft{Total: usd("3.01")})), payment.ErrAmount, seqr.Invalid),
		c.reused(change(mine, open, better), change(mine, open, payment.Draft{Total: usd("4.01")})),
	)
}

// atLane issues an invoice at a lane of its own, so that it is not replaced by the next.
func (c *cast) atLane(t *till, amount string) payment.InvoiceID {
	return c.atLaneAs(t, amount, payment.ImmediateDebit)
}

func (c *cast) atLaneAs(t *till, amount string, mode payment.Mode) payment.InvoiceID {
	c.t.Helper()
	st, err := c.sys.Merchants.Issue(c.ctx, seqr.InvoiceRequest{
		Key: c.key(), Merchant: t.merchant.ID, Lane: t.addLane("Lane of its own").ID, Draft: payment.Draft{Mode: mode, Total: usd(amount)},
	})
	require.NoError(c.t, err)
	return st.Invoice
}

// approves lets somebody approve an invoice, found by its own code.
func (c *cast) approves(p *person, t *till, id payment.InvoiceID) seqr.Approved {
	c.t.Helper()
	paid, err := c.sys.Payments.Approve(c.ctx, p.sign(p.look(t.status(id).Code), p.pin))
	require.NoError(c.t, err)
	return paid
}

func badCancel(c *cast) []bad {
	t := c.till("Cancel Shop")
	open, paid, gone := c.atLane(t, "5.00"), c.pat.mustPay(t, "0.01"), c.atLane(t, "6.00")
	cancel := func(m payment.MerchantID, id payment.InvoiceID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Cancel(c.ctx, seqr.InvoiceAction{Key: k, Merchant: m, Invoice: id})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	mine := t.merchant.ID
	require.NoError(c.t, cancel(mine, gone)(c.key()))
	return append(shapes(cancel(mine, open)),
		refused("another merchant's", now(cancel(c.other.merchant.ID, open)), payment.ErrNotFound, seqr.NotFound),
		refused("unknown", now(cancel(mine, payment.InvoiceID{UUID: newUUID()})), store.ErrNotFound, seqr.NotFound),
		refused("paid", now(cancel(mine, paid.Invoice)), payment.ErrPaid, seqr.State),
		refused("canceled", now(cancel(mine, gone)), payment.ErrAlreadyCanceled, seqr.State),
		c.reused(cancel(mine, c.atLane(t, "7.00")), cancel(mine, open)),
	)
}

func badCommit(c *cast) []bad {
	t := c.till("Commit Shop")
	open, paid, held := c.atLane(t, "5.00"), c.pat.mustPay(t, "0.01"), c.atLaneAs(t, "3.00", payment.ReservationRequired)
	c.approves(c.pat, t, held)
	commit := func(m payment.MerchantID, id payment.InvoiceID, amount string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Commit(c.ctx, seqr.CommitRequest{InvoiceAction: seqr.InvoiceAction{Key: k, Merchant: m, Invoice: id}, Amount: amount})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	mine := t.merchant.ID
	return append(shapes(commit(mine, held, "")),
		refused("no amount that is one", now(commit(mine, held, "three")), money.ErrFormat, seqr.Invalid),
		refused("too many decimals", now(commit(mine, held, "1.001")), money.ErrTooPrecise, seqr.Invalid),
		refused("0.00", now(commit(mine, held, "0.00")), payment.ErrAmount, seqr.Invalid),
		refused("-1.00", now(commit(mine, held, "-1.00")), payment.ErrAmount, seqr.Invalid),
		refused("a cent more than is reserved", now(commit(mine, held, "3.01")), payment.ErrAmount, seqr.Invalid),
		refused("not reserved", now(commit(mine, open, "")), payment.ErrNotReserved, seqr.State),
		refused("paid", now(commit(mine, paid.Invoice, "")), payment.ErrNotReserved, seqr.State),
		refused("another merchant's", now(commit(c.other.merchant.ID, held, "")), payment.ErrNotFound, seqr.NotFound),
		refused("unknown", now(commit(mine, payment.InvoiceID{UUID: newUUID()}, "")), store.ErrNotFound, seqr.NotFound),
	)
}

func badRefund(c *cast) []bad {
	t := c.till("Refund Shop")
	open, paid, held := c.atLane(t, "5.00"), c.pat.mustPay(t, "4.00"), c.atLaneAs(t, "3.00", payment.ReservationRequired)
	c.approves(c.pat, t, held)
	refund := func(m payment.MerchantID, id payment.InvoiceID, amount, title string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Merchants.Refund(c.ctx, seqr.RefundRequest{Key: k, Merchant: m, Invoice: id, Amount: amount, Title: title})
			return err
		}
	}
	now := func(f func(seqr.Key) error) func() error { return func() error { return f(c.key()) } }
	mine := t.merchant.ID
	reused := c.reused(refund(mine, paid.Invoice, "1.00", ""), refund(mine, paid.Invoice, "1.01", ""))
	return append(shapes(refund(mine, paid.Invoice, "1.00", "")),
		refused("no amount", now(refund(mine, paid.Invoice, "", "")), payment.ErrAmount, seqr.Invalid),
		refused("0.00", now(refund(mine, paid.Invoice, "0.00", "")), payment.ErrAmount, seqr.Invalid),
		refused("-1.00", now(refund(mine, paid.Invoice, "-1.00", "")), payment.ErrAmount, seqr.Invalid),
		refused("too many decimals", now(refund(mine, paid.Invoice, "1.001", "")), money.ErrTooPrecise, seqr.Invalid),
		refused("no amount that is one", now(refund(mine, paid.Invoice, "1,00", "")), money.ErrFormat, seqr.Invalid),
		refused("more than money can be", now(refund(mine, paid.Invoice, "99999999999999999999", "")), money.ErrOverflow, seqr.Exceeded),
		refused("a cent more than is left", now(refund(mine, paid.Invoice, "3.01", "")), payment.ErrRefundTooMuch, seqr.Exceeded),
		refused("a title that cannot be shown", now(refund(mine, paid.Invoice, "1.00", "a\x00b")), payment.ErrText, seqr.Invalid),
		refused("not paid", now(refund(mine, open, "1.00", "")), payment.ErrNotFinal, seqr.State),
		refused("only reserved", now(refund(mine, held, "1.00", "")), payment.ErrNotFinal, seqr.State),
		refused("another merchant's", now(refund(c.other.merchant.ID, paid.Invoice, "1.00", "")), payment.ErrNotFound, seqr.NotFound),
		refused("unknown", now(refund(mine, payment.InvoiceID{UUID: newUUID()}, "1.00", "")), payment.ErrNotFound, seqr.NotFound),
		reused,
	)
}
