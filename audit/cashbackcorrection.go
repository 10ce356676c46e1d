package audit

import (
	"context"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
)

// correctedQuarter is a person's quarter.
type correctedQuarter struct {
	person  account.ID
	quarter civil.Quarter
}

// auditCorrectedCashback compares what customer service granted for quarters with its chains of actions, with the most that a
// person's quarter may be corrected by, and with the money.
func (a *auditor) auditCorrectedCashback(ctx context.Context) error {
	acted := map[string]bool{}
	err := all(ctx, a.read.CorrectionList, func(v cashback.Correction) cashback.CorrectionID { return v.ID }, func(v cashback.Correction) {
		a.report.Corrections++
		subject := "correction " + v.ID.String()
		if acted[v.Action.String()] {
			a.found("correction", subject, "its action %s has granted another one", v.Action)
		}
		acted[v.Action.String()] = true
		a.auditCashbackCorrection(subject, v)
	})
	for of, sum := range a.corrected {
		if most := a.programme(of.person).MaxCorrection.Minor(); sum > most {
			a.found("correction", "cashback of "+of.person.String()+" "+of.quarter.String(), "corrected by %d, at most %d", sum, most)
		}
	}
	return err
}

func (a *auditor) auditCashbackCorrection(subject string, v cashback.Correction) {
	act, known := a.actions[v.Action]
	said := "correct cashback " + v.Quarter.String() + " by " + v.Amount.Format()
	if !known || act.Account != v.Payer || act.Verb != said {
		a.found("correction", subject, "no agent said %q", said)
	}
	rules := a.programme(v.Payer)
	if v.Amount.Minor() <= 0 || v.Amount.Currency() != rules.Currency || v.At.Before(v.Quarter.End(rules.Zone)) {
		a.found("correction", subject, "%s for %s, granted at %s", v.Amount, v.Quarter, v.At)
	}
	a.corrected[correctedQuarter{a.personOf(v.Payer), v.Quarter}] += v.Amount.Minor()
	a.auditBenefit(subject, benefit{
		rule: "correction", id: v.ID.UUID, payer: v.Payer, amount: v.Amount, purpose: ledger.CashbackCorrection, expense: ledger.CodeCashbackExpense,
		order: v.Order, paid: v.State == cashback.Paid, kept: v.State == cashback.Forfeited,
	})
}

// personOf is the account that stands for a payer's person now.
func (a *auditor) personOf(payer account.ID) account.ID {
	for steps := 0; steps < len(a.accounts) && a.accounts[payer].Successor != (account.ID{}); steps++ {
		payer = a.accounts[payer].Successor
	}
	return payer
}
