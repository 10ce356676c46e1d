package seqr

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Shipping is where to send an order. It is personal, kept sealed, and shown to the order's payer and seller only [SOS-8].
type Shipping struct {
	Name    string `json:"name"`
	Street  string `json:"street"` // may have several lines
	Postal  string `json:"postal"`
	City    string `json:"city"`
	Country string `json:"country"`         // ISO 3166 alpha-2; empty: the market's
	Email   string `json:"email"`           // for our mails about the order, and not shown to the seller; empty: the account's
	Phone   string `json:"phone,omitempty"` // for the carrier, as it is to be dialled; may be empty
}

// OrderRequest orders one piece of a product.
type OrderRequest struct {
	Key      Key
	Account  account.ID
	Product  payment.ProductID
	Shipping Shipping
}

// OrderView is an order as its payer and its seller see it.
type OrderView struct {
	payment.Order
	Seller  string // the merchant's name
	Code    string // text of the invoice's code: what the payer scans to approve
	ShipTo  Shipping
	Expires time.Time // when an order that is not approved lapses
}

// Order orders one piece of a product: shipping data first, then the bill [SOS-3]. Nothing is charged and no piece is
// set aside yet: the payer scans the order's code (Payments.Scan) and approves what is shown with the PIN
// (Payments.Approve), which charges exactly the price and takes the piece, or answers payment.ErrSoldOut or
// payment.ErrNotOnSale before it asks for the PIN [SOS-1, SOS-4]. An order that nobody approves lapses with its invoice.
//
// It answers payment.ErrShipping for missing shipping data, payment.ErrNotOnSale and payment.ErrSoldOut, the reason if
// the account cannot pay now, and payment.ErrMerchantInactive.
func (s *Shop) Order(ctx context.Context, r OrderRequest) (payment.Order, error) {
	c := s.c
	id, err := c.newID()
	if err != nil {
		return payment.Order{}, err
	}
	ref, err := payment.NewReference(c.Random, c.now())
	if err != nil {
		return payment.Order{}, err
	}
	cmd := command{"shop.order", r.Account.String(), r.Key, []any{r.Product, r.Shipping}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Order, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return payment.Order{}, err
		}
		if err := a.MayAct(); err != nil {
			return payment.Order{}, refuse(err)
		}
		sealed, err := c.sealShipping(payment.OrderID{UUID: id}, a, r.Shipping)
		if err != nil {
			return payment.Order{}, err
		}
		p, err := c.store.Product(ctx, r.Product)
		if err != nil {
			return payment.Order{}, notFound(err)
		}
		inv, err := c.orderInvoice(ctx, ch, p, a.ID, payment.InvoiceID{UUID: id}, ref, now.At)
		if err != nil {
			return payment.Order{}, refuseState(err)
		}
		o, err := payment.PlaceOrder(p, inv, a.ID, sealed, now.At)
		if err != nil {
			return o, refuseState(err)
		}
		ch.Orders = []payment.Order{o}
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a), store.RelyOnProduct(p))
		o.Shipping = nil // the answer is kept with the command; it need not hold this twice
		return o, nil
	})
}

// orderInvoice adds the invoice of an order.
func (c *core) orderInvoice(ctx context.Context, ch *store.Changes, p payment.Product, payer account.ID, id payment.InvoiceID, ref string, at time.Time) (payment.Invoice, error) {
	lane, err := c.store.Lane(ctx, p.Lane)
	if err != nil {
		return payment.Invoice{}, err
	}
	m, err := c.store.Merchant(ctx, p.Merchant)
	if err != nil {
		return payment.Invoice{}, err
	}
	inv, err := payment.IssueFor(payer, id, lane, m, ref, p.Draft(), c.Market.Payment, at)
	ch.Invoices = []payment.Invoice{inv}
	ch.Claims = []store.Claim{{Kind: store.ClaimReference, Value: ref, Owner: id.UUID}}
	ch.Relied = []store.Ref{store.RelyOnMerchant(m), store.RelyOnLane(lane)}
	return inv, err
}

// complete fills in what the account knows, and answers payment.ErrShipping if something is missing or cannot be printed on a parcel.
func (s Shipping) complete(h account.Holder, country string) (Shipping, error) {
	if strings.TrimSpace(s.Country) == "" {
		s.Country = country
	}
	if strings.TrimSpace(s.Email) == "" {
		s.Email = h.Email
	}
	if _, err := account.CheckEmail(s.Email); err != nil {
		return s, payment.ErrShipping
	}
	for _, field := range []struct {
		text     *string
		optional bool
	}{{&s.Name, false}, {&s.Street, false}, {&s.Postal, false}, {&s.City, false}, {&s.Country, false}, {&s.Email, false}, {&s.Phone, true}} {
		text, err := payment.Lines(*field.text, payment.MaxLine)
		if err != nil || text == "" && !field.optional {
			return s, payment.ErrShipping
		}
		*field.text = text
	}
	return s, nil
}

func (c *core) sealShipping(of payment.OrderID, a account.Account, s Shipping) ([]byte, error) {
	h, err := c.openHolder(a)
	if err != nil {
		return nil, err
	}
	if s, err = s.complete(h, c.Market.Code); err != nil {
		return nil, err
	}
	return c.keys.Seal(identity.KeyPersonal, marshal(s), sealContext("order", of.UUID))
}

