// Command offers tells a story of offers and memberships: the operator publishes an offer, a customer buys the item as
// usual and is rewarded at once, another size brings nothing, customer service grants what was missed, and a member of
// a merchant's programme pays less. Everything is real except the world outside, which the sandbox plays; the story is
// checked as it goes, and the program ends with status 1 if anything differs from what it says.
//
//	go run ./examples/offers               # in a temporary folder, which it removes
//	go run ./examples/offers -db offers.db  # keeps the database
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
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/examples/internal/stage"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/qr"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return stage.Run(ctx, "offers", tell, args, stdout, stderr)
}

// The codes on the bottles.
const small, large = "7310865004703", "7310865004710"

// bank is the bank account of the customer.
var bank = seqr.BankAccountRequest{Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678"}

// shop is the merchant of the story.
type shop struct {
	merchant payment.Merchant
	lane     payment.Lane
	sticker  string // text of the lane's code
	offer    cashback.Offer
}

// story is what the chapters share. Each builds on those before, and fails if anything differs from what it says.
type story struct {
	*stage.Stage
	pat  *stage.Person
	shop shop
}

func tell(ctx context.Context, db string, w io.Writer) (err error) {
	n := stage.NewNarrator(w, "Offers: buy the item, and that is all")
	st, err := stage.Open(ctx, n, seqr.UnitedStates(), db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	s := story{Stage: st}
	if s.pat, err = st.JoinWith(ctx, "Pat Specimen", "+18015550123", bank); err != nil {
		return err
	}
	if err := n.Tell(ctx, s.publish, s.item, s.otherSize, s.grant, s.onTheAccount, s.member, s.audit); err != nil {
		return err
	}
	n.End()
	return nil
}

func (s *story) publish(ctx context.Context) (err error) {
	s.Chapter("The operator publishes an offer")
	if s.shop.merchant, err = s.Sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.Key(), Name: "Corner Grocery"}); err != nil {
		return err
	}
	l, err := s.Sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.Key(), Merchant: s.shop.merchant.ID, Name: "Main Street"})
	if err != nil {
		return err
	}
	s.shop.lane, err = s.Sys.Merchants.AddLane(ctx, seqr.LaneRequest{Key: s.Key(), Merchant: s.shop.merchant.ID, Location: l.ID, Name: "Lane 1", Channel: payment.InStore})
	if err != nil {
		return err
	}
	code, err := qr.LaneCode(s.shop.lane.Code)
	if err != nil {
		return err
	}
	s.shop.sticker = code.String()
	s.shop.offer, err = s.Sys.Offers.Publish(ctx, seqr.OfferRequest{
		Key: s.Key(), Merchant: s.shop.merchant.ID, Title: "Cola 0.5 l", Text: "2.00 back on the small bottle", Codes: []string{small},
		Amount: "2.00", Ends: s.Clock.Now().AddDate(0, 1, 0), Stock: 100,
	})
	if err != nil {
		return err
	}
	list, err := s.Sys.Offers.Promotions(ctx, uuid.Nil, 10)
	if err != nil {
		return err
	}
	if err := stage.Same("promotions", len(list), 1); err != nil {
		return err
	}
	s.Say("%s at %s: %s", list[0].Offer.Title, list[0].Seller, list[0].Offer.Benefit)
	return nil
}

// issue is the till asking for money.
func (s *story) issue(ctx context.Context, d payment.Draft) (payment.InvoiceID, error) {
	st, err := s.Sys.Merchants.Issue(ctx, seqr.InvoiceRequest{Key: s.Key(), Merchant: s.shop.merchant.ID, Lane: s.shop.lane.ID, Draft: d})
	return st.Invoice, err
}

// buy pays for one row as usual, and answers the payment.
func (s *story) buy(ctx context.Context, what, code string, cents int64) (payment.PaymentID, error) {
	total := money.FromMinor(cents, money.USD)
	if _, err := s.issue(ctx, payment.Draft{Total: total, Rows: []payment.Row{{Description: what, EAN: code, Total: total}}}); err != nil {
		return payment.PaymentID{}, err
	}
	if err := s.pay(ctx); err != nil {
		return payment.PaymentID{}, err
	}
	receipts, err := s.Sys.Payments.Receipts(ctx, s.pat.ID, payment.PaymentID{}, 100)
	if err != nil || len(receipts) == 0 {
		return payment.PaymentID{}, errors.Join(err, errors.New("no receipt"))
	}
	s.Say("she pays %s for %s", total, what)
	return receipts[len(receipts)-1].Payment, s.Work(ctx)
}

func (s *story) pay(ctx context.Context) error {
	_, err := s.pat.Pay(ctx, s.shop.sticker, account.PaymentAccountID{})
	return err
}

