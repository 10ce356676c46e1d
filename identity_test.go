package seqr_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

// verdicts is a verifier that says what a test wrote down for a name.
type verdicts struct {
	mu  sync.Mutex
	say map[string]identity.Verdict
}

func (v *verdicts) Verify(_ context.Context, s identity.Submission) (identity.Verdict, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.say[s.Name], nil
}

func (v *verdicts) about(name string, say identity.Verdict) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.say[name] = say
}

// documented is a genuine document.
func documented(number string) identity.Verdict {
	return identity.Verdict{Genuine: true, Country: "USA", Number: number}
}

func judged(t *testing.T) (*world, *verdicts) {
	v := &verdicts{say: map[string]identity.Verdict{}}
	return quick(t, func(c *seqr.Config) { c.Verifier = v }), v
}

func (p *person) lastScan() seqr.ScanView {
	p.w.t.Helper()
	v, err := p.w.sys.Identity.Scan(p.w.ctx, p.id)
	require.NoError(p.w.t, err)
	return v
}

// Checking takes a while: the view says until when, then that it is delayed, and never that it failed [IDV-5].
func TestVerificationTakesItsTime(t *testing.T) {
	t.Parallel()
	w, v := judged(t)
	v.about("Pat Example", identity.Verdict{Pending: true})
	pat := w.enrol("Pat Example", "+18015550101")
	submitted := w.clock.Now()
	pat.prove()
	at := func(after time.Duration, delayed bool) {
		t.Helper()
		w.clock.Set(submitted.Add(after))
		w.settle()
		scan := pat.lastScan()
		require.Equal(t, identity.Submitted, scan.State)
		require.Equal(t, submitted, scan.SubmittedAt)
		require.Equal(t, submitted.Add(5*time.Minute), scan.ExpectedBy)
		require.Equal(t, delayed, scan.Delayed)
		require.True(t, pat.view().VerifyIdentity)
		require.False(t, pat.registration().Progress.Rescan)
	}
	at(0, false)
	at(5*time.Minute, false)
	at(5*time.Minute+time.Second, true)
	at(72*time.Hour, true)
	v.about("Pat Example", documented("X1"))
	w.clock.Advance(time.Minute)
	w.settle()
	require.Equal(t, identity.Verified, pat.lastScan().State)
	require.False(t, pat.lastScan().Delayed)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// A failed scan says what was wrong, leaves the limit at 0, and may be repeated as often as it takes [IDV-4, REG-14]; the pictures are gone once it is decided [PRV-3].
func TestRescan(t *testing.T) {
	t.Parallel()
	w, v := judged(t)
	shop, pat := w.till("Corner Grocery"), w.enrol("Pat Example", "+18015550101")
	shop.ask("0.01")
	for _, problems := range [][]identity.Problem{{identity.Glare}, {identity.Blur, identity.Distortion}, {identity.Illegible}} {
		v.about("Pat Example", identity.Verdict{Problems: problems})
		pat.prove()
		scan := pat.lastScan()
		require.Equal(t, identity.Failed, scan.State)
		require.Equal(t, problems, scan.Problems)
		view := pat.registration()
		require.True(t, view.Progress.Rescan)
		require.Equal(t, account.StepIdentityFront, view.Progress.Next)
		require.Equal(t, "0.00", pat.available())
		_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
		require.ErrorIs(t, err, account.ErrNotActive)
		w.audit()
	}
	v.about("Pat Example", documented("X1"))
	pat.prove()
	require.False(t, pat.registration().Progress.Rescan)
	require.Equal(t, "100.00", pat.available())
	for _, scan := range w.dump().Scans {
		require.Empty(t, scan.Front)
		require.Empty(t, scan.Back)
		require.Len(t, scan.Digest, 32)
		require.False(t, scan.DecidedAt.IsZero())
	}
	w.audit()
}

// Pictures of a document that is not submitted after all are dropped: when another document is taken instead, and when the account is closed [PRV-3].
func TestPicturesThatServeNothing(t *testing.T) {
	t.Parallel()
	w := quick(t)
	pat, sam := w.enrol("Pat Example", "+18015550101"), w.enrol("Sam Example", "+18015550102")
	for _, r := range []seqr.CaptureRequest{pat.capture(identity.FrontSide, tiny()), sam.capture(identity.BackSide, tiny())} {
		_, err := w.sys.Identity.Capture(w.ctx, r)
		require.NoError(t, err)
	}
	passport := pat.capture(identity.FrontSide, tiny())
	passport.Document = identity.Passport
	view, err := w.sys.Identity.Capture(w.ctx, passport)
	require.NoError(t, err)
	require.Equal(t, []identity.Side{identity.BackSide}, view.Missing)
	sam.leave()
	for _, scan := range w.dump().Scans {
		require.Equal(t, scan.Document == identity.Passport, len(scan.Front) > 0)
		require.Empty(t, scan.Back)
	}
	w.audit()
}

// A verdict that makes no sense decides nothing, and the next one that does is taken.
func TestInconsistentVerdictIsAskedAgain(t *testing.T) {
	t.Parallel()
	w, v := judged(t)
	v.about("Pat Example", identity.Verdict{Genuine: true}) // of no country and number
	pat := w.enrol("Pat Example", "+18015550101")
	pat.submit()
	p, err := w.sys.Step(w.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, p.Failed)
	require.Equal(t, identity.Submitted, pat.lastScan().State)
	v.about("Pat Example", documented("X1"))
	w.clock.Advance(time.Minute)
	w.settle()
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// An identity that is linked to a second account blocks both, a third link blocks all three, and each owner is sent to customer service [IDV-7].
func TestOneDocumentOneAccount(t *testing.T) {
	t.Parallel()
	for name, second := range map[string]identity.Verdict{
		"the same document":                {Genuine: true, Country: "USA", Number: "AB-12 345"},
		"written otherwise":                {Genuine: true, Country: "usa", Number: "ab12345"},
		"another one, of the same person":  {Genuine: true, Country: "USA", Number: "ZZ999", PersonalNumber: "1990-05-17"},
		"the number written otherwise too": {Genuine: true, Country: "USA", Number: "ZZ998", PersonalNumber: "19900517"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, v := judged(t)
			v.about("Pat Example", identity.Verdict{Genuine: true, Country: "USA", Number: "AB12345", PersonalNumber: "19900517"})
			v.about("Tap Example", second)
			v.about("Sam Example", documented("OTHER1"))
			pat, sam := w.join("Pat Example", "+18015550101"), w.join("Sam Example", "+18015550102")
			pat.prove() // one's own document, once more [IDV-10]
			require.Empty(t, pat.reasons())
			all := []*person{pat}
			for _, number := range []string{"+18015550103", "+18015550104"} {
				all = append(all, w.join("Tap Example", number))
				for _, p := range all {
					require.Equal(t, []account.Reason{account.DuplicateID}, p.reasons())
					sms, ok := w.phone.Last(p.number)
					require.True(t, ok)
					require.Contains(t, sms.Text, "+1 801 555 0100")
				}
				w.audit()
			}
			require.Empty(t, sam.reasons())
			_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: w.till("Corner Grocery").code()})
			require.ErrorIs(t, err, account.ErrBlocked)
			require.Equal(t, "100.00", pat.available(), "what can be read stays readable [CS-3]")
		})
	}
}

