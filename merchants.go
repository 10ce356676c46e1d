package seqr

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/store"
)

// Merchants is the merchant's side: locations and lanes, invoices, refunds. No answer of it says who paid [PAY-9].
type Merchants struct{ c *core }

// MerchantRequest opens a merchant. The operator calls it.
type MerchantRequest struct {
	Key     Key
	Name    string // as payers see it, and on their bank statements
	Charity bool   // payments to it are donations: no cashback [DON-2]
}

// Open opens a merchant with an account in the book for what the operator owes it.
func (s *Merchants) Open(ctx context.Context, r MerchantRequest) (payment.Merchant, error) {
	c := s.c
	ids, err := c.newIDs(2)
	if err != nil {
		return payment.Merchant{}, err
	}
	cmd := command{"merchants.open", "operator", r.Key, []any{r.Name, r.Charity}}
	return execute(ctx, c, cmd, func(_ context.Context, now round, ch *store.Changes) (payment.Merchant, error) {
		payable := ledger.AccountID{UUID: ids[1]}
		m, err := payment.NewMerchant(payment.MerchantID{UUID: ids[0]}, c.Market.Code, r.Name, c.Market.Currency, r.Charity, payable, now.At)
		ch.Merchants = []payment.Merchant{m}
		ch.Ledger = []ledger.Account{{ID: payable, Owner: ids[0], Code: ledger.CodeMerchantPayable, Currency: c.Market.Currency}}
		return m, err
	})
}

// ActiveRequest opens or closes a merchant for business. The operator calls it.
type ActiveRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Active   bool
}

// SetActive opens or closes a merchant for business: a closed one issues no invoices and is paid by nobody. What was
// paid before can still be refunded.
func (s *Merchants) SetActive(ctx context.Context, r ActiveRequest) (payment.Merchant, error) {
	c := s.c
	cmd := command{"merchants.set_active", r.Merchant.String(), r.Key, r.Active}
	return execute(ctx, c, cmd, func(ctx context.Context, _ round, ch *store.Changes) (payment.Merchant, error) {
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return m, err
		}
		if r.Active {
			m = m.Activate()
		} else {
			m = m.Deactivate()
		}
		ch.Merchants = []payment.Merchant{m}
		return m, nil
	})
}

// LocationRequest adds a shop or web shop to a merchant.
type LocationRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Name     string
	Address  string
}

// AddLocation adds a shop or web shop.
func (s *Merchants) AddLocation(ctx context.Context, r LocationRequest) (payment.Location, error) {
	c := s.c
	id, err := c.newID()
	if err != nil {
		return payment.Location{}, err
	}
	cmd := command{"merchants.add_location", r.Merchant.String(), r.Key, []string{r.Name, r.Address}}
	return execute(ctx, c, cmd, func(ctx context.Context, _ round, ch *store.Changes) (payment.Location, error) {
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return payment.Location{}, err
		}
		l, err := payment.NewLocation(payment.LocationID{UUID: id}, m, r.Name, r.Address)
		ch.Locations = []payment.Location{l}
		ch.Relied = []store.Ref{store.RelyOnMerchant(m)}
		return l, err
	})
}

// LaneRequest adds a checkout lane to a location.
type LaneRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Location payment.LocationID
	Name     string
	Code     string          // what its sticker says; empty: one of 16 digits is made
	Channel  payment.Channel // where payments at this lane arise
	Many     bool            // holds many open invoices, as a web shop does
	MustAsk  bool            // a payment is reversed if the till does not fetch its result in time [PAY-17]
}

// AddLane adds a lane and binds its code. Print the code with qr.LaneCode(lane.Code) and package qrimage.
// It answers ErrTaken if another lane has the code.
func (s *Merchants) AddLane(ctx context.Context, r LaneRequest) (payment.Lane, error) {
	c := s.c
	id, err := c.newID()
	if err != nil {
		return payment.Lane{}, err
	}
	code := strings.ToUpper(r.Code)
	if code == "" {
		if code, err = c.digits(16); err != nil {
			return payment.Lane{}, err
		}
	}
	in := []any{r.Location, r.Name, r.Code, r.Channel, r.Many, r.MustAsk}
	cmd := command{"merchants.add_lane", r.Merchant.String(), r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, _ round, ch *store.Changes) (payment.Lane, error) {
		if _, err := c.store.Merchant(ctx, r.Merchant); err != nil {
			return payment.Lane{}, err
		}
		loc, err := c.store.Location(ctx, r.Location)
		if err != nil {
			return payment.Lane{}, err
		}
		if loc.Merchant != r.Merchant {
			return payment.Lane{}, payment.ErrNotFound
		}
		l, err := payment.NewLane(payment.LaneID{UUID: id}, loc, r.Name, code, r.Channel, r.Many)
		if err != nil {
			return payment.Lane{}, err
		}
		l.MustAsk = r.MustAsk
		if _, err := c.store.Claimed(ctx, store.ClaimLaneCode, l.Code); !errors.Is(err, store.ErrNotFound) {
			return payment.Lane{}, taken(err, ErrTaken)
		}
		ch.Lanes = []payment.Lane{l}
		ch.Claims = []store.Claim{{Kind: store.ClaimLaneCode, Value: l.Code, Owner: l.ID.UUID}}
		return l, nil
	})
}

