package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/payment"
)

// The bank accounts of the customers.
const patsBank, samsBank, kimsBank = "10001111", "10002222", "10003333"

// tell runs the chapters. Each builds on those before, and fails if anything differs from what it says.
func (o *operator) tell(ctx context.Context) error {
	fmt.Fprintln(o.w, "SEQR and a bank by files: some days of an operator in the United States")
	for _, chapter := range []func(context.Context) error{
		o.morning, o.cutOff, o.night, o.noon, o.again, o.friday, o.report, o.audit,
	} {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("chapter %d: %w", o.chapters, err)
		}
	}
	fmt.Fprintln(o.w, "\nThe days went as they should.")
	return nil
}

func (o *operator) morning(ctx context.Context) error {
	o.chapter("three customers buy in two shops")
	var errs [5]error
	o.grocery, errs[0] = o.opens(ctx, "Corner Grocery", "555000111")
	o.books, errs[1] = o.opens(ctx, "Book Shop", "555000222")
	o.pat, errs[2] = o.join(ctx, "Pat Example", "+18015550101", patsBank)
	o.sam, errs[3] = o.join(ctx, "Sam Example", "+18015550102", samsBank)
	o.kim, errs[4] = o.join(ctx, "Kim Example", "+18015550103", kimsBank)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	for _, sale := range []struct {
		who   string
		by    *customer
		at    *shop
		cents int64
	}{{"Pat", o.pat, o.grocery, 24_50}, {"Sam", o.sam, o.books, 40_00}, {"Kim", o.kim, o.grocery, 18_00}, {"Kim", o.kim, o.books, 9_99}} {
		if err := o.buy(ctx, sale.by, sale.at, sale.cents); err != nil {
			return err
		}
		o.say("%s pays %d.%02d at %s", sale.who, sale.cents/100, sale.cents%100, sale.at.Name)
	}
	return nil
}

func (o *operator) cutOff(ctx context.Context) error {
	if err := o.until(ctx, 6, 16, 45); err != nil {
		return err
	}
	o.chapter("the cut-off: one file, with a batch for each merchant")
	return o.send(ctx)
}

// send writes what is due, shows it, and lets the bank take it.
func (o *operator) send(ctx context.Context) error {
	names, err := o.bank.CutOff(ctx)
	if err != nil {
		return err
	}
	if err := same("number of files", len(names), 1); err != nil {
		return err
	}
	lines, err := o.other.take(names[0])
	if err != nil {
		return err
	}
	o.say("%s:", names[0])
	for _, l := range lines {
		if !strings.HasPrefix(l, "99999") { // the block is filled up with nines
			o.say("  %s", strings.TrimRight(l, " "))
		}
	}
	return nil
}

func (o *operator) night(ctx context.Context) error {
	if err := o.until(ctx, 7, 9, 0); err != nil {
		return err
	}
	o.chapter("the debits have settled, and the merchants' day has ended")
	if err := o.available(ctx, o.pat, "75.50"); err != nil {
		return err
	}
	o.say("Pat can spend 75.50 until two banking days have brought no return")
	for _, s := range []*shop{o.grocery, o.books} {
		st, err := o.settlement(ctx, s)
		if err != nil {
			return err
		}
		o.say("%s: %s for %s, %d payments: %s", s.Name, st.Amount(), st.Day, st.Payments.Count, st.State)
	}
	return nil
}

// settlement is a merchant's last one.
func (o *operator) settlement(ctx context.Context, s *shop) (payment.Settlement, error) {
	all, err := o.sys.Merchants.Settlements(ctx, s.ID, payment.SettlementID{}, 100)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s has no settlement", s.Name)
	}
	if err != nil {
		return payment.Settlement{}, err
	}
	return all[len(all)-1], nil
}

