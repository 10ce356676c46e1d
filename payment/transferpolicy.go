package payment

import (
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// TransferPolicy is what a market says about moving money that buys nothing, as data. The zero value is a market without
// any of the options: a credit to a bank account is ordered at once, and a receiver must be registered.
type TransferPolicy struct {
	// AfterDebit: a credit to a bank account is ordered only when the sender's debit is collected (P2P-3).
	AfterDebit bool
	// WaitFor is how long money waits for a receiver who is not registered; 0: such a receiver is refused (P2P-6).
	WaitFor time.Duration
	// Monthly is the most that may be sent from one account of a kind in a calendar month; a kind that is not here has none (P2P-9).
	Monthly map[account.Kind]money.Amount
	// ForfeitAfterDays is after how many calendar days customer service may give up money in suspense whose owner has left and cannot be
	// credited; 0: never. The law on unclaimed money differs, so no market states it by itself.
	ForfeitAfterDays int
	// Abroad are the numbers of other markets that money may be sent to; their users are in the same store (P2P-7).
	Abroad []account.PhoneRule
}

// MaxWait is the longest that money may wait for a receiver.
const MaxWait = 30 * 24 * time.Hour

// Validate lists everything that makes no sense in a market of a currency, each as an ErrPolicy; nil if nothing does.
// Money can wait only where there is a Seqr Account to credit at registration.
func (p TransferPolicy) Validate(c money.Currency, prepaid bool) error {
	var errs []error
	wrong := func(is bool, what string) {
		if is {
			errs = append(errs, fmt.Errorf("%w: %s", ErrPolicy, what))
		}
	}
	wrong(p.WaitFor < 0 || p.WaitFor > MaxWait, "Transfer.WaitFor out of range")
	wrong(p.WaitFor > 0 && !prepaid, "Transfer.WaitFor without a prepaid account")
	wrong(p.ForfeitAfterDays < 0, "Transfer.ForfeitAfterDays below zero")
	for kind, most := range p.Monthly {
		wrong(!most.IsPositive() || most.Currency() != c, "Transfer.Monthly of "+string(kind))
	}
	return errors.Join(errs...)
}
