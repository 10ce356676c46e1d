package sepa

import (
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Kind says what became of a debit or transfer.
type Kind string

// The kinds.
const (
	KindPending  Kind = "pending"  // accepted or announced; nothing is booked, nothing is to be done
	KindSettled  Kind = "settled"  // booked
	KindRejected Kind = "rejected" // refused before it was booked
	KindReturned Kind = "returned" // taken back by the bank of the other side
	KindRefunded Kind = "refunded" // taken back by the payer
	KindReversed Kind = "reversed" // taken back by us
	KindOther    Kind = "other"    // something else on the account, such as a fee or money that somebody sent
)

// Level says how much a report speaks of.
type Level string

// The levels.
const (
	LevelTransaction Level = "transaction" // one debit or transfer
	LevelBatch       Level = "batch"       // all of one batch that nothing else is said of
	LevelFile        Level = "file"        // all of one message that nothing else is said of
)

// Report is what a file of the bank says of one debit or transfer, or of several at once:
// [DirectDebits.Match] and [CreditTransfers.Match] find out of which. What a file leaves out is empty or zero.
type Report struct {
	Kind       Kind
	Level      Level
	MessageID  string       // ID of the message that we sent
	BatchID    string       // ID of the batch in it
	EndToEndID string       // Debit.ID or Transfer.ID
	MandateID  string       // of a debit
	Code       string       // reason code of four characters, see [ClassOf]; empty if the bank does not say why
	On         civil.Date   // day of booking; of a status, the day on which it was written
	Amount     money.Amount // of the debit or transfer; never negative
	Extra      money.Amount // booked above Amount when it came back: interest and fees of the other bank
}

// Split tells apart what a return gives back of the original amount and what was booked above
// it. It answers ErrPartial if less came back, and ErrAmount if it is of another currency.
func (r Report) Split(original money.Amount) (Report, error) {
	whole := r.Amount
	if r.Extra.Currency() != "" {
		sum, err := r.Amount.Add(r.Extra)
		if err != nil {
			return r, ErrAmount
		}
		whole = sum
	}
	extra, err := whole.Sub(original)
	switch {
	case err != nil:
		return r, ErrAmount
	case extra.IsNegative():
		return r, ErrPartial
	}
	r.Amount, r.Extra = original, money.Amount{}
	if extra.IsPositive() {
		r.Extra = extra
	}
	return r, nil
}

// returnDays is how many TARGET days after settlement a bank may return a debit.
const returnDays = 5

// Since is the kind of a report about a debit that was settled on a day. The code MD01 has two
// meanings, which only time tells apart: a return by the bank, which has no valid mandate,
// until the fifth TARGET day after settlement, and later a refund, which a payer may ask for
// thirteen months if nobody was authorised. The class is the same.
func (r Report) Since(settled civil.Date) Kind {
	if r.Kind == KindReturned && r.Code == "MD01" && r.On.After(ach.TARGETCalendar().Add(settled, returnDays)) {
		return KindRefunded
	}
	return r.Kind
}

// failed says whether a report says that there is no money, or none any more.
func (r Report) failed() bool {
	switch r.Kind {
	case KindRejected, KindReturned, KindRefunded, KindReversed:
		return true
	case KindPending, KindSettled, KindOther:
	}
	return false
}
