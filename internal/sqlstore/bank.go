package sqlstore

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

var bankAccounts = newTable("bank_account", 1, func(v *ach.BankAccount) *int64 { return &v.Version },
	id("id", func(v *ach.BankAccount) *uuid.UUID { return &v.ID.UUID }),
	id("owner", func(v *ach.BankAccount) *uuid.UUID { return &v.Owner.UUID }),
	text("scheme", func(v *ach.BankAccount) *ach.Scheme { return &v.Scheme }),
	text("type", func(v *ach.BankAccount) *ach.AccountType { return &v.Type }),
	text("routing", func(v *ach.BankAccount) *string { return &v.Routing }),
	blob("number", func(v *ach.BankAccount) *[]byte { return &v.Number }),
	text("last4", func(v *ach.BankAccount) *string { return &v.Last4 }),
	flag("valid", func(v *ach.BankAccount) *bool { return &v.Valid }),
	flag("refused", func(v *ach.BankAccount) *bool { return &v.Refused }),
	instant("added_at", func(v *ach.BankAccount) *time.Time { return &v.AddedAt }),
	list("former", func(v *ach.BankAccount) *[]ach.Former { return &v.Former }, keepFormer, restoreFormer),
)

var advices = newTable("bank_advice", 1, func(v *ach.Advice) *int64 { return &v.Version },
	id("id", func(v *ach.Advice) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *ach.Advice) *string { return &v.Market }),
	text("notice", func(v *ach.Advice) *string { return &v.Notice }),
	text("kind", func(v *ach.Advice) *ach.NoticeKind { return &v.Kind }),
	text("bank_order", func(v *ach.Advice) *string { return &v.Order }),
	id("subject", func(v *ach.Advice) *uuid.UUID { return &v.Subject }),
	id("owner", func(v *ach.Advice) *uuid.UUID { return &v.Owner.UUID }),
	text("code", func(v *ach.Advice) *string { return &v.Code }),
	spelled("told_on", func(v *ach.Advice) *civil.Date { return &v.On }),
	amount("amount", func(v *ach.Advice) *money.Amount { return &v.Amount }),
	text("state", func(v *ach.Advice) *ach.AdviceState { return &v.State }),
	blob("message", func(v *ach.Advice) *[]byte { return &v.Text }),
	instant("heard_at", func(v *ach.Advice) *time.Time { return &v.HeardAt }),
	instant("ended_at", func(v *ach.Advice) *time.Time { return &v.EndedAt }),
	text("agent", func(v *ach.Advice) *string { return &v.Agent }),
	text("why", func(v *ach.Advice) *string { return &v.Why }),
)

var mandates = newTable("mandate", 1, func(v *ach.Mandate) *int64 { return &v.Version },
	id("id", func(v *ach.Mandate) *uuid.UUID { return &v.ID.UUID }),
	id("owner", func(v *ach.Mandate) *uuid.UUID { return &v.Owner.UUID }),
	id("bank", func(v *ach.Mandate) *uuid.UUID { return &v.Bank.UUID }),
	text("state", func(v *ach.Mandate) *ach.MandateState { return &v.State }),
	text("text_version", func(v *ach.Mandate) *string { return &v.Text }),
	id("device", func(v *ach.Mandate) *uuid.UUID { return &v.Device }),
	instant("accepted_at", func(v *ach.Mandate) *time.Time { return &v.At }),
	instant("debited_at", func(v *ach.Mandate) *time.Time { return &v.DebitedAt }),
)

var collections = newTable("collection", 1, func(v *ach.Collection) *int64 { return &v.Version },
	id("id", func(v *ach.Collection) *uuid.UUID { return &v.ID.UUID }),
	id("payment", func(v *ach.Collection) *uuid.UUID { return &v.Payment }),
	id("owner", func(v *ach.Collection) *uuid.UUID { return &v.Owner.UUID }),
	id("paid_from", func(v *ach.Collection) *uuid.UUID { return &v.From.UUID }),
	id("ledger", func(v *ach.Collection) *uuid.UUID { return &v.Ledger.UUID }),
	id("fees", func(v *ach.Collection) *uuid.UUID { return &v.Fees.UUID }),
	id("bank", func(v *ach.Collection) *uuid.UUID { return &v.Bank.UUID }),
	text("seller", func(v *ach.Collection) *string { return &v.Seller }),
	amount("amount", func(v *ach.Collection) *money.Amount { return &v.Amount }),
	text("state", func(v *ach.Collection) *ach.CollectionState { return &v.State }),
	number("attempt", func(v *ach.Collection) *int { return &v.Attempt }),
	spelled("due_on", func(v *ach.Collection) *civil.Date { return &v.DueOn }),
	spelled("settled_on", func(v *ach.Collection) *civil.Date { return &v.SettledOn }),
	text("return_code", func(v *ach.Collection) *string { return &v.ReturnCode }),
	flag("corrected", func(v *ach.Collection) *bool { return &v.Corrected }),
	flag("late", func(v *ach.Collection) *bool { return &v.Late }),
	flag("blocking", func(v *ach.Collection) *bool { return &v.Blocking }),
	amount("fee", func(v *ach.Collection) *money.Amount { return &v.Fee }),
	amount("paid", func(v *ach.Collection) *money.Amount { return &v.Paid }),
	instant("opened_at", func(v *ach.Collection) *time.Time { return &v.OpenedAt }),
	instant("ended_at", func(v *ach.Collection) *time.Time { return &v.EndedAt }),
)

