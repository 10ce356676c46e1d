package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
)

// tell runs the chapters. Each builds on those before, and fails if anything differs from what it says.
func (s *story) tell(ctx context.Context) error {
	fmt.Fprintln(s.w, "SEQR quickstart: a United States market on an embedded SQLite file")
	for _, chapter := range []func(context.Context) error{
		s.openShop, s.register, s.proveIdentity, s.purchase, s.overTheLimit, s.collection, s.insufficientFunds, s.quarter, s.audit,
	} {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("chapter %d: %w", s.chapters, err)
		}
	}
	fmt.Fprintln(s.w, "\nThe story went as it should.")
	return nil
}

func (s *story) openShop(ctx context.Context) error {
	s.chapter("A merchant opens a shop with two lanes")
	m, err := s.sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: s.key(), Name: "Corner Grocery"})
	if err != nil {
		return err
	}
	l, err := s.sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: s.key(), Merchant: m.ID, Name: "Main Street", Address: "1 Main Street, Provo, UT"})
	if err != nil {
		return err
	}
	s.shop.merchant = m
	for i, code := range []string{"0039394857311223", "0039394857311224"} {
		s.shop.lanes[i], err = s.sys.Merchants.AddLane(ctx, seqr.LaneRequest{
			Key: s.key(), Merchant: m.ID, Location: l.ID, Name: fmt.Sprintf("Lane %d", i+1), Code: code, Channel: payment.InStore,
		})
		if err != nil {
			return err
		}
		if s.shop.stickers[i], err = s.sticker(s.shop.lanes[i]); err != nil {
			return err
		}
		s.say("%s: sticker HTTP://SEQR.SE/Q%s drawn as %s", s.shop.lanes[i].Name, code, filepath.Base(s.shop.stickers[i]))
	}
	return nil
}

func (s *story) register(ctx context.Context) (err error) {
	s.chapter("A customer registers on a phone")
	if s.customer, err = newCustomer(); err != nil {
		return err
	}
	c := &s.customer
	started, err := s.sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: s.key(), Phone: "+1 801 555 0123", TermsVersion: "demo-1", Algorithm: c.device.Algorithm(), PublicKey: c.device.PublicKey(),
	})
	if err != nil {
		return err
	}
	c.id = started.Account
	if err := s.work(ctx); err != nil {
		return err
	}
	code := s.phone.Code(c.number)
	s.say("terms accepted; a code of %d digits arrives by SMS", len(code))
	if _, err := s.sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: s.key(), Account: c.id, Code: code}); err != nil {
		return err
	}
	if _, err := s.sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: s.key(), Account: c.id, PIN: c.pin, Repeat: c.pin}); err != nil {
		return err
	}
	_, err = s.sys.Accounts.Describe(ctx, seqr.DescribeRequest{Key: s.key(), Account: c.id, Name: "Pat Specimen", Email: "pat@mail.example", BirthDate: "05/17/1990"})
	if err != nil {
		return err
	}
	reg, err := s.sys.Accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
		Key: s.key(), Account: c.id, Kind: account.ACHDebit, Type: ach.Checking, Routing: "076401251", Number: "12345678", Mandate: "mandate-2026-1",
	})
	if err != nil {
		return err
	}
	s.say("number proved, PIN chosen, personal data, bank account and mandate given")
	s.say("next step: %s", reg.Progress.Next)
	return errors.Join(same("next step", reg.Progress.Next, account.StepIdentityFront), s.availableIs(ctx, "0.00"))
}

