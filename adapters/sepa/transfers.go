package sepa

import (
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// CreditTransfers is one message to the bank that pays out (pain.001). It holds personal data: never log it.
type CreditTransfers struct {
	ID        string    // of the message: at most 28 characters of the scheme, another one each time
	Created   time.Time // written in UTC
	Initiator string    // name of who sends it
	Transfers []Transfer
}

// Transfer is one payout.
type Transfer struct {
	ID       string // end-to-end ID, at most 35 characters of the scheme; comes back in every report
	Amount   money.Amount
	On       civil.Date // day of execution, a TARGET day
	Debtor   Payer
	Creditor Party
	Text     string // what it is for; may be empty
}

// Payer is who pays out.
type Payer struct {
	Name string
	IBAN string
	BIC  string // may be empty
}

// prepared answers the message as it is written, or the first thing that is wrong.
func (m CreditTransfers) prepared() (CreditTransfers, error) {
	var err error
	if m.Initiator, err = checkHeader(m.ID, m.Initiator, m.Created, len(m.Transfers)); err != nil {
		return m, err
	}
	transfers, seen := make([]Transfer, len(m.Transfers)), map[string]bool{}
	for i, t := range m.Transfers {
		if transfers[i], err = t.prepared(civil.DateOf(m.Created, time.UTC)); err != nil {
			return m, &ItemError{i, err}
		}
		if seen[t.ID] {
			return m, &ItemError{i, ErrTwice}
		}
		seen[t.ID] = true
	}
	m.Transfers = transfers
	return m, nil
}

// prepared is a transfer as it is written.
func (t Transfer) prepared(today civil.Date) (Transfer, error) {
	switch {
	case !validID(t.ID, longestID):
		return t, ErrID
	case !payable(t.Amount):
		return t, ErrAmount
	case !bankingDay(t.On, today):
		return t, ErrDate
	}
	payer, err := Party{Name: t.Debtor.Name, IBAN: t.Debtor.IBAN, BIC: t.Debtor.BIC}.prepared()
	if err != nil {
		return t, err
	}
	t.Debtor = Payer{payer.Name, payer.IBAN, payer.BIC}
	if t.Creditor, err = t.Creditor.prepared(); err != nil {
		return t, err
	}
	t.Text = Text(t.Text, longestText)
	return t, nil
}

// transferKey is what the transfers of a batch agree in.
type transferKey struct {
	on     civil.Date
	debtor Payer
}

// batches are those of a message that is prepared.
func (m CreditTransfers) batches() []batch {
	return batches(m.ID, len(m.Transfers), func(i int) transferKey {
		return transferKey{m.Transfers[i].On, m.Transfers[i].Debtor}
	})
}
