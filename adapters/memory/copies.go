package memory

import (
	"slices"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// The functions of this file copy a value so that nobody shares memory with the store, and
// bring it into the form in which every store keeps it: times in UTC at microseconds, empty
// lists and byte strings as nil.

// instant is the time as it is kept.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMicro(t.UnixMicro()).UTC()
}

// list copies a list, an empty one to nil.
func list[E any, S ~[]E](s S) S {
	if len(s) == 0 {
		return nil
	}
	return slices.Clone(s)
}

// pack copies byte strings into one piece of memory, empty ones to nil.
func pack(texts ...*[]byte) {
	size := 0
	for _, t := range texts {
		size += len(*t)
	}
	piece := make([]byte, 0, size)
	for _, t := range texts {
		if len(*t) == 0 {
			*t = nil
			continue
		}
		from := len(piece)
		piece = append(piece, *t...)
		*t = piece[from:len(piece):len(piece)]
	}
}

func copyAccount(v account.Account) account.Account {
	v.PhoneAt, v.Terms.At, v.PINAt = instant(v.PhoneAt), instant(v.Terms.At), instant(v.PINAt)
	v.Verified, v.OpenedAt, v.ClosedAt = instant(v.Verified), instant(v.OpenedAt), instant(v.ClosedAt)
	v.ErasedAt = instant(v.ErasedAt)
	v.Personal, v.Accounts, v.Blocks = list(v.Personal), list(v.Accounts), list(v.Blocks)
	v.Documents, v.Former = list(v.Documents), list(v.Former)
	for i := range v.Blocks {
		v.Blocks[i].Since = instant(v.Blocks[i].Since)
	}
	return v
}

func copyAction(v account.Action) account.Action {
	v.At, v.Digest = instant(v.At), list(v.Digest)
	return v
}

func copyTrail(v account.Trail) account.Trail {
	v.Digest = list(v.Digest)
	return v
}

func copyActivation(v identity.Activation) identity.Activation {
	v.SentAt, v.Code, v.Sends = instant(v.SentAt), list(v.Code), list(v.Sends)
	for i := range v.Sends {
		v.Sends[i] = instant(v.Sends[i])
	}
	return v
}

func copyCredential(v identity.Credential) identity.Credential {
	v.MoveBy = instant(v.MoveBy)
	v.WaitUntil, v.BoundAt, v.RestoreBy = instant(v.WaitUntil), instant(v.BoundAt), instant(v.RestoreBy)
	v.Biometric.EnrolledAt, v.Biometric.EndedAt = instant(v.Biometric.EnrolledAt), instant(v.Biometric.EndedAt)
	pack(&v.PublicKey, &v.PIN.Salt, &v.PIN.Hash, &v.PIN.Sealed, &v.Biometric.PublicKey)
	return v
}

func copyScan(v identity.Scan) identity.Scan {
	v.OpenedAt, v.SubmittedAt, v.DecidedAt = instant(v.OpenedAt), instant(v.SubmittedAt), instant(v.DecidedAt)
	pack(&v.Front, &v.Back, &v.Digest)
	v.Problems = list(v.Problems)
	return v
}

func copyIDRecord(v identity.IDRecord) identity.IDRecord {
	v.Accounts, v.Former = list(v.Accounts), list(v.Former)
	return v
}

func copyMerchant(v payment.Merchant) payment.Merchant {
	v.OpenedAt = instant(v.OpenedAt)
	return v
}

func copySettlement(v payment.Settlement) payment.Settlement {
	v.Until, v.ClosedAt = instant(v.Until), instant(v.ClosedAt)
	return v
}

func copySettlementLine(v payment.SettlementLine) payment.SettlementLine {
	v.At = instant(v.At)
	return v
}

func copyLocation(v payment.Location) payment.Location { return v }

func copyLane(v payment.Lane) payment.Lane { return v }

func copyInvoice(v payment.Invoice) payment.Invoice {
	v.IssuedAt, v.ExpiresAt = instant(v.IssuedAt), instant(v.ExpiresAt)
	v.HoldUntil, v.EndedAt = instant(v.HoldUntil), instant(v.EndedAt)
	v.FetchBy, v.FetchedAt = instant(v.FetchBy), instant(v.FetchedAt)
	v.Rows, v.Membership = list(v.Rows), list(v.Membership)
	return v
}