func (c *core) openShipping(o payment.Order) (s Shipping, err error) {
	if len(o.Shipping) == 0 {
		return s, nil
	}
	plain, err := c.keys.Open(identity.KeyPersonal, o.Shipping, sealContext("order", o.ID.UUID))
	if err != nil {
		return s, fmt.Errorf("seqr: shipping data of order %s: %w", o.ID, err)
	}
	return s, json.Unmarshal(plain, &s)
}

// Orders lists a payer's own orders, oldest first, strictly after the given one, at most limit.
func (s *Shop) Orders(ctx context.Context, of account.ID, after payment.OrderID, limit int) ([]OrderView, error) {
	orders, err := s.c.store.OrdersOf(ctx, of, after, limit)
	if err != nil {
		return nil, err
	}
	return s.c.views(ctx, orders)
}

// OrdersAt lists the orders of a merchant that were paid, with where to send them, oldest first, strictly after the given one, at
// most limit. It is all that a merchant learns of a payer, and of its own orders only [SOS-8].
func (s *Shop) OrdersAt(ctx context.Context, m payment.MerchantID, after payment.OrderID, limit int) ([]OrderView, error) {
	orders, err := s.c.store.OrdersAt(ctx, m, after, limit)
	if err != nil {
		return nil, err
	}
	views, err := s.c.views(ctx, orders)
	for i := range views {
		views[i].Payer, views[i].Payment, views[i].Code = account.ID{}, payment.PaymentID{}, ""
		views[i].ShipTo.Email = "" // it is for the confirmation, which does not come from the seller
	}
	return views, err
}

func (c *core) views(ctx context.Context, orders []payment.Order) ([]OrderView, error) {
	views := make([]OrderView, 0, len(orders))
	for _, o := range orders {
		m, err := c.store.Merchant(ctx, o.Merchant)
		if err != nil {
			return nil, err
		}
		inv, err := c.store.Invoice(ctx, payment.InvoiceID(o.ID))
		if err != nil {
			return nil, err
		}
		to, err := c.openShipping(o)
		if err != nil {
			return nil, err
		}
		o.Shipping = nil
		views = append(views, OrderView{Order: o, Seller: m.Name, Code: invoiceCode(inv), ShipTo: to, Expires: inv.ExpiresAt})
	}
	return views, nil
}

// placed is an order that is approved, and the product that it takes a piece of.
type placed struct {
	order   payment.Order
	product payment.Product
}

// orderOf reads the order behind an invoice, if there is one: only Shop on the Spot has any, and nothing is read for the rest.
func (c *core) orderOf(ctx context.Context, inv payment.Invoice) (*placed, error) {
	if inv.Channel != payment.ShopOnTheSpot {
		return nil, nil
	}
	o, err := c.store.Order(ctx, payment.OrderID(inv.ID))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil // a merchant's own invoice
	}
	if err != nil {
		return nil, err
	}
	p, err := c.store.Product(ctx, o.Product)
	return &placed{o, p}, err
}

// sell takes the piece and marks the order as paid; nothing happens for no order.
func (p *placed) sell(paid payment.Invoice, at time.Time) (err error) {
	if p == nil {
		return nil
	}
	if p.product, err = p.product.Sell(at); err != nil {
		return err
	}
	p.order, err = p.order.Pay(paid, at)
	return err
}

// bookOrder adds what an approved order writes, with the event that confirms it [SOS-6].
func (c *core) bookOrder(ch *store.Changes, p *placed, at time.Time) error {
	if p == nil {
		return nil
	}
	ch.Orders = append(ch.Orders, p.order)
	if p.product.Stock > 0 {
		ch.Products = append(ch.Products, p.product)
	} else {
		ch.Relied = append(ch.Relied, store.RelyOnProduct(p.product))
	}
	e, err := c.event(eventOrder, p.order.ID.UUID, at, payment.ConfirmAt(at, c.Market.Zone, c.businessDay))
	ch.Events = append(ch.Events, e)
	return err
}

// lapseOrder ends an order whose invoice ended unpaid.
func (c *core) lapseOrder(ctx context.Context, ch *store.Changes, inv payment.Invoice, at time.Time) error {
	if inv.Channel != payment.ShopOnTheSpot || !inv.State.Ended() || inv.State == payment.Paid {
		return nil
	}
	o, err := c.store.Order(ctx, payment.OrderID(inv.ID))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	o, err = o.Lapse(at)
	ch.Orders = append(ch.Orders, o)
	return err
}

// cancelOrder ends an order whose payment was given back in full; a piece that was not sent goes back into the stock.
func (c *core) cancelOrder(ctx context.Context, ch *store.Changes, after payment.Payment, at time.Time) error {
	if after.Channel != payment.ShopOnTheSpot || !after.FullyRefunded() {
		return nil
	}
	o, err := c.store.Order(ctx, payment.OrderID(after.Invoice))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if o, err = o.Cancel(at); err != nil {
		return err
	}
	ch.Orders = append(ch.Orders, o)
	if o.Taken() {
		return nil
	}
	p, err := c.store.Product(ctx, o.Product)
	if err == nil && p.Stock > 0 {
		ch.Products = append(ch.Products, p.PutBack())
	}
	return err
}
