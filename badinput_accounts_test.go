package seqr_test

import (
	"crypto/rand"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

func badAccounts(c *cast) map[string][]bad {
	table := map[string][]bad{
		"ChoosePIN": badChoosePIN(c), "Describe": badDescribe(c), "AddBankAccount": badBankAccount(c),
		"OpenInvoiceAccount": badOpenInvoiceAccount(c), "SetDefault": badSetDefault(c), "SetReceivingAccount": badSetReceiving(c),
		"ChangePIN": append(badChangePIN(c), badChangeOnPhone(c)...), "Close": badClose(c),
	}
	table["EnrolBiometric"], table["EndBiometric"] = badEnrolBiometric(c), badEndBiometric(c)
	// The clock stands still from here on, so that a code was sent just now.
	table["Confirm"] = badConfirm(c)
	table["Start"], table["ResendCode"], table["CorrectPhone"] = badStart(c), badResend(c), badCorrectPhone(c)
	table["RequestClosing"] = badRequestClosing(c)
	table["RequestPINCode"], table["RestorePIN"] = badRequestPINCode(c), badRestorePIN(c)
	table["RequestMoveCode"], table["MoveDevice"] = badRequestMoveCode(c), badMoveDevice(c)
	return table
}

// stranger is somebody with a phone of their own who has not begun.
func (w *world) stranger(number string) *person {
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(w.t, err)
	return &person{w: w, key: key, number: number, pin: testPIN}
}

var badNumbers = []struct {
	what, number string
	want         error
}{
	{"no country code", "8015550123", account.ErrPhoneNoCountryCode},
	{"none", "", account.ErrPhoneInvalid},
	{"a digit short", "+1801555012", account.ErrPhoneLength},
	{"a digit long", "+180155501234", account.ErrPhoneLength},
	{"a leading zero", "+108015550123", account.ErrPhoneLeadingZero},
	{"another country", "+46701234567", account.ErrPhoneRegion},
	{"words", "+call me", account.ErrPhoneInvalid},
}

func badStart(c *cast) []bad {
	start := func(change func(*seqr.StartRequest)) func() error {
		return func() error {
			r := c.stranger("+18015550199").startRequest()
			change(&r)
			_, err := c.sys.Accounts.Start(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return start(func(r *seqr.StartRequest) { r.Key = k })() })
	for _, n := range badNumbers {
		cases = append(cases, refused("number: "+n.what, start(func(r *seqr.StartRequest) { r.Phone = n.number }), n.want, seqr.Invalid))
	}
	p256, err := identity.NewP256Key(rand.Reader)
	require.NoError(c.t, err)
	first := c.stranger("+18015550105").startRequest()
	again := func(number string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			r := first
			r.Key, r.Phone = k, number
			_, err := c.sys.Accounts.Start(c.ctx, r)
			return err
		}
	}
	return append(cases,
		refused("older terms", start(func(r *seqr.StartRequest) { r.TermsVersion = "demo-0" }), seqr.ErrTerms, seqr.Invalid),
		refused("no terms", start(func(r *seqr.StartRequest) { r.TermsVersion = "" }), seqr.ErrTerms, seqr.Invalid),
		refused("no device key", start(func(r *seqr.StartRequest) { r.PublicKey = nil }), identity.ErrDeviceKey, seqr.Invalid),
		refused("half a device key", start(func(r *seqr.StartRequest) { r.PublicKey = r.PublicKey[:16] }), identity.ErrDeviceKey, seqr.Invalid),
		refused("key of another algorithm", start(func(r *seqr.StartRequest) { r.PublicKey = p256.PublicKey() }), identity.ErrDeviceKey, seqr.Invalid),
		refused("unknown algorithm", start(func(r *seqr.StartRequest) { r.Algorithm = "rsa" }), identity.ErrDeviceKey, seqr.Invalid),
		refused("device of another account", start(func(r *seqr.StartRequest) { r.PublicKey = c.pat.key.PublicKey() }), seqr.ErrDeviceTaken, seqr.Conflict),
		refused("a second code at once", start(func(r *seqr.StartRequest) { r.Phone = c.lee.number }), identity.ErrCodeTooSoon, seqr.Exceeded),
		c.reused(again("+18015550105"), again("+18015550198")),
	)
}

func badResend(c *cast) []bad {
	resend := func(of account.ID) func() error {
		return func() error {
			_, err := c.sys.Accounts.ResendCode(c.ctx, seqr.StepRequest{Key: c.key(), Account: of})
			return err
		}
	}
	gone := c.apply("+18015550106")
	_, err := c.sys.Support.Close(c.ctx, c.help(gone.id))
	require.NoError(c.t, err)
	c.settle()
	return append(shapes(func(k seqr.Key) error {
		_, err := c.sys.Accounts.ResendCode(c.ctx, seqr.StepRequest{Key: k, Account: c.lee.id})
		return err
	}),
		refused("unknown account", resend(nobody()), store.ErrNotFound, seqr.NotFound),
		refused("number proved already", resend(c.pat.id), seqr.ErrStepDone, seqr.State),
		refused("closed", resend(gone.id), account.ErrClosed, seqr.State),
		refused("too soon", resend(c.lee.id), identity.ErrCodeTooSoon, seqr.Exceeded),
	)
}

func badCorrectPhone(c *cast) []bad {
	ann := c.apply("+18015550108")
	correct := func(of account.ID, number string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Accounts.CorrectPhone(c.ctx, seqr.CorrectPhoneRequest{Key: k, Account: of, Phone: number})
			return err
		}
	}
	now := func(of account.ID, number string) func() error {
		return func() error { return correct(of, number)(c.key()) }
	}
	cases := shapes(correct(c.lee.id, "+18015550197"))
	for _, n := range badNumbers {
		cases = append(cases, refused("number: "+n.what, now(c.lee.id, n.number), n.want, seqr.Invalid))
	}
	return append(cases,
		refused("unknown account", now(nobody(), "+18015550197"), store.ErrNotFound, seqr.NotFound),
		refused("number proved already", now(c.pat.id, "+18015550197"), account.ErrPhoneProved, seqr.State),
		refused("closed", now(c.kim.id, "+18015550197"), account.ErrClosed, seqr.State),
		refused("too soon to the same number", now(c.lee.id, c.lee.number), identity.ErrCodeTooSoon, seqr.Exceeded),
		c.reused(correct(ann.id, "+18015550109"), correct(ann.id, "+18015550110")),
	)
}

