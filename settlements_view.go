package seqr

import (
	"context"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// Payable is what the operator owes a merchant now: everything that was booked for it and is not paid out.
func (s *Merchants) Payable(ctx context.Context, id payment.MerchantID) (money.Amount, error) {
	m, err := s.c.store.Merchant(ctx, id)
	if err != nil {
		return money.Amount{}, err
	}
	a, err := s.c.store.LedgerAccount(ctx, m.Payable)
	return a.BalanceAmount(), err
}

// Settlements lists a merchant's settlements in the order of their IDs, strictly after the given one, at most limit.
func (s *Merchants) Settlements(ctx context.Context, m payment.MerchantID, after payment.SettlementID, limit int) ([]payment.Settlement, error) {
	return s.c.store.SettlementsOf(ctx, m, after, limit)
}

// SettlementReport is one settlement of a merchant with every line, for a screen or, by its WriteCSV, for a file. It says
// nothing about who paid [PAY-9]. Another merchant's settlement is payment.ErrNotFound.
func (s *Merchants) SettlementReport(ctx context.Context, m payment.MerchantID, id payment.SettlementID) (payment.SettlementReport, error) {
	c := s.c
	st, err := c.store.Settlement(ctx, id)
	if err == nil && st.Merchant != m {
		err = payment.ErrNotFound
	}
	if err != nil {
		return payment.SettlementReport{}, notFound(err)
	}
	r := payment.SettlementReport{Settlement: st}
	if r.Lines, err = c.linesOf(ctx, id); err != nil {
		return r, err
	}
	merchant, err := c.store.Merchant(ctx, m)
	if err != nil || st.Payout == uuid.Nil {
		r.Merchant = merchant.Name
		return r, err
	}
	out, err := c.store.Payout(ctx, ach.PayoutID{UUID: st.Payout})
	if err != nil {
		return r, err
	}
	bank, err := c.store.BankAccount(ctx, out.Bank)
	r.Merchant, r.Account = merchant.Name, bank.Last4
	return r, err
}

func (c *core) linesOf(ctx context.Context, id payment.SettlementID) ([]payment.SettlementLine, error) {
	return whole(every(ctx, c.store.SettlementLines, id, func(l payment.SettlementLine) ledger.TransferID { return l.Transfer }))
}
