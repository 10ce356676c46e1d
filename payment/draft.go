package payment

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// Draft is what a merchant says about an invoice, when it issues one and when it updates it.
// Texts are trimmed; how long they may be is said at [MaxShort].
type Draft struct {
	Mode      Mode           // default: ImmediateDebit
	Ack       Acknowledgment // default: NoAcknowledgment
	Title     string
	ClientRef string // the merchant's own number; need not be unique
	Cashier   string
	Footer    string // for the receipt; may have several lines
	BackURL   string // opened by the app afterwards; not looked into, as app schemes and bare words are usual
	Rows      []Row  // their totals, some of which may be negative, must add up to Total
	Total     money.Amount
	HoldFor   time.Duration // how long a reservation may stand; 0: the market's default

	// MemberPrice says, in an update, that the payer's membership was taken into account.
	MemberPrice bool
}

// Check says whether the draft is small enough to be handled at all: ErrText, ErrRows or
// ErrNumber if not. [Issue] and [Invoice.Update] check it too; call it before anything that
// prints or encodes a draft of a stranger's, as a number of a few bytes can be a gigabyte of text.
func (d Draft) Check(p Policy) error {
	var v Invoice
	if err := v.putTexts(d); err != nil {
		return err
	}
	if len(d.Rows) > p.MaxRows {
		return ErrRows
	}
	for i := range d.Rows {
		if _, err := d.Rows[i].clean(); err != nil {
			return err
		}
	}
	return nil
}

// Issue makes an invoice at a lane: in state Issued, revision 1, open for the policy's time.
// The reference goes into the invoice's own code and must be unguessable, as [NewReference] makes it.
//
// It answers ErrMerchantInactive; ErrAmount for a total of nothing, less, or more than the
// policy's maximum; ErrCurrency, ErrRows, ErrRowSum, ErrNumber and ErrText about the content;
// ErrMode for an unknown mode, ErrHoldFor, ErrReference; ErrID and ErrForeign for a lane that
// is not the merchant's.
func Issue(id InvoiceID, lane Lane, m Merchant, reference string, d Draft, p Policy, at time.Time) (Invoice, error) {
	if err := present(id.UUID, lane.ID.UUID, m.ID.UUID); err != nil {
		return Invoice{}, err
	}
	if lane.Merchant != m.ID {
		return Invoice{}, ErrForeign
	}
	if !m.Active {
		return Invoice{}, ErrMerchantInactive
	}
	if err := CheckReference(reference); err != nil {
		return Invoice{}, err
	}
	at = instant(at)
	v := Invoice{
		ID: id, Revision: 1, Market: m.Market, Merchant: m.ID, Location: lane.Location, Lane: lane.ID, Channel: lane.Channel,
		Reference: reference, State: Issued, Mode: ImmediateDebit, Ack: NoAcknowledgment,
		IssuedAt: at, ExpiresAt: at.Add(p.OpenFor),
	}
	if err := v.put(d, m.Currency, p); err != nil {
		return Invoice{}, err
	}
	return v, nil
}

// IssueFor is [Issue] for one payer alone, whoever else scans its code: the bill of an order.
func IssueFor(payer account.ID, id InvoiceID, lane Lane, m Merchant, reference string, d Draft, p Policy, at time.Time) (Invoice, error) {
	if err := present(payer.UUID); err != nil {
		return Invoice{}, err
	}
	v, err := Issue(id, lane, m, reference, d, p, at)
	if err != nil {
		return Invoice{}, err
	}
	v.Payer = payer
	return v, nil
}

// Update replaces what the draft names; what it leaves empty keeps its value. A new total
// without rows drops the old rows, as they no longer add up. The revision rises by one, so an
// approval of what was shown before is refused (PAY-5).
//
// In PendingAcknowledge it is the merchant's acknowledgment, whatever it says: the invoice is
// Issued again, for the payer who was asked about. In Reserved it sets the final rows: the
// total can fall but not rise, and Mode, Ack and HoldFor, which no longer matter, stay.
//
// It answers ErrPaid, or ErrEnded if the invoice has ended unpaid; else what [Issue] answers
// about the content, and ErrAmount for a total above the reserved one.
func (v Invoice) Update(d Draft, p Policy, at time.Time) (Invoice, error) {
	before := v.Total
	switch v.StateAt(at) {
	case Issued:
	case PendingAcknowledge:
		v.State = Issued
	case Reserved:
		d.Mode, d.Ack, d.HoldFor = "", "", 0
		if d.Total.Currency() == before.Currency() && d.Total.Minor() > before.Minor() {
			return Invoice{}, ErrAmount
		}
	case Paid:
		return Invoice{}, ErrPaid
	case Canceled, Failed, Expired:
		return Invoice{}, ErrEnded
	default:
		return Invoice{}, ErrEnded
	}
	if err := v.put(d, before.Currency(), p); err != nil {
		return Invoice{}, err
	}
	v.MemberPrice = v.MemberPrice || d.MemberPrice && len(v.Membership) > 0
	v.Revision++
	return v, nil
}