// A scan that failed links nothing [IDV-10].
func TestFailedScanLinksNothing(t *testing.T) {
	t.Parallel()
	w, v := judged(t)
	v.about("Tap Example", identity.Verdict{Problems: []identity.Problem{identity.Mismatch}, Country: "USA", Number: "X1"})
	v.about("Pat Example", documented("X1"))
	tap, pat := w.join("Tap Example", "+18015550101"), w.join("Pat Example", "+18015550102")
	require.Empty(t, pat.reasons())
	require.Empty(t, tap.reasons())
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// Customer service names the account that survives, or none; the others are closed [IDV-8], and then the document is free [IDV-11].
func TestResolvingADuplicate(t *testing.T) {
	t.Parallel()
	for name, survives := range map[string]bool{"one survives": true, "none survives": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, v := judged(t)
			v.about("Pat Example", documented("X1"))
			shop := w.till("Corner Grocery")
			one, two, three := w.join("Pat Example", "+18015550101"), w.join("Pat Example", "+18015550102"), w.join("Pat Example", "+18015550103")
			r := seqr.ResolveRequest{SupportRequest: w.help(three.id)}
			want := []account.ID{one.id, two.id, three.id}
			if survives {
				r.Survivor = two.id
				want = []account.ID{one.id, three.id}
			}
			closed, err := w.sys.Support.ResolveDuplicate(w.ctx, r)
			require.NoError(t, err)
			require.ElementsMatch(t, want, closed)
			w.settle()
			w.audit()
			for _, p := range []*person{one, three} {
				require.Equal(t, account.Closed, p.view().State)
			}
			if survives {
				require.Empty(t, two.reasons())
				two.mustPay(shop, "100.00")
				w.audit()
				two.leave()
			}
			w.clock.Advance(10 * time.Minute)
			again := w.join("Pat Example", "+18015550104")
			require.Empty(t, again.reasons())
			w.audit()
		})
	}
}

