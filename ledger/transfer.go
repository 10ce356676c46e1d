package ledger

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// Kind says how a transfer moves money.
type Kind uint8

// The four kinds. A hold is resolved once, by a post or a void that names it.
const (
	Move Kind = iota + 1 // debit to credit, now
	Hold                 // reserve on the debit account; the limit is checked here
	Post                 // move all or part of a hold; what is left is released
	Void                 // release a hold
)

// Purpose says why money moved. It decides whether the movement is debt (see [Account]).
type Purpose string

// The purposes.
const (
	Purchase           Purpose = "purchase"
	Refund             Purpose = "refund"
	Collected          Purpose = "collected"           // the bank confirmed a debit
	CollectionReturned Purpose = "collection_returned" // a debit came back after it counted as collected: debt, may pass the floor
	DebtCollected      Purpose = "debt_collected"      // settles debt booked by CollectionReturned
	Fee                Purpose = "fee"
	FeePaid            Purpose = "fee_paid"
	MerchantPayout     Purpose = "merchant_payout"
	Cashback           Purpose = "cashback"
	CashbackPayout     Purpose = "cashback_payout"
	OfferBenefit       Purpose = "offer_benefit"
	PersonToPerson     Purpose = "person_to_person"
	TopUp              Purpose = "top_up"
	Withdrawal         Purpose = "withdrawal"
	PayoutReturned     Purpose = "payout_returned" // the bank could not deliver a credit
)

// Transfer is one movement of money. It is never edited or deleted: it is answered by another.
//
// Debit loses and Credit gains. A post or void names its hold; its accounts are the hold's,
// and a void's amount is the hold's.
type Transfer struct {
	ID      TransferID
	Kind    Kind
	Purpose Purpose
	Debit   AccountID
	Credit  AccountID
	Amount  money.Amount // positive
	Hold    TransferID   // the hold that a post or void resolves; else zero
	Subject uuid.UUID    // what it is about: a payment, a collection, a payout
	At      time.Time    // UTC
}

// Entry is one side of a transfer as an account's statement shows it.
type Entry struct {
	Transfer Transfer
	Account  AccountID
	Change   int64 // change of the balance in minor units; 0 for a hold or void
	HeldBy   int64 // change of the held amount in minor units
	Number   int64 // 1, 2, 3 … without a gap on accounts with a floor; else 0
	Balance  int64 // balance after the entry, on accounts with a floor; else 0
	Held     int64 // held after the entry, on accounts with a floor; else 0
}
