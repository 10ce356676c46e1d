package seqr_test

import (
	"errors"
	"slices"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// What villagers do with money among themselves, and how they go.

// approve prepares a transfer and approves it; where there is not enough the refusal is checked, and nothing happens.
func (c *village) approve(r *rapid.T, v *villager, enough bool, prepare func() (seqr.Prepared, error)) bool {
	var shown seqr.Prepared
	require.NoError(r, c.does(func() (err error) { shown, err = prepare(); return err }))
	signed := v.consent(shown)
	err := c.does(func() error { _, err := c.sys.Transfers.Approve(c.ctx, signed); return err })
	if !enough {
		require.ErrorIs(r, err, seqr.ErrLimit)
		return false
	}
	require.NoError(r, err)
	return true
}

// topUp fills the Seqr Account, from the limit or by card.
func (c *village) topUp(r *rapid.T) {
	v := c.somebody(r)
	if v == nil {
		return
	}
	if rapid.Bool().Draw(r, "by card") {
		amount := rapid.Int64Range(1, 30_00).Draw(r, "amount")
		do := seqr.CardTopUpRequest{Key: c.key(), Account: v.id, Reference: c.cards.Pay(v.id, c.money(euro(amount)))}
		require.NoError(r, c.does(func() error { _, err := c.sys.Transfers.TopUpByCard(c.ctx, do); return err }))
		do.Key = c.key()
		require.ErrorIs(r, c.does(func() error { _, err := c.sys.Transfers.TopUpByCard(c.ctx, do); return err }), payment.ErrCardUsed)
		v.balance += amount
		return
	}
	amount := amounts(r, v.free())
	if c.approve(r, v, amount <= v.free(), func() (seqr.Prepared, error) {
		return c.sys.Transfers.PrepareTopUp(c.ctx, seqr.OwnRequest{Account: v.id, Amount: euro(amount)})
	}) {
		v.charge(amount, c.today())
		v.balance += amount
	}
}

// withdraw takes money from the Seqr Account to the bank account, where there is one.
func (c *village) withdraw(r *rapid.T) {
	v := c.somebody(r)
	if v == nil {
		return
	}
	amount := amounts(r, v.balance)
	ask := seqr.OwnRequest{Account: v.id, Amount: euro(amount)}
	if v.invoiced {
		_, err := c.sys.Transfers.PrepareWithdrawal(c.ctx, ask)
		require.ErrorIs(r, err, payment.ErrNoReceivingAccount)
		return
	}
	if c.approve(r, v, amount <= v.balance, func() (seqr.Prepared, error) { return c.sys.Transfers.PrepareWithdrawal(c.ctx, ask) }) {
		v.balance -= amount
	}
}

// two are two who are still here, the first of them free to pay.
func (c *village) two(r *rapid.T) (v, to *villager) {
	v, to = c.somebody(r), drawn(r, "whom", c.people)
	if v == nil || to == v || to.gone() {
		return nil, nil
	}
	return v, to
}

// transfer moves money in the model, and in the system by prepare.
func (c *village) transfer(r *rapid.T, v, to *villager, amount int64, ask seqr.SendRequest) bool {
	var prepaid bool
	var has int64
	ask.From, prepaid, has = c.source(r, v)
	ask.Account = v.id
	month := c.today().MonthOf()
	if most := int64(200_00); !prepaid && v.invoiced && v.sent[month]+amount > most {
		return false // more than may be sent in a month is a table elsewhere
	}
	if to.overdue(c.today()) {
		_, err := c.sys.Transfers.PrepareSend(c.ctx, ask)
		require.ErrorIs(r, err, payment.ErrCannotReceive)
		return false
	}
	if !c.approve(r, v, amount <= has, func() (seqr.Prepared, error) { return c.sys.Transfers.PrepareSend(c.ctx, ask) }) {
		return false
	}
	if prepaid {
		v.balance -= amount
	} else {
		v.charge(amount, c.today())
		v.sent[month] += amount
	}
	to.balance += amount
	return true
}

func (c *village) send(r *rapid.T) {
	if v, to := c.two(r); v != nil {
		amount := rapid.Int64Range(1, 30_00).Draw(r, "amount")
		c.transfer(r, v, to, amount, seqr.SendRequest{To: to.number, Amount: euro(amount)})
	}
}

// ask asks for money: one person, or all the others for their share of a bill.
func (c *village) ask(r *rapid.T) {
	v, to := c.two(r)
	if v == nil {
		return
	}
	amount := rapid.Int64Range(10, 30_00).Draw(r, "amount")
	if rapid.Bool().Draw(r, "one") {
		do := seqr.AskRequest{Key: c.key(), Account: v.id, Of: to.number, Amount: euro(amount)}
		var got seqr.Asked
		require.NoError(r, c.does(func() (err error) { got, err = c.sys.Transfers.Ask(c.ctx, do); return err }))
		c.requests = append(c.requests, &asked{id: got.Requests[0], by: v, of: to, amount: amount})
		return
	}
	do := seqr.SplitRequest{Key: c.key(), Account: v.id, Amount: euro(amount), Mine: rapid.Bool().Draw(r, "mine too")}
	others := slices.DeleteFunc(slices.Clone(c.people), func(o *villager) bool { return o == v || o.gone() })
	for _, o := range others {
		do.Among = append(do.Among, o.number)
	}
	var got seqr.Asked
	require.NoError(r, c.does(func() (err error) { got, err = c.sys.Transfers.Split(c.ctx, do); return err }))
	sum := got.Own.Minor()
	for i, o := range others {
		share := got.Shares[i].Minor()
		sum += share
		c.requests = append(c.requests, &asked{id: got.Requests[i], by: v, of: o, amount: share})
	}
	require.Equal(r, amount, sum, "not a cent is lost")
}

// answer pays, declines or takes back a request; what has ended has ended.
func (c *village) answer(r *rapid.T) {
	if len(c.requests) == 0 {
		return
	}
	q := drawn(r, "request", c.requests)
	if q.by.gone() || q.of.gone() {
		return
	}
	switch rapid.IntRange(0, 3).Draw(r, "how") {
	case 0:
		c.ends(r, q, q.of)
	case 1:
		c.ends(r, q, q.by)
	default:
		if q.of.overdue(c.today()) {
			return
		}
		pay := seqr.SendRequest{Account: q.of.id, Request: q.id}
		if q.ended {
			_, err := c.sys.Transfers.PrepareSend(c.ctx, pay)
			require.ErrorIs(r, err, payment.ErrRequestEnded)
			return
		}
		q.ended = c.transfer(r, q.of, q.by, q.amount, pay)
	}
}

// ends declines a request, or takes it back.
func (c *village) ends(r *rapid.T, q *asked, by *villager) {
	do := seqr.RequestAction{Key: c.key(), Account: by.id, Request: q.id}
	err := c.does(func() (err error) {
		if by == q.of {
			_, err = c.sys.Transfers.Decline(c.ctx, do)
		} else {
			_, err = c.sys.Transfers.Withdraw(c.ctx, do)
		}
		return err
	})
	if q.ended {
		require.ErrorIs(r, err, payment.ErrRequestEnded)
		return
	}
	require.NoError(r, err)
	q.ended = true
}

// membership begins or ends.
func (c *village) membership(r *rapid.T) {
	v := c.somebody(r)
	if v == nil {
		return
	}
	shop := c.shops[rapid.IntRange(0, 1).Draw(r, "shop")].merchant.ID
	add := seqr.MembershipRequest{Key: c.key(), Account: v.id, Merchant: shop, Number: "CARD-7"}
	require.NoError(r, c.does(func() (err error) {
		if v.member[shop] {
			_, err = c.sys.Loyalty.Remove(c.ctx, seqr.RemoveMembershipRequest{Key: add.Key, Account: v.id, Merchant: shop})
		} else {
			_, err = c.sys.Loyalty.Add(c.ctx, add)
		}
		return err
	}))
	v.member[shop] = !v.member[shop]
}

// leave closes an account, and pays out what is on it; somebody else comes.
func (c *village) leave(r *rapid.T) {
	v := c.somebody(r)
	if v == nil || len(c.people) > 6 || v.moved {
		return
	}
	c.clock.Advance(10 * time.Minute)
	ask := seqr.StepRequest{Key: c.key(), Account: v.id}
	err := c.does(func() error { _, err := c.sys.Accounts.RequestClosing(c.ctx, ask); return err })
	if v.invoiced && v.balance > 0 {
		require.ErrorIs(r, err, payment.ErrNoReceivingAccount)
		return
	}
	require.NoError(r, err)
	c.rest()
	do := seqr.CloseRequest{Key: c.key(), Account: v.id, Code: c.world.phone.Code(v.number), PayOut: true, Signed: v.act(identity.ActionClose)}
	require.NoError(r, c.does(func() error { _, err := c.sys.Accounts.Close(c.ctx, do); return err }))
	v.left, v.balance = c.today(), 0
	c.fragile.dies = 0 // registering has many steps; they have crashes of their own elsewhere
	c.arrive(v.invoiced)
}

// erase forgets somebody who has left: when the time has come, nothing is owed, and nothing is on its way. By then it may have happened
// by itself; what comes back to the bank later makes nobody known again.
func (c *village) erase(r *rapid.T) {
	v := drawn(r, "who", c.people)
	do := c.help(v.id)
	err := c.does(func() error { _, err := c.sys.Support.Erase(c.ctx, do); return err })
	switch {
	case v.erased:
		require.ErrorIs(r, err, account.ErrErased)
	case errors.Is(err, account.ErrErased):
		require.True(r, v.gone() && !c.today().Before(v.left.AddDays(20)), "too early")
		v.erased = true
		c.refusesRefunds(r, v)
	case !v.gone():
		require.ErrorIs(r, err, account.ErrNotClosed)
	case v.overdue(c.today()):
		require.ErrorIs(r, err, account.ErrInDebt)
	case c.today().Before(v.left.AddDays(20)):
		require.ErrorIs(r, err, account.ErrRetained)
	case c.open(v):
		require.ErrorIs(r, err, seqr.ErrOpenMatters)
	default:
		require.NoError(r, err)
		v.erased = true
		c.refusesRefunds(r, v)
	}
}

// open says whether anything of somebody who has left some weeks ago is still to come: an invoice, or an order.
func (c *village) open(v *villager) bool {
	return slices.ContainsFunc(v.bills, func(b *bill) bool { return !b.closed }) ||
		slices.ContainsFunc(c.bought, func(p *purchase) bool { return p.by == v && p.order != nil && !p.sent && !p.done })
}

// refusesRefunds checks that nothing is given back to nobody.
func (c *village) refusesRefunds(r *rapid.T, v *villager) {
	for _, p := range c.bought {
		if p.by == v && p.back < p.amount {
			do := seqr.RefundRequest{Key: c.key(), Merchant: p.shop.merchant.ID, Invoice: p.inv, Amount: money.FromMinor(1, money.EUR).Format()}
			require.ErrorIs(r, c.does(func() error { _, err := c.sys.Merchants.Refund(c.ctx, do); return err }), account.ErrErased)
			return
		}
	}
}
