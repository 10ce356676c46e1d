package payment

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/money"
)

// ProductID names a product.
type ProductID struct{ uuid.UUID }

// Product is a temporary offer of a merchant's in Shop on the Spot: something that is ordered from a list, a page or an
// advertisement and sent home (SOS-1).
type Product struct {
	ID       ProductID
	Version  int64
	Market   string // the merchant's
	Merchant MerchantID
	Location LocationID
	Lane     LaneID // of channel ShopOnTheSpot, where its orders are paid
	Code     string // digits in its QR code
	Title    string
	Text     string
	SKU      string       // the merchant's article number; on the invoice's row, so that offers find it
	Price    money.Amount // what is charged, tax and shipping included (SOS-4)
	Tax      money.Amount // contained in the price
	Shipping money.Amount // contained in the price
	Delivery string       // when and how it is delivered (SOS-5)
	Starts   time.Time    // orders are taken from here on, UTC
	Ends     time.Time    // and before this instant
	Stock    int64        // pieces there are in all; 0: no end
	Left     int64        // of Stock
}

// NewProduct posts a product: p as the merchant wrote it, under an ID and a code, at a lane for Shop on the Spot. One
// that starts before at, or says nothing about it, starts at once.
//
// It answers ErrID; ErrForeign for another merchant's lane, ErrChannel for one of another channel or one that holds a
// single invoice, ErrMerchantInactive, ErrLaneCode for the code; ErrName without a title, ErrDelivery without terms of
// delivery, ErrText; ErrAmount and ErrCurrency for price, tax and shipping, of which the last two are parts of the
// first; ErrSale for a time of sale that is none, or a stock below zero.
func NewProduct(id ProductID, m Merchant, l Lane, code string, p Product, policy Policy, at time.Time) (Product, error) {
	if err := present(id.UUID, m.ID.UUID, l.ID.UUID); err != nil {
		return Product{}, err
	}
	if err := sells(m, l); err != nil {
		return Product{}, err
	}
	var err error
	if p.Code, err = ParseLaneCode(code); err != nil {
		return Product{}, err
	}
	if err := p.clean(); err != nil {
		return Product{}, err
	}
	if err := p.checkPrice(m.Currency, policy.MaxAmount); err != nil {
		return Product{}, err
	}
	p.ID, p.Version, p.Market, p.Merchant, p.Location, p.Lane, p.Left = id, 0, m.Market, m.ID, l.Location, l.ID, p.Stock
	p.Starts, p.Ends = instant(p.Starts), instant(p.Ends)
	if at = instant(at); p.Starts.Before(at) {
		p.Starts = at
	}
	if !p.Starts.Before(p.Ends) || p.Stock < 0 {
		return Product{}, ErrSale
	}
	return p, nil
}

// sells says whether a merchant's lane takes orders.
func sells(m Merchant, l Lane) error {
	switch {
	case l.Merchant != m.ID:
		return ErrForeign
	case !m.Active:
		return ErrMerchantInactive
	case l.Channel != ShopOnTheSpot || !l.Many:
		return ErrChannel
	}
	return nil
}

func (p *Product) clean() error {
	var err error
	if p.Title, err = name(p.Title); err != nil {
		return err
	}
	var t texts
	p.Text, p.SKU, p.Delivery = t.lines(p.Text, MaxLong), t.line(p.SKU, MaxLine), t.lines(p.Delivery, MaxLong)
	if t.err == nil && p.Delivery == "" {
		return ErrDelivery
	}
	return t.err
}

// checkPrice wants tax and shipping to be parts of the price; the zero Amount is none of either.
func (p *Product) checkPrice(c money.Currency, most int64) error {
	if err := checkTotal(p.Price, c, most); err != nil {
		return err
	}
	for _, part := range []*money.Amount{&p.Tax, &p.Shipping} {
		if *part == (money.Amount{}) {
			*part = money.FromMinor(0, c)
		}
		if part.Currency() != c {
			return ErrCurrency
		}
		if part.IsNegative() || part.Minor() >= p.Price.Minor() {
			return ErrAmount
		}
	}
	return nil
}

// OnSale says why the product cannot be ordered at now: ErrNotOnSale before its start and from its end on, ErrSoldOut
// when no piece is left (SOS-1). It is nil while it can.
func (p Product) OnSale(now time.Time) error {
	switch {
	case now.Before(p.Starts), !now.Before(p.Ends):
		return ErrNotOnSale
	case p.Stock > 0 && p.Left == 0:
		return ErrSoldOut
	}
	return nil
}

// Sell takes a piece from the stock, or answers what [Product.OnSale] does. Committed at the version that was read it
// sells each piece once, whoever else orders at the same moment.
func (p Product) Sell(now time.Time) (Product, error) {
	if err := p.OnSale(now); err != nil {
		return Product{}, err
	}
	if p.Stock > 0 {
		p.Left--
	}
	return p, nil
}

// PutBack gives a piece back that was ordered and never sent.
func (p Product) PutBack() Product {
	if p.Stock > 0 && p.Left < p.Stock {
		p.Left++
	}
	return p
}

// Withdraw ends the sale now; what was ordered before stays ordered. It answers ErrNotOnSale if it has ended.
func (p Product) Withdraw(at time.Time) (Product, error) {
	at = instant(at)
	if !at.Before(p.Ends) {
		return Product{}, ErrNotOnSale
	}
	p.Ends = at
	if at.Before(p.Starts) {
		p.Starts = at // it is never sold
	}
	return p, nil
}

// Draft is what the invoice of an order says: the product and its shipping as rows that add up to the price (SOS-4).
func (p Product) Draft() Draft {
	d := Draft{Title: p.Title, Total: p.Price, Rows: []Row{{Description: p.Title, SKU: p.SKU, Total: p.Price}}}
	if p.Shipping.IsPositive() {
		d.Rows[0].Total = money.FromMinor(p.Price.Minor()-p.Shipping.Minor(), p.Price.Currency()) // positive: it is a part
		d.Rows = append(d.Rows, Row{Description: "Shipping", Total: p.Shipping})
	}
	return d
}