// told checks how many texts about rewards there are, and tells the newest.
func (s *story) told(want int) error {
	var texts []string
	for _, m := range s.Phone.Messages(s.pat.Number) {
		if strings.HasPrefix(m.Text, "You get ") {
			texts = append(texts, m.Text)
		}
	}
	if len(texts) > 0 {
		s.Say("SMS: %s", texts[len(texts)-1])
	}
	return stage.Same("texts", len(texts), want)
}

func (s *story) item(ctx context.Context) error {
	s.Chapter("A customer buys the bottle; nothing was activated before")
	if _, err := s.buy(ctx, "Cola 0.5 l", small, 3_50); err != nil {
		return err
	}
	return s.told(1)
}

func (s *story) otherSize(ctx context.Context) error {
	s.Chapter("Another size is another code: no reward and no text")
	if _, err := s.buy(ctx, "Cola 1.5 l", large, 4_50); err != nil {
		return err
	}
	rewards, err := s.Sys.Offers.Rewards(ctx, s.pat.ID, cashback.RewardID{}, 10)
	if err != nil {
		return err
	}
	s.Say("rewards so far: %d", len(rewards))
	return stage.Same("rewards", len(rewards), 1)
}

func (s *story) grant(ctx context.Context) error {
	s.Chapter("A till forgot the code; customer service grants the reward, once")
	id, err := s.buy(ctx, "Cola 0.5 l", "", 3_50)
	if err != nil {
		return err
	}
	grant := func() error {
		help := seqr.SupportRequest{Key: s.Key(), Agent: "agent 7", Why: "receipt shows the item", Account: s.pat.ID}
		_, err := s.Sys.Support.GrantOffer(ctx, seqr.GrantRequest{SupportRequest: help, Offer: s.shop.offer.ID, Payment: id})
		return err
	}
	if err := grant(); err != nil {
		return err
	}
	if err := s.Work(ctx); err != nil {
		return err
	}
	err = grant()
	if !errors.Is(err, cashback.ErrRewarded) {
		return fmt.Errorf("a second grant was answered with: %w", err)
	}
	s.Say("a second time: %v", err)
	return s.told(2)
}

func (s *story) onTheAccount(ctx context.Context) error {
	s.Chapter("Both rewards are on the bank account in days, not at the end of a quarter")
	if err := s.Pass(ctx, 4); err != nil {
		return err
	}
	credits := 0
	for _, line := range s.Bank.Statement(bank.Routing, bank.Number) {
		if line.Description == "OFFER" {
			s.Say("%s %s", line.Description, line.Amount)
			credits++
		}
	}
	view, err := s.Sys.Cashback.View(ctx, s.pat.ID)
	if err != nil {
		return err
	}
	s.Say("and the purchases count for the month: %d of %s", view.Month.Count, view.Month.Total)
	return errors.Join(stage.Same("credits", credits, 2), stage.Same("purchases", view.Month.Count, 3))
}

func (s *story) member(ctx context.Context) error {
	s.Chapter("A member of the merchant's programme pays less")
	_, err := s.Sys.Loyalty.Add(ctx, seqr.MembershipRequest{Key: s.Key(), Account: s.pat.ID, Merchant: s.shop.merchant.ID, Number: "CARD-7"})
	if err != nil {
		return err
	}
	id, err := s.issue(ctx, payment.Draft{Ack: payment.OptionalAcknowledgment, Total: money.FromMinor(10_00, money.USD)})
	if err != nil {
		return err
	}
	if _, err := s.Sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.pat.ID, Code: s.shop.sticker}); err != nil {
		return err
	}
	status, err := s.Sys.Merchants.Status(ctx, s.shop.merchant.ID, id)
	if err != nil {
		return err
	}
	s.Say("the till learns of %s and asks for less", status.Member)
	_, err = s.Sys.Merchants.Update(ctx, seqr.UpdateRequest{
		Key: s.Key(), Merchant: s.shop.merchant.ID, Invoice: id, Draft: payment.Draft{Total: money.FromMinor(9_00, money.USD), MemberPrice: true},
	})
	if err != nil {
		return err
	}
	if err := s.pay(ctx); err != nil {
		return err
	}
	paid, err := s.Sys.Merchants.Status(ctx, s.shop.merchant.ID, id)
	if err != nil {
		return err
	}
	s.Say("%s, %s", paid.State, paid.Total)
	return errors.Join(stage.Same("number", status.Member, "CARD-7"), stage.Same("state", paid.State, payment.Paid), stage.Same("total", paid.Total, money.FromMinor(9_00, money.USD)))
}

func (s *story) audit(ctx context.Context) error {
	s.Chapter("Everything is added up again")
	report, err := s.Sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.Say("%d payments, %d rewards: everything agrees", report.Payments, report.Rewards)
	return report.Err()
}
