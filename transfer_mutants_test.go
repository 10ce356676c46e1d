package seqr_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/audit"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// mutatedMoves is a store whose transfers and requests read a little differently from how they were written.
type mutatedMoves struct {
	mutated
	moved   func(*payment.Transfer)
	request func(*payment.MoneyRequest)
}

func (m mutatedMoves) TransferList(ctx context.Context, after payment.TransferID, limit int) ([]payment.Transfer, error) {
	list, err := m.Reader.TransferList(ctx, after, limit)
	return changed(list, err, m.moved)
}

func (m mutatedMoves) RequestList(ctx context.Context, after payment.RequestID, limit int) ([]payment.MoneyRequest, error) {
	list, err := m.Reader.RequestList(ctx, after, limit)
	return changed(list, err, m.request)
}

// moveful is a world in which money has moved in every way.
func moveful(t *testing.T) *world {
	cards := sandbox.NewCards()
	w, pat, kim := duo(t, withWait, func(c *seqr.Config) { c.Cards = cards })
	for range 2 {
		_, err := w.sys.Transfers.TopUpByCard(w.ctx, seqr.CardTopUpRequest{Key: w.key(), Account: pat.id, Reference: cards.Pay(pat.id, usd("25.00"))})
		require.NoError(t, err)
	}
	_, err := pat.topUp("10.00")
	require.NoError(t, err)
	_, err = pat.withdraw("5.00")
	require.NoError(t, err)
	asked, err := w.sys.Transfers.Ask(w.ctx, seqr.AskRequest{Key: w.key(), Account: kim.id, Of: patNumber, Amount: "3.00"})
	require.NoError(t, err)
	require.NoError(t, pat.moving(w.sys.Transfers.PrepareSend(w.ctx, seqr.SendRequest{Account: pat.id, Request: asked.Requests[0]}))())
	pat.mustSend("+18015550155", "7.00")
	w.pass(2)
	w.audit()
	return w
}

// Every rule of the auditor about transfers can fail, as for purchases.
func TestEveryRuleAboutTransfersCanFail(t *testing.T) {
	t.Parallel()
	w := moveful(t)
	of := func(k payment.TransferKind, change func(*payment.Transfer)) func(*payment.Transfer) {
		return once(func(v payment.Transfer) bool { return v.Kind == k }, change)
	}
	waits := func(change func(*payment.Transfer)) func(*payment.Transfer) {
		return once(func(v payment.Transfer) bool { return v.State == payment.TransferWaiting }, change)
	}
	pays := func(change func(*payment.Transfer)) func(*payment.Transfer) {
		return once(func(v payment.Transfer) bool { return v.Request != (payment.RequestID{}) }, change)
	}
	top, out, card := payment.KindTopUp, payment.KindWithdrawal, payment.KindCardTopUp
	for name, c := range map[string]struct {
		rule string
		m    mutatedMoves
	}{
		"another amount":        {"transfer", mutatedMoves{moved: of(top, func(v *payment.Transfer) { v.Amount, v.Credited = usd("10.01"), usd("10.01") })}},
		"into another account":  {"transfer", mutatedMoves{moved: of(top, func(v *payment.Transfer) { v.ToAccount = v.FromAccount })}},
		"done and went nowhere": {"transfer", mutatedMoves{moved: of(out, func(v *payment.Transfer) { v.Payout = uuid.Nil })}},
		"moved while it waits":  {"transfer", mutatedMoves{moved: of(top, func(v *payment.Transfer) { v.Hold, v.To = ledger.TransferID{UUID: newUUID()}, account.ID{} })}},
		"moved for nobody": {"transfer", mutatedMoves{mutated: mutated{posting: func(p *ledger.Posting) {
			if p.Transfer.Purpose == ledger.TopUp {
				p.Transfer.Subject = newUUID()
			}
		}}}},
		"a credit of another sum":     {"transfer credit", mutatedMoves{mutated: mutated{payout: func(p *ach.Payout) { p.Amount = usd("4.99") }}}},
		"returned and nobody knows":   {"transfer credit", mutatedMoves{mutated: mutated{payout: func(p *ach.Payout) { p.State = ach.PayoutReturned }}}},
		"in transit, and called done": {"transit", mutatedMoves{moved: of(top, func(v *payment.Transfer) { v.State = payment.TransferPending })}},
		"money left in transit":       {"transit", mutatedMoves{mutated: mutated{ledger: once(func(a ledger.Account) bool { return a.Code == ledger.CodeTransferClearing }, func(a *ledger.Account) { a.Balance++ })}}},
		"a rate that is another": {"rate", mutatedMoves{moved: of(top, func(v *payment.Transfer) {
			v.Rate = payment.Rate{From: money.USD, To: money.USD, Value: decimal.New(2, 0), Source: "nobody", At: start}
		})}},
		"more than was charged":       {"rate", mutatedMoves{moved: of(top, func(v *payment.Transfer) { v.Credited = usd("11.00") })}},
		"waits without a hold":        {"waiting", mutatedMoves{moved: waits(func(v *payment.Transfer) { v.Hold = ledger.TransferID{} })}},
		"a hold that never was":       {"waiting", mutatedMoves{moved: waits(func(v *payment.Transfer) { v.Hold = ledger.TransferID{UUID: newUUID()} })}},
		"returned, and still held":    {"waiting", mutatedMoves{moved: waits(func(v *payment.Transfer) { v.State = payment.TransferReturned })}},
		"a forged signature":          {"approval", mutatedMoves{moved: of(out, func(v *payment.Transfer) { v.Approval.Signature[3] ^= 1 })}},
		"approved for something else": {"approval", mutatedMoves{moved: of(out, func(v *payment.Transfer) { v.FromAccount = account.PaymentAccountID{UUID: newUUID()} })}},
		"one card payment twice": {"card", mutatedMoves{moved: func(v *payment.Transfer) {
			if v.Kind == card {
				v.Card = "card-payment-1"
			}
		}}},
		"a card top-up of no card":    {"card", mutatedMoves{moved: of(card, func(v *payment.Transfer) { v.Card = "" })}},
		"a request paid by another":   {"request", mutatedMoves{moved: pays(func(v *payment.Transfer) { v.Request = payment.RequestID{UUID: newUUID()} })}},
		"paid, and still open":        {"request", mutatedMoves{request: func(r *payment.MoneyRequest) { r.State = payment.RequestOpen }}},
		"paid less than asked":        {"request", mutatedMoves{request: func(r *payment.MoneyRequest) { r.Amount = usd("3.01") }}},
		"no collection for a top-up":  {"limit", mutatedMoves{mutated: mutated{collection: func(c *ach.Collection) { c.State = ach.Dropped }}}},
		"collected more than charged": {"collection", mutatedMoves{mutated: mutated{collection: once(any1[ach.Collection], func(c *ach.Collection) { c.Amount = usd("10.01") })}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.m.Reader = w.store
			report, err := audit.Run(w.ctx, c.m, w.programmes())
			require.NoError(t, err)
			var rules []string
			for _, f := range report.Findings {
				rules = append(rules, f.Rule)
			}
			require.Contains(t, rules, c.rule)
		})
	}
}