func badConfirm(c *cast) []bad {
	confirm := func(of account.ID, code string) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Accounts.Confirm(c.ctx, seqr.ConfirmRequest{Key: k, Account: of, Code: code})
			return err
		}
	}
	now := func(of account.ID, code string) func() error {
		return func() error { return confirm(of, code)(c.key()) }
	}
	late := c.join("Ann Example", "+18015550111") // has the number that dan tries for
	dan := c.apply("+18015550112")
	c.clock.Advance(10 * time.Minute)
	_, err := c.sys.Accounts.CorrectPhone(c.ctx, seqr.CorrectPhoneRequest{Key: c.key(), Account: dan.id, Phone: late.number})
	require.NoError(c.t, err)
	c.lee = c.apply("+18015550113")
	right := c.phone.Code(c.lee.number)
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	return append(shapes(confirm(c.lee.id, right)),
		refused("no code", now(c.lee.id, ""), identity.ErrCodeShape, seqr.Invalid),
		refused("five digits", now(c.lee.id, "12345"), identity.ErrCodeShape, seqr.Invalid),
		refused("letters", now(c.lee.id, "12345a"), identity.ErrCodeShape, seqr.Invalid),
		refused("unknown account", now(nobody(), right), store.ErrNotFound, seqr.NotFound),
		refused("closed", now(c.kim.id, right), seqr.ErrStepDone, seqr.State),
		refused("number proved already", now(c.pat.id, right), seqr.ErrStepDone, seqr.State),
		counted("wrong code", now(c.lee.id, wrong), identity.ErrCodeRefused, seqr.Denied),
		counted("number of another account", now(dan.id, c.phone.Code(late.number)), seqr.ErrPhoneTaken, seqr.Conflict),
	)
}