// Lifting another block leaves the one for the duplicate.
func TestDuplicateSurvivesOtherBlocks(t *testing.T) {
	t.Parallel()
	w, v := judged(t)
	v.about("Pat Example", documented("X1"))
	one, two := w.join("Pat Example", "+18015550101"), w.join("Pat Example", "+18015550102")
	one.block(account.LostPhone)
	_, err := w.sys.Support.ResolveDuplicate(w.ctx, seqr.ResolveRequest{SupportRequest: w.help(two.id), Survivor: one.id})
	require.NoError(t, err)
	require.Equal(t, []account.Reason{account.LostPhone}, one.reasons())
	_, err = w.sys.Support.Unblock(w.ctx, w.help(one.id), account.LostPhone)
	require.NoError(t, err)
	require.Empty(t, one.reasons())
	w.audit()
}

// With real pictures of a specimen and a verifier that reads them: blurred and glaring ones are refused on the spot,
// sharp ones decided after three minutes [IDV-4].
func TestSpecimenPictures(t *testing.T) {
	t.Parallel()
	w := quick(t, func(c *seqr.Config) { c.Market = seqr.Demo(seqr.UnitedStates()) })
	cfg := w.config(seqr.Demo(seqr.UnitedStates()))
	cfg.Verifier = sandbox.NewVerifier(w.clock.Now, 3*time.Minute)
	w.sys = newSystem(t, cfg)
	pics, err := pictures()
	require.NoError(t, err)
	pat := w.enrol("Pat Specimen", "+18015550101")
	capture := func(side identity.Side, picture []byte) error {
		_, err := w.sys.Identity.Capture(w.ctx, pat.capture(side, picture))
		return err
	}
	blurred, err := sandbox.Blurred(pics[0], 4)
	require.NoError(t, err)
	glaring, err := sandbox.WithGlare(pics[0])
	require.NoError(t, err)
	for problem, picture := range map[identity.Problem][]byte{identity.Blur: blurred, identity.Glare: glaring} {
		before := w.dump()
		var refused *identity.PictureError
		require.ErrorAs(t, capture(identity.FrontSide, picture), &refused)
		require.Contains(t, refused.Problems, problem)
		require.Empty(t, differences(before, w.dump()))
	}
	require.NoError(t, capture(identity.FrontSide, pics[0]))
	require.NoError(t, capture(identity.BackSide, pics[1]))
	_, err = w.sys.Identity.Submit(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
	require.NoError(t, err)
	w.settle()
	require.Equal(t, identity.Submitted, pat.lastScan().State)
	w.clock.Advance(3 * time.Minute)
	w.settle()
	scan := pat.lastScan()
	require.Equal(t, identity.Verified, scan.State, scan.Problems)
	require.Equal(t, "100.00", pat.available())
	w.audit()
}

// Every refusal that only customer service can help with says how to reach it, at once and when it is told again [CS-1].
func TestRefusalsNameCustomerService(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	named := func(err, want error) {
		t.Helper()
		var needs *seqr.SupportError
		require.ErrorAs(t, err, &needs)
		require.Equal(t, "+1 801 555 0100", needs.Contact.Phone)
		require.ErrorIs(t, err, want)
		require.Equal(t, seqr.KindOf(want), seqr.KindOf(err))
		require.Equal(t, needs.Err.Error(), err.Error())
	}
	shop.ask("1.00")
	seen := pat.look(shop.code())
	pat.block(account.LostPhone)
	_, err := w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: pat.id, Code: shop.code()})
	named(err, account.ErrBlocked)
	signed := pat.sign(seen, pat.pin)
	for range 2 {
		_, err = w.sys.Payments.Approve(w.ctx, signed)
		named(err, account.ErrBlocked)
	}
	_, err = w.sys.Accounts.RequestClosing(w.ctx, seqr.StepRequest{Key: w.key(), Account: pat.id})
	named(err, seqr.ErrSupportOnly)
	_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: nobody(), Code: shop.code()})
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NotErrorAs(t, err, new(*seqr.SupportError), "others need nobody")
	w.audit()
}
