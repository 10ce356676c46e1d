package sepa

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// Entry is one booking on an account, or one part of a booking that the bank made of several. It
// holds personal data: never log it.
type Entry struct {
	Report
	StatementID string
	Account     string     // IBAN or other number of the account
	Reference   string     // the bank's own
	Credit      bool       // the account received; false: it paid
	Booked      bool       // false: announced only, and Kind is KindPending
	Value       civil.Date // value date; zero if the file has none
	Transaction string     // the bank's code of what it is, such as "PMNT-IDDT-UPDD"
	Reason      string     // why it came back, as the bank wrote it, if not as a code
	Info        string     // what it says besides
	Text        string     // remittance information
}

// ReadStatement reads a statement of accounts or a notification of bookings, camt.053 or camt.054 in the
// versions .001.02, .04 and .08: what was settled, what came back, and all else that is on the
// account. A booking of which the bank tells the parts is one entry for each. Repeats are the caller's to
// know: most bookings come in a notification first and in a statement after it.
//
// A file is taken whole or not at all; for what is wrong see [ReadStatus].
func ReadStatement(r io.Reader) ([]Entry, error) {
	f := open(r)
	var all []Entry
	err := f.documents(func(message xml.StartElement) error {
		if n := message.Name.Local; n != "BkToCstmrStmt" && n != "BkToCstmrDbtCdtNtfctn" {
			return ErrMessage
		}
		return f.each(func(e xml.StartElement) error {
			if e.Name.Local != "Stmt" && e.Name.Local != "Ntfctn" {
				return f.skip()
			}
			one := statementReader{file: f}
			err := f.each(one.part)
			all = append(all, one.all...)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// statementReader is at a place in one statement.
type statementReader struct {
	*file
	id      string
	account string
	all     []Entry
}

type xmlStatementAccount struct {
	IBAN  string `xml:"Id>IBAN"`
	Other string `xml:"Id>Othr>Id"`
}

// part reads one element of the statement.
func (s *statementReader) part(e xml.StartElement) error {
	switch e.Name.Local {
	case "Id":
		return s.text(e, &s.id)
	case "Acct":
		var x xmlStatementAccount
		err := s.decode(e, &x)
		s.account = normal(x.IBAN)
		if s.account == "" {
			s.account = strings.TrimSpace(x.Other)
		}
		return err
	case "Ntry":
		return s.entry()
	}
	return s.skip()
}

// booking is an Ntry: what is said of it as a whole, and its parts.
type booking struct {
	amount      money.Amount
	side        string // CRDT or DBIT
	reversal    bool
	booked      bool
	on, value   civil.Date
	reference   string
	transaction string
	batch       xmlBatch
	parts       []part
}

// part is a TxDtls and where it stands.
type part struct {
	xmlPart
	batch xmlBatch
	line  int
}

type xmlBatch struct {
	Message string `xml:"MsgId"`
	ID      string `xml:"PmtInfId"`
}

// xmlDay is a date that may have a time.
type xmlDay struct {
	Date string `xml:"Dt"`
	Time string `xml:"DtTm"`
}

// xmlBooked is a status, which versions before .08 wrote without an element around the code.
type xmlBooked struct {
	Text string `xml:",chardata"`
	Code string `xml:"Cd"`
}

type xmlTransactionCode struct {
	Domain string `xml:"Domn>Cd"`
	Family string `xml:"Domn>Fmly>Cd"`
	Within string `xml:"Domn>Fmly>SubFmlyCd"`
}

func (x xmlTransactionCode) String() string {
	if x.Domain == "" {
		return ""
	}
	return normal(x.Domain + "-" + x.Family + "-" + x.Within)
}

type xmlPart struct {
	Message     string             `xml:"Refs>MsgId"`
	Batch       string             `xml:"Refs>PmtInfId"`
	Reference   string             `xml:"Refs>AcctSvcrRef"`
	EndToEnd    string             `xml:"Refs>EndToEndId"`
	Mandate     string             `xml:"Refs>MndtId"`
	Amount      *xmlAmount         `xml:"Amt"`
	Side        string             `xml:"CdtDbtInd"`
	Original    *xmlAmount         `xml:"AmtDtls>InstdAmt>Amt"`
	Whole       *xmlAmount         `xml:"AmtDtls>TxAmt>Amt"`
	Transaction xmlTransactionCode `xml:"BkTxCd"`
	Text        []string           `xml:"RmtInf>Ustrd"`
	Returned    *xmlReason         `xml:"RtrInf"`
}

// entry reads a booking.
func (s *statementReader) entry() error {
	var b booking
	line := s.line()
	if err := s.each(func(e xml.StartElement) error { return s.field(e, &b) }); err != nil {
		return err
	}
	switch {
	case b.amount.Currency() == "", b.side != credit && b.side != debit:
		return at(line, ErrField)
	case b.on.IsZero():
		b.on = b.value
	}
	if b.on.IsZero() && b.booked {
		return at(line, ErrField)
	}
	if len(b.parts) == 0 {
		b.parts = []part{{batch: b.batch, line: line}}
	}
	for _, p := range b.parts {
		e, err := b.entry(p)
		if err != nil {
			return at(p.line, err)
		}
		e.StatementID, e.Account = s.id, s.account
		s.all = append(s.all, e)
	}
	return nil
}

const (
	credit = "CRDT"
	debit  = "DBIT"
)

// field reads one element of a booking.
func (s *statementReader) field(e xml.StartElement, b *booking) (err error) {
	switch e.Name.Local {
	case "Amt":
		var x xmlAmount
		if err = s.decode(e, &x); err == nil {
			b.amount, err = x.money()
		}
	case "CdtDbtInd":
		err = s.text(e, &b.side)
	case "RvslInd":
		var x string
		err = s.text(e, &x)
		b.reversal = x == "true" || x == "1"
	case "Sts":
		var x xmlBooked
		err = s.decode(e, &x)
		b.booked = normal(x.Text+x.Code) == "BOOK"
	case "BookgDt":
		b.on, err = s.date(e)
	case "ValDt":
		b.value, err = s.date(e)
	case "AcctSvcrRef":
		err = s.text(e, &b.reference)
	case "BkTxCd":
		var x xmlTransactionCode
		err = s.decode(e, &x)
		b.transaction = x.String()
	case "NtryDtls":
		err = s.details(b)
	default:
		err = s.skip()
	}
	return err
}

// date reads an element with a date.
func (s *statementReader) date(e xml.StartElement) (civil.Date, error) {
	var x xmlDay
	if err := s.decode(e, &x); err != nil {
		return civil.Date{}, err
	}
	if x.Date == "" {
		x.Date = x.Time
	}
	return day(x.Date)
}

// details reads the parts of a booking.
func (s *statementReader) details(b *booking) error {
	var of xmlBatch
	err := s.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Btch":
			return s.decode(e, &of)
		case "TxDtls":
			p := part{batch: of, line: s.line()}
			err := s.decode(e, &p.xmlPart)
			b.parts = append(b.parts, p)
			return err
		}
		return s.skip()
	})
	b.batch = of
	return err
}

// entry is what a part of a booking says.
func (b booking) entry(p part) (Entry, error) {
	side := p.Side
	if side == "" {
		side = b.side
	}
	if side != credit && side != debit {
		return Entry{}, ErrField
	}
	e := Entry{
		Report: Report{
			Level: LevelTransaction, On: b.on, MessageID: provided(p.Message), BatchID: provided(p.Batch),
			EndToEndID: provided(p.EndToEnd), MandateID: provided(p.Mandate),
		},
		Reference: provided(p.Reference), Credit: side == credit, Booked: b.booked, Value: b.value,
		Transaction: p.Transaction.String(), Text: strings.TrimSpace(strings.Join(p.Text, " ")),
	}
	fill(&e.MessageID, provided(p.batch.Message))
	fill(&e.BatchID, provided(p.batch.ID))
	fill(&e.Reference, b.reference)
	fill(&e.Transaction, b.transaction)
	if e.EndToEndID == "" && e.MandateID == "" {
		e.Level = LevelBatch
	}
	if p.Returned != nil {
		e.Code, e.Reason, e.Info = reasonOf([]xmlReason{*p.Returned})
	}
	e.Kind = b.kind(e, p.Returned != nil)
	return e, b.amounts(&e, p)
}

// fill gives an empty text a value.
func fill(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

// kind is what an entry tells. The reason comes first, then the bank's transaction code, then what else there is.
func (b booking) kind(e Entry, returned bool) Kind {
	_, code, _ := strings.Cut(e.Transaction, "-")
	family, within, _ := strings.Cut(code, "-")
	back := returned || b.reversal || slices.Contains(comesBack, within)
	switch {
	case !b.booked:
		return KindPending
	case back && foreign(family, e.Credit):
		return KindOther
	case e.Code == "MD06":
		return KindRefunded
	case within == "PRDD", within == "RCDD", within == "RPCR":
		return KindReversed
	case returned, within == "UPDD", within == "RRTN":
		return KindReturned
	case back && (family == issuedDebit || family == issuedTransfer || family == ""):
		return KindReversed
	case back:
		return KindOther
	case family == issuedDebit && e.Credit, family == issuedTransfer && !e.Credit:
		return KindSettled
	case e.Transaction == "" && e.EndToEndID != "" && e.Credit == (e.MandateID != ""):
		return KindSettled
	}
	return KindOther
}

// The families of the bank's transaction codes: what was issued is ours.
const (
	issuedDebit      = "IDDT"
	issuedTransfer   = "ICDT"
	receivedDebit    = "RDDT"
	receivedTransfer = "RCDT"
)

// comesBack are the bank's codes of what takes something back: unpaid, returned, reversed, cancelled.
var comesBack = []string{"UPDD", "RRTN", "PRDD", "RCDD", "RPCR"}

// foreign says whether what comes back is none of ours, by the way the money goes: a debit of
// ours that fails takes from the account, a transfer of ours that fails gives to it. The
// other way it is a return that is taken back itself, or somebody else's order on our account.
func foreign(family string, credit bool) bool {
	switch family {
	case issuedDebit:
		return credit
	case issuedTransfer, receivedTransfer:
		return !credit
	case receivedDebit:
		return true
	}
	return false
}

// amounts sets what of an entry is the original amount and what was booked above it. A booking of a single part is
// the part, whatever the part says; of several parts each must say how much it is.
func (b booking) amounts(e *Entry, p part) error {
	said := make([]money.Amount, 3)
	for i, x := range []*xmlAmount{p.Amount, p.Whole, p.Original} {
		if x == nil {
			continue
		}
		var err error
		if said[i], err = x.money(); err != nil {
			return err
		}
	}
	whole, original := b.amount, said[2]
	if len(b.parts) > 1 {
		if whole = first(said[0], said[1], said[2]); whole.Currency() == "" {
			return ErrAmount
		}
	} else {
		original = first(said[2], said[0], said[1])
	}
	e.Amount = whole
	if e.failed() && original.IsPositive() {
		if split, err := e.Split(original); err == nil {
			e.Report = split
		}
	}
	return nil
}

// first is the first amount that was said.
func first(said ...money.Amount) money.Amount {
	for _, a := range said {
		if a.Currency() != "" {
			return a
		}
	}
	return money.Amount{}
}
