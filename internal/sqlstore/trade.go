package sqlstore

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

var merchants = newTable("merchant", 1, func(v *payment.Merchant) *int64 { return &v.Version },
	id("id", func(v *payment.Merchant) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *payment.Merchant) *string { return &v.Market }),
	text("name", func(v *payment.Merchant) *string { return &v.Name }),
	flag("charity", func(v *payment.Merchant) *bool { return &v.Charity }),
	flag("active", func(v *payment.Merchant) *bool { return &v.Active }),
	text("currency", func(v *payment.Merchant) *money.Currency { return &v.Currency }),
	id("payable", func(v *payment.Merchant) *uuid.UUID { return &v.Payable.UUID }),
	id("bank", func(v *payment.Merchant) *uuid.UUID { return &v.Bank }),
	instant("opened_at", func(v *payment.Merchant) *time.Time { return &v.OpenedAt }),
)

var locations = newTable("location", 1, func(v *payment.Location) *int64 { return &v.Version },
	id("id", func(v *payment.Location) *uuid.UUID { return &v.ID.UUID }),
	id("merchant", func(v *payment.Location) *uuid.UUID { return &v.Merchant.UUID }),
	text("name", func(v *payment.Location) *string { return &v.Name }),
	text("address", func(v *payment.Location) *string { return &v.Address }),
)

var lanes = newTable("lane", 1, func(v *payment.Lane) *int64 { return &v.Version },
	id("id", func(v *payment.Lane) *uuid.UUID { return &v.ID.UUID }),
	id("merchant", func(v *payment.Lane) *uuid.UUID { return &v.Merchant.UUID }),
	id("location", func(v *payment.Lane) *uuid.UUID { return &v.Location.UUID }),
	text("name", func(v *payment.Lane) *string { return &v.Name }),
	text("code", func(v *payment.Lane) *string { return &v.Code }),
	text("channel", func(v *payment.Lane) *payment.Channel { return &v.Channel }),
	flag("many", func(v *payment.Lane) *bool { return &v.Many }),
	flag("must_ask", func(v *payment.Lane) *bool { return &v.MustAsk }),
	id("open_invoice", func(v *payment.Lane) *uuid.UUID { return &v.Open.UUID }),
)

// invoices has one more column, deadline, which the schema derives from state and times.
var invoices = newTable("invoice", 1, func(v *payment.Invoice) *int64 { return &v.Version },
	id("id", func(v *payment.Invoice) *uuid.UUID { return &v.ID.UUID }),
	number("revision", func(v *payment.Invoice) *int64 { return &v.Revision }),
	text("market", func(v *payment.Invoice) *string { return &v.Market }),
	id("merchant", func(v *payment.Invoice) *uuid.UUID { return &v.Merchant.UUID }),
	id("location", func(v *payment.Invoice) *uuid.UUID { return &v.Location.UUID }),
	id("lane", func(v *payment.Invoice) *uuid.UUID { return &v.Lane.UUID }),
	text("channel", func(v *payment.Invoice) *payment.Channel { return &v.Channel }),
	text("reference", func(v *payment.Invoice) *string { return &v.Reference }),
	text("state", func(v *payment.Invoice) *payment.State { return &v.State }),
	text("mode", func(v *payment.Invoice) *payment.Mode { return &v.Mode }),
	text("acknowledgment", func(v *payment.Invoice) *payment.Acknowledgment { return &v.Ack }),
	text("title", func(v *payment.Invoice) *string { return &v.Title }),
	text("client_reference", func(v *payment.Invoice) *string { return &v.ClientRef }),
	text("cashier", func(v *payment.Invoice) *string { return &v.Cashier }),
	text("footer", func(v *payment.Invoice) *string { return &v.Footer }),
	text("back_url", func(v *payment.Invoice) *string { return &v.BackURL }),
	list("line_items", func(v *payment.Invoice) *[]payment.Row { return &v.Rows }, keepRow, restoreRow),
	amount("total", func(v *payment.Invoice) *money.Amount { return &v.Total }),
	id("payer", func(v *payment.Invoice) *uuid.UUID { return &v.Payer.UUID }),
	id("hold", func(v *payment.Invoice) *uuid.UUID { return &v.Hold.UUID }),
	id("payment", func(v *payment.Invoice) *uuid.UUID { return &v.Payment.UUID }),
	instant("issued_at", func(v *payment.Invoice) *time.Time { return &v.IssuedAt }),
	instant("expires_at", func(v *payment.Invoice) *time.Time { return &v.ExpiresAt }),
	instant("hold_until", func(v *payment.Invoice) *time.Time { return &v.HoldUntil }),
	number("hold_for_ns", func(v *payment.Invoice) *time.Duration { return &v.HoldFor }),
	instant("ended_at", func(v *payment.Invoice) *time.Time { return &v.EndedAt }),
	instant("fetch_by", func(v *payment.Invoice) *time.Time { return &v.FetchBy }),
	instant("fetched_at", func(v *payment.Invoice) *time.Time { return &v.FetchedAt }),
	blob("membership", func(v *payment.Invoice) *[]byte { return &v.Membership }),
	flag("member_price", func(v *payment.Invoice) *bool { return &v.MemberPrice }),
)

