package seqr

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/store"
)

// Shop is Shop on the Spot: merchants post products for a time, and users order them from the list of promotions, or by
// the code on a web page or an advertisement. An order is an invoice for its payer alone, approved like any other
// (Payments.Scan with the order's code, Payments.Approve): receipts, refunds, collection and cashback are those of a purchase.
type Shop struct{ c *core }

// ProductRequest posts a product.
type ProductRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Lane     payment.LaneID // of channel payment.ShopOnTheSpot, which holds many invoices
	Title    string
	Text     string
	SKU      string // the merchant's article number; offers find the product by it
	Price    string // what is charged, such as "24.90": tax and shipping included [SOS-4]
	Tax      string // contained in the price
	Shipping string // contained in the price
	Delivery string // when and how it is delivered; shown before ordering [SOS-5]
	Starts   time.Time
	Ends     time.Time
	Stock    int64 // pieces there are; 0: no end
}

// ProductView is a product as users see it before they order, whichever way they came [SOS-2, SOS-5].
type ProductView struct {
	payment.Product
	Seller  string // the merchant's name
	QR      string // text of the product's code, for package qrimage
	SoldOut bool
}

// Post posts a product [SOS-1]. It answers what payment.NewProduct does, and money.ErrFormat and its kin for amounts that are none.
func (s *Shop) Post(ctx context.Context, r ProductRequest) (payment.Product, error) {
	c := s.c
	p := payment.Product{Title: r.Title, Text: r.Text, SKU: r.SKU, Delivery: r.Delivery, Starts: r.Starts, Ends: r.Ends, Stock: r.Stock}
	for _, part := range []struct {
		text string
		into *money.Amount
	}{{r.Price, &p.Price}, {r.Tax, &p.Tax}, {r.Shipping, &p.Shipping}} {
		var err error
		if *part.into, err = c.amount(part.text); err != nil {
			return payment.Product{}, err
		}
	}
	id, err := c.newID()
	if err != nil {
		return payment.Product{}, err
	}
	code, err := c.digits(16)
	if err != nil {
		return payment.Product{}, err
	}
	in := []any{r.Lane, r.Title, r.Text, r.SKU, r.Price, r.Tax, r.Shipping, r.Delivery, r.Starts.UTC(), r.Ends.UTC(), r.Stock}
	cmd := command{"shop.post", r.Merchant.String(), r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Product, error) {
		m, err := c.store.Merchant(ctx, r.Merchant)
		if err != nil {
			return payment.Product{}, err
		}
		lane, err := c.ownLane(ctx, r.Merchant, r.Lane)
		if err != nil {
			return payment.Product{}, err
		}
		made, err := payment.NewProduct(payment.ProductID{UUID: id}, m, lane, code, p, c.Market.Payment, now.At)
		if err != nil {
			return made, refuseState(err)
		}
		ch.Products = []payment.Product{made}
		ch.Claims = []store.Claim{{Kind: store.ClaimProduct, Value: made.Code, Owner: id}}
		ch.Relied = []store.Ref{store.RelyOnMerchant(m)}
		return made, nil
	})
}

// WithdrawProductRequest ends a product's sale.
type WithdrawProductRequest struct {
	Key      Key
	Merchant payment.MerchantID
	Product  payment.ProductID
}

// Withdraw ends a product's sale now; what was ordered stays ordered. It answers payment.ErrNotOnSale for one that has ended.
func (s *Shop) Withdraw(ctx context.Context, r WithdrawProductRequest) (payment.Product, error) {
	c := s.c
	cmd := command{"shop.withdraw", r.Merchant.String(), r.Key, r.Product}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.Product, error) {
		p, err := c.store.Product(ctx, r.Product)
		if err == nil && p.Merchant != r.Merchant {
			err = payment.ErrNotFound
		}
		if err != nil {
			return p, err
		}
		if p, err = p.Withdraw(now.At); err != nil {
			return p, refuse(err)
		}
		ch.Products = []payment.Product{p}
		return p, nil
	})
}

// Scan finds a product by the text of its code, on a web page or an advertisement [PAY-3, SOS-2]. It answers the errors
// of package qr for codes of others, and payment.ErrNotFound for unknown ones and for codes of lanes and invoices.
func (s *Shop) Scan(ctx context.Context, text string) (ProductView, error) {
	code, err := qr.Parse(text)
	if err != nil {
		return ProductView{}, err
	}
	if code.Kind != qr.Product {
		return ProductView{}, payment.ErrNotFound
	}
	id, err := s.c.store.Claimed(ctx, store.ClaimProduct, code.ID)
	if err != nil {
		return ProductView{}, notFound(err)
	}
	return s.Product(ctx, payment.ProductID{UUID: id})
}

// Product shows one product, such as one of the list of promotions. One that is over is shown too, but cannot be ordered.
func (s *Shop) Product(ctx context.Context, id payment.ProductID) (ProductView, error) {
	p, err := s.c.store.Product(ctx, id)
	if err != nil {
		return ProductView{}, notFound(err)
	}
	m, err := s.c.store.Merchant(ctx, p.Merchant)
	return productView(p, m), err
}

func productView(p payment.Product, m payment.Merchant) ProductView {
	code, err := qr.ProductCode(p.Code)
	if err != nil {
		panic(fmt.Sprintf("seqr: product %s has no code: %v", p.ID, err))
	}
	return ProductView{Product: p, Seller: m.Name, QR: code.String(), SoldOut: errors.Is(p.OnSale(p.Starts), payment.ErrSoldOut)}
}

// ProductsOf lists a merchant's products with what is left of them, ended ones too, in the order in which they were
// posted, strictly after the given one, at most limit.
func (s *Shop) ProductsOf(ctx context.Context, m payment.MerchantID, after payment.ProductID, limit int) ([]payment.Product, error) {
	return s.c.store.ProductsOf(ctx, m, after, limit)
}
