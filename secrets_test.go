package seqr_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
)

// log collects what is logged.
type log struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(b)
}

// canaries are values that occur nowhere else, by what they are.
func (w *wary) canaries() map[string]string {
	return map[string]string{
		"PIN": "704915", "changed PIN": "815926", "wrong PIN": "926037", "code": w.code,
		"phone": "8015559731", "name": "Quirinus", "surname": "Zwiebelfisch", "mail": "canary.bird", "account number": "90817263544536",
		"document": "CANARY77X", "personal number": "PERSO4711K", "birth date": "1983-11-27", "birth date as typed": "11/27/1983",
		"moving code": w.moveCode, "recipient": "Wiedehopf", "street": "Zeisiggasse", "city": "Finkenhausen", "order's mail": "order.finch",
		"carrier's phone": "8015556614", "membership": "MEMBERQ88X", "note": "Wachtelgeheimnis", "request": "Drosselwette", "typed number": "8015556615",
	}
}

// whisper tells the canary's numbers, or fails.
type whisper struct{ fails int }

func (v *whisper) Verify(ctx context.Context, s identity.Submission) (identity.Verdict, error) {
	if !strings.Contains(s.Name, "Zwiebelfisch") {
		return genuine{}.Verify(ctx, s)
	}
	if v.fails--; v.fails >= 0 {
		return identity.Verdict{}, errors.New("verifier is down")
	}
	return identity.Verdict{Genuine: true, Country: "USA", Number: "CANARY77X", PersonalNumber: "PERSO4711K"}, nil
}

// wary remembers the texts of all errors.
type wary struct {
	*world
	said           []string
	code, moveCode string // that came by SMS
}

func (w *wary) hears(err error) {
	for ; err != nil; err = errors.Unwrap(err) {
		w.said = append(w.said, err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err))
	}
}

// A whole story is told with marked values; then logs, errors, views and the raw file are searched for them [PRV-4, PIN-8, IDV-9].
func TestNoSecretLeavesItsPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st := openFile(t, filepath.Join(dir, "seqr.db"))
	logged := &log{}
	verifier := &whisper{fails: 1}
	w := &wary{world: quickOn(t, st, helpful, func(c *seqr.Config) {
		c.Logger = slog.New(slog.NewJSONHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Verifier = verifier
	})}
	pat := w.canary()
	searched := map[string]string{"views": w.story(pat)}
	read := func(when string) {
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, f := range files {
			raw, err := os.ReadFile(filepath.Join(dir, f.Name()))
			require.NoError(t, err)
			searched[f.Name()+when] = string(raw)
		}
	}
	read(" while open")
	require.NoError(t, st.Close())
	read("")
	searched["log"], searched["errors"] = logged.lines.String(), strings.Join(w.said, "\n")
	for _, where := range []string{"log", "seqr.db", "seqr.db-wal while open"} {
		require.NotEmpty(t, searched[where], where)
	}
	require.True(t, holds(searched["seqr.db"], "Corner Grocery"), "what is no secret is found")
	require.Greater(t, len(w.said), 20)
	for where, text := range searched {
		for what, canary := range w.canaries() {
			require.False(t, holds(text, canary), "%s in %s", what, where)
		}
	}
	sms, ok := w.phone.Last("+18015559731")
	require.True(t, ok)
	require.Contains(t, sms.Text, "SEQR", "those who must be told are")
	require.Equal(t, "90817263544536", w.bank.Orders()[0].Number, "and the bank needs the number")
}

