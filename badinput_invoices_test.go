package seqr_test

import (
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// withInvoice is a market with invoice accounts of 100.00, and the Seqr Account that they need.
func withInvoice(c *seqr.Config) {
	m := &c.Market
	if !m.Account.HasPrepaid() {
		withPrepaid(c)
	}
	m.Account.Kinds = append(slices.Clone(m.Account.Kinds), account.KindPolicy{
		Kind: account.Invoice, Name: "Invoice Account", Limit: true, Maximum: money.FromMinor(100_00, m.Currency),
	})
	m.Collection.InvoiceDays, m.Collection.Receiving = 14, ach.SEPA
}

// invoicing is another system over the cast's store, whose market has invoice accounts.
func (c *cast) invoicing() *seqr.System {
	cfg := c.config(c.sys.Market())
	cfg.Verifier = unhurried{}
	withInvoice(&cfg)
	return newSystem(c.t, cfg)
}

func badOpenInvoiceAccount(c *cast) []bad {
	sys := c.invoicing()
	open := func(sys *seqr.System, k seqr.Key, of account.ID) error {
		_, err := sys.Accounts.OpenInvoiceAccount(c.ctx, seqr.StepRequest{Key: k, Account: of})
		return err
	}
	of := func(id account.ID) func() error { return func() error { return open(sys, c.key(), id) } }
	return append(shapes(func(k seqr.Key) error { return open(sys, k, c.lee.id) }),
		refused("a market without", func() error { return open(c.sys, c.key(), c.pat.id) }, account.ErrKind, seqr.Invalid),
		refused("beside a bank account", of(c.pat.id), account.ErrSecondBankAccount, seqr.State),
		refused("before the number is proved", of(c.lee.id), seqr.ErrStep, seqr.State),
		refused("closed", of(c.kim.id), account.ErrClosed, seqr.State),
		refused("unknown account", of(nobody()), store.ErrNotFound, seqr.NotFound),
	)
}

// badReferencePayment leaves the cast with a system whose market has invoice accounts.
func badReferencePayment(c *cast) []bad {
	c.sys = c.invoicing()
	ira := c.invoiced("Ira Example", "+18015550171")
	ira.mustPay(c.shop, "30.00")
	c.untilDay(c.clock.Now().AddDate(0, 2, 0).Month(), 1)
	ref := ira.invoices()[0].Reference
	require.Equal(c.t, ach.Owed, ira.invoices()[0].State)
	pay := func(ref, amount string) func() error { return func() error { return c.wires(ref, amount) } }
	swapped := ref[:17] + string(ref[18]) + string(ref[17])
	if ref[17] == ref[18] {
		swapped = ref[:16] + "22" + ref[18:]
	}
	none := ach.Collection{ID: ach.CollectionID{UUID: newUUID()}}.Reference()
	return append(shapes(func(k seqr.Key) error {
		_, err := c.sys.Banking.ReferencePayment(c.ctx, seqr.ReferencePaymentRequest{Key: k, Reference: ref, Amount: "1.00"})
		return err
	}),
		refused("no reference", pay("", "1.00"), ach.ErrReference, seqr.Invalid),
		refused("mistyped", pay(swapped, "1.00"), ach.ErrReference, seqr.Invalid),
		refused("of nothing", pay(none, "1.00"), seqr.ErrUnknownOrder, seqr.NotFound),
		refused("no amount", pay(ref, ""), ach.ErrAmount, seqr.Invalid),
		refused("0.00", pay(ref, "0.00"), ach.ErrAmount, seqr.Invalid),
		refused("negative", pay(ref, "-1.00"), ach.ErrAmount, seqr.Invalid),
		refused("three decimals", pay(ref, "1.001"), money.ErrTooPrecise, seqr.Invalid),
		refused("a cent too much", pay(ref, "30.01"), ach.ErrOverpaid, seqr.Exceeded),
	)
}

func badSetDefault(c *cast) []bad {
	set := func(k seqr.Key, of account.ID, from account.PaymentAccountID) error {
		_, err := c.sys.Accounts.SetDefault(c.ctx, seqr.DefaultRequest{Key: k, Account: of, From: from})
		return err
	}
	own, foreign := c.pat.view().Accounts[0].ID, c.sam.view().Accounts[0].ID
	return append(shapes(func(k seqr.Key) error { return set(k, c.pat.id, own) }),
		refused("somebody else's", func() error { return set(c.key(), c.pat.id, foreign) }, account.ErrNoPaymentAccount, seqr.KindOf(account.ErrNoPaymentAccount)),
		refused("closed", func() error { return set(c.key(), c.kim.id, account.PaymentAccountID{}) }, account.ErrClosed, seqr.State),
		refused("unknown account", func() error { return set(c.key(), nobody(), own) }, store.ErrNotFound, seqr.NotFound),
	)
}

func badSetReceiving(c *cast) []bad {
	cfg := c.config(c.sys.Market())
	cfg.Verifier, cfg.Market.Collection.Receiving = unhurried{}, ach.SEPA
	sys, iban := newSystem(c.t, cfg), "DE89370400440532013000"
	set := func(sys *seqr.System, k seqr.Key, of account.ID, routing, number string) error {
		_, err := sys.Accounts.SetReceivingAccount(c.ctx, seqr.ReceivingRequest{Key: k, Account: of, Routing: routing, Number: number})
		return err
	}
	pat := func(routing, number string) func() error {
		return func() error { return set(sys, c.key(), c.pat.id, routing, number) }
	}
	of := func(id account.ID) func() error { return func() error { return set(sys, c.key(), id, "", iban) } }
	return append(shapes(func(k seqr.Key) error { return set(sys, k, c.pat.id, "", iban) }),
		refused("a market without", func() error { return set(c.sys, c.key(), c.pat.id, "", iban) }, seqr.ErrNoReceiving, seqr.State),
		refused("no number", pat("", ""), ach.ErrIBAN, seqr.Invalid),
		refused("wrong check digits", pat("", "DE88370400440532013000"), ach.ErrIBAN, seqr.Invalid),
		refused("a routing number", pat("076401251", iban), ach.ErrRouting, seqr.Invalid),
		refused("before the number is proved", of(c.lee.id), seqr.ErrStep, seqr.State),
		refused("closed", of(c.kim.id), account.ErrClosed, seqr.State),
		refused("unknown account", of(nobody()), store.ErrNotFound, seqr.NotFound),
	)
}

func badPayOutBalance(c *cast) []bad {
	return append(unsigned(c, c.pat, func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.PayOutBalance(c.ctx, r)
		return err
	}), refused("closed", func() error {
		_, err := c.sys.Support.PayOutBalance(c.ctx, c.help(c.kim.id))
		return err
	}, account.ErrClosed, seqr.State))
}