func badChoosePIN(c *cast) []bad {
	ann := c.apply("+18015550114")
	ann.confirm()
	ann.describe("Ann Example")
	choose := func(of account.ID, pin, repeat string) func() error {
		return func() error {
			_, err := c.sys.Accounts.ChoosePIN(c.ctx, seqr.ChoosePINRequest{Key: c.key(), Account: of, PIN: pin, Repeat: repeat})
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error {
		_, err := c.sys.Accounts.ChoosePIN(c.ctx, seqr.ChoosePINRequest{Key: k, Account: ann.id, PIN: testPIN, Repeat: testPIN})
		return err
	})
	for pin, want := range map[string]error{
		"": identity.ErrPINShape, "123": identity.ErrPINShape, "1234567": identity.ErrPINShape, "28o461": identity.ErrPINShape, "٢٨٠٤٦١": identity.ErrPINShape,
		"1111": identity.ErrPINRepeats, "999999": identity.ErrPINRepeats, "123456": identity.ErrPINRun, "4321": identity.ErrPINRun,
		"051790": identity.ErrPINBirthDate, "1990": identity.ErrPINBirthDate, "170590": identity.ErrPINBirthDate,
	} {
		cases = append(cases, refused("PIN "+pin, choose(ann.id, pin, pin), want, seqr.Invalid))
	}
	return append(append(cases, badChooseOnPhone(c)...),
		refused("mistyped", choose(ann.id, testPIN, "280462"), seqr.ErrPINMismatch, seqr.Invalid),
		refused("unknown account", choose(nobody(), testPIN, testPIN), store.ErrNotFound, seqr.NotFound),
		refused("before the number is proved", choose(c.lee.id, testPIN, testPIN), seqr.ErrStep, seqr.State),
		refused("chosen already", choose(c.pat.id, "904172", "904172"), seqr.ErrStepDone, seqr.State),
	)
}

func badDescribe(c *cast) []bad {
	ann := c.apply("+18015550115")
	ann.confirm()
	ann.pin = "051790" // her birth date, before anybody knows
	ann.choosePIN()
	describe := func(change func(*seqr.DescribeRequest)) func() error {
		return func() error {
			r := seqr.DescribeRequest{Key: c.key(), Account: c.lee.id, Name: "Lee Example", Email: "lee@example.com", BirthDate: "05/17/1990"}
			change(&r)
			_, err := c.sys.Accounts.Describe(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return describe(func(r *seqr.DescribeRequest) { r.Key = k })() })
	for _, born := range []string{"", "02/29/2001", "13/01/1990", "2/9/1990", "02-09-1990", "1990-02-09", "00/10/1990", "04/31/1990", "05/17/90"} {
		cases = append(cases, refused("born "+born, describe(func(r *seqr.DescribeRequest) { r.BirthDate = born }), identity.ErrBirthDate, seqr.Invalid))
	}
	for _, name := range []string{"", "  ", "12345", "Pat\x00Example"} {
		cases = append(cases, refused("name "+name, describe(func(r *seqr.DescribeRequest) { r.Name = name }), account.ErrName, seqr.Invalid))
	}
	for _, mail := range []string{"", "pat", "pat@", "@example.com", "Pat <pat@example.com>"} {
		cases = append(cases, refused("mail "+mail, describe(func(r *seqr.DescribeRequest) { r.Email = mail }), account.ErrEmail, seqr.Invalid))
	}
	return append(cases,
		refused("18 tomorrow", describe(func(r *seqr.DescribeRequest) { r.BirthDate = "07/07/2008" }), identity.ErrTooYoung, seqr.Denied),
		refused("unborn", describe(func(r *seqr.DescribeRequest) { r.BirthDate = "07/07/2030" }), identity.ErrTooYoung, seqr.Denied),
		refused("unknown account", describe(func(r *seqr.DescribeRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("verified already", describe(func(r *seqr.DescribeRequest) { r.Account = c.pat.id }), account.ErrDescribed, seqr.State),
		refused("closed", describe(func(r *seqr.DescribeRequest) { r.Account = c.kim.id }), account.ErrClosed, seqr.State),
		refused("the PIN is the birth date", describe(func(r *seqr.DescribeRequest) { r.Account = ann.id }), identity.ErrPINBirthDate, seqr.Invalid),
	)
}

func badBankAccount(c *cast) []bad {
	ann := c.apply("+18015550116")
	ann.confirm()
	link := func(change func(*seqr.BankAccountRequest)) func() error {
		return func() error {
			r := bankRequest(c.world, ann.id)
			change(&r)
			_, err := c.sys.Accounts.AddBankAccount(c.ctx, r)
			return err
		}
	}
	cases := shapes(func(k seqr.Key) error { return link(func(r *seqr.BankAccountRequest) { r.Key = k })() })
	for _, routing := range []string{"", "07640125", "0764012511", "076401252", "000000000", "07640125a", "990000003"} {
		cases = append(cases, refused("routing "+routing, link(func(r *seqr.BankAccountRequest) { r.Routing = routing }), ach.ErrRouting, seqr.Invalid))
	}
	for _, number := range []string{"", "   ", "123456789012345678", "1234\x005678", "---"} {
		cases = append(cases, refused("number "+number, link(func(r *seqr.BankAccountRequest) { r.Number = number }), ach.ErrAccountNumber, seqr.Invalid))
	}
	return append(cases,
		refused("a credit card", link(func(r *seqr.BankAccountRequest) { r.Kind = "credit_card" }), ach.ErrCreditCard, seqr.Invalid),
		refused("no kind", link(func(r *seqr.BankAccountRequest) { r.Kind = "" }), ach.ErrKind, seqr.Invalid),
		refused("a kind of other markets", link(func(r *seqr.BankAccountRequest) { r.Kind = account.Prepaid }), ach.ErrKind, seqr.Invalid),
		refused("neither checking nor savings", link(func(r *seqr.BankAccountRequest) { r.Type = "gold" }), ach.ErrAccountType, seqr.Invalid),
		refused("no mandate", link(func(r *seqr.BankAccountRequest) { r.Mandate = " " }), seqr.ErrRequest, seqr.Invalid),
		refused("unknown account", link(func(r *seqr.BankAccountRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("before the number is proved", link(func(r *seqr.BankAccountRequest) { r.Account = c.lee.id }), seqr.ErrStep, seqr.State),
		refused("a second one", link(func(r *seqr.BankAccountRequest) { r.Account = c.pat.id }), account.ErrSecondBankAccount, seqr.State),
		refused("closed", link(func(r *seqr.BankAccountRequest) { r.Account = c.kim.id }), account.ErrClosed, seqr.State),
	)
}
