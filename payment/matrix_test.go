package payment_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// verbs are all of an invoice's, called by Ann or the merchant with arguments that are right.
var verbs = map[string]func(v payment.Invoice, at time.Time) (payment.Invoice, error){
	"Ask": func(v payment.Invoice, at time.Time) (payment.Invoice, error) { return v.Ask(ann, nil, at) },
	"Update": func(v payment.Invoice, at time.Time) (payment.Invoice, error) {
		return v.Update(payment.Draft{Total: usd(700)}, payment.DefaultPolicy(), at)
	},
	"Approve": func(v payment.Invoice, at time.Time) (payment.Invoice, error) {
		return v.Approve(ann, paymentID, v.Revision, v.Total, at)
	},
	"Reserve": func(v payment.Invoice, at time.Time) (payment.Invoice, error) {
		return v.Reserve(ann, paymentID, holdID, v.Revision, v.Total, payment.DefaultPolicy(), at)
	},
	"Commit":  func(v payment.Invoice, at time.Time) (payment.Invoice, error) { return v.Commit(money.Amount{}, at) },
	"Cancel":  payment.Invoice.Cancel,
	"Decline": func(v payment.Invoice, at time.Time) (payment.Invoice, error) { return v.Decline(ann, at) },
	"Fail":    payment.Invoice.Fail,
	"Expire":  payment.Invoice.Expire,
	"Fetch":   payment.Invoice.Fetch,
	"Reverse": payment.Invoice.Reverse,
}

// cell is what a verb does in a state: it leads to another, or is refused.
type cell struct {
	state payment.State
	err   error
}

func becomes(s payment.State) cell { return cell{state: s} }
func refused(err error) cell       { return cell{err: err} }