func copyPayment(v payment.Payment) payment.Payment {
	v.At, v.Rows = instant(v.At), list(v.Rows)
	pack(&v.Approval.Message, &v.Approval.Signature)
	return v
}

func copyRefund(v payment.Refund) payment.Refund {
	v.At = instant(v.At)
	return v
}

func copyTransfer(v payment.Transfer) payment.Transfer {
	v.At, v.ExpiresAt, v.EndedAt, v.Rate.At = instant(v.At), instant(v.ExpiresAt), instant(v.EndedAt), instant(v.Rate.At)
	pack(&v.Personal, &v.Approval.Message, &v.Approval.Signature)
	return v
}

func copyRequest(v payment.MoneyRequest) payment.MoneyRequest {
	v.At, v.EndedAt, v.Personal = instant(v.At), instant(v.EndedAt), list(v.Personal)
	return v
}

func copyBankAccount(v ach.BankAccount) ach.BankAccount {
	v.AddedAt, v.Number, v.Former = instant(v.AddedAt), list(v.Number), list(v.Former)
	for i := range v.Former {
		v.Former[i].Number, v.Former[i].Until = list(v.Former[i].Number), instant(v.Former[i].Until)
	}
	return v
}

func copyAdvice(v ach.Advice) ach.Advice {
	v.Text, v.HeardAt, v.EndedAt = list(v.Text), instant(v.HeardAt), instant(v.EndedAt)
	return v
}

func copyMandate(v ach.Mandate) ach.Mandate {
	v.At, v.DebitedAt = instant(v.At), instant(v.DebitedAt)
	return v
}

func copyCollection(v ach.Collection) ach.Collection {
	v.OpenedAt, v.EndedAt = instant(v.OpenedAt), instant(v.EndedAt)
	return v
}

func copyPayout(v ach.Payout) ach.Payout {
	v.MadeAt = instant(v.MadeAt)
	return v
}

func copyCashback(v cashback.Payout) cashback.Payout {
	v.At, v.Changed = instant(v.At), instant(v.Changed)
	return v
}

func copyRun(v cashback.Run) cashback.Run {
	v.At = instant(v.At)
	return v
}

func copyTally(v cashback.Tally) cashback.Tally { return v }

func copyCorrection(v cashback.Correction) cashback.Correction {
	v.At, v.Changed = instant(v.At), instant(v.Changed)
	return v
}

func copyOffer(v cashback.Offer) cashback.Offer {
	v.Starts, v.Ends, v.Codes = instant(v.Starts), instant(v.Ends), list(v.Codes)
	return v
}

func copyReward(v cashback.Reward) cashback.Reward {
	v.At, v.Changed = instant(v.At), instant(v.Changed)
	return v
}

func copyProduct(v payment.Product) payment.Product {
	v.Starts, v.Ends = instant(v.Starts), instant(v.Ends)
	return v
}

func copyOrder(v payment.Order) payment.Order {
	v.PlacedAt, v.PaidAt, v.Shipping = instant(v.PlacedAt), instant(v.PaidAt), list(v.Shipping)
	v.ShippedAt, v.EndedAt = instant(v.ShippedAt), instant(v.EndedAt)
	return v
}

func copyMembership(v payment.Membership) payment.Membership {
	v.At, v.Number = instant(v.At), list(v.Number)
	return v
}

func copyEndpoint(v payment.Endpoint) payment.Endpoint {
	v.Secret, v.Previous = list(v.Secret), list(v.Previous)
	v.PreviousUntil, v.ChangedAt = instant(v.PreviousUntil), instant(v.ChangedAt)
	return v
}

func copyNotice(v payment.Notice) payment.Notice {
	v.Fact.At, v.Since = instant(v.Fact.At), instant(v.Since)
	v.NextAt, v.EndedAt = instant(v.NextAt), instant(v.EndedAt)
	return v
}

func copyCommand(v store.Command) store.Command {
	v.At = instant(v.At)
	pack(&v.Fingerprint, &v.Answer)
	return v
}

func copyEvent(v store.Event) store.Event {
	v.Body, v.At, v.Due = list(v.Body), instant(v.At), instant(v.Due)
	return v
}

func copyTransfers(ts []ledger.Transfer) []ledger.Transfer {
	ts = list(ts)
	for i := range ts {
		ts[i].At = instant(ts[i].At)
	}
	return ts
}
