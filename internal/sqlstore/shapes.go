package sqlstore

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// The types of this file are what is kept in JSON of the elements of lists. They are apart
// from the domain's types so that a new name there does not change what is stored.

// keptAmount is an amount of any currency, also of one that is unknown.
type keptAmount struct {
	Minor    int64          `json:"minor"`
	Currency money.Currency `json:"currency"`
}

func keepAmount(a money.Amount) keptAmount { return keptAmount{a.Minor(), a.Currency()} }
func (k keptAmount) restore() money.Amount { return money.FromMinor(k.Minor, k.Currency) }

// keepTime is a time as it is kept: in UTC, at microseconds.
func keepTime(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

type keptBlock struct {
	Reason account.Reason `json:"reason"`
	Since  time.Time      `json:"since"`
}

func keepBlock(b account.Block) keptBlock    { return keptBlock{b.Reason, keepTime(b.Since)} }
func restoreBlock(k keptBlock) account.Block { return account.Block(k) }

type keptFormer struct {
	Notice  string          `json:"notice"`
	Order   string          `json:"order"`
	Code    string          `json:"code"`
	On      civil.Date      `json:"on"`
	Changed keptParts       `json:"changed"`
	Routing string          `json:"routing"`
	Number  []byte          `json:"number"`
	Last4   string          `json:"last4"`
	Type    ach.AccountType `json:"type"`
	Until   time.Time       `json:"until"`
}

type keptParts struct {
	Routing bool `json:"routing"`
	Number  bool `json:"number"`
	Type    bool `json:"type"`
}

func keepFormer(f ach.Former) keptFormer {
	return keptFormer{f.Notice, f.Order, f.Code, f.On, keptParts(f.Changed), f.Routing, f.Number, f.Last4, f.Type, keepTime(f.Until)}
}

func restoreFormer(k keptFormer) ach.Former {
	if len(k.Number) == 0 {
		k.Number = nil
	}
	return ach.Former{
		Notice: k.Notice, Order: k.Order, Code: k.Code, On: k.On, Changed: ach.Parts(k.Changed),
		Routing: k.Routing, Number: k.Number, Last4: k.Last4, Type: k.Type, Until: k.Until,
	}
}

type keptPaymentAccount struct {
	ID        uuid.UUID    `json:"id"`
	Kind      account.Kind `json:"kind"`
	Name      string       `json:"name"`
	Ledger    uuid.UUID    `json:"ledger"`
	Fees      uuid.UUID    `json:"fees"`
	Bank      uuid.UUID    `json:"bank"`
	Maximum   keptAmount   `json:"maximum"`
	Usable    bool         `json:"usable"`
	Collected int          `json:"collected"`
	Locked    bool         `json:"locked"`
	Pending   bool         `json:"pending"`
}

func keepPaymentAccount(a account.PaymentAccount) keptPaymentAccount {
	return keptPaymentAccount{a.ID.UUID, a.Kind, a.Name, a.Ledger.UUID, a.Fees.UUID, a.Bank, keepAmount(a.Maximum), a.Usable, a.Collected, a.Locked, a.Pending}
}

func restorePaymentAccount(k keptPaymentAccount) account.PaymentAccount {
	return account.PaymentAccount{
		ID: account.PaymentAccountID{UUID: k.ID}, Kind: k.Kind, Name: k.Name, Ledger: ledger.AccountID{UUID: k.Ledger},
		Fees: ledger.AccountID{UUID: k.Fees}, Bank: k.Bank, Maximum: k.Maximum.restore(), Usable: k.Usable,
		Collected: k.Collected, Locked: k.Locked, Pending: k.Pending,
	}
}

// keptRow leaves out what few rows have: it is kept twice for each payment.
type keptRow struct {
	Description string          `json:"description"`
	EAN         string          `json:"ean,omitzero"`
	SKU         string          `json:"sku,omitzero"`
	Quantity    decimal.Decimal `json:"quantity,omitzero"`
	Unit        string          `json:"unit,omitzero"`
	UnitPrice   keptAmount      `json:"unit_price,omitzero"`
	TaxRate     decimal.Decimal `json:"tax_rate,omitzero"`
	Total       keptAmount      `json:"total"`
}

func keepRow(r payment.Row) keptRow {
	return keptRow{r.Description, r.EAN, r.SKU, r.Quantity, r.Unit, keepAmount(r.UnitPrice), r.TaxRate, keepAmount(r.Total)}
}

func restoreRow(k keptRow) payment.Row {
	return payment.Row{
		Description: k.Description, EAN: k.EAN, SKU: k.SKU, Quantity: plain(k.Quantity), Unit: k.Unit,
		UnitPrice: k.UnitPrice.restore(), TaxRate: plain(k.TaxRate), Total: k.Total.restore(),
	}
}