func (s *story) proveIdentity(ctx context.Context) error {
	s.chapter("The customer proves who she is")
	front, back, err := sandbox.DrawSpecimen(licence())
	if err != nil {
		return err
	}
	blurred, err := sandbox.Blurred(front, 4)
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"licence-front.jpg": front, "licence-back.jpg": back, "licence-blurred.jpg": blurred} {
		if _, err := s.write(name, data); err != nil {
			return err
		}
	}
	capture := func(side identity.Side, picture []byte) error {
		_, err := s.sys.Identity.Capture(ctx, seqr.CaptureRequest{
			Key: s.key(), Account: s.customer.id, Document: identity.DrivingLicence, Side: side, Picture: picture,
		})
		return err
	}
	err = capture(identity.FrontSide, blurred)
	if !errors.Is(err, identity.ErrPictureUnusable) {
		return fmt.Errorf("the blurred picture was answered with: %w", err)
	}
	s.say("a blurred picture is refused: %v", err)
	if err := errors.Join(capture(identity.FrontSide, front), capture(identity.BackSide, back)); err != nil {
		return err
	}
	scan, err := s.sys.Identity.Submit(ctx, seqr.StepRequest{Key: s.key(), Account: s.customer.id})
	if err != nil {
		return err
	}
	s.say("sharp pictures of front and back are submitted; a decision is expected within %v", scan.ExpectedBy.Sub(scan.SubmittedAt))
	for range 5 {
		if err := s.work(ctx); err != nil {
			return err
		}
		s.clock.Advance(time.Minute)
	}
	if scan, err = s.sys.Identity.Scan(ctx, s.customer.id); err != nil {
		return err
	}
	s.say("scan: %s", scan.State)
	return errors.Join(same("scan", scan.State, identity.Verified), s.availableIs(ctx, "100.00"))
}

func (s *story) purchase(ctx context.Context) error {
	s.chapter("She buys at lane 1 by scanning its sticker")
	inv, err := s.issue(ctx, 0, row("Coffee beans", 12_95), row("Bread", 4_50), row("Apples", 6_00))
	if err != nil {
		return err
	}
	s.say("the till issues an invoice: %s %s", inv.State, inv.Total)
	photo, err := s.photograph(s.shop.stickers[0])
	if err != nil {
		return err
	}
	text, err := readCode(ctx, photo)
	if err != nil {
		return err
	}
	s.say("the app reads the photograph of the sticker, 7 degrees askew: %s", text)
	seen, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: text})
	if err != nil {
		return err
	}
	s.say("it shows: %s for %s, %s, %s", seen.Bill.Total, seen.Merchant, seen.Location, seen.Lane)
	next, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: "HTTP://SEQR.SE/Q" + s.shop.lanes[1].Code})
	if err != nil {
		return err
	}
	if !next.Waiting {
		return errors.New("lane 2 shows the sale of lane 1")
	}
	s.say("a scan of lane 2 would show nothing: no sale is waiting there")
	paid, err := s.approve(ctx, seen)
	if err != nil {
		return err
	}
	st, err := s.sys.Merchants.Status(ctx, s.shop.merchant.ID, inv.Invoice)
	if err != nil {
		return err
	}
	s.say("approved with PIN and device key; the merchant sees %s, and nothing about her", st.State)
	receipt, err := s.sys.Payments.Receipt(ctx, s.customer.id, paid.Payment)
	if err != nil {
		return err
	}
	receipt.Reference = strings.Repeat("*", 8) // differs from run to run
	fmt.Fprintf(s.w, "\n%s\n", indent(receipt.In(newYork()).Text()))
	return errors.Join(same("state", st.State, payment.Paid), s.availableIs(ctx, "76.55"))
}

func indent(text string) string {
	return "      " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n      ") + "\n"
}

func (s *story) overTheLimit(ctx context.Context) error {
	s.chapter("A purchase over the limit is refused, and changes nothing")
	inv, err := s.issue(ctx, 0, row("Espresso machine", 76_56))
	if err != nil {
		return err
	}
	seen, err := s.sys.Payments.Scan(ctx, seqr.ScanRequest{Account: s.customer.id, Code: inv.Code})
	if err != nil {
		return err
	}
	_, err = s.approve(ctx, seen)
	if !errors.Is(err, seqr.ErrLimit) {
		return fmt.Errorf("one cent too much was answered with: %w", err)
	}
	s.say("refused: %v", err)
	st, err := s.sys.Merchants.Status(ctx, s.shop.merchant.ID, inv.Invoice)
	if err != nil {
		return err
	}
	s.say("the merchant still sees %s", st.State)
	return errors.Join(same("state", st.State, payment.Issued), s.availableIs(ctx, "76.55"))
}

