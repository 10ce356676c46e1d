package seqr_test

import (
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

func badBanking(c *cast) map[string][]bad {
	done := c.pat.mustPay(c.shop, "7.00")
	c.pass(14)
	col := c.collection(done.Invoice)
	require.Equal(c.t, ach.Collected, col.State)
	open := c.pat.mustPay(c.shop, "8.00")
	c.settle()
	sent := c.collection(open.Invoice)
	require.Equal(c.t, ach.Sent, sent.State)
	report := func(r ach.Report) func() error {
		return func() error {
			_, err := c.sys.Banking.Report(c.ctx, r)
			return err
		}
	}
	settled := ach.Report{ID: "x1", Order: sent.OrderID(), Kind: ach.ReportSettled, On: sent.DueOn, Amount: sent.Amount}
	with := func(id string, change func(*ach.Report)) func() error {
		r := settled
		r.ID = id
		change(&r)
		return report(r)
	}
	return map[string][]bad{"Advise": badAdvise(c), "Resolve": badResolveAdvice(c), "Correct": badCorrect(c), "ApproveMandate": badMandate(c), "ReferencePayment": badReferencePayment(c), "Report": {
		refused("unknown order", with("x2", func(r *ach.Report) { r.Order = "ABCDEFGHIJKLMNO" }), seqr.ErrUnknownOrder, seqr.NotFound),
		refused("no order", with("x3", func(r *ach.Report) { r.Order = "" }), seqr.ErrUnknownOrder, seqr.NotFound),
		refused("of another amount", with("x4", func(r *ach.Report) { r.Amount = usd("8.01") }), ach.ErrReport, seqr.Invalid),
		refused("of another currency", with("x5", func(r *ach.Report) { r.Amount = money.FromMinor(800, money.EUR) }), ach.ErrReport, seqr.Invalid),
		refused("of no amount", with("x6", func(r *ach.Report) { r.Amount = money.Amount{} }), ach.ErrReport, seqr.Invalid),
		refused("of no kind", with("x7", func(r *ach.Report) { r.Kind = "" }), ach.ErrReport, seqr.Invalid),
		refused("settled long ago", with("x8", func(r *ach.Report) { r.Order, r.Amount = col.OrderID(), col.Amount }), ach.ErrReportStale, seqr.Conflict),
		refused("an ID that told something else", with("S"+col.OrderID(), func(r *ach.Report) { r.Kind = ach.ReportReturned }), seqr.ErrKeyReused, seqr.Conflict),
	}}
}

func badCorrect(c *cast) []bad {
	t := c.till("File Shop")
	p := c.join("Ida Example", "+18015550135")
	c.bank.ReturnNext(sandbox.Match{Company: "File Shop"}, "R26", 0)
	twice, once := p.mustPay(t, "1.00"), p.mustPay(c.shop, "2.00")
	c.pass(7)
	correct := func(r seqr.SupportRequest, id ach.CollectionID) error {
		_, err := c.sys.Banking.Correct(c.ctx, seqr.CorrectRequest{SupportRequest: r, Collection: id})
		return err
	}
	faulty := c.collection(twice.Invoice)
	require.Equal(c.t, ach.Suspense, faulty.State)
	c.bank.ReturnNext(sandbox.Match{Company: "File Shop"}, "R26", 0)
	require.NoError(c.t, correct(c.help(p.id), faulty.ID))
	c.pass(7)
	require.Equal(c.t, ach.Suspense, c.collection(twice.Invoice).State)
	cases := unsigned(c, p, func(r seqr.SupportRequest) error { return correct(r, faulty.ID) })
	for i, b := range cases {
		if b.what == "unknown account" { // the collection is there, but not theirs
			cases[i].want = seqr.ErrNotFound
		}
	}
	return append(cases,
		refused("corrected before", func() error { return correct(c.help(p.id), faulty.ID) }, ach.ErrCorrected, seqr.Exceeded),
		refused("not in suspense", func() error { return correct(c.help(p.id), c.collection(once.Invoice).ID) }, ach.ErrState, seqr.State),
		refused("somebody else's", func() error { return correct(c.help(c.pat.id), faulty.ID) }, seqr.ErrNotFound, seqr.NotFound),
		refused("unknown", func() error { return correct(c.help(p.id), ach.CollectionID{UUID: newUUID()}) }, store.ErrNotFound, seqr.NotFound),
	)
}

func badSupport(c *cast) map[string][]bad {
	return map[string][]bad{
		"Block": badBlock(c), "Unblock": badUnblock(c), "ResendCode": badSupportResend(c), "ManualPayment": badManualPayment(c),
		"ResolveDuplicate": badResolve(c), "Close": badSupportClose(c), "PayOutBalance": badPayOutBalance(c), "Erase": badErase(c), "Find": badFind(c), "ReleaseCashback": badReleaseCashback(c), "ReleaseTransfer": badReleaseTransfer(c), "CorrectCashback": badCorrectCashback(c),
		"RestorePIN": badSupportRestore(c), "RemoveBankAccount": badRemoveBank(c),
		"GrantOffer": badGrant(c), "ReleaseRewards": badRelease(c),
		"MoveDevice": badSupportMove(c), "SendLetter": badLetter(c), "AllowScans": badAllowScans(c),
	}
}

// unsigned are requests of customer service without key, agent or reason, or about nobody.
func unsigned(c *cast, about *person, do func(seqr.SupportRequest) error) []bad {
	with := func(change func(*seqr.SupportRequest)) func() error {
		return func() error {
			r := c.help(about.id)
			change(&r)
			return do(r)
		}
	}
	return append(shapes(func(k seqr.Key) error { return with(func(r *seqr.SupportRequest) { r.Key = k })() }),
		refused("no agent", with(func(r *seqr.SupportRequest) { r.Agent = " " }), account.ErrAction, seqr.Invalid),
		refused("no reason", with(func(r *seqr.SupportRequest) { r.Why = "" }), account.ErrAction, seqr.Invalid),
		refused("a reason that breaks the line", with(func(r *seqr.SupportRequest) { r.Why = "a\x00b" }), account.ErrAction, seqr.Invalid),
		refused("no account", with(func(r *seqr.SupportRequest) { r.Account = account.ID{} }), account.ErrMalformed, seqr.Invalid),
		refused("unknown account", with(func(r *seqr.SupportRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
	)
}

func badErase(c *cast) []bad {
	erase := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.Erase(c.ctx, r)
		return err
	}
	return append(unsigned(c, c.kim, erase),
		refused("open", func() error { return erase(c.help(c.pat.id)) }, account.ErrNotClosed, seqr.State),
		refused("not finished with registering", func() error { return erase(c.help(c.lee.id)) }, account.ErrNotClosed, seqr.State),
		refused("closed today", func() error { return erase(c.help(c.kim.id)) }, account.ErrRetained, seqr.State),
	)
}

func badBlock(c *cast) []bad {
	block := func(r seqr.SupportRequest, why account.Reason) error {
		_, err := c.sys.Support.Block(c.ctx, r, why)
		return err
	}
	now := func(p *person, why account.Reason) func() error {
		return func() error { return block(c.help(p.id), why) }
	}
	return append(unsigned(c, c.pat, func(r seqr.SupportRequest) error { return block(r, account.LostPhone) }),
		refused("no such reason", now(c.pat, "bad mood"), account.ErrReason, seqr.Invalid),
		refused("duplicate identity by hand", now(c.pat, account.DuplicateID), seqr.ErrReasonManaged, seqr.State),
		refused("debt by hand", now(c.pat, account.Collection), seqr.ErrReasonManaged, seqr.State),
		refused("closed", now(c.kim, account.LostPhone), account.ErrClosed, seqr.State),
		c.reused(func(k seqr.Key) error {
			r := c.help(c.sam.id)
			r.Key = k
			return block(r, account.LostPhone)
		}, func(k seqr.Key) error {
			r := c.help(c.sam.id)
			r.Key = k
			return block(r, account.Other)
		}),
	)
}

func badUnblock(c *cast) []bad {
	owes := c.debtor("+18015550129")
	unblock := func(r seqr.SupportRequest, why account.Reason) error {
		_, err := c.sys.Support.Unblock(c.ctx, r, why)
		return err
	}
	now := func(p *person, why account.Reason) func() error {
		return func() error { return unblock(c.help(p.id), why) }
	}
	return append(unsigned(c, c.sam, func(r seqr.SupportRequest) error { return unblock(r, account.Other) }),
		refused("no such reason", now(c.sam, "good mood"), account.ErrReason, seqr.Invalid),
		refused("not blocked at all", now(c.pat, account.Other), account.ErrNotBlocked, seqr.State),
		refused("not blocked for this", now(c.sam, account.WrongPIN), account.ErrNotBlocked, seqr.State),
		refused("duplicate identity", now(c.sam, account.DuplicateID), seqr.ErrReasonManaged, seqr.State),
		refused("a debt that is not paid", now(owes, account.Collection), account.ErrInDebt, seqr.State),
		refused("closed", now(c.kim, account.Other), account.ErrClosed, seqr.State),
	)
}

// debtor owes 7.00 and the fee.
func (c *cast) debtor(number string) *person {
	t := c.till("Shop of " + number)
	p := c.join("Debtor "+number[len(number)-3:]+" Example", number)
	c.bank.ReturnNext(sandbox.Match{Company: t.merchant.Name}, "R02", 1)
	p.mustPay(t, "7.00")
	c.pass(7)
	require.Equal(c.t, []account.Reason{account.Collection}, p.reasons())
	return p
}

func badSupportResend(c *cast) []bad {
	ann := c.apply("+18015550130")
	gone := c.apply("+18015550131")
	_, err := c.sys.Support.Close(c.ctx, c.help(gone.id))
	require.NoError(c.t, err)
	c.settle()
	return append(unsigned(c, ann, func(r seqr.SupportRequest) error { return c.sys.Support.ResendCode(c.ctx, r) }),
		refused("number proved already", func() error { return c.sys.Support.ResendCode(c.ctx, c.help(c.pat.id)) }, seqr.ErrStepDone, seqr.State),
		refused("closed", func() error { return c.sys.Support.ResendCode(c.ctx, c.help(gone.id)) }, account.ErrClosed, seqr.State),
	)
}

func badManualPayment(c *cast) []bad {
	owes := c.debtor("+18015550132")
	owed, err := c.sys.Support.Owed(c.ctx, owes.id)
	require.NoError(c.t, err)
	require.Len(c.t, owed, 1)
	paid := c.pat.mustPay(c.till("Paid Shop"), "1.00")
	pay := func(p *person, col ach.CollectionID, amount string) func() error {
		return func() error {
			_, err := c.sys.Support.ManualPayment(c.ctx, seqr.ManualPaymentRequest{SupportRequest: c.help(p.id), Collection: col, Amount: amount})
			return err
		}
	}
	id := owed[0].Collection
	cases := unsigned(c, owes, func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.ManualPayment(c.ctx, seqr.ManualPaymentRequest{SupportRequest: r, Collection: id, Amount: "1.00"})
		return err
	})
	for i, b := range cases {
		if b.what == "unknown account" { // the collection is there, but not theirs
			cases[i].want = seqr.ErrNotFound
		}
	}
	return append(cases,
		refused("no amount", pay(owes, id, ""), ach.ErrAmount, seqr.Invalid),
		refused("0.00", pay(owes, id, "0.00"), ach.ErrAmount, seqr.Invalid),
		refused("-1.00", pay(owes, id, "-1.00"), ach.ErrAmount, seqr.Invalid),
		refused("too many decimals", pay(owes, id, "1.001"), money.ErrTooPrecise, seqr.Invalid),
		refused("no amount that is one", pay(owes, id, "one"), money.ErrFormat, seqr.Invalid),
		refused("a cent more than is owed", pay(owes, id, "32.01"), ach.ErrOverpaid, seqr.Exceeded),
		refused("somebody else's debt", pay(c.pat, id, "1.00"), seqr.ErrNotFound, seqr.NotFound),
		refused("unknown debt", pay(owes, ach.CollectionID{UUID: newUUID()}, "1.00"), store.ErrNotFound, seqr.NotFound),
		refused("nothing is owed", pay(c.pat, c.collection(paid.Invoice).ID, "1.00"), ach.ErrState, seqr.State),
	)
}

func badResolve(c *cast) []bad {
	twin := c.join("Tom Example", "+18015550133")
	again := c.join("Tom Example", "+18015550134")
	require.Equal(c.t, []account.Reason{account.DuplicateID}, again.reasons())
	resolve := func(r seqr.SupportRequest, survivor account.ID) error {
		_, err := c.sys.Support.ResolveDuplicate(c.ctx, seqr.ResolveRequest{SupportRequest: r, Survivor: survivor})
		return err
	}
	return append(unsigned(c, twin, func(r seqr.SupportRequest) error { return resolve(r, twin.id) }),
		refused("no duplicate", func() error { return resolve(c.help(c.pat.id), c.pat.id) }, account.ErrNotBlocked, seqr.State),
		refused("a stranger survives", func() error { return resolve(c.help(twin.id), c.pat.id) }, seqr.ErrNotFound, seqr.NotFound),
		refused("nobody known survives", func() error { return resolve(c.help(again.id), nobody()) }, seqr.ErrNotFound, seqr.NotFound),
	)
}

func badSupportClose(c *cast) []bad {
	shut := func(r seqr.SupportRequest) error {
		_, err := c.sys.Support.Close(c.ctx, r)
		return err
	}
	return append(unsigned(c, c.pat, shut),
		refused("closed already", func() error { return shut(c.help(c.kim.id)) }, account.ErrClosed, seqr.State),
	)
}
