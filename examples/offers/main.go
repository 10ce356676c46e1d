// Command offers tells a story of offers and memberships: the operator publishes an offer, a customer buys the item as
// usual and is rewarded at once, another size brings nothing, customer service grants what was missed, and a member of
// a merchant's programme pays less. Everything is real except the world outside, which the sandbox plays; the story is
// checked as it goes, and the program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/offers
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintf(stderr, "offers: unexpected argument %q\n", args[0])
		return 2
	}
	if err := tell(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "offers: %v\n", err)
		return 1
	}
	return 0
}

// The codes on the bottles.
const small, large = "7310865004703", "7310865004710"

// shop is the merchant of the story.
type shop struct {
	merchant payment.Merchant
	lane     payment.Lane
	sticker  string // text of the lane's code
	offer    cashback.Offer
}

// tell runs the chapters. Each builds on those before, and fails if anything differs from what it says.
func tell(ctx context.Context, w io.Writer) error {
	s, err := open(w)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Offers: buy the item, and that is all")
	var sh shop
	for _, chapter := range []func(context.Context, *shop) error{s.publish, s.item, s.otherSize, s.grant, s.onTheAccount, s.member, s.audit} {
		if err := chapter(ctx, &sh); err != nil {
			return fmt.Errorf("chapter %d: %w", s.chapters, err)
		}
	}
	fmt.Fprintln(w, "\nThe story went as it should.")
	return nil
}

func (s *story) publish(ctx context.Context, sh *shop) (err error) {
	s.chapter("The operator publishes an offer")
	if sh.merchant, err = s.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.key(), Name: "Corner Grocery"}); err != nil {
		return err
	}
	l, err := s.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.key(), Merchant: sh.merchant.ID, Name: "Main Street"})
	if err != nil {
		return err
	}
	sh.lane, err = s.sys.Merchants.AddLane(ctx, seqr.LaneRequest{Key: s.key(), Merchant: sh.merchant.ID, Location: l.ID, Name: "Lane 1", Channel: payment.InStore})
	if err != nil {
		return err
	}
	code, err := qr.LaneCode(sh.lane.Code)
	if err != nil {
		return err
	}
	sh.sticker = code.String()
	sh.offer, err = s.sys.Offers.Publish(ctx, seqr.OfferRequest{
		Key: s.key(), Merchant: sh.merchant.ID, Title: "Cola 0.5 l", Text: "2.00 back on the small bottle", Codes: []string{small},
		Amount: "2.00", Ends: s.clock.Now().AddDate(0, 1, 0), Stock: 100,
	})
	if err != nil {
		return err
	}
	list, err := s.sys.Offers.Promotions(ctx, uuid.Nil, 10)
	if err != nil {
		return err
	}
	if err := same("promotions", len(list), 1); err != nil {
		return err
	}
	s.say("%s at %s: %s", list[0].Offer.Title, list[0].Seller, list[0].Offer.Benefit)
	return nil
}

// issue is the till asking for money.
func (s *story) issue(ctx context.Context, sh *shop, d payment.Draft) (payment.InvoiceID, error) {
	st, err := s.sys.Merchants.Issue(ctx, seqr.InvoiceRequest{Key: s.key(), Merchant: sh.merchant.ID, Lane: sh.lane.ID, Draft: d})
	return st.Invoice, err
}

// buy pays for one row as usual, and answers the payment.
func (s *story) buy(ctx context.Context, sh *shop, what, code string, cents int64) (payment.PaymentID, error) {
	total := money.FromMinor(cents, money.USD)
	if _, err := s.issue(ctx, sh, payment.Draft{Total: total, Rows: []payment.Row{{Description: what, EAN: code, Total: total}}}); err != nil {
		return payment.PaymentID{}, err
	}
	if err := s.pay(ctx, sh); err != nil {
		return payment.PaymentID{}, err
	}
	receipts, err := s.sys.Payments.Receipts(ctx, s.customer.id, payment.PaymentID{}, 100)
	if err != nil || len(receipts) == 0 {
		return payment.PaymentID{}, errors.Join(err, errors.New("no receipt"))
	}
	s.say("she pays %s for %s", total, what)
	return receipts[len(receipts)-1].Payment, s.work(ctx)
}

func (s *story) pay(ctx context.Context, sh *shop) error {
	seen, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: sh.sticker})
	if err != nil {
		return err
	}
	return s.sign(ctx, seen)
}

