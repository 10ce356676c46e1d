package achtest

import (
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
)

// rail is what differs between schemes: accounts, and the codes of returns.
type rail struct {
	currency money.Currency
	routing  string
	number   string          // the account that most cases use
	other    string          // another
	saving   ach.AccountType // of the account for credits

	noFunds, noFundsYet, closed, unauthorised, refused string // codes of returns; the last is that of a credit

	changes   map[string]func(*ach.Order) // make another order of an order, in one thing each, besides [changes]
	malformed map[string]func(*ach.Order) // make an order that no bank may take, besides [malformed]
}

var rails = map[ach.Scheme]rail{
	ach.ACH: {
		currency: money.USD, routing: "076401251", saving: ach.Savings,
		number:  "00012345678901234", // 17 characters, the most there are
		other:   "12-34 ab",          // every kind of character
		noFunds: "R01", noFundsYet: "R09", closed: "R02", unauthorised: "R10", refused: "R23",
		changes: map[string]func(*ach.Order){
			"routing": func(o *ach.Order) { o.Routing = "021000021" },
			"type":    func(o *ach.Order) { o.Type = ach.Savings },
		},
		malformed: map[string]func(*ach.Order){
			"check digit": func(o *ach.Order) { o.Routing = "076401250" },
			"zeros":       func(o *ach.Order) { o.Routing = "000000000" },
		},
	},
	ach.SEPA: {
		currency: money.EUR, saving: ach.Checking,
		number:  "MT84MALT011000012345MTLCAST001S", // 31 characters, the most in the area
		other:   "NO9386011117947",                 // 15, the fewest
		noFunds: "AM04", noFundsYet: "AM04", closed: "AC04", unauthorised: "MD01", refused: "AC01",
		malformed: map[string]func(*ach.Order){
			"check digits": func(o *ach.Order) { o.Number = "MT85MALT011000012345MTLCAST001S" },
			"routing":      func(o *ach.Order) { o.Routing = "076401251" },
			"savings":      func(o *ach.Order) { o.Type = ach.Savings },
			"lower case":   func(o *ach.Order) { o.Number = "no9386011117947" },
		},
	},
}