func (o *operator) noon(ctx context.Context) error {
	if err := o.until(ctx, 7, 12, 0); err != nil {
		return err
	}
	o.chapter("a file of the bank: a return and a notification of change")
	bounced, err := o.other.bounce(samsBank, "R01")
	if err != nil {
		return err
	}
	changed, err := o.other.correct(patsBank, "C01", "20001111")
	if err != nil {
		return err
	}
	if err := o.other.put("returns.ach", bounced+changed); err != nil {
		return err
	}
	if err := o.until(ctx, 7, 13, 0); err != nil {
		return err
	}
	v, err := o.sys.Accounts.View(ctx, o.sam.id)
	if err != nil {
		return err
	}
	if len(v.Blocks) != 1 {
		return fmt.Errorf("blocks of Sam are %v", v.Blocks)
	}
	o.say("R01, %s: Sam's account is blocked, the reason is %s", ach.Meaning("R01"), v.Blocks[0].Reason)
	for _, c := range o.bank.Corrections() {
		o.say("%s, %s: from now on Pat's debits are written for %s", c.Code, c.Meaning, c.Account)
	}
	if err := o.other.put("again.ach", bounced+changed+"\n"); err != nil { // the bank sends it twice: nothing more happens
		return err
	}
	o.say("Pat pays 5.00 at %s", o.books.Name)
	return o.buy(ctx, o.pat, o.books, 5_00)
}

func (o *operator) again(ctx context.Context) error {
	if err := o.until(ctx, 7, 16, 45); err != nil {
		return err
	}
	o.chapter("the next cut-off: Pat's debit, and the merchants' money")
	return o.send(ctx)
}

func (o *operator) friday(ctx context.Context) error {
	if err := o.until(ctx, 10, 16, 45); err != nil {
		return err
	}
	o.chapter("three banking days after the return: Sam's debit is presented once more")
	if err := o.send(ctx); err != nil {
		return err
	}
	if err := o.until(ctx, 17, 9, 0); err != nil {
		return err
	}
	v, err := o.sys.Accounts.View(ctx, o.sam.id)
	if err != nil {
		return err
	}
	o.say("a week later Pat and Sam can spend 100.00 again; it has settled, and nothing came back: %d blocks on Sam's account", len(v.Blocks))
	return errors.Join(same("blocks", len(v.Blocks), 0), o.available(ctx, o.pat, "100.00"), o.available(ctx, o.sam, "100.00"))
}

// available checks what somebody can spend.
func (o *operator) available(ctx context.Context, c *customer, want string) error {
	v, err := o.sys.Accounts.View(ctx, c.id)
	if err != nil {
		return err
	}
	return same("available", v.Accounts[0].Available.Format(), want)
}

func (o *operator) report(ctx context.Context) error {
	o.chapter("what the grocery reads about its settlement")
	all, err := o.sys.Merchants.Settlements(ctx, o.grocery.ID, payment.SettlementID{}, 1)
	if err != nil {
		return err
	}
	r, err := o.sys.Merchants.SettlementReport(ctx, o.grocery.ID, all[0].ID)
	if err != nil {
		return err
	}
	total := r.Settlement.Amount()
	zone := o.sys.Market().Zone
	for i, l := range r.Lines {
		o.say("%d  %s  %-8s  %s", i+1, l.At.In(zone).Format("2006-01-02 15:04"), l.Purpose, l.Amount)
	}
	o.say("paid to the account that ends in %s: %s", r.Account, total)
	left, err := o.sys.Merchants.Payable(ctx, o.grocery.ID)
	return errors.Join(err, same("left to pay", left.Format(), "0.00"), same("total", total.Format(), "42.50"))
}

func (o *operator) audit(ctx context.Context) error {
	o.chapter("the auditor recomputes everything from the raw transfers")
	report, err := o.sys.Audit(ctx)
	if err != nil {
		return err
	}
	o.say("%s", report)
	open, err := o.sys.Banking.Unmatched(ctx, ach.AdviceID{}, 100)
	o.say("what the bank told and nobody has dealt with: %d", len(open))
	return errors.Join(report.Err(), err)
}