var payouts = newTable("payout", 1, func(v *ach.Payout) *int64 { return &v.Version },
	id("id", func(v *ach.Payout) *uuid.UUID { return &v.ID.UUID }),
	id("owner", func(v *ach.Payout) *uuid.UUID { return &v.Owner.UUID }),
	id("bank", func(v *ach.Payout) *uuid.UUID { return &v.Bank.UUID }),
	id("source", func(v *ach.Payout) *uuid.UUID { return &v.Source.UUID }),
	text("purpose", func(v *ach.Payout) *ledger.Purpose { return &v.Purpose }),
	id("subject", func(v *ach.Payout) *uuid.UUID { return &v.Subject }),
	amount("amount", func(v *ach.Payout) *money.Amount { return &v.Amount }),
	text("state", func(v *ach.Payout) *ach.PayoutState { return &v.State }),
	text("return_code", func(v *ach.Payout) *string { return &v.Code }),
	instant("made_at", func(v *ach.Payout) *time.Time { return &v.MadeAt }),
)

var cashbackPayouts = newTable("cashback_payout", 2, func(v *cashback.Payout) *int64 { return &v.Version },
	id("payer", func(v *cashback.Payout) *uuid.UUID { return &v.Payer.UUID }),
	spelled("quarter", func(v *cashback.Payout) *civil.Quarter { return &v.Quarter }),
	text("state", func(v *cashback.Payout) *cashback.PayoutState { return &v.State }),
	exact("exact", func(v *cashback.Payout) *decimal.Decimal { return &v.Exact }),
	exact("brought", func(v *cashback.Payout) *decimal.Decimal { return &v.Brought }),
	exact("reclaimed", func(v *cashback.Payout) *decimal.Decimal { return &v.Reclaimed }),
	exact("carried_over", func(v *cashback.Payout) *decimal.Decimal { return &v.Over }),
	amount("amount", func(v *cashback.Payout) *money.Amount { return &v.Amount }),
	id("payout", func(v *cashback.Payout) *uuid.UUID { return &v.Order }),
	instant("decided_at", func(v *cashback.Payout) *time.Time { return &v.At }),
	instant("changed_at", func(v *cashback.Payout) *time.Time { return &v.Changed }),
)

var corrections = newTable("cashback_correction", 1, func(v *cashback.Correction) *int64 { return &v.Version },
	id("id", func(v *cashback.Correction) *uuid.UUID { return &v.ID.UUID }),
	id("payer", func(v *cashback.Correction) *uuid.UUID { return &v.Payer.UUID }),
	spelled("quarter", func(v *cashback.Correction) *civil.Quarter { return &v.Quarter }),
	amount("amount", func(v *cashback.Correction) *money.Amount { return &v.Amount }),
	id("action", func(v *cashback.Correction) *uuid.UUID { return &v.Action }),
	text("state", func(v *cashback.Correction) *cashback.PayoutState { return &v.State }),
	id("payout", func(v *cashback.Correction) *uuid.UUID { return &v.Order }),
	instant("granted_at", func(v *cashback.Correction) *time.Time { return &v.At }),
	instant("changed_at", func(v *cashback.Correction) *time.Time { return &v.Changed }),
)

var cashbackRuns = newTable("cashback_run", 2, func(v *cashback.Run) *int64 { return &v.Version },
	text("market", func(v *cashback.Run) *string { return &v.Market }),
	spelled("quarter", func(v *cashback.Run) *civil.Quarter { return &v.Quarter }),
	id("after_payer", func(v *cashback.Run) *uuid.UUID { return &v.After.UUID }),
	flag("done", func(v *cashback.Run) *bool { return &v.Done }),
	instant("moved_at", func(v *cashback.Run) *time.Time { return &v.At }),
)

// tallies has one more column, quarter, by which payers are listed.
var tallies = newTable("cashback_tally", 2, func(v *cashback.Tally) *int64 { return &v.Version },
	id("payer", func(v *cashback.Tally) *uuid.UUID { return &v.Payer.UUID }),
	spelled("month", func(v *cashback.Tally) *civil.Month { return &v.Month }),
	number("count", func(v *cashback.Tally) *int64 { return &v.Count }),
	amount("total", func(v *cashback.Tally) *money.Amount { return &v.Total }),
	text("market", func(v *cashback.Tally) *string { return &v.Market }),
)

// What is read of one payer or bank account, for many of them at a time when a quarter is paid.
var (
	talliesOf  = newListing(tallies, "month", "payer", "month >=", "month <=")
	cashbackOf = newListing(cashbackPayouts, "quarter", "payer", "quarter >")
	mandatesOf = newListing(mandates, "id", "bank")
)