// holds says whether a text holds a canary, in any case. A run of digits is none inside of a longer one, such as a reference.
func holds(text, canary string) bool {
	for _, c := range []string{canary, strings.ToUpper(canary), strings.ToLower(canary)} {
		for rest, before := text, byte('x'); ; {
			i := strings.Index(rest, c)
			if i < 0 {
				break
			}
			if i > 0 {
				before = rest[i-1]
			}
			rest = rest[i+len(c):]
			if !digit(before) && (rest == "" || !digit(rest[0])) {
				return true
			}
			before = c[len(c)-1]
		}
	}
	return false
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// canary registers with marked values, and whatever can be refused on the way is refused.
func (w *wary) canary() *person {
	t := w.t
	p := (&cast{world: w.world}).stranger("+18015559731")
	p.pin = "704915"
	bad := p.startRequest()
	bad.Phone = "8015559731"
	_, err := w.sys.Accounts.Start(w.ctx, bad)
	w.hears(err)
	w.phone.Fail(1, errors.New("gateway is down"))
	started, err := w.sys.Accounts.Start(w.ctx, p.startRequest())
	require.NoError(t, err)
	p.id = started.Account
	_, err = w.sys.Step(w.ctx)
	require.NoError(t, err)
	w.clock.Advance(2 * time.Minute)
	w.settle()
	_, err = w.sys.Accounts.Confirm(w.ctx, seqr.ConfirmRequest{Key: w.key(), Account: p.id, Code: "999999"})
	w.hears(err)
	w.code = w.phone.Code(p.number)
	p.confirm()
	for _, r := range []seqr.DescribeRequest{
		{Name: "Quirinus\x00Zwiebelfisch", Email: "canary.bird@example.com", BirthDate: "11/27/1983"},
		{Name: "Quirinus Zwiebelfisch", Email: "canary.bird", BirthDate: "11/27/1983"},
		{Name: "Quirinus Zwiebelfisch", Email: "canary.bird@example.com", BirthDate: "1983-11-27"},
		{Name: "Quirinus Zwiebelfisch", Email: "canary.bird@example.com", BirthDate: "11/27/1983"},
	} {
		r.Key, r.Account = w.key(), p.id
		_, err = w.sys.Accounts.Describe(w.ctx, r)
		w.hears(err)
	}
	require.NoError(t, err)
	_, err = w.sys.Accounts.ChoosePIN(w.ctx, seqr.ChoosePINRequest{Key: w.key(), Account: p.id, PIN: p.pin, Repeat: "926037"})
	w.hears(err)
	p.choosePIN()
	for _, number := range []string{"90817263544536-90817263544536", "90817263544536"} {
		r := bankRequest(w.world, p.id)
		r.Number = number
		_, err = w.sys.Accounts.AddBankAccount(w.ctx, r)
		w.hears(err)
	}
	require.NoError(t, err)
	p.submit()
	_, err = w.sys.Step(w.ctx)
	require.NoError(t, err)
	w.clock.Advance(2 * time.Minute)
	w.settle()
	require.Equal(t, "100.00", p.available())
	return p
}

// story lets nearly everything happen to p, and answers all that was to be seen of it.
func (w *wary) story(p *person) string {
	t := w.t
	shop := w.till("Corner Grocery")
	w.traffic(p, shop)
	w.bank.ReturnNext(sandbox.Match{Amount: usd("10.00")}, "R02", 0)
	w.bank.Fail(1, errors.New("bank is down"))
	paid := p.mustPay(shop, "5.00")
	shop.ask("1.00")
	for _, pin := range []string{"926037", "9260371", "704915x"} {
		_, err := w.sys.Payments.Approve(w.ctx, p.sign(p.look(shop.code()), pin))
		w.hears(err)
	}
	_, err := p.pay(shop, "99.99")
	w.hears(err)
	_, err = w.sys.Accounts.ChangePIN(w.ctx, seqr.ChangePINRequest{Key: w.key(), Account: p.id, Signed: p.act(identity.ActionChangePIN), Old: p.pin, New: "815926", Repeat: "815926"})
	require.NoError(t, err)
	p.pin = "815926"
	failed := p.mustPay(shop, "10.00")
	_, err = w.sys.Step(w.ctx)
	require.NoError(t, err)
	w.clock.Advance(time.Hour)
	w.pass(7)
	_, err = w.sys.Payments.Scan(w.ctx, seqr.ScanRequest{Account: p.id, Code: shop.code()})
	w.hears(err)
	_, err = w.sys.Banking.Report(w.ctx, ach.Report{ID: "x", Order: "nobody's", Kind: ach.ReportReturned})
	w.hears(err)
	p.repay(failed)
	twin := w.enrol("Quirinus Zwiebelfisch", "+18015550102")
	twin.prove()
	_, err = w.sys.Support.Unblock(w.ctx, w.help(p.id), account.LostPhone)
	w.hears(err)
	w.audit()
	views := fmt.Sprintf("%+v\n%+v\n%+v\n%+v\n", p.view(), p.registration(), p.lastScan(), shop.status(paid.Invoice))
	owed, err := w.sys.Support.Owed(w.ctx, p.id)
	require.NoError(t, err)
	actions, err := w.sys.Support.Actions(w.ctx, p.id, account.ActionID{}, 10)
	require.NoError(t, err)
	return views + fmt.Sprintf("%+v\n%+v\n%+v", owed, actions, p.cashback())
}
