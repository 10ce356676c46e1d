package seqr_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
)

func fullConfig(t *testing.T) seqr.Config {
	market := seqr.Demo(seqr.UnitedStates())
	secret := make([]byte, 32)
	_, err := rand.Read(secret)
	require.NoError(t, err)
	keys, err := identity.NewKeyring(identity.MasterKey{ID: "2026", Secret: secret})
	require.NoError(t, err)
	return seqr.Config{
		Market: market, Store: memory.New(), Bank: sandbox.NewBank(sandbox.NewClock(start).Now, market.Collection.Calendar, market.Zone),
		SMS: sandbox.NewPhone(), Mail: sandbox.NewMailbox(), Verifier: genuine{}, Keys: keys,
	}
}

// New names the first field that is wrong.
func TestNewNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := seqr.New(fullConfig(t))
	require.NoError(t, err, "all else has defaults")
	for name, change := range map[string]func(*seqr.Config){
		"Market":               func(c *seqr.Config) { c.Market = seqr.Market{} },
		"Store":                func(c *seqr.Config) { c.Store = nil },
		"Bank":                 func(c *seqr.Config) { c.Bank, c.Verifier = nil, nil },
		"Verifier":             func(c *seqr.Config) { c.Verifier, c.SMS = nil, nil },
		"SMS":                  func(c *seqr.Config) { c.SMS = nil },
		"Mail":                 func(c *seqr.Config) { c.Mail = nil },
		"Keys":                 func(c *seqr.Config) { c.Keys = nil },
		"AllowDevelopmentKeys": func(c *seqr.Config) { c.Keys = identity.DevelopmentKeyring() },
		"Parallel":             func(c *seqr.Config) { c.Parallel = -1 },
		"Waiting":              func(c *seqr.Config) { c.Waiting = -1 },
	} {
		cfg := fullConfig(t)
		change(&cfg)
		sys, err := seqr.New(cfg)
		require.ErrorIs(t, err, seqr.ErrConfig, name)
		require.Equal(t, seqr.Invalid, seqr.KindOf(err))
		require.Contains(t, err.Error(), name)
		require.Nil(t, sys)
	}
}

// Keys that everybody knows are accepted on request only, under whatever ID they come.
func TestDevelopmentKeys(t *testing.T) {
	t.Parallel()
	cfg := fullConfig(t)
	cfg.Keys = identity.DevelopmentKeyring()
	_, err := seqr.New(cfg)
	require.ErrorIs(t, err, seqr.ErrConfig)
	cfg.AllowDevelopmentKeys = true
	_, err = seqr.New(cfg)
	require.NoError(t, err)
}

// A market lists all that nobody has stated, in one error [MKT-4]; 0.00 may be stated as the fee [COL-7].
func TestUnsetMarketValues(t *testing.T) {
	t.Parallel()
	us := seqr.UnitedStates()
	err := us.Validate()
	require.ErrorIs(t, err, account.ErrPolicy)
	require.ErrorIs(t, err, ach.ErrPolicy)
	for _, unset := range []string{"TermsURL", "PrivacyURL", "Contact.Phone", "Contact.Email", "fee", "RetentionDays"} {
		require.Contains(t, err.Error(), unset)
	}
	stated := us.
		WithContact(account.Contact{Phone: "+1 801 555 0100", Email: "help@seqr.example"}).
		WithTerms("1", "https://seqr.example/terms", "https://seqr.example/privacy").
		WithFee(money.FromMinor(0, money.USD)).
		WithRetention(0)
	require.NoError(t, stated.Validate())
	require.NoError(t, seqr.Demo(us).Validate())
	require.Error(t, us.Validate(), "the market itself is as it was")
	for name, change := range map[string]func(*seqr.Market){
		"Code": func(m *seqr.Market) { m.Code = "USA" }, "Currency": func(m *seqr.Market) { m.Currency = "" }, "Zone": func(m *seqr.Market) { m.Zone = nil },
	} {
		m := stated
		change(&m)
		require.ErrorContains(t, m.Validate(), name)
	}
}

// The published figures of the US market.
func TestUnitedStates(t *testing.T) {
	t.Parallel()
	us := seqr.Demo(seqr.UnitedStates())
	require.Equal(t, "SEQR Payments, Inc.", us.Account.Provider)
	require.Equal(t, "America/New_York", us.Zone.String())
	require.True(t, us.Account.NeedsBankAccount)
	require.Len(t, us.Account.Kinds, 1, "no prepaid account")
	require.Equal(t, "100.00 USD", us.Account.Kinds[0].Maximum.String())
	require.Equal(t, identity.MonthDayYear, us.Identity.BirthFormat)
	require.Equal(t, 18, us.Identity.MinimumAge)
	require.Equal(t, 120*time.Second, us.Payment.ShownFor)
	require.Equal(t, "1.00 USD", us.Cashback.Minimum.String())
}

// A source of randomness that fails makes nothing: no account, no code, no invoice that could be guessed.
func TestFailingEntropy(t *testing.T) {
	t.Parallel()
	w := quick(t, func(c *seqr.Config) { c.Random = bytes.NewReader(make([]byte, 40)) })
	before := w.dump()
	p := (&cast{world: w}).stranger("+18015550101")
	var err error
	for range 20 {
		if _, err = w.sys.Accounts.Start(w.ctx, p.startRequest()); err != nil {
			break
		}
		p = (&cast{world: w}).stranger(p.number)
		w.clock.Advance(24 * time.Hour)
		before = w.dump()
	}
	require.ErrorIs(t, err, identity.ErrEntropy)
	require.Empty(t, differences(before, w.dump()))
}

// What a device lacks is said all at once, with customer service to turn to [APP-1, APP-2, APP-3].
func TestCheckDevice(t *testing.T) {
	t.Parallel()
	w := quick(t)
	good := account.Device{OS: "Android", Region: "US", AutofocusCamera: true, Touchscreen: true, WiFi: true}
	require.True(t, w.sys.Accounts.CheckDevice(good).Compatible)
	bad := w.sys.Accounts.CheckDevice(account.Device{OS: "BlackBerry", Region: "SE", Touchscreen: true})
	require.False(t, bad.Compatible)
	require.True(t, bad.Unsupported)
	require.ElementsMatch(t, []account.Capability{account.AutofocusCamera, account.DataNetwork, account.SupportedSystem}, bad.Missing)
	require.Equal(t, "+1 801 555 0100", bad.Contact.Phone)
}

// A context that has ended ends the call, and nothing is written.
func TestEndedContext(t *testing.T) {
	t.Parallel()
	w := quick(t)
	shop, pat := w.till("Corner Grocery"), w.join("Pat Example", "+18015550101")
	shop.ask("1.00")
	approve := pat.sign(pat.look(shop.code()), pat.pin)
	ctx, cancel := context.WithCancel(w.ctx)
	cancel()
	before := w.dump()
	_, err := w.sys.Payments.Approve(ctx, approve)
	require.ErrorIs(t, err, context.Canceled)
	_, err = w.sys.Step(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, w.sys.Run(ctx, time.Hour), context.Canceled)
	require.Empty(t, differences(before, w.dump()))
	_, err = w.sys.Payments.Approve(w.ctx, approve)
	require.NoError(t, err)
	w.audit()
}
