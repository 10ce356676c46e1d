package seqr

import (
	"slices"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
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

// WithMaximum is the market with the spending limit of a kind of payment account, where no source states one [MKT-4].
func (m Market) WithMaximum(k account.Kind, maximum money.Amount) Market {
	m.Account.Kinds = slices.Clone(m.Account.Kinds)
	for i := range m.Account.Kinds {
		if m.Account.Kinds[i].Kind == k {
			m.Account.Kinds[i].Maximum = maximum
		}
	}
	return m
}

// WithInvoice is the market with the kinds of payment accounts that it has as options, such as invoice accounts [MND-10].
// A market that has none stays as it is.
func (m Market) WithInvoice() Market {
	m.Account.Kinds = append(slices.Clone(m.Account.Kinds), m.Account.Options...)
	m.Account.Options = nil
	return m
}

// WithInvoiceDays is the market with the calendar days from the issue of a monthly invoice to the last day to pay it [MND-10, MKT-4].
func (m Market) WithInvoiceDays(n int) Market {
	m.Collection.InvoiceDays = n
	return m
}

// WithCollectionDays is the market with the calendar days from an approval to its debit, and the banking days from the
// settlement of a debit to its being collected if no return came [COL-11, MKT-4].
func (m Market) WithCollectionDays(dueAfter, collectedAfter int) Market {
	m.Collection.DueAfterDays, m.Collection.CollectedAfter = dueAfter, collectedAfter
	return m
}

// WithRetention is the market with the time for which personal data are kept after an account was closed, in calendar
// days: as long as the operator's law on the evidence of payments and identities asks, and no longer. It may be zero.
func (m Market) WithRetention(days int) Market {
	m.Account.RetentionDays, m.Account.RetentionSet = days, true
	return m
}

// Demo fills in what a market leaves to its operator with values that are obviously examples: for
// tests and example programs, never for an operator's own use.
func Demo(m Market) Market {
	if m.Account.Provider == "" {
		m = m.WithProvider("SEQR Demo " + m.Code)
	}
	for _, k := range m.Account.Kinds {
		if k.Limit && k.Maximum.IsZero() {
			m = m.WithMaximum(k.Kind, money.FromMinor(500_00, m.Currency))
		}
	}
	if m.Account.Debits() && m.Collection.DueAfterDays == ach.UnsetDays {
		m = m.WithCollectionDays(2, 3)
	}
	if m.Account.Invoices() && m.Collection.InvoiceDays == 0 {
		m = m.WithInvoiceDays(14)
	}
	return m.
		WithContact(account.Contact{Phone: "+1 801 555 0100", Email: "help@seqr.example"}).
		WithTerms("demo-1", "https://seqr.example/terms", "https://seqr.example/privacy").
		WithRetention(5 * 365).
		WithFee(money.FromMinor(25_00, m.Currency))
}