// inTime says what each verb makes of an invoice in each state while its time is not over.
var inTime = map[payment.State]map[string]cell{
	payment.Issued: {
		"Ask":     becomes(payment.Issued),
		"Update":  becomes(payment.Issued),
		"Approve": becomes(payment.Paid),
		"Reserve": becomes(payment.Reserved),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  becomes(payment.Canceled),
		"Decline": becomes(payment.Canceled),
		"Fail":    becomes(payment.Failed),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.PendingAcknowledge: {
		"Ask":     becomes(payment.PendingAcknowledge),
		"Update":  becomes(payment.Issued),
		"Approve": refused(payment.ErrPending),
		"Reserve": refused(payment.ErrPending),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  becomes(payment.Canceled),
		"Decline": becomes(payment.Canceled),
		"Fail":    becomes(payment.Failed),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.Reserved: {
		"Ask":     refused(payment.ErrReserved),
		"Update":  becomes(payment.Reserved),
		"Approve": refused(payment.ErrReserved),
		"Reserve": refused(payment.ErrReserved),
		"Commit":  becomes(payment.Paid),
		"Cancel":  becomes(payment.Canceled),
		"Decline": refused(payment.ErrReserved),
		"Fail":    becomes(payment.Failed),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.Paid: {
		"Ask":     refused(payment.ErrPaid),
		"Update":  refused(payment.ErrPaid),
		"Approve": refused(payment.ErrPaid),
		"Reserve": refused(payment.ErrPaid),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  refused(payment.ErrPaid),
		"Decline": refused(payment.ErrPaid),
		"Fail":    refused(payment.ErrPaid),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.Canceled: {
		"Ask":     refused(payment.ErrCanceled),
		"Update":  refused(payment.ErrEnded),
		"Approve": refused(payment.ErrCanceled),
		"Reserve": refused(payment.ErrCanceled),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  refused(payment.ErrAlreadyCanceled),
		"Decline": refused(payment.ErrCanceled),
		"Fail":    refused(payment.ErrEnded),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.Failed: {
		"Ask":     refused(payment.ErrEnded),
		"Update":  refused(payment.ErrEnded),
		"Approve": refused(payment.ErrEnded),
		"Reserve": refused(payment.ErrEnded),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  refused(payment.ErrEnded),
		"Decline": refused(payment.ErrEnded),
		"Fail":    refused(payment.ErrEnded),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
	payment.Expired: {
		"Ask":     refused(payment.ErrExpired),
		"Update":  refused(payment.ErrEnded),
		"Approve": refused(payment.ErrExpired),
		"Reserve": refused(payment.ErrExpired),
		"Commit":  refused(payment.ErrNotReserved),
		"Cancel":  refused(payment.ErrEnded),
		"Decline": refused(payment.ErrExpired),
		"Fail":    refused(payment.ErrEnded),
		"Expire":  refused(payment.ErrNotExpired),
		"Fetch":   refused(payment.ErrNotAwaited),
		"Reverse": refused(payment.ErrNotAwaited),
	},
}

// overdue says the same for when the time of an invoice in that state is over but nobody has
// called Expire: like Expired, but that Expire is still to come.
func overdue(verb string) cell {
	if verb == "Expire" {
		return becomes(payment.Expired)
	}
	return inTime[payment.Expired][verb]
}

func TestEveryVerbInEveryState(t *testing.T) { // PAY-14
	for _, s := range declaredStates(t) {
		v := inState(s)
		require.Equal(t, s, v.State)
		for name := range verbs {
			cell, decided := inTime[s][name]
			require.True(t, decided, "decide what %s does in state %s", name, s)
			t.Run(string(s)+"/"+name, func(t *testing.T) { cell.check(t, v, name, at.Add(time.Second)) })
		}
	}
}

func TestEveryVerbOnceTheTimeIsOver(t *testing.T) {
	ends := map[payment.State]func(payment.Invoice) time.Time{
		payment.Issued:             func(v payment.Invoice) time.Time { return v.ExpiresAt },
		payment.PendingAcknowledge: func(v payment.Invoice) time.Time { return v.ExpiresAt },
		payment.Reserved:           func(v payment.Invoice) time.Time { return v.HoldUntil },
	}
	for _, s := range declaredStates(t) {
		v, end := inState(s), ends[s]
		if s.Ended() {
			require.Nil(t, end)
			continue
		}
		require.NotNil(t, end, "decide when state %s is over", s)
		for name := range verbs {
			t.Run(string(s)+"/"+name, func(t *testing.T) {
				inTime[s][name].check(t, v, name, end(v).Add(-time.Microsecond))
				overdue(name).check(t, v, name, end(v))
			})
		}
	}
}

// check calls a verb and compares what comes out with the cell, and the invoice with what it was.
func (c cell) check(t *testing.T, v payment.Invoice, verb string, now time.Time) {
	t.Helper()
	was := v
	was.Rows = append([]payment.Row(nil), v.Rows...)
	got, err := verbs[verb](v, now)
	require.Equal(t, was, v, "the receiver has changed")
	if c.err != nil {
		require.ErrorIs(t, err, c.err)
		require.Equal(t, payment.Invoice{}, got)
		return
	}
	require.NoError(t, err)
	require.Equal(t, c.state, got.State)
	require.Equal(t, c.state.Ended(), !got.EndedAt.IsZero())
	require.Equal(t, v.Version, got.Version)
	approved := c.state == payment.Reserved || c.state == payment.Paid || v.State == payment.Reserved
	require.Equal(t, approved, got.Payment == paymentID)
}

func TestEveryVerbIsInTheMatrix(t *testing.T) {
	typ := reflect.TypeFor[payment.Invoice]()
	for m := range typ.Methods() {
		f := m.Type
		if f.NumOut() == 2 && f.Out(0) == typ && f.Out(1) == reflect.TypeFor[error]() {
			require.Contains(t, verbs, m.Name, "a new verb: decide what it does in every state")
		}
	}
	require.Len(t, inTime, len(declaredStates(t)))
	for s, cells := range inTime {
		require.Len(t, cells, len(verbs), "state %s", s)
	}
}

func TestAnUnknownStateAllowsNothing(t *testing.T) {
	v := issued()
	v.State = "PARTIALLY_PAID" // of an older interface; no verb makes it, but a store could hold it
	require.False(t, v.Open(at))
	require.False(t, v.State.Ended())
	for name, verb := range verbs {
		_, err := verb(v, at)
		require.Error(t, err, name)
	}
}

// declaredStates are the constants of type State as they stand in the source, so that a new
// one cannot be forgotten here.
func declaredStates(t *testing.T) []payment.State {
	t.Helper()
	var states []payment.State
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "State" {
				s, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				states = append(states, payment.State(s))
			}
			return true
		})
	}
	require.NotEmpty(t, states)
	return states
}
