package seqr_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
)

// newPhone asks to bind a new key, with a code that was sent just now.
func (p *person) newPhone(pin string) (seqr.MoveDeviceRequest, *identity.DeviceKey) {
	w := p.w
	w.t.Helper()
	w.clock.Advance(10 * time.Minute)
	_, err := w.sys.Accounts.RequestMoveCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: p.id})
	require.NoError(w.t, err)
	w.settle()
	key, err := identity.NewEd25519Key(rand.Reader)
	require.NoError(w.t, err)
	return seqr.MoveDeviceRequest{
		Key: w.key(), Account: p.id, Code: w.phone.Code(p.number), PIN: pin, Algorithm: key.Algorithm(), PublicKey: key.PublicKey(),
	}, key
}

func (p *person) allowMove() {
	p.w.t.Helper()
	_, err := p.w.sys.Support.MoveDevice(p.w.ctx, p.w.help(p.id))
	require.NoError(p.w.t, err)
}

// A lost phone: customer service blocks, lets the owner bind another one, and unblocks; the old one stops at that moment, and
// everything else stays as it was [DEV-1, DEV-4].
func TestAccountMovesToAnotherPhone(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	uli.mustPay(shop, "10.00")
	shop.ask("1.00")
	inHand := uli.sign(uli.look(shop.code()), uli.pin) // signed before, sent after
	uli.block(account.LostPhone)
	uli.allowMove()
	move, key := uli.newPhone(uli.pin)
	moved, err := w.sys.Accounts.MoveDevice(w.ctx, move)
	require.NoError(t, err)
	require.Equal(t, uli.id, moved.Account)
	_, err = w.sys.Support.Unblock(w.ctx, w.help(uli.id), account.LostPhone)
	require.NoError(t, err)

	_, err = w.sys.Payments.Approve(w.ctx, inHand)
	require.ErrorIs(t, err, identity.ErrSignature)
	shop.ask("1.00")
	_, err = w.sys.Payments.Approve(w.ctx, uli.sign(uli.look(shop.code()), uli.pin))
	require.ErrorIs(t, err, identity.ErrSignature, "the old phone's key is worth nothing")
	require.Equal(t, "65.00", uli.available())
	uli.key, uli.counter = key, 0
	uli.mustPay(shop, "5.00")
	require.Equal(t, "60.00", uli.available())

	move.Key = w.key()
	_, err = w.sys.Accounts.MoveDevice(w.ctx, move)
	require.ErrorIs(t, err, identity.ErrNoMove, "once")
	actions, err := w.sys.Support.Actions(w.ctx, uli.id, account.ActionID{}, 10)
	require.NoError(t, err)
	require.Equal(t, "move device", actions[1].Verb)
	w.audit()
	w.pass(30)
	w.audit()
}

// Without customer service, the code and the PIN no phone is bound; wrong PINs count as ever, and a stopped key stays stopped.
func TestPhoneIsNotBoundForTheAsking(t *testing.T) {
	t.Parallel()
	w := abroad(t, seqr.Germany())
	shop := w.till("Backhaus")
	uli := w.join("Uli Muster", "+4915123456789")
	_, err := w.sys.Accounts.RequestMoveCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: uli.id})
	require.ErrorIs(t, err, identity.ErrNoMove)

	shop.ask("1.00")
	uli.mustPay(shop, "1.00")
	shop.ask("1.00")
	uli.counter--
	_, err = w.sys.Payments.Approve(w.ctx, uli.sign(uli.look(shop.code()), uli.pin))
	require.ErrorIs(t, err, identity.ErrCounter, "somebody has a copy")

	uli.allowMove()
	wrong, _ := uli.newPhone("111222")
	_, err = w.sys.Accounts.MoveDevice(w.ctx, wrong)
	require.ErrorIs(t, err, identity.ErrPINWrong)
	require.Equal(t, 1, uli.wrongCount())
	_, err = uli.pay(shop, "1.00")
	require.ErrorIs(t, err, identity.ErrFrozen)

	right, key := uli.newPhone(uli.pin)
	right.Code = "000000"
	_, err = w.sys.Accounts.MoveDevice(w.ctx, right)
	require.ErrorIs(t, err, identity.ErrCodeRefused)
	right.Code, right.Key = w.phone.Code(uli.number), w.key()
	_, err = w.sys.Accounts.MoveDevice(w.ctx, right)
	require.NoError(t, err)
	require.Zero(t, uli.wrongCount())
	uli.key, uli.counter = key, 0
	uli.mustPay(shop, "1.00")
	w.audit()
}

// What customer service allowed ends after 24 hours; the US moves nobody [DEV-4, PIN-7].
func TestMovingHasItsTime(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]error{24*time.Hour - time.Second: nil, 24 * time.Hour: identity.ErrNoMove} {
		w := abroad(t, seqr.Germany())
		uli := w.join("Uli Muster", "+4915123456789")
		uli.allowMove()
		w.clock.Advance(after)
		_, err := w.sys.Accounts.RequestMoveCode(w.ctx, seqr.StepRequest{Key: w.key(), Account: uli.id})
		require.ErrorIs(t, err, want)
		w.audit()
	}
	w := quick(t)
	pat := w.join("Pat Example", "+18015550101")
	_, err := w.sys.Support.MoveDevice(w.ctx, w.help(pat.id))
	require.ErrorIs(t, err, seqr.ErrNoDeviceMove)
	w.audit()
}

