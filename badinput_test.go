package seqr_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/store"
)

// bad is a request that is refused: with which rule, of which class, leaving nothing behind.
type bad struct {
	what   string
	do     func() error
	want   error
	kind   seqr.Kind
	counts bool // as an attempt: a code's or PIN's count rises, the approval's nonce is used up, a caller who knew too little is written down
}

// cast is the people and shops that bad requests are about.
type cast struct {
	*world
	shop, other *till
	pat         *person // can pay
	sam         *person // blocked by customer service
	kim         *person // closed
	lee         *person // has not entered the code yet
	fay         *person // can receive; joins where she is needed
}

func newCast(t *testing.T) *cast {
	c := &cast{world: quick(t, helpful, newHooks().into)}
	c.shop, c.other = c.till("Corner Grocery"), c.till("Book Shop")
	c.pat = c.join("Pat Example", "+18015550101")
	c.sam = c.join("Sam Example", "+18015550102")
	c.sam.block(account.Other)
	c.kim = c.join("Kim Example", "+18015550103")
	c.kim.leave()
	c.lee = c.apply("+18015550104")
	c.settle()
	return c
}

// reads are the methods of the services that write nothing; all others write.
var reads = []string{
	"Accounts.Biometric", "Accounts.Challenge", "Accounts.CheckDevice", "Accounts.InvoiceItems", "Accounts.Invoices", "Accounts.Registration", "Accounts.Stretch", "Accounts.View", "Identity.Scan", "Merchants.Status",
	"Merchants.Payable", "Merchants.Settlements", "Merchants.SettlementReport",
	"Merchants.Endpoint", "Merchants.EndpointSecret", "Merchants.NoticesIn", "Merchants.NoticesOf",
	"Payments.Available", "Payments.Expenses", "Payments.Receipt", "Payments.Receipts", "Payments.Statement",
	"Transfers.AskedFor", "Transfers.Asking", "Transfers.List", "Transfers.PrepareSend", "Transfers.PrepareTopUp", "Transfers.PrepareWithdrawal", "Transfers.Transfer",
	"Banking.Suspense", "Banking.Unmatched", "Cashback.View", "Loyalty.List", "Offers.Promotions", "Offers.Rewards", "Support.Actions", "Support.Owed", "Support.Trails", "Support.Verify",
	"Shop.Orders", "Shop.OrdersAt", "Shop.Product", "Shop.ProductsOf", "Shop.Scan",
}

// writes lists the methods of the services that write.
func writes() []string {
	var names []string
	for f := range reflect.TypeFor[seqr.System]().Fields() {
		if !f.IsExported() {
			continue
		}
		for m := range f.Type.Methods() {
			if name := f.Name + "." + m.Name; !slices.Contains(reads, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// TestBadInput asks every method that writes for what it must not do [GEN-3, PIN-3, PAY-12].
func TestBadInput(t *testing.T) {
	services := map[string]func(*cast) map[string][]bad{
		"Accounts": badAccounts, "Identity": badIdentity, "Merchants": badMerchants, "Payments": badPayments, "Transfers": badTransfers, "Banking": badBanking, "Support": badSupport,
		"Offers": badOffers, "Shop": badShop, "Loyalty": badLoyalty,
	}
	for _, method := range writes() {
		service, _, _ := strings.Cut(method, ".")
		require.Contains(t, services, service)
	}
	for name, tables := range services {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCast(t)
			table := tables(c)
			for _, method := range writes() {
				if service, verb, _ := strings.Cut(method, "."); service == name {
					require.NotEmpty(t, table[verb], "%s writes, and is not tested", method)
				}
			}
			for method, cases := range table {
				for _, b := range cases {
					t.Run(method+"/"+b.what, func(t *testing.T) { c.refuses(t, b) })
				}
			}
			c.audit()
		})
	}
}

// refuses checks one bad request. The record of a refusal that is kept under its key is the only thing it may leave.
func (c *cast) refuses(t *testing.T, b bad) {
	t.Helper()
	watched := c.store.(*watched)
	before, commits := c.dump(), len(watched.commits)
	err := b.do()
	require.ErrorIs(t, err, b.want)
	require.Equal(t, b.kind, seqr.KindOf(err), err)
	after := c.dump()
	if b.counts {
		for _, d := range []*everything{&before, &after} {
			d.Activations, d.Credentials, d.Claims, d.Actions, d.Trails = nil, nil, nil, nil, nil
		}
	}
	require.Empty(t, differences(before, after), "nothing changed")
	for _, left := range watched.commits[commits:] {
		left.Command = nil
		if b.counts {
			left.Activations, left.Credentials, left.Claims, left.Actions, left.Trails = nil, nil, nil, nil, nil
		}
		require.Empty(t, differences(store.Changes{Relied: left.Relied}, left), "only the refusal is kept")
	}
}

// differences names the fields in which two structs differ.
func differences(a, b any) []string {
	var names []string
	for i := range reflect.TypeOf(a).NumField() {
		if !reflect.DeepEqual(reflect.ValueOf(a).Field(i).Interface(), reflect.ValueOf(b).Field(i).Interface()) {
			names = append(names, reflect.TypeOf(a).Field(i).Name)
		}
	}
	return names
}

func refused(what string, do func() error, want error, kind seqr.Kind) bad {
	return bad{what: what, do: do, want: want, kind: kind}
}

// counted is refused, and counts as an attempt.
func counted(what string, do func() error, want error, kind seqr.Kind) bad {
	return bad{what: what, do: do, want: want, kind: kind, counts: true}
}

// nobody is an account that does not exist.
func nobody() account.ID { return account.ID{UUID: newUUID()} }

// shapes are keys that are none; every method that takes one refuses them.
func shapes(do func(seqr.Key) error) []bad {
	var cases []bad
	for what, key := range map[string]seqr.Key{
		"no key": "", "15 characters": "abcdefghijklmno", "65 characters": seqr.Key(make65()), "a space": "abcdefghijklmno p", "a letter of another script": "abcdefghijklmnoé",
	} {
		cases = append(cases, bad{what: "key: " + what, do: func() error { return do(key) }, want: seqr.ErrKey, kind: seqr.Invalid})
	}
	return cases
}

func make65() []byte {
	b := make([]byte, 65)
	for i := range b {
		b[i] = 'a'
	}
	return b
}

// reused is the case of a key that was used for something else before: first is done now, second is to be refused.
func (c *cast) reused(first, second func(seqr.Key) error) bad {
	key := c.key()
	require.NoError(c.t, first(key))
	c.settle()
	return refused("key: used for another request", func() error { return second(key) }, seqr.ErrKeyReused, seqr.Conflict)
}
