package ach_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// The debit goes over the rail as it was approved, under the seller's name (MND-2, COL-1, COL-2).
func TestCollectionOrder(t *testing.T) {
	bank := newBank()
	b := purchase()
	due, err := b.collection.Order("Ann Lee", "1234567", bank, date(t, "2026-01-02"))
	require.NoError(t, err)
	b.send(t)
	require.Equal(t, ach.Order{
		ID: b.collection.OrderID(), Direction: ach.DebitOrder, Amount: usd(62_50), Scheme: ach.ACH, Routing: "076401251", Number: "1234567",
		Type: ach.Checking, Holder: "Ann Lee", Company: "Ben's Bakery", Description: "PURCHASE", Attempt: 1,
		On: date(t, "2026-01-02"), Collection: collectionID,
	}, due)
	again, err := b.collection.Order("Ann Lee", "1234567", bank, date(t, "2026-01-09"))
	require.NoError(t, err)
	require.Equal(t, due, again, "a repeat is the same order, whenever it is made")

	b.comeBack(t, "R01")
	b.send(t)
	retry, err := b.collection.Order("Ann Lee", "1234567", bank, b.collection.DueOn)
	require.NoError(t, err)
	require.Equal(t, "RETRY PYMT", retry.Description)
	require.Equal(t, 2, retry.Attempt)
	require.Equal(t, due.Amount, retry.Amount, "COL-4: the same amount")
	require.Equal(t, due.Company, retry.Company)
	require.NotEqual(t, due.ID, retry.ID)
}

func TestCollectionOrderRefuses(t *testing.T) {
	c, bank := newCollection(), newBank()
	_, err := c.Order("Ann Lee", "1234567", bank, date(t, "2026-01-01"))
	require.ErrorIs(t, err, ach.ErrNotDue)
	_, err = c.Order("Ann Lee", "123456789012345678", bank, c.DueOn)
	require.ErrorIs(t, err, ach.ErrOrder)
	_, err = c.Order("", "1234567", bank, c.DueOn)
	require.ErrorIs(t, err, ach.ErrOrder)
	bank.ID = ach.BankAccountID{UUID: paymentID}
	_, err = c.Order("Ann Lee", "1234567", bank, c.DueOn)
	require.ErrorIs(t, err, ach.ErrOtherAccount)
}

func TestOrderID(t *testing.T) {
	require.Equal(t, ach.OrderID(paymentID, 1), ach.OrderID(paymentID, 1))
	rapid.Check(t, func(t *rapid.T) {
		of := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "of"))
		n := rapid.IntRange(0, 1000).Draw(t, "n")
		id := ach.OrderID(of, n)
		require.Regexp(t, `^[A-Z2-7]{15}$`, id)
		require.NotEqual(t, id, ach.OrderID(of, n+1))
		of[0]++
		require.NotEqual(t, id, ach.OrderID(of, n))
	})
}

// The IDs of orders are in banks' books: they must never change.
func TestOrderIDIsStable(t *testing.T) {
	require.Equal(t, "KP5ST7QRF6TILIQ", ach.OrderID(paymentID, 1))
	require.Equal(t, "BLQNVJ6QSOSEKWI", ach.OrderID(paymentID, 2))
}

func TestOrderCheck(t *testing.T) {
	good, err := newCollection().Order("Ann Lee", "1234567", newBank(), date(t, "2026-01-02"))
	require.NoError(t, err)
	require.NoError(t, good.Check())
	credit := good
	credit.Direction, credit.Collection, credit.Payout = ach.CreditOrder, ach.CollectionID{}, payoutID
	require.NoError(t, credit.Check())

	for name, spoil := range map[string]func(*ach.Order){
		"no ID":               func(o *ach.Order) { o.ID = "" },
		"long ID":             func(o *ach.Order) { o.ID = "ABCDEFGHIJKLMNOP" },
		"ID in lower case":    func(o *ach.Order) { o.ID = "abc" },
		"ID with a blank":     func(o *ach.Order) { o.ID = "A B" },
		"zero":                func(o *ach.Order) { o.Amount = usd(0) },
		"negative":            func(o *ach.Order) { o.Amount = usd(-1) },
		"eleven digits":       func(o *ach.Order) { o.Amount = usd(ach.MaxAmount + 1) },
		"no currency":         func(o *ach.Order) { o.Amount = noCurrency },
		"routing":             func(o *ach.Order) { o.Routing = "076401250" },
		"no number":           func(o *ach.Order) { o.Number = "" },
		"long number":         func(o *ach.Order) { o.Number = "123456789012345678" },
		"blanks around":       func(o *ach.Order) { o.Number = " 1" },
		"type":                func(o *ach.Order) { o.Type = "card" },
		"holder":              func(o *ach.Order) { o.Holder = "" },
		"company":             func(o *ach.Order) { o.Company = "" },
		"no description":      func(o *ach.Order) { o.Description = "" },
		"long description":    func(o *ach.Order) { o.Description = "PURCHASES!!" },
		"day":                 func(o *ach.Order) { o.On = civil.Date{} },
		"no such day":         func(o *ach.Order) { o.On = civil.Date{Year: 2026, Month: 2, Day: 30} },
		"no attempt":          func(o *ach.Order) { o.Attempt = 0 },
		"third attempt":       func(o *ach.Order) { o.Attempt = 3 },
		"no direction":        func(o *ach.Order) { o.Direction = "" },
		"no collection":       func(o *ach.Order) { o.Collection = ach.CollectionID{} },
		"both":                func(o *ach.Order) { o.Payout = payoutID },
		"credit of a debit":   func(o *ach.Order) { o.Direction = ach.CreditOrder },
		"credit's second try": func(o *ach.Order) { *o = credit; o.Attempt = 2 },
		"debit of a credit":   func(o *ach.Order) { *o = credit; o.Direction = ach.DebitOrder },
	} {
		o := good
		spoil(&o)
		require.ErrorIs(t, o.Check(), ach.ErrOrder, name)
	}
}