func (s *story) collection(ctx context.Context) error {
	s.chapter("The purchase is collected from her bank account")
	if err := s.until(ctx, s.days(7)); err != nil {
		return err
	}
	lines := s.bank.Statement("076401251", "12345678")
	if len(lines) != 1 {
		return fmt.Errorf("her bank statement has %d lines", len(lines))
	}
	s.say("a week later her bank statement says: %s  %s  %s", lines[0].On, lines[0].Company, lines[0].Amount)
	return errors.Join(same("statement", lines[0].Company, "Corner Grocery"), s.availableIs(ctx, "100.00"))
}

func (s *story) insufficientFunds(ctx context.Context) error {
	s.chapter("Another collection comes back for insufficient funds")
	s.bank.ReturnNext(sandbox.Match{Company: "Corner Grocery"}, "R01", 1)
	if err := s.buy(ctx, "Groceries", 30_00); err != nil {
		return err
	}
	if err := s.until(ctx, s.days(3)); err != nil {
		return err
	}
	view, err := s.sys.Accounts.View(ctx, s.customer.id)
	if err != nil {
		return err
	}
	if len(view.Blocks) != 1 || view.Blocks[0].Reason != account.Collection {
		return fmt.Errorf("blocks are %v", view.Blocks)
	}
	s.say("return code R01, %s: the account is blocked", ach.Meaning("R01"))
	if err := s.buy(ctx, "Chewing gum", 50); !errors.Is(err, account.ErrBlocked) {
		return fmt.Errorf("a purchase of a blocked account was answered with: %w", err)
	}
	if err := s.availableIs(ctx, "70.00"); err != nil {
		return err
	}
	if err := s.until(ctx, s.days(12)); err != nil {
		return err
	}
	s.say("three banking days later it is presented once more, and collected: the block is lifted, without a fee")
	if view, err = s.sys.Accounts.View(ctx, s.customer.id); err != nil {
		return err
	}
	return errors.Join(same("number of blocks", len(view.Blocks), 0), s.availableIs(ctx, "100.00"))
}

func (s *story) quarter(ctx context.Context) error {
	s.chapter("A quarter of purchases earns cashback")
	months := []struct {
		begins time.Time
		count  int
		cents  int64
	}{
		{time.Date(2026, time.August, 3, 15, 0, 0, 0, time.UTC), 12, 8_00},
		{time.Date(2026, time.September, 1, 15, 0, 0, 0, time.UTC), 20, 4_50},
	}
	for _, m := range months {
		if err := s.until(ctx, m.begins); err != nil {
			return err
		}
		for range m.count {
			if err := s.buy(ctx, "Lunch", m.cents); err != nil {
				return err
			}
		}
	}
	v, err := s.sys.Cashback.View(ctx, s.customer.id)
	if err != nil {
		return err
	}
	for _, m := range v.Quarter.Months {
		s.say("%s: %2d payments, %s, %s %% → %s", m.Month, m.Count, m.Total, m.Percent, m.Exact)
	}
	s.say("together %s, to be paid on %s", v.Quarter.Exact, v.PayoutOn)
	if err := s.until(ctx, time.Date(2026, time.October, 20, 15, 0, 0, 0, time.UTC)); err != nil {
		return err
	}
	if v, err = s.sys.Cashback.View(ctx, s.customer.id); err != nil {
		return err
	}
	if len(v.Payouts) != 1 {
		return fmt.Errorf("%d cashback payouts", len(v.Payouts))
	}
	p := v.Payouts[0]
	s.say("in October: %s, %s to her bank account", p.State, p.Amount)
	return same("cashback", p.Amount.String(), "5.15 USD")
}

func (s *story) audit(ctx context.Context) error {
	s.chapter("The auditor recomputes everything from the raw transfers")
	report, err := s.sys.Audit(ctx)
	if err != nil {
		return err
	}
	s.say("%s", report)
	return report.Err()
}

func newYork() *time.Location { return seqr.UnitedStates().Zone }
