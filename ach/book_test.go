package ach_test

import (
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

var newYork = func() *time.Location {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return zone
}()

func usd(minor int64) money.Amount { return money.FromMinor(minor, "USD") }

// us is the policy of the US market with a fee of 25.00.
func us() ach.Policy {
	return ach.Policy{
		Calendar: ach.FedCalendar(), Zone: newYork, CollectedAfter: 2, RetryAfter: 3, Fee: usd(25_00), FeeSet: true,
	}
}

var (
	collectionID = ach.CollectionID{UUID: uuid.MustParse("01890000-0000-7000-8000-0000000000c1")}
	paymentID    = uuid.MustParse("01890000-0000-7000-8000-0000000000a1")
	limitID      = ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-0000000000b1")}
	feesID       = ledger.AccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-0000000000b2")}
	fromID       = account.PaymentAccountID{UUID: uuid.MustParse("01890000-0000-7000-8000-0000000000b3")}
	payFrom      = account.PaymentAccount{
		ID: fromID, Kind: account.ACHDebit, Name: "ACH Direct Debit Account", Ledger: limitID, Fees: feesID, Bank: bankID.UUID,
		Maximum: usd(100_00), Usable: true,
	}
)

// newCollection is the debit of 62.50, approved on Friday, 2 January 2026.
func newCollection() ach.Collection {
	c, err := ach.NewCollection(collectionID, paymentID, ownerID, payFrom, "Ben's Bakery", usd(62_50), us(), at)
	if err != nil {
		panic(err)
	}
	return c
}

// book is a payer with a limit of 100.00 and what the outcomes of one collection do to them: a
// second opinion on what the facade has to do.
type book struct {
	collection  ach.Collection
	balance     map[ledger.Code]int64
	owed        int64 // debt that may pass the floor
	failed      int   // failed collections that nobody has paid
	counted     int   // towards a higher maximum
	fees        int64
	mandateGone bool
	contacted   int
	paidOut     int64
}

// purchase is the book after the payment of 62.50 was approved.
func purchase() *book {
	c := newCollection()
	return &book{collection: c, balance: map[ledger.Code]int64{ledger.CodePayerDebit: -62_50, ledger.CodeMerchantPayable: 62_50}}
}

func (b *book) available() int64 { return 100_00 + b.balance[ledger.CodePayerDebit] }

// take books what a verb answered.
func (b *book) take(t require.TestingT, c ach.Collection, o ach.Outcome) {
	before := b.available()
	for _, m := range o.Bookings {
		require.Positive(t, m.Amount.Minor())
		b.balance[m.Debit] -= m.Amount.Minor()
		b.balance[m.Credit] += m.Amount.Minor()
		switch m.Purpose {
		case ledger.CollectionReturned:
			require.Equal(t, ledger.CodePayerDebit, m.Debit)
			b.owed += m.Amount.Minor()
		case ledger.DebtCollected:
			require.Equal(t, ledger.CodePayerDebit, m.Credit)
			b.owed -= m.Amount.Minor()
		case ledger.Fee:
			b.fees += m.Amount.Minor()
			require.Equal(t, o.Fee, m.Amount)
		default:
			require.Contains(t, []ledger.Purpose{ledger.Collected, ledger.Refund, ledger.FeePaid}, m.Purpose)
		}
	}
	rise := o.Credit.Minor()
	if o.ReverseCollected {
		rise = -c.Amount.Minor()
		b.counted--
	}
	require.Equal(t, rise, b.available()-before, "the amounts tell what the bookings do")
	b.count(t, o)
	if o.Surplus.Minor() > 0 {
		b.balance[ledger.CodePayerFees] -= o.Surplus.Minor()
		b.paidOut += o.Surplus.Minor()
	}
	b.collection = c
	b.check(t)
}

func (b *book) count(t require.TestingT, o ach.Outcome) {
	require.False(t, o.Block && o.Unblock)
	if o.Block {
		b.failed++
	}
	if o.Unblock {
		b.failed--
	}
	if o.CountCollected {
		b.counted++
	}
	if o.ContactPayer {
		b.contacted++
	}
	b.mandateGone = b.mandateGone || o.InvalidateMandate
}

// check is what holds after every step.
func (b *book) check(t require.TestingT) {
	c := b.collection
	used := int64(0)
	if c.Open() {
		used = c.Amount.Minor()
	}
	require.Equal(t, -used, b.balance[ledger.CodePayerDebit], "the limit is used by what is not collected, and by nothing else")
	gathered := int64(0)
	if c.State == ach.Owed {
		gathered = c.Paid.Minor() - c.Fee.Minor()
	}
	require.Equal(t, gathered, b.balance[ledger.CodePayerFees])
	require.LessOrEqual(t, b.available(), int64(100_00), "LIM-4")
	debt := int64(0)
	if c.Late {
		debt = used
	}
	require.Equal(t, debt, b.owed)
	blocking := 0
	if c.Blocking {
		blocking = 1
	}
	require.Equal(t, blocking, b.failed)
	require.LessOrEqual(t, b.fees, int64(25_00), "one fee a payment")
	require.Equal(t, c.Fee.Minor(), b.fees)
	counted := 0
	if c.State == ach.Collected {
		counted = 1
	}
	require.Equal(t, counted, b.counted)
	require.Equal(t, c.Open(), c.EndedAt.IsZero())
}

func (b *book) send(t require.TestingT) {
	c, err := b.collection.Send(b.collection.DueOn)
	require.NoError(t, err)
	b.take(t, c, ach.Outcome{})
}

// settle sends the next attempt and lets it settle on the banking day after.
func (b *book) settle(t require.TestingT) {
	b.send(t)
	c, err := b.collection.Settle(us().Calendar.Add(b.collection.DueOn, 1))
	require.NoError(t, err)
	b.take(t, c, ach.Outcome{})
}

func (b *book) confirm(t require.TestingT) {
	c, o, err := b.collection.Confirm(b.collection.ConfirmOn(us()), us())
	require.NoError(t, err)
	b.take(t, c, o)
}

func (b *book) comeBack(t require.TestingT, code string) ach.Outcome {
	on := b.collection.DueOn.AddDays(3)
	c, o, err := b.collection.Return(code, on, us())
	require.NoError(t, err)
	b.take(t, c, o)
	return o
}

func (b *book) pay(t require.TestingT, minor int64) ach.Outcome {
	c, o, err := b.collection.PayManually(usd(minor), at)
	require.NoError(t, err)
	b.take(t, c, o)
	return o
}

func (b *book) lower(t require.TestingT, minor int64) ach.Outcome {
	c, o, err := b.collection.Lower(usd(minor), at)
	require.NoError(t, err)
	if b.collection.State == ach.Owed && o.Surplus.Minor() > 0 {
		require.LessOrEqual(t, o.Surplus.Minor(), b.collection.Paid.Minor())
	}
	b.take(t, c, o)
	return o
}
