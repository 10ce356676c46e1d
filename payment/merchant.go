package payment

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// Merchant is a business that sells through SEQR; a charity is a merchant with a mark.
type Merchant struct {
	ID       MerchantID
	Version  int64
	Market   string
	Name     string // as payers see it
	Charity  bool   // payments to it are donations and earn no cashback
	Active   bool
	Currency money.Currency
	Payable  ledger.AccountID // what the operator owes it
	Bank     uuid.UUID        // the ach bank account that it is settled to; zero: none yet, and what it is owed waits
	OpenedAt time.Time
}

// Location is one shop or web shop of a merchant.
type Location struct {
	ID       LocationID
	Version  int64
	Merchant MerchantID
	Name     string
	Address  string
}

// NewMerchant opens an active merchant in a market, named by its two letters such as "US".
// All it asks for is in currency c. Payable is the account of the book that its payments are
// credited to. The name is what payers see: 1 to [MaxLine] visible characters.
//
// It answers ErrID, ErrMarket, ErrName or ErrCurrency.
func NewMerchant(id MerchantID, market, merchantName string, c money.Currency, charity bool, payable ledger.AccountID, at time.Time) (Merchant, error) {
	if err := present(id.UUID, payable.UUID); err != nil {
		return Merchant{}, err
	}
	if !isMarket(market) {
		return Merchant{}, ErrMarket
	}
	if !c.Valid() {
		return Merchant{}, ErrCurrency
	}
	shown, err := name(merchantName)
	if err != nil {
		return Merchant{}, err
	}
	return Merchant{
		ID: id, Market: market, Name: shown, Charity: charity, Active: true,
		Currency: c, Payable: payable, OpenedAt: instant(at),
	}, nil
}

func isMarket(s string) bool {
	return len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z'
}

// Deactivate ends the issuing and approving of its invoices. Refunds stay possible, and what
// was reserved can still be committed. Of an inactive merchant it changes nothing.
func (m Merchant) Deactivate() Merchant {
	m.Active = false
	return m
}

// PayTo names the bank account that it is settled to from now on.
func (m Merchant) PayTo(bank uuid.UUID) Merchant {
	m.Bank = bank
	return m
}

// Activate takes Deactivate back. Of an active merchant it changes nothing.
func (m Merchant) Activate() Merchant {
	m.Active = true
	return m
}

// NewLocation adds a shop or web shop to a merchant. Payers see its name beside the
// merchant's. The address may be empty and may have several lines.
//
// It answers ErrID, ErrName or, for the address, ErrText.
func NewLocation(id LocationID, m Merchant, locationName, address string) (Location, error) {
	if err := present(id.UUID, m.ID.UUID); err != nil {
		return Location{}, err
	}
	shown, err := name(locationName)
	if err != nil {
		return Location{}, err
	}
	address, ok := lines(address, MaxLong)
	if !ok {
		return Location{}, ErrText
	}
	return Location{ID: id, Merchant: m.ID, Name: shown, Address: address}, nil
}
