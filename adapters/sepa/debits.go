package sepa

import (
	"strconv"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Sequence is the place of a debit in the life of its mandate.
type Sequence string

// The sequence types. A standing mandate may use Recurring from the first debit on.
const (
	First     Sequence = "FRST"
	Recurring Sequence = "RCUR"
	Final     Sequence = "FNAL" // ends the mandate
	OneOff    Sequence = "OOFF" // the only one of its mandate
)

// What one message can carry.
const (
	MaxAmount = 99_999_999_999 // of one debit or transfer, in cents
	MaxItems  = 1_000_000      // debits or transfers; banks want fewer, and the sum always fits
)

// DirectDebits is one message to the bank that collects (pain.008). It holds personal data: never log it.
type DirectDebits struct {
	ID        string    // of the message: at most 28 characters of the scheme, another one each time
	Created   time.Time // written in UTC
	Initiator string    // name of who sends it
	Debits    []Debit
}

// Debit is one collection.
type Debit struct {
	ID         string // end-to-end ID, at most 35 characters of the scheme; comes back in every report
	Amount     money.Amount
	On         civil.Date // day of collection, a TARGET day
	Sequence   Sequence
	Creditor   Creditor
	Mandate    Mandate
	Debtor     Party
	NewAccount bool   // the debtor's account is another one than before: an amendment of the mandate (SMNDA)
	Merchant   string // whom the statement shows besides the creditor; may be empty
	Text       string // what it is for; may be empty
}

// Creditor is who collects: the party of the mandate, not the merchant.
type Creditor struct {
	Name string
	ID   string // creditor identifier
	IBAN string
	BIC  string // may be empty
}

// Mandate is what authorises a debit.
type Mandate struct {
	ID     string // unique mandate reference
	Signed civil.Date
}

// Party is the other side of a debit or transfer.
type Party struct {
	Name    string
	IBAN    string
	BIC     string  // may be empty; banks outside the European Economic Area want it, and the address
	Address Address // may be zero
}

// Address is structured, as the scheme wants it since November 2026: there are no free lines.
type Address struct {
	Street   string // without the number
	Number   string
	PostCode string
	Town     string // required
	Country  string // required: ISO code of two letters
}

// Longest IDs of a message, which leaves room to number its batches, and texts of an address.
const (
	longestMessageID = 28
	longestNumber    = 16
)

// prepared answers the message as it is written: texts and identifiers in their normal form.
// It answers the first thing that is wrong.
func (m DirectDebits) prepared() (DirectDebits, error) {
	var err error
	if m.Initiator, err = checkHeader(m.ID, m.Initiator, m.Created, len(m.Debits)); err != nil {
		return m, err
	}
	debits, seen := make([]Debit, len(m.Debits)), map[string]bool{}
	for i, d := range m.Debits {
		if debits[i], err = d.prepared(civil.DateOf(m.Created, time.UTC)); err != nil {
			return m, &ItemError{i, err}
		}
		if seen[d.ID] {
			return m, &ItemError{i, ErrTwice}
		}
		seen[d.ID] = true
	}
	m.Debits = debits
	return m, nil
}

// checkHeader checks what both messages have and answers the initiator's name as it is written.
func checkHeader(id, initiator string, created time.Time, items int) (string, error) {
	switch {
	case items == 0:
		return "", ErrEmpty
	case items > MaxItems:
		return "", ErrTooLarge
	case !validID(id, longestMessageID):
		return "", ErrID
	case created.Year() < 1000 || created.Year() > 9998:
		return "", ErrDate
	}
	return checkName(initiator)
}

// prepared is a debit as it is written.
func (d Debit) prepared(today civil.Date) (_ Debit, err error) {
	switch {
	case !validID(d.ID, longestID):
		return d, ErrID
	case !payable(d.Amount):
		return d, ErrAmount
	case d.Sequence != First && d.Sequence != Recurring && d.Sequence != Final && d.Sequence != OneOff:
		return d, ErrSequence
	case !bankingDay(d.On, today), !d.Mandate.Signed.Valid(), d.Mandate.Signed.After(d.On):
		return d, ErrDate
	}
	if d.Mandate.ID, err = CheckMandateID(d.Mandate.ID); err != nil {
		return d, err
	}
	if d.Creditor, err = d.Creditor.prepared(); err != nil {
		return d, err
	}
	if d.Debtor, err = d.Debtor.prepared(); err != nil {
		return d, err
	}
	d.Merchant, d.Text = Text(d.Merchant, longestName), Text(d.Text, longestText)
	return d, nil
}

// prepared is a creditor as it is written.
func (c Creditor) prepared() (_ Creditor, err error) {
	if c.ID, err = CheckCreditorID(c.ID); err != nil {
		return c, err
	}
	p, err := Party{Name: c.Name, IBAN: c.IBAN, BIC: c.BIC}.prepared()
	c.Name, c.IBAN, c.BIC = p.Name, p.IBAN, p.BIC
	return c, err
}

// prepared is a party as it is written.
func (p Party) prepared() (_ Party, err error) {
	if p.Name, err = checkName(p.Name); err != nil {
		return p, err
	}
	if p.IBAN, err = CheckIBAN(p.IBAN); err != nil {
		return p, err
	}
	if p.BIC != "" {
		if p.BIC, err = CheckBIC(p.BIC); err != nil {
			return p, err
		}
	}
	p.Address, err = p.Address.prepared()
	return p, err
}

// prepared is an address as it is written.
func (a Address) prepared() (Address, error) {
	if a == (Address{}) {
		return a, nil
	}
	a = Address{
		Street: Text(a.Street, longestName), Number: Text(a.Number, longestNumber), PostCode: Text(a.PostCode, longestNumber),
		Town: Text(a.Town, longestID), Country: normal(a.Country),
	}
	if a.Town == "" || len(a.Country) != 2 || !all(a.Country, isUpper) {
		return a, ErrAddress
	}
	return a, nil
}

// checkName is a name as it is written. One that nothing is left of but full stops names nobody.
func checkName(s string) (string, error) {
	name := Text(s, longestName)
	if all(upper(name), func(r rune) bool { return !isAlnum(r) }) {
		return "", ErrName
	}
	return name, nil
}

// payable says whether an amount may stand in a message.
func payable(a money.Amount) bool {
	return a.Currency() == money.EUR && a.Minor() >= 1 && a.Minor() <= MaxAmount
}

// bankingDay says whether something may be asked for on a day, today or later. A bank would move
// other days or refuse them, and then nobody knows when it is settled.
func bankingDay(on, today civil.Date) bool {
	return on.Valid() && !on.Before(today) && ach.TARGETCalendar().IsBankingDay(on)
}

// batch is a part of a message whose items agree in what the batch says: the items are indexes.
type batch struct {
	id    string
	items []int
}

// batches puts n items into batches by their keys, in the order in which the keys first appear.
func batches[K comparable](message string, n int, key func(i int) K) []batch {
	var all []batch
	at := map[K]int{}
	for i := range n {
		k, ok := at[key(i)]
		if !ok {
			k = len(all)
			at[key(i)] = k
			all = append(all, batch{id: message + "-" + strconv.Itoa(k+1)})
		}
		all[k].items = append(all[k].items, i)
	}
	return all
}

// debitKey is what the debits of a batch agree in.
type debitKey struct {
	on       civil.Date
	sequence Sequence
	creditor Creditor
}

// batches are those of a message that is prepared.
func (m DirectDebits) batches() []batch {
	return batches(m.ID, len(m.Debits), func(i int) debitKey {
		d := m.Debits[i]
		return debitKey{d.On, d.Sequence, d.Creditor}
	})
}