var payments = newTable("payment", 1, func(v *payment.Payment) *int64 { return &v.Version },
	id("id", func(v *payment.Payment) *uuid.UUID { return &v.ID.UUID }),
	id("invoice", func(v *payment.Payment) *uuid.UUID { return &v.Invoice.UUID }),
	id("payer", func(v *payment.Payment) *uuid.UUID { return &v.Payer.UUID }),
	id("paid_from", func(v *payment.Payment) *uuid.UUID { return &v.From.UUID }),
	id("merchant", func(v *payment.Payment) *uuid.UUID { return &v.Merchant.UUID }),
	id("location", func(v *payment.Payment) *uuid.UUID { return &v.Location.UUID }),
	id("lane", func(v *payment.Payment) *uuid.UUID { return &v.Lane.UUID }),
	text("seller", func(v *payment.Payment) *string { return &v.Seller }),
	text("place", func(v *payment.Payment) *string { return &v.Place }),
	text("channel", func(v *payment.Payment) *payment.Channel { return &v.Channel }),
	text("reference", func(v *payment.Payment) *string { return &v.Reference }),
	text("title", func(v *payment.Payment) *string { return &v.Title }),
	list("line_items", func(v *payment.Payment) *[]payment.Row { return &v.Rows }, keepRow, restoreRow),
	amount("amount", func(v *payment.Payment) *money.Amount { return &v.Amount }),
	amount("refunded", func(v *payment.Payment) *money.Amount { return &v.Refunded }),
	flag("qualifies", func(v *payment.Payment) *bool { return &v.Qualifies }),
	spelled("counts_in", func(v *payment.Payment) *civil.Month { return &v.CountsIn }),
	spelled("invoiced_in", func(v *payment.Payment) *civil.Month { return &v.InvoicedIn }),
	instant("approved_at", func(v *payment.Payment) *time.Time { return &v.At }),
	flag("final", func(v *payment.Payment) *bool { return &v.Final }),
	id("approval_device", func(v *payment.Payment) *uuid.UUID { return &v.Approval.Device }),
	blob("approval_message", func(v *payment.Payment) *[]byte { return &v.Approval.Message }),
	blob("approval_signature", func(v *payment.Payment) *[]byte { return &v.Approval.Signature }),
)

var refunds = newTable("refund", 1, nil,
	id("id", func(v *payment.Refund) *uuid.UUID { return &v.ID.UUID }),
	id("payment", func(v *payment.Refund) *uuid.UUID { return &v.Payment.UUID }),
	text("reference", func(v *payment.Refund) *string { return &v.Reference }),
	amount("amount", func(v *payment.Refund) *money.Amount { return &v.Amount }),
	text("title", func(v *payment.Refund) *string { return &v.Title }),
	instant("refunded_at", func(v *payment.Refund) *time.Time { return &v.At }),
	flag("unearned", func(v *payment.Refund) *bool { return &v.Unearned }),
	flag("reclaimed", func(v *payment.Refund) *bool { return &v.Reclaimed }),
)