// told checks how many texts about rewards there are, and tells the newest.
func (s *story) told(want int) error {
	var texts []string
	for _, m := range s.phone.Messages(s.customer.number) {
		if strings.HasPrefix(m.Text, "You get ") {
			texts = append(texts, m.Text)
		}
	}
	if len(texts) > 0 {
		s.say("SMS: %s", texts[len(texts)-1])
	}
	return same("texts", len(texts), want)
}

func (s *story) item(ctx context.Context, sh *shop) error {
	s.chapter("A customer buys the bottle; nothing was activated before")
	if _, err := s.buy(ctx, sh, "Cola 0.5 l", small, 3_50); err != nil {
		return err
	}
	return s.told(1)
}

func (s *story) otherSize(ctx context.Context, sh *shop) error {
	s.chapter("Another size is another code: no reward and no text")
	if _, err := s.buy(ctx, sh, "Cola 1.5 l", large, 4_50); err != nil {
		return err
	}
	rewards, err := s.sys.Offers.Rewards(ctx, s.customer.id, cashback.RewardID{}, 10)
	if err != nil {
		return err
	}
	s.say("rewards so far: %d", len(rewards))
	return same("rewards", len(rewards), 1)
}

func (s *story) grant(ctx context.Context, sh *shop) error {
	s.chapter("A till forgot the code; customer service grants the reward, once")
	id, err := s.buy(ctx, sh, "Cola 0.5 l", "", 3_50)
	if err != nil {
		return err
	}
	grant := func() error {
		help := seqr.SupportRequest{Key: s.key(), Agent: "agent 7", Why: "receipt shows the item", Account: s.customer.id}
		_, err := s.sys.Support.GrantOffer(ctx, seqr.GrantRequest{SupportRequest: help, Offer: sh.offer.ID, Payment: id})
		return err
	}
	if err := grant(); err != nil {
		return err
	}
	if err := s.work(ctx); err != nil {
		return err
	}
	err = grant()
	if !errors.Is(err, cashback.ErrRewarded) {
		return fmt.Errorf("a second grant was answered with: %w", err)
	}
	s.say("a second time: %v", err)
	return s.told(2)
}

func (s *story) onTheAccount(ctx context.Context, _ *shop) error {
	s.chapter("Both rewards are on the bank account in days, not at the end of a quarter")
	for range 4 {
		s.clock.Set(s.clock.Now().AddDate(0, 0, 1))
		if err := s.work(ctx); err != nil {
			return err
		}
	}
	credits := 0
	for _, line := range s.bank.Statement("076401251", "12345678") {
		if line.Description == "OFFER" {
			s.say("%s %s", line.Description, line.Amount)
			credits++
		}
	}
	view, err := s.sys.Cashback.View(ctx, s.customer.id)
	if err != nil {
		return err
	}
	s.say("and the purchases count for the month: %d of %s", view.Month.Count, view.Month.Total)
	return errors.Join(same("credits", credits, 2), same("purchases", view.Month.Count, 3))
}

func (s *story) member(ctx context.Context, sh *shop) error {
	s.chapter("A member of the merchant's programme pays less")
	_, err := s.sys.Loyalty.Add(ctx, seqr.MembershipRequest{Key: s.key(), Account: s.customer.id, Merchant: sh.merchant.ID, Number: "CARD-7"})
	if err != nil {
		return err
	}
	id, err := s.issue(ctx, sh, payment.Draft{Ack: payment.OptionalAcknowledgment, Total: money.FromMinor(10_00, money.USD)})
	if err != nil {
		return err
	}
	if _, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: sh.sticker}); err != nil {
		return err
	}
	status, err := s.sys.Merchants.Status(ctx, sh.merchant.ID, id)
	if err != nil {
		return err
	}
	s.say("the till learns of %s and asks for less", status.Member)
	_, err = s.sys.Merchants.Update(ctx, seqr.UpdateRequest{
		Key: s.key(), Merchant: sh.merchant.ID, Invoice: id, Draft: payment.Draft{Total: money.FromMinor(9_00, money.USD), MemberPrice: true},
	})
	if err != nil {
		return err
	}
	if err := s.pay(ctx, sh); err != nil {
		return err
	}
	paid, err := s.sys.Merchants.Status(ctx, sh.merchant.ID, id)
	if err != nil {
		return err
	}
	s.say("%s, %s", paid.State, paid.Total)
	return errors.Join(same("number", status.Member, "CARD-7"), same("state", paid.State, payment.Paid), same("total", paid.Total, money.FromMinor(9_00, money.USD)))
}

func (s *story) audit(ctx context.Context, _ *shop) error {
	s.chapter("Everything is added up again")
	report, err := s.sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.say("%d payments, %d rewards: everything agrees", report.Payments, report.Rewards)
	return report.Err()
}
