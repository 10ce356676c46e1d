package account

import (
	"math"
	"slices"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// View is an account as its owner sees it (APP-7). It holds nothing personal.
type View struct {
	ID             ID                   `json:"id"`
	State          State                `json:"state"`
	Active         bool                 `json:"active"`          // see [Account.Active]
	VerifyIdentity bool                 `json:"verify_identity"` // the identity is not verified yet (IDV-3)
	Blocks         []Block              `json:"blocks,omitempty"`
	Debts          int                  `json:"debts,omitempty"` // failed collections that nobody has paid yet
	Accounts       []PaymentAccountView `json:"accounts"`
	PaysFrom       PaymentAccountID     `json:"pays_from"` // unless the owner names another; see [Account.DefaultPaymentAccount]
	Contact        Contact              `json:"contact"`   // customer service
}

// PaymentAccountView is a payment account as its owner sees it.
type PaymentAccountView struct {
	ID        PaymentAccountID `json:"id"`
	Name      string           `json:"name"`
	Kind      Kind             `json:"kind"`
	Active    bool             `json:"active"`
	Usable    bool             `json:"usable"`
	Pending   bool             `json:"pending,omitempty"` // its bank has not approved the mandate yet (MND-9)
	Available money.Amount     `json:"available"`         // never negative
	Maximum   money.Amount     `json:"maximum"`
}

// View shows the account with what its payment accounts have left. Balances are those of the
// book, by ledger account; what is missing there shows as nothing available.
func (a Account) View(balances map[ledger.AccountID]ledger.Account, p Policy) View {
	v := View{
		ID: a.ID, State: a.State, Active: a.Active(), VerifyIdentity: a.Verified.IsZero(),
		Blocks: slices.Clone(a.Blocks), Debts: a.Debts,
		Accounts: make([]PaymentAccountView, 0, len(a.Accounts)), Contact: p.Contact,
	}
	if pa, err := a.DefaultPaymentAccount(); err == nil {
		v.PaysFrom = pa.ID
	}
	for _, pa := range a.Accounts {
		l, known := balances[pa.Ledger]
		if !known {
			l.Currency = pa.Maximum.Currency()
		}
		v.Accounts = append(v.Accounts, pa.View(l))
	}
	return v
}

// View shows the payment account with what its account of the book has left.
func (pa PaymentAccount) View(l ledger.Account) PaymentAccountView {
	v := PaymentAccountView{
		ID: pa.ID, Name: pa.Name, Kind: pa.Kind, Active: pa.Active(), Usable: pa.Usable,
		Available: Spendable(l), Maximum: pa.Maximum,
	}
	if pa.Pending {
		zero := money.FromMinor(0, l.Currency)
		v.Available, v.Maximum, v.Pending = zero, zero, true
	}
	return v
}

// Spendable is what can be approved on an account of the book with a floor: balance less held
// less floor, so for a limit account the maximum less what is approved and not yet collected
// (LIM-1). Debt may have taken it below the floor; then it is zero, never less (LIM-6).
func Spendable(l ledger.Account) money.Amount {
	left := subtract(subtract(l.Balance, l.Held), l.Floor)
	return money.FromMinor(max(left, 0), l.Currency)
}

// subtract stays at the end of the range where the difference lies beyond it.
func subtract(a, b int64) int64 {
	switch d := a - b; {
	case b > 0 && d > a:
		return math.MinInt64
	case b < 0 && d < a:
		return math.MaxInt64
	default:
		return d
	}
}
