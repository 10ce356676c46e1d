package ledger

// Purpose says why money moved. It decides whether the movement is debt (see [Purpose.Debt]).
type Purpose string

// The purposes.
const (
	Purchase           Purpose = "purchase"            // a payer pays a merchant
	Refund             Purpose = "refund"              // a merchant gives back
	Collected          Purpose = "collected"           // the bank confirmed a debit
	CollectionReturned Purpose = "collection_returned" // a debit came back after it counted as collected: debt, may pass the floor
	DebtCollected      Purpose = "debt_collected"      // settles debt booked by CollectionReturned
	Carried            Purpose = "carried"             // what is owed or reserved moves to the same person's next account: debt there
	DebtCarried        Purpose = "debt_carried"        // the same for what was debt already: settled here, debt there
	Fee                Purpose = "fee"                 // a fee is charged
	FeePaid            Purpose = "fee_paid"            // a fee charged before is paid
	MerchantPayout     Purpose = "merchant_payout"     // a merchant gets its money
	Cashback           Purpose = "cashback"            // cashback is granted
	CashbackPayout     Purpose = "cashback_payout"     // cashback leaves for a bank account
	CashbackCorrection Purpose = "cashback_correction" // customer service grants what is missing of a quarter's cashback
	OfferBenefit       Purpose = "offer_benefit"       // an offer lowers what a payer pays
	PersonToPerson     Purpose = "person_to_person"    // a transfer between people, or a donation
	TopUp              Purpose = "top_up"              // money into a prepaid account
	Withdrawal         Purpose = "withdrawal"          // money out of a prepaid account
	BalanceMoved       Purpose = "balance_moved"       // what is left on a closed prepaid account goes to the same person's next one
	TransferReleased   Purpose = "transfer_released"   // a transfer that lay in suspense goes to its sender
	TransferForfeited  Purpose = "transfer_forfeited"  // the operator keeps a transfer that lay in suspense
	PayoutReturned     Purpose = "payout_returned"     // the bank could not deliver a credit
	BankCharge         Purpose = "bank_charge"         // a bank takes a fee or interest beyond the debit that it takes back
)

// Known says whether the purpose is one of those above.
func (p Purpose) Known() bool {
	switch p {
	case Purchase, Refund, Collected, CollectionReturned, DebtCollected, Carried, DebtCarried, Fee, FeePaid, MerchantPayout,
		Cashback, CashbackPayout, CashbackCorrection, OfferBenefit, PersonToPerson, TopUp, Withdrawal, BalanceMoved, TransferReleased, TransferForfeited, PayoutReturned, BankCharge:
		return true
	default:
		return false
	}
}

// Debt says whether a debit for this purpose is debt: it raises Owed of the debited account
// and may pass its floor. The bank takes back what it paid whether or not there is room, and what a
// person owes follows to the next account. CollectionReturned, Carried and DebtCarried are.
func (p Purpose) Debt() bool { return p == CollectionReturned || p == Carried || p == DebtCarried }

// SettlesDebt says whether a credit for this purpose lowers Owed of the credited account
// again. DebtCollected and DebtCarried do, and never by more than is owed.
func (p Purpose) SettlesDebt() bool { return p == DebtCollected || p == DebtCarried }