// InvoiceRequest asks a payer for money at a lane.
type InvoiceRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Lane     payment.LaneID
	Draft    payment.Draft
}

// Issue puts an invoice on a lane. A lane of a store holds one: the invoice that waited there is canceled [PAY-14].
// The answer's Code is the invoice's own code, for a web page or a till's display.
func (s *Merchants) Issue(ctx context.Context, r InvoiceRequest) (InvoiceStatus, error) {
	c := s.c
	if err := r.Draft.Check(c.Market.Payment); err != nil {
		return InvoiceStatus{}, err
	}
	id, err := c.newID()
	if err != nil {
		return InvoiceStatus{}, err
	}
	ref, err := payment.NewReference(c.Random, c.now())
	if err != nil {
		return InvoiceStatus{}, err
	}
	cmd := command{"merchants.issue", r.Merchant.String(), r.Key, issueInput{r.Lane, &r.Draft}}
	return execute(recently(ctx), c, cmd, func(ctx context.Context, now round, ch *store.Changes) (InvoiceStatus, error) {
		lane, err := c.ownLane(ctx, r.Merchant, r.Lane)
		if err != nil {
			return InvoiceStatus{}, err
		}
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return InvoiceStatus{}, err
		}
		inv, err := payment.Issue(payment.InvoiceID{UUID: id}, lane, m, ref, r.Draft, c.Market.Payment, now.At)
		if err != nil {
			return InvoiceStatus{}, refuseState(err)
		}
		ch.Invoices = []payment.Invoice{inv}
		ch.Claims = []store.Claim{{Kind: store.ClaimReference, Value: ref, Owner: id}}
		if lane.Many {
			ch.Relied = []store.Ref{store.RelyOnMerchant(m), store.RelyOnLane(lane)}
			return c.status(inv, now.At), nil
		}
		ch.Relied = []store.Ref{store.RelyOnMerchant(m)}
		if err := c.replaceOpen(ctx, ch, lane, now.At); err != nil {
			return InvoiceStatus{}, err
		}
		ch.Lanes = []payment.Lane{lane.Hold(inv.ID)}
		return c.status(inv, now.At), nil
	})
}

// refuseState stores a refusal that depends on the state of things; one that depends on the input alone leaves no trace.
func refuseState(err error) error {
	switch KindOf(err) {
	case State, Exceeded, Conflict, Denied:
		return refuse(err)
	default:
		return err
	}
}

// replaceOpen cancels what waits on a lane, if anything does. A reserved or paid invoice stays.
func (c *core) replaceOpen(ctx context.Context, ch *store.Changes, lane payment.Lane, at time.Time) error {
	if lane.Open == (payment.InvoiceID{}) {
		return nil
	}
	old, err := c.store.Invoice(ctx, lane.Open)
	if err != nil {
		return err
	}
	if !old.Open(at) {
		return nil
	}
	if old, err = old.Cancel(at); err != nil {
		return err
	}
	ch.Invoices = append(ch.Invoices, old)
	return nil
}

// ownLane reads a lane of this merchant; another merchant's is not found.
func (c *core) ownLane(ctx context.Context, m payment.MerchantID, id payment.LaneID) (payment.Lane, error) {
	lane, err := c.store.Lane(ctx, id)
	if err == nil && lane.Merchant != m {
		err = payment.ErrNotFound
	}
	return lane, err
}

// ownInvoice reads an invoice of this merchant; another merchant's is not found.
func (c *core) ownInvoice(ctx context.Context, m payment.MerchantID, id payment.InvoiceID) (payment.Invoice, error) {
	inv, err := c.store.Invoice(ctx, id)
	if err == nil && inv.Merchant != m {
		err = payment.ErrNotFound
	}
	return inv, err
}

// InvoiceStatus is what a merchant learns of an invoice: nothing about who paid.
type InvoiceStatus struct {
	payment.Status
	Code string `json:"code"` // text of the invoice's own QR code
	// Member is the number that the payer who was asked about has in this merchant's own programme, until the invoice
	// ends [LOY-1]. Only Merchants.Status tells it.
	Member string `json:"-"`
}

func (c *core) status(inv payment.Invoice, now time.Time) InvoiceStatus {
	return InvoiceStatus{Status: inv.Status(now, nil), Code: invoiceCode(inv)}
}

func invoiceCode(inv payment.Invoice) string {
	code, err := qr.InvoiceCode(inv.Reference)
	if err != nil {
		panic(fmt.Sprintf("seqr: invoice %s has no code: %v", inv.ID, err))
	}
	return code.String()
}