// put checks a draft and lays it over the invoice, which is unusable if it answers an error.
func (v *Invoice) put(d Draft, c money.Currency, p Policy) error {
	if err := v.putModes(d, p); err != nil {
		return err
	}
	if err := v.putTexts(d); err != nil {
		return err
	}
	return v.putAmounts(d, c, p)
}

func (v *Invoice) putModes(d Draft, p Policy) error {
	if d.Mode != "" {
		v.Mode = d.Mode
	}
	if d.Ack != "" {
		v.Ack = d.Ack
	}
	if d.HoldFor != 0 {
		v.HoldFor = d.HoldFor
	}
	if !v.Mode.Debits() && !v.Mode.Reserves() || !v.Ack.valid() {
		return ErrMode
	}
	if d.HoldFor < 0 || d.HoldFor > p.MaxReserve {
		return ErrHoldFor
	}
	return nil
}

func (v *Invoice) putTexts(d Draft) error {
	var t texts
	put := func(to *string, s string) {
		if s != "" {
			*to = s
		}
	}
	put(&v.Title, t.line(d.Title, MaxLine))
	put(&v.ClientRef, t.line(d.ClientRef, MaxLine))
	put(&v.Cashier, t.line(d.Cashier, MaxShort))
	put(&v.Footer, t.lines(d.Footer, MaxLong))
	put(&v.BackURL, t.line(d.BackURL, MaxLong))
	return t.err
}

func (v *Invoice) putAmounts(d Draft, c money.Currency, p Policy) error {
	if d.Total != (money.Amount{}) {
		if d.Total != v.Total {
			v.Rows = nil
		}
		v.Total = d.Total
	}
	if err := checkTotal(v.Total, c, p.MaxAmount); err != nil {
		return err
	}
	if len(d.Rows) == 0 {
		return nil
	}
	rows, err := checkRows(d.Rows, v.Total, p)
	v.Rows = rows
	return err
}

func checkTotal(total money.Amount, c money.Currency, most int64) error {
	switch {
	case total == (money.Amount{}):
		return ErrAmount
	case total.Currency() != c:
		return ErrCurrency
	case !total.IsPositive() || total.Minor() > most:
		return ErrAmount
	}
	return nil
}

// checkRows answers the rows cleaned, if they are sound and add up to total.
func checkRows(rows []Row, total money.Amount, p Policy) ([]Row, error) {
	rows, err := cleanRows(rows, p.MaxRows)
	if err != nil {
		return nil, err
	}
	amounts := make([]money.Amount, len(rows))
	for i, r := range rows {
		if !r.in(total.Currency()) {
			return nil, ErrCurrency
		}
		amounts[i] = r.Total
	}
	if sum, err := money.Sum(total.Currency(), amounts...); err != nil || sum != total {
		return nil, ErrRowSum
	}
	return rows, nil
}

// cleanRows is a copy of the rows with trimmed texts, if all of them can be shown.
func cleanRows(rows []Row, most int) ([]Row, error) {
	if len(rows) > most {
		return nil, ErrRows
	}
	cleaned := make([]Row, len(rows))
	for i, r := range rows {
		var err error
		if cleaned[i], err = r.clean(); err != nil {
			return nil, err
		}
	}
	return cleaned, nil
}

// clean is the row with trimmed texts, if it can be shown.
func (r Row) clean() (Row, error) {
	var t texts
	r.Description = t.line(r.Description, MaxLine)
	r.EAN = t.line(r.EAN, MaxShort)
	r.SKU = t.line(r.SKU, MaxLine)
	r.Unit = t.line(r.Unit, MaxShort)
	if t.err == nil && !(printable(r.Quantity) && printable(r.TaxRate)) {
		t.err = ErrNumber
	}
	return r, t.err
}

// in says whether all of the row's amounts are in currency c.
func (r Row) in(c money.Currency) bool {
	return r.Total.Currency() == c && (r.UnitPrice == money.Amount{} || r.UnitPrice.Currency() == c)
}

// printable says whether d is at most some 20 digits long in print. A decimal such as
// 1e1000000000 is small in memory and a gigabyte as text.
func printable(d decimal.Decimal) bool {
	const longest = 12
	return -longest <= d.Exponent() && d.Exponent() <= longest && (d.IsZero() || d.Coefficient().BitLen() <= 63)
}