// byLetter is a world in which customer service sends letters.
func byLetter(t *testing.T) (*world, *sandbox.PostOffice) {
	post := sandbox.NewPostOffice()
	return quick(t, func(c *seqr.Config) { c.Market.Identity.LetterDays, c.Post = 14, post }), post
}

// letterCode is the code in the newest letter to somebody.
func letterCode(t testing.TB, post *sandbox.PostOffice, name string) string {
	t.Helper()
	letter, ok := post.Last(name)
	require.True(t, ok)
	return letter.Text[len(letter.Text)-6:]
}

func (p *person) confirmLetter(code string) error {
	_, err := p.w.sys.Identity.ConfirmLetter(p.w.ctx, seqr.LetterRequest{Key: p.w.key(), Account: p.id, Code: code})
	return err
}

// Whoever has a protected identity proves it by a letter's code: through day 14, not on day 15, and with the newest letter only [IDV-12].
func TestIdentityByLetter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration // the letter was written at 10 in the morning
		want  error
	}{
		"at once":             {0, nil},
		"end of day 14":       {14*24*time.Hour + 14*time.Hour - time.Second, nil},
		"beginning of day 15": {14*24*time.Hour + 14*time.Hour, identity.ErrCodeRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, post := byLetter(t)
			shop, ada := w.till("Corner Grocery"), w.enrol("Ada Secret", "+18015550101")
			w.local(2026, time.July, 6, 10)
			require.NoError(t, w.sys.Support.SendLetter(w.ctx, w.help(ada.id)))
			w.settle()
			first := letterCode(t, post, "Ada Secret")
			w.clock.Advance(time.Minute)
			require.NoError(t, w.sys.Support.SendLetter(w.ctx, w.help(ada.id)))
			w.settle()
			code := letterCode(t, post, "Ada Secret")
			if first != code {
				require.ErrorIs(t, ada.confirmLetter(first), identity.ErrCodeRefused, "voided by the newer one")
			}
			w.clock.Advance(c.after - time.Minute)
			require.ErrorIs(t, ada.confirmLetter(code), c.want)
			if c.want == nil {
				require.Equal(t, "100.00", ada.available())
				ada.mustPay(shop, "100.00")
				require.ErrorIs(t, ada.confirmLetter(code), seqr.ErrStepDone)
			} else {
				require.Equal(t, "0.00", ada.available())
			}
			w.audit()
		})
	}
}

// A letter to somebody who has left is worth nothing [IDV-12], and five wrong codes end it.
func TestLetterThatIsVoid(t *testing.T) {
	t.Parallel()
	w, post := byLetter(t)
	ada, bea := w.enrol("Ada Secret", "+18015550101"), w.enrol("Bea Secret", "+18015550102")
	for _, p := range []*person{ada, bea} {
		require.NoError(t, w.sys.Support.SendLetter(w.ctx, w.help(p.id)))
	}
	w.settle()
	ada.leave()
	require.ErrorIs(t, ada.confirmLetter(letterCode(t, post, "Ada Secret")), account.ErrClosed)
	right := letterCode(t, post, "Bea Secret")
	wrong := "000000"
	if right == wrong {
		wrong = "000001"
	}
	for range 5 {
		require.ErrorIs(t, bea.confirmLetter(wrong), identity.ErrCodeRefused)
	}
	require.ErrorIs(t, bea.confirmLetter(right), identity.ErrCodeRefused)
	w.audit()
}

// Where the market admits younger users to the prepaid account alone, they have it, and a bank account from 18 [REG-11].
func TestYoungUsersHaveThePrepaidAccount(t *testing.T) {
	t.Parallel()
	young := seqr.Germany()
	young.Identity.PrepaidAge = 14
	w := abroad(t, young)
	shop := w.till("Backhaus")
	describe := func(p *person, born string) error {
		_, err := w.sys.Accounts.Describe(w.ctx, seqr.DescribeRequest{Key: w.key(), Account: p.id, Name: "Kim Muster", Email: "kim@example.com", BirthDate: born})
		return err
	}
	child := w.apply("+4915123456788")
	child.confirm()
	require.ErrorIs(t, describe(child, "2012-07-07"), identity.ErrTooYoung, "14 tomorrow")

	kim := w.apply("+4915123456789")
	kim.confirm()
	require.NoError(t, describe(kim, "2008-07-07"), "18 tomorrow")
	kim.choosePIN()
	_, err := w.sys.Accounts.AddBankAccount(w.ctx, bankRequest(w, kim.id))
	require.ErrorIs(t, err, identity.ErrTooYoung)
	require.True(t, kim.prepaid().Active)
	require.ErrorIs(t, kim.payFrom(shop, kim.prepaid().ID, "0.01"), seqr.ErrLimit, "empty, and may be paid from")
	w.clock.Advance(24 * time.Hour)
	kim.linkBank()

	early := w.apply("+4915123456787") // the bank account first, the birth date then
	early.confirm()
	early.linkBank()
	require.ErrorIs(t, describe(early, "2010-01-01"), identity.ErrTooYoung)
	w.audit()
}
