package payment

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// SettlementID names a settlement.
type SettlementID struct{ uuid.UUID }

// SettlementState is where a settlement is.
type SettlementState string

// The states of a settlement.
const (
	SettlementOpen     SettlementState = "open"     // its lines are being gathered
	SettlementPaidOut  SettlementState = "paid_out" // its amount left for the merchant's bank account
	SettlementCarried  SettlementState = "carried"  // nothing is left to pay: its amount, zero or less, opens the next one
	SettlementReturned SettlementState = "returned" // the bank could not deliver it; its amount is a line of a later one
)

// Settlement pays a merchant what was booked for it up to the end of a day: payments less refunds. Every booking is a
// line of exactly one settlement. Totals are signed as the merchant sees them: a refund is negative.
type Settlement struct {
	ID       SettlementID
	Version  int64
	Merchant MerchantID
	Day      civil.Date   // the last day that it covers, in the market's zone
	Until    time.Time    // that day's cut-off, UTC: bookings made before it; one committed too late for it is in the next
	Carried  money.Amount // what the settlement before could not pay: zero or negative
	Payments Sum
	Refunds  Sum
	Others   Sum // what is neither: a settlement that came back from the bank, a donation
	State    SettlementState
	Payout   uuid.UUID // the bank credit; zero for none
	ClosedAt time.Time // UTC; zero while open

	// Places in the statement of the merchant's account, by transfer. A booking may be committed after others whose ID is
	// higher, so each settlement looks again at all that the one before looked at, and takes what is in none yet.
	Read  ledger.TransferID // up to here it has looked
	Sure  ledger.TransferID // up to here, nothing is left that belongs to a later day
	Again ledger.TransferID // where the next one begins to look: what was sure when this one began
}

// Sum is how many lines of a kind there are, and their total.
type Sum struct {
	Count int64        `json:"count"` // of lines
	Total money.Amount `json:"total"` // signed
}

// SettlementLine is one booking of a merchant's account as its settlement has it. It says nothing about who paid.
type SettlementLine struct {
	Transfer   ledger.TransferID // the booking; it is in one settlement only
	Settlement SettlementID
	Merchant   MerchantID
	Purpose    ledger.Purpose // ledger.Purchase, ledger.Refund, …
	Payment    PaymentID      // that was made or refunded; zero for none
	Reference  string         // the payment's; empty for none
	Amount     money.Amount   // negative where the merchant gave back
	At         time.Time      // when it was booked, UTC
}

// OpenSettlement begins the settlement of a merchant for all that was booked before a cut-off, after the one before; a zero
// before means that this is the first. It answers ErrID, and ErrSettlement if the one before is open or not of an earlier day of this merchant.
func OpenSettlement(id SettlementID, m Merchant, before Settlement, day civil.Date, until time.Time) (Settlement, error) {
	if err := present(id.UUID, m.ID.UUID); err != nil {
		return Settlement{}, err
	}
	none := money.FromMinor(0, m.Currency)
	s := Settlement{
		ID: id, Merchant: m.ID, Day: day, Until: instant(until), State: SettlementOpen, Carried: none,
		Payments: Sum{Total: none}, Refunds: Sum{Total: none}, Others: Sum{Total: none},
	}
	if before.ID == (SettlementID{}) {
		return s, nil
	}
	if before.Merchant != m.ID || before.State == SettlementOpen || !before.Day.Before(day) {
		return Settlement{}, ErrSettlement
	}
	if before.State == SettlementCarried {
		s.Carried = before.Amount()
	}
	s.Read, s.Sure, s.Again = before.Again, before.Again, before.Sure
	return s, nil
}

// Take adds lines, and notes how far it has looked: read and sure, as the fields of those names. It answers ErrSettlement
// unless it is open, ErrForeign for a line of another one, and money.ErrOverflow or money.ErrCurrencyMismatch.
func (s Settlement) Take(lines []SettlementLine, read, sure ledger.TransferID) (Settlement, error) {
	if s.State != SettlementOpen {
		return s, ErrSettlement
	}
	after := s
	for _, l := range lines {
		if l.Settlement != s.ID || l.Merchant != s.Merchant {
			return s, ErrForeign
		}
		sum := &after.Others
		switch l.Purpose {
		case ledger.Purchase:
			sum = &after.Payments
		case ledger.Refund:
			sum = &after.Refunds
		default:
		}
		total, err := sum.Total.Add(l.Amount)
		if err != nil {
			return s, err
		}
		sum.Count, sum.Total = sum.Count+1, total
	}
	after.Read, after.Sure = read, sure
	return after, nil
}

// Close ends the gathering: a positive amount is paid out by the bank credit payout, anything else is carried to the
// next settlement, without one. It answers ErrSettlement unless it is open, and ErrID for a credit that is missing, or there is nothing to pay with it.
func (s Settlement) Close(payout uuid.UUID, at time.Time) (Settlement, error) {
	if s.State != SettlementOpen {
		return s, ErrSettlement
	}
	if pays := s.Amount().IsPositive(); pays != (payout != uuid.Nil) {
		return s, ErrID
	}
	s.State, s.Payout, s.ClosedAt = SettlementCarried, payout, instant(at)
	if payout != uuid.Nil {
		s.State = SettlementPaidOut
	}
	return s, nil
}

// Return notes that the bank could not deliver it: the money is owed to the merchant again, and is a line of a later
// settlement. It answers ErrSettlement unless it was paid out.
func (s Settlement) Return() (Settlement, error) {
	if s.State != SettlementPaidOut {
		return s, ErrSettlement
	}
	s.State = SettlementReturned
	return s, nil
}

// Amount is what is to be paid: carried, payments, refunds and others together.
func (s Settlement) Amount() money.Amount {
	total := s.Carried.Minor() + s.Payments.Total.Minor() + s.Refunds.Total.Minor() + s.Others.Total.Minor()
	return money.FromMinor(total, s.Carried.Currency())
}
