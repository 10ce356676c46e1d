package sepa_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Numbers that are valid and belong to nobody.
const (
	ourIBAN    = "DE89370400440532013000"
	annasIBAN  = "NL91ABNA0417164300"
	bensIBAN   = "FR1420041010050500013M02606"
	creditorID = "DE98ZZZ09999999999"
)

func eur(minor int64) money.Amount { return money.FromMinor(minor, money.EUR) }

func date(year int, month time.Month, day int) civil.Date {
	return civil.Date{Year: year, Month: month, Day: day}
}

// thursday is a TARGET day.
var thursday = date(2026, time.December, 3)

func creditor() sepa.Creditor {
	return sepa.Creditor{Name: "SEQR Europe GmbH", ID: creditorID, IBAN: ourIBAN, BIC: "COBADEFFXXX"}
}

func debit1() sepa.Debit {
	return sepa.Debit{
		ID: "DEBIT1", Amount: eur(6250), On: thursday, Sequence: sepa.Recurring, Creditor: creditor(),
		Mandate:  sepa.Mandate{ID: "SEQR-M-1", Signed: date(2026, time.October, 31)},
		Debtor:   sepa.Party{Name: "Anna Müller", IBAN: "nl91 abna 0417 1643 00"},
		Merchant: "Ben's Bakery & Café", Text: "Ben's Bakery, 26 Nov 2026, receipt 4711",
	}
}

// debits are the message that the files of testdata answer: two batches.
func debits() sepa.DirectDebits {
	second, third := debit1(), debit1()
	second.ID, second.Amount, second.Mandate.ID, second.NewAccount = "DEBIT2", eur(1000), "SEQR-M-2", true
	second.Debtor = sepa.Party{
		Name: "Βασίλης <Ben> Жуков", IBAN: bensIBAN, BIC: "psstfrppxxx",
		Address: sepa.Address{Street: "Rue de l'Église", Number: "4 bis", PostCode: "75001", Town: "Paris", Country: "fr"},
	}
	third.ID, third.Amount, third.Mandate.ID, third.Sequence, third.Merchant, third.Text = "DEBIT3", eur(3000), "SEQR-M-3", sepa.OneOff, "", ""
	return sepa.DirectDebits{
		ID: "SEQR-20261130-1", Created: time.Date(2026, time.November, 30, 23, 30, 0, 0, time.FixedZone("", 3600)),
		Initiator: "SEQR Europe GmbH", Debits: []sepa.Debit{debit1(), third, second},
	}
}

func transfers() sepa.CreditTransfers {
	us := sepa.Payer{Name: "SEQR Europe GmbH", IBAN: ourIBAN}
	return sepa.CreditTransfers{
		ID: "SEQR-P-1", Created: time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC), Initiator: "SEQR Europe GmbH",
		Transfers: []sepa.Transfer{
			{ID: "PAYOUT1", Amount: eur(500), On: thursday, Debtor: us, Creditor: sepa.Party{Name: "Anna Müller", IBAN: annasIBAN}, Text: "Cashback"},
			{ID: "PAYOUT2", Amount: eur(sepa.MaxAmount), On: thursday, Debtor: us, Creditor: sepa.Party{Name: "Ben", IBAN: bensIBAN, BIC: "PSSTFRPP"}},
		},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}

// wellFormed reads all of an XML file.
func wellFormed(t require.TestingT, file []byte) {
	var root struct {
		Inner []byte `xml:",innerxml"`
	}
	require.NoError(t, xml.Unmarshal(file, &root))
	require.NotContains(t, string(file), "></", "no schema has an empty element here")
}

func TestMessagesAreAsTheyWere(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, sepa.WriteDirectDebits(&out, debits()))
	wellFormed(t, out.Bytes())
	golden(t, "pain008.xml", out.Bytes())

	out.Reset()
	require.NoError(t, sepa.WriteCreditTransfers(&out, transfers()))
	wellFormed(t, out.Bytes())
	golden(t, "pain001.xml", out.Bytes())
}

// unwritable fails the test if a byte comes.
type unwritable struct{ t *testing.T }

func (w unwritable) Write([]byte) (int, error) {
	w.t.Error("something was written")
	return 0, errors.New("full")
}

func TestDebitsThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sepa.DirectDebits)
		want   error
	}{
		"none":                      {func(m *sepa.DirectDebits) { m.Debits = nil }, sepa.ErrEmpty},
		"no message ID":             {func(m *sepa.DirectDebits) { m.ID = "" }, sepa.ErrID},
		"message ID too long":       {func(m *sepa.DirectDebits) { m.ID = strings.Repeat("A", 29) }, sepa.ErrID},
		"no time":                   {func(m *sepa.DirectDebits) { m.Created = time.Time{} }, sepa.ErrDate},
		"nobody":                    {func(m *sepa.DirectDebits) { m.Initiator = " " }, sepa.ErrName},
		"no ID":                     {func(m *sepa.DirectDebits) { m.Debits[2].ID = "" }, sepa.ErrID},
		"ID too long":               {func(m *sepa.DirectDebits) { m.Debits[2].ID = strings.Repeat("A", 36) }, sepa.ErrID},
		"ID with umlaut":            {func(m *sepa.DirectDebits) { m.Debits[2].ID = "Ä1" }, sepa.ErrID},
		"ID ends with slash":        {func(m *sepa.DirectDebits) { m.Debits[2].ID = "A/" }, sepa.ErrID},
		"ID twice":                  {func(m *sepa.DirectDebits) { m.Debits[2].ID = "DEBIT1" }, sepa.ErrTwice},
		"nothing":                   {func(m *sepa.DirectDebits) { m.Debits[2].Amount = eur(0) }, sepa.ErrAmount},
		"below nothing":             {func(m *sepa.DirectDebits) { m.Debits[2].Amount = eur(-1) }, sepa.ErrAmount},
		"a cent too much":           {func(m *sepa.DirectDebits) { m.Debits[2].Amount = eur(sepa.MaxAmount + 1) }, sepa.ErrAmount},
		"dollars":                   {func(m *sepa.DirectDebits) { m.Debits[2].Amount = money.FromMinor(1, money.USD) }, sepa.ErrAmount},
		"re-presentment as a type":  {func(m *sepa.DirectDebits) { m.Debits[2].Sequence = "RPRE" }, sepa.ErrSequence},
		"no day":                    {func(m *sepa.DirectDebits) { m.Debits[2].On = civil.Date{} }, sepa.ErrDate},
		"a Saturday":                {func(m *sepa.DirectDebits) { m.Debits[2].On = date(2026, time.December, 5) }, sepa.ErrDate},
		"Christmas":                 {func(m *sepa.DirectDebits) { m.Debits[2].On = date(2026, time.December, 25) }, sepa.ErrDate},
		"yesterday":                 {func(m *sepa.DirectDebits) { m.Debits[2].On = date(2026, time.November, 27) }, sepa.ErrDate},
		"mandate of later":          {func(m *sepa.DirectDebits) { m.Debits[2].Mandate.Signed = thursday.AddDays(1) }, sepa.ErrDate},
		"mandate never signed":      {func(m *sepa.DirectDebits) { m.Debits[2].Mandate.Signed = civil.Date{} }, sepa.ErrDate},
		"mandate without reference": {func(m *sepa.DirectDebits) { m.Debits[2].Mandate.ID = "" }, sepa.ErrMandateID},
		"creditor's identifier":     {func(m *sepa.DirectDebits) { m.Debits[2].Creditor.ID = "DE00ZZZ00099999999" }, sepa.ErrCreditorID},
		"creditor's IBAN":           {func(m *sepa.DirectDebits) { m.Debits[2].Creditor.IBAN = "DE88370400440532013000" }, sepa.ErrIBAN},
		"creditor's name":           {func(m *sepa.DirectDebits) { m.Debits[2].Creditor.Name = "" }, sepa.ErrName},
		"debtor's IBAN":             {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.IBAN = "DE88370400440532013000" }, sepa.ErrIBAN},
		"debtor's BIC":              {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.BIC = "COBADEFFXX" }, sepa.ErrBIC},
		"debtor in Chinese":         {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.Name = "安娜" }, sepa.ErrName},
		"street of nowhere":         {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.Address = sepa.Address{Street: "Main St"} }, sepa.ErrAddress},
		"town without country":      {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.Address = sepa.Address{Town: "Bern"} }, sepa.ErrAddress},
		"country in words":          {func(m *sepa.DirectDebits) { m.Debits[2].Debtor.Address = sepa.Address{Town: "Bern", Country: "Suisse"} }, sepa.ErrAddress},
	} {
		t.Run(name, func(t *testing.T) {
			m := debits()
			c.change(&m)
			err := sepa.WriteDirectDebits(unwritable{t}, m)
			require.ErrorIs(t, err, c.want)
			if item := (*sepa.ItemError)(nil); errors.As(err, &item) {
				require.Equal(t, 2, item.Index)
				require.Contains(t, err.Error(), "item 2")
			}
			_, _, err = m.Match(nil)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestTransfersThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sepa.CreditTransfers)
		want   error
	}{
		"none":            {func(m *sepa.CreditTransfers) { m.Transfers = nil }, sepa.ErrEmpty},
		"no message ID":   {func(m *sepa.CreditTransfers) { m.ID = "/" }, sepa.ErrID},
		"no ID":           {func(m *sepa.CreditTransfers) { m.Transfers[1].ID = "a b" }, sepa.ErrID},
		"ID twice":        {func(m *sepa.CreditTransfers) { m.Transfers[1].ID = "PAYOUT1" }, sepa.ErrTwice},
		"a cent too much": {func(m *sepa.CreditTransfers) { m.Transfers[1].Amount = eur(sepa.MaxAmount + 1) }, sepa.ErrAmount},
		"a Sunday":        {func(m *sepa.CreditTransfers) { m.Transfers[1].On = date(2026, time.December, 6) }, sepa.ErrDate},
		"payer's IBAN":    {func(m *sepa.CreditTransfers) { m.Transfers[1].Debtor.IBAN = "" }, sepa.ErrIBAN},
		"receiver's IBAN": {func(m *sepa.CreditTransfers) { m.Transfers[1].Creditor.IBAN = "XX00" }, sepa.ErrIBAN},
		"receiver's name": {func(m *sepa.CreditTransfers) { m.Transfers[1].Creditor.Name = "..." }, sepa.ErrName},
	} {
		t.Run(name, func(t *testing.T) {
			m := transfers()
			c.change(&m)
			require.ErrorIs(t, sepa.WriteCreditTransfers(unwritable{t}, m), c.want)
			_, _, err := m.Match(nil)
			require.ErrorIs(t, err, c.want)
		})
	}
}

func TestMessageIsNotChangedByWriting(t *testing.T) {
	m := debits()
	require.NoError(t, sepa.WriteDirectDebits(&bytes.Buffer{}, m))
	require.Equal(t, debits(), m)
}

// full writes some bytes and fails.
type full struct{ left int }

func (w *full) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriterThatFails(t *testing.T) {
	for _, n := range []int{0, 100, 1000} {
		require.ErrorContains(t, sepa.WriteDirectDebits(&full{n}, debits()), "disk full")
		require.ErrorContains(t, sepa.WriteCreditTransfers(&full{n}, transfers()), "disk full")
	}
}
