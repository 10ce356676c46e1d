package seqr

import (
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// WithContact is the market with its customer service, named wherever a user may need it.
func (m Market) WithContact(c account.Contact) Market {
	m.Account.Contact, m.Account.Device.Contact = c, c
	return m
}

// WithProvider is the market with the company that is named to users [MKT-3].
func (m Market) WithProvider(name string) Market {
	m.Account.Provider = name
	return m
}

// WithTerms is the market with the version of its terms and the addresses of terms and privacy policy [REG-3].
func (m Market) WithTerms(version, terms, privacy string) Market {
	m.Account.TermsVersion, m.Account.TermsURL, m.Account.PrivacyURL = version, terms, privacy
	return m
}

// WithFee is the market with the fee that is charged once when a payment cannot be collected [COL-7]; it may be zero.
func (m Market) WithFee(fee money.Amount) Market {
	m.Collection.Fee, m.Collection.FeeSet = fee, true
	return m
}

// Demo fills in what a market leaves to its operator with values that are obviously examples: for
// tests and example programs, never for an operator's own use.
func Demo(m Market) Market {
	if m.Account.Provider == "" {
		m = m.WithProvider("SEQR Demo " + m.Code)
	}
	return m.
		WithContact(account.Contact{Phone: "+1 801 555 0100", Email: "help@seqr.example"}).
		WithTerms("demo-1", "https://seqr.example/terms", "https://seqr.example/privacy").
		WithFee(money.FromMinor(25_00, m.Currency))
}
