package ach

import "github.com/seqrpay/seqr/account"

// CarryTo moves what is owed to the same person's next account (LIM-8, COL-14): from now on it uses that
// account's limit, and a failure blocks that one. The debit itself goes on as it was, to the bank
// account that was named at approval; an invoice goes to its new owner. On the new account it is debt, because nobody asked its limit.
// It answers ErrState for a collection that owes nothing.
func (c Collection) CarryTo(owner account.ID, pa account.PaymentAccount) (Collection, error) {
	if !c.Open() {
		return c, ErrState
	}
	c.Owner, c.From, c.Ledger, c.Fees = owner, pa.ID, pa.Ledger, pa.Fees
	c.Late = true
	return c, nil
}
