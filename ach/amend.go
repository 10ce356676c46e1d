package ach

import (
	"cmp"
	"slices"
	"time"

	"github.com/seqrpay/seqr/civil"
)

// Correction is how a bank wants one of its accounts to be named from now on; empty fields stay as they are. Routing and number
// were checked with [Scheme.Check], and the number was sealed.
type Correction struct {
	Notice  string // Notice.ID
	Order   string // the order that it came in answer to
	Code    string
	On      civil.Date // when the bank told it
	Routing string
	Number  []byte
	Last4   string // of Number
	Type    AccountType
}

// Former is how a bank account was named until a correction. It is kept as evidence of what orders before it said.
type Former struct {
	Notice  string // ID of the correction that ended it
	Order   string
	Code    string
	On      civil.Date
	Changed Parts // what the correction changed
	Routing string
	Number  []byte // sealed
	Last4   string
	Type    AccountType
	Until   time.Time
}

// Parts are those of a bank account's name.
type Parts struct{ Routing, Number, Type bool }

func (p Parts) any() bool { return p.Routing || p.Number || p.Type }

// Amend names the account as its bank says. Of two corrections of the same part the one that the bank told later holds, whichever is
// booked first; of one day, that with the greater ID. One that was booked before, or that later ones have overtaken in all
// that it says, answers ErrReportStale and changes nothing; so does any of an account that is erased. Else it answers
// ErrReport for a correction that says nothing, ErrAccountType, and ErrRouting. That the owner may be debited does not change.
func (b BankAccount) Amend(x Correction, at time.Time) (BankAccount, error) {
	said := Parts{x.Routing != "", len(x.Number) > 0, x.Type != ""}
	switch {
	case x.Notice == "" || !x.On.Valid() || !said.any() || said.Number != (x.Last4 != "") || at.IsZero():
		return b, ErrReport
	case said.Type && b.Scheme.CheckType(x.Type) != nil:
		return b, ErrAccountType
	case said.Routing && (b.Scheme == SEPA || b.Scheme == ACH && CheckRouting(x.Routing) != nil):
		return b, ErrRouting
	case len(b.Number) == 0:
		return b, ErrReportStale
	}
	if said = b.open(x, said); !said.any() {
		return b, ErrReportStale
	}
	b.Former = append(slices.Clone(b.Former), Former{
		Notice: x.Notice, Order: x.Order, Code: normalCode(x.Code), On: x.On, Changed: said,
		Routing: b.Routing, Number: b.Number, Last4: b.Last4, Type: b.Type, Until: at.UTC(),
	})
	if said.Routing {
		b.Routing = x.Routing
	}
	if said.Number {
		b.Number, b.Last4 = slices.Clone(x.Number), x.Last4
	}
	if said.Type {
		b.Type = x.Type
	}
	return b, nil
}

// open is what of a correction no later one has said, nor itself before.
func (b BankAccount) open(x Correction, said Parts) Parts {
	for _, f := range b.Former {
		if cmp.Or(f.On.Compare(x.On), cmp.Compare(f.Notice, x.Notice)) >= 0 {
			said.Routing = said.Routing && !f.Changed.Routing
			said.Number = said.Number && !f.Changed.Number
			said.Type = said.Type && !f.Changed.Type
		}
	}
	return said
}

// Before is the account as it was named before its last correction; false if there was none. An order that was handed over under
// that name is still the same order.
func (b BankAccount) Before() (BankAccount, bool) {
	if len(b.Former) == 0 {
		return b, false
	}
	last := b.Former[len(b.Former)-1]
	b.Routing, b.Number, b.Last4, b.Type = last.Routing, last.Number, last.Last4, last.Type
	b.Former = b.Former[:len(b.Former)-1]
	return b, true
}