// Status tells how an invoice stands, with the payment's reference once it is paid. At a lane that must ask, the
// first one after the payment lets it stand; one that comes too late reads CANCELED, and so does every later one [PAY-17].
func (s *Merchants) Status(ctx context.Context, m payment.MerchantID, id payment.InvoiceID) (InvoiceStatus, error) {
	inv, err := s.c.ownInvoice(ctx, m, id)
	if err == nil && inv.Unfetched() {
		inv, err = s.fetch(ctx, inv)
	}
	if err != nil {
		return InvoiceStatus{}, err
	}
	st := s.c.status(inv, s.c.now())
	if len(inv.Membership) > 0 {
		if st.Member, err = s.c.openMembership(inv.Membership, payment.MembershipOf(inv.Payer, inv.Merchant)); err != nil {
			return InvoiceStatus{}, err
		}
	}
	if inv.Payment == (payment.PaymentID{}) {
		return st, nil
	}
	p, err := s.c.store.Payment(recently(ctx), inv.Payment) // what a receipt says of a final payment never changes
	if err == nil && !p.Final {
		p, err = s.c.store.Payment(ctx, inv.Payment)
	}
	if err != nil {
		return InvoiceStatus{}, err
	}
	st.Status = inv.Status(s.c.now(), &p)
	return st, nil
}

// UpdateRequest changes an invoice that is not approved yet, or acknowledges a payer's scan.
type UpdateRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Invoice  payment.InvoiceID
	Draft    payment.Draft // what is absent keeps its value
}

// Update replaces rows, total and attributes. A payer who saw the invoice before must see it again:
// an approval of the older revision is refused [PAY-5].
func (s *Merchants) Update(ctx context.Context, r UpdateRequest) (InvoiceStatus, error) {
	if err := r.Draft.Check(s.c.Market.Payment); err != nil {
		return InvoiceStatus{}, err
	}
	cmd := command{"merchants.update", r.Merchant.String(), r.Key, []any{r.Invoice, r.Draft}}
	return s.act(ctx, cmd, r.Merchant, r.Invoice, func(inv payment.Invoice, at time.Time) (payment.Invoice, error) {
		return inv.Update(r.Draft, s.c.Market.Payment, at)
	})
}

// InvoiceAction names an invoice of a merchant's.
type InvoiceAction struct {
	Key      Key
	Merchant payment.MerchantID
	Invoice  payment.InvoiceID
}

// Cancel withdraws an invoice that nobody has approved [PAY-14], or releases a reservation.
// It answers payment.ErrPaid after approval: refund then.
func (s *Merchants) Cancel(ctx context.Context, r InvoiceAction) (InvoiceStatus, error) {
	cmd := command{"merchants.cancel", r.Merchant.String(), r.Key, r.Invoice}
	return s.act(ctx, cmd, r.Merchant, r.Invoice, payment.Invoice.Cancel)
}

// act changes an invoice by one of its verbs; a hold that stood behind it is voided when the reservation ends.
func (s *Merchants) act(ctx context.Context, cmd command, m payment.MerchantID, id payment.InvoiceID, verb func(payment.Invoice, time.Time) (payment.Invoice, error)) (InvoiceStatus, error) {
	c := s.c
	transfer, err := c.newID()
	if err != nil {
		return InvoiceStatus{}, err
	}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (InvoiceStatus, error) {
		inv, err := c.ownInvoice(ctx, m, id)
		if err != nil {
			return InvoiceStatus{}, err
		}
		after, err := verb(inv, now.At)
		if err != nil {
			return InvoiceStatus{}, refuseState(err)
		}
		ch.Invoices = []payment.Invoice{after}
		if err := c.releaseHold(ctx, ch, inv, after, ledger.TransferID{UUID: transfer}, now.At); err != nil {
			return InvoiceStatus{}, err
		}
		return c.status(after, now.At), c.lapseOrder(ctx, ch, after, now.At)
	})
}

// releaseHold voids the hold of a reservation that ended without being committed.
func (c *core) releaseHold(ctx context.Context, ch *store.Changes, before, after payment.Invoice, id ledger.TransferID, at time.Time) error {
	if before.State != payment.Reserved || after.State == payment.Reserved || after.State == payment.Paid {
		return nil
	}
	p, err := c.store.Payment(ctx, before.Payment)
	if err != nil {
		return err
	}
	from, to, err := c.sides(ctx, p)
	if err != nil {
		return err
	}
	ch.Transfers = append(ch.Transfers, ledger.Transfer{
		ID: id, Kind: ledger.Void, Purpose: ledger.Purchase, Debit: from, Credit: to,
		Amount: p.Amount, Hold: before.Hold, Subject: p.ID.UUID, At: at,
	})
	return nil
}

// sides are the two accounts in the book between which a payment moves.
func (c *core) sides(ctx context.Context, p payment.Payment) (payer, merchant ledger.AccountID, err error) {
	by, err := c.bearer(ctx, p)
	if err != nil {
		return payer, merchant, err
	}
	m, err := c.store.Merchant(ctx, p.Merchant)
	return by.charged.Ledger, m.Payable, err
}

// digits makes n random decimal digits.
func (c *core) digits(n int) (string, error) {
	var b strings.Builder
	for b.Len() < n {
		raw, err := c.random(n)
		if err != nil {
			return "", err
		}
		for _, x := range raw {
			if x < 250 && b.Len() < n { // 250 = 25 × 10: no digit is likelier than another
				b.WriteByte('0' + x%10)
			}
		}
	}
	return b.String(), nil
}
