package payment_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/payment"
)

const hookURL = "https://shop.example/hooks"

func endpoint(t *testing.T, s payment.EndpointState) payment.Endpoint {
	t.Helper()
	e := must(payment.NewEndpoint(merchant.ID, hookURL, []byte("sealed"), noon))
	switch s {
	case payment.EndpointOn:
	case payment.EndpointOff:
		e = must(e.Remove(noon))
	case payment.EndpointGone:
		e = must(e.Leave(noon))
	}
	return e
}

// Every verb of an endpoint in every state.
func TestEndpointMatrix(t *testing.T) {
	verbs := map[string]func(payment.Endpoint) (payment.Endpoint, error){
		"MoveTo": func(e payment.Endpoint) (payment.Endpoint, error) { return e.MoveTo(hookURL, noon) },
		"Rotate": func(e payment.Endpoint) (payment.Endpoint, error) { return e.Rotate([]byte("new"), noon, noon) },
		"Remove": func(e payment.Endpoint) (payment.Endpoint, error) { return e.Remove(noon) },
		"Leave":  func(e payment.Endpoint) (payment.Endpoint, error) { return e.Leave(noon) },
	}
	none := payment.EndpointState("")
	for state, want := range map[payment.EndpointState]map[string]payment.EndpointState{
		payment.EndpointOn:   {"MoveTo": payment.EndpointOn, "Rotate": payment.EndpointOn, "Remove": payment.EndpointOff, "Leave": payment.EndpointGone},
		payment.EndpointGone: {"MoveTo": payment.EndpointOn, "Rotate": payment.EndpointGone, "Remove": payment.EndpointOff, "Leave": none},
		payment.EndpointOff:  {"MoveTo": none, "Rotate": none, "Remove": none, "Leave": none},
	} {
		require.Len(t, want, len(verbs))
		for name, verb := range verbs {
			after, err := verb(endpoint(t, state))
			require.Equal(t, want[name], after.State, "%s %s", state, name)
			if want[name] == none {
				require.ErrorIs(t, err, payment.ErrNoEndpoint, "%s %s", state, name)
				continue
			}
			require.NoError(t, err)
		}
	}
}

// Two secrets sign during an overlap, one before and after it, none once the endpoint was removed.
func TestEndpointSecrets(t *testing.T) {
	one := endpoint(t, payment.EndpointOn)
	two := must(one.Rotate([]byte("two"), noon.Add(time.Hour), noon))
	three := must(two.Rotate([]byte("three"), noon.Add(2*time.Hour), noon))
	require.Equal(t, [][]byte{[]byte("sealed")}, one.Signing(noon))
	require.Equal(t, [][]byte{[]byte("two"), []byte("sealed")}, two.Signing(noon.Add(time.Hour-time.Microsecond)))
	require.Equal(t, [][]byte{[]byte("two")}, two.Signing(noon.Add(time.Hour)))
	require.Equal(t, [][]byte{[]byte("three"), []byte("two")}, three.Signing(noon), "the one that was being replaced is dropped")
	off := must(three.Remove(noon))
	require.Empty(t, off.Signing(noon))
	require.Empty(t, off.Previous)
	_, err := one.Rotate(nil, noon, noon)
	require.ErrorIs(t, err, payment.ErrEndpointSecret)
	_, err = payment.NewEndpoint(merchant.ID, hookURL, nil, noon)
	require.ErrorIs(t, err, payment.ErrEndpointSecret)
	_, err = payment.NewEndpoint(payment.MerchantID{}, hookURL, []byte("sealed"), noon)
	require.ErrorIs(t, err, payment.ErrID)
	_, err = one.MoveTo("http://shop.example", noon)
	require.ErrorIs(t, err, payment.ErrEndpointURL)
}

func TestEndpointURL(t *testing.T) {
	long := hookURL + strings.Repeat("x", 2048-len(hookURL))
	for _, good := range []string{hookURL, "https://shop.example", "HTTPS://shop.example:8443/a?b=c", "https://[2606:4700::1]/", long} {
		require.NoError(t, payment.CheckEndpointURL(good), good)
	}
	for _, wrong := range []string{"", "shop.example", "http://shop.example", "https://", "https://u@shop.example", hookURL + "#x", "https:shop", long + "x", "https://a b"} {
		require.ErrorIs(t, payment.CheckEndpointURL(wrong), payment.ErrEndpointURL, wrong)
	}
}

func TestDestinationsShowNoSecret(t *testing.T) {
	d := payment.Destination{URL: hookURL, Secrets: []string{"whsec_c2VjcmV0"}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, d), "whsec")
	}
	require.NotContains(t, slog.AnyValue(d).Resolve().String(), "whsec")
}

func notice(t *testing.T, s payment.NoticeState) payment.Notice {
	t.Helper()
	n := must(payment.NewNotice(payment.NoticeID{UUID: newID(1)}, payment.Fact{Merchant: merchant.ID, At: noon}, noon))
	switch s {
	case payment.NoticeWaiting:
	case payment.NoticeDelivered:
		n = must(n.Deliver(noon))
	case payment.NoticeGivenUp:
		n = must(n.GiveUp("no", noon))
	}
	return n
}

// Every verb of a notice in every state.
func TestNoticeMatrix(t *testing.T) {
	type outcome struct {
		state payment.NoticeState
		err   error
	}
	verbs := map[string]func(payment.Notice) (payment.Notice, error){
		"Fail":    func(n payment.Notice) (payment.Notice, error) { return n.Fail("down", time.Hour, noon) },
		"GiveUp":  func(n payment.Notice) (payment.Notice, error) { return n.GiveUp("no", noon) },
		"Deliver": func(n payment.Notice) (payment.Notice, error) { return n.Deliver(noon) },
		"Resend":  func(n payment.Notice) (payment.Notice, error) { return n.Resend(noon) },
	}
	ended := func(s payment.NoticeState) map[string]outcome {
		no := outcome{s, payment.ErrNoticeEnded}
		return map[string]outcome{"Fail": no, "GiveUp": no, "Deliver": no, "Resend": {payment.NoticeWaiting, nil}}
	}
	for state, want := range map[payment.NoticeState]map[string]outcome{
		payment.NoticeWaiting: {
			"Fail": {payment.NoticeWaiting, nil}, "GiveUp": {payment.NoticeGivenUp, nil}, "Deliver": {payment.NoticeDelivered, nil},
			"Resend": {payment.NoticeWaiting, payment.ErrNoticeWaits},
		},
		payment.NoticeDelivered: ended(payment.NoticeDelivered),
		payment.NoticeGivenUp:   ended(payment.NoticeGivenUp),
	} {
		for name, verb := range verbs {
			after, err := verb(notice(t, state))
			require.ErrorIs(t, err, want[name].err, "%s %s", state, name)
			require.Equal(t, want[name].state, after.State, "%s %s", state, name)
		}
	}
	_, err := payment.NewNotice(payment.NoticeID{}, payment.Fact{Merchant: merchant.ID}, noon)
	require.ErrorIs(t, err, payment.ErrID)
}

// The waits double from a minute to six hours; the last attempt is when patience is over.
func TestWaitsOfNotices(t *testing.T) {
	n, at := notice(t, payment.NoticeWaiting), noon
	var waits []time.Duration
	for n.State == payment.NoticeWaiting {
		n = must(n.Fail("down", 48*time.Hour, at))
		if n.State == payment.NoticeWaiting {
			waits = append(waits, n.NextAt.Sub(at))
			at = n.NextAt
		}
	}
	m, h := time.Minute, time.Hour
	require.Equal(t, []time.Duration{m, m, 2 * m, 4 * m, 8 * m, 16 * m, 32 * m, 64 * m, 128 * m, 256 * m}, waits[:10])
	require.Equal(t, []time.Duration{6 * h, 6 * h}, waits[10:12])
	require.Equal(t, noon.Add(48*time.Hour), at)
	require.Equal(t, int64(len(waits)+1), n.Attempts)
	require.Equal(t, at, n.EndedAt)
	require.Zero(t, n.NextAt)

	again := must(n.Resend(at.Add(h)))
	require.Equal(t, at.Add(h), again.NextAt)
	require.Zero(t, again.EndedAt)
	again = must(again.Fail("down", h, at.Add(h)))
	require.Equal(t, payment.NoticeWaiting, again.State, "patience is fresh")
	require.Equal(t, "unknown", must(again.GiveUp("\x00", at)).Reason)
	require.Equal(t, "unknown", must(again.GiveUp(strings.Repeat("x", 256), at)).Reason)
}

// What is a fact, by the state of an invoice and whether its payment changes with it.
func TestFactsOfInvoices(t *testing.T) {
	for state, want := range map[payment.State][2]payment.FactKind{ // with the payment, and without
		payment.Issued:             {"", ""},
		payment.PendingAcknowledge: {"", ""},
		payment.Reserved:           {payment.InvoiceReserved, ""},
		payment.Paid:               {payment.InvoicePaid, ""},
		payment.Canceled:           {payment.InvoiceCanceled, payment.InvoiceCanceled},
		payment.Failed:             {payment.InvoiceCanceled, payment.InvoiceCanceled},
		payment.Expired:            {payment.InvoiceExpired, payment.InvoiceExpired},
	} {
		v := payment.Invoice{State: state, Version: 3, Merchant: merchant.ID, Total: usd(500)}
		for i, p := range []*payment.Payment{{Version: 2, Final: true, Amount: usd(400), Reference: "4711"}, nil} {
			f, ok := payment.InvoiceFact(v, p, noon)
			require.Equal(t, want[i] != "", ok, state)
			require.Equal(t, want[i], f.Kind, state)
			if ok && state == payment.Paid {
				require.Equal(t, payment.Fact{Kind: payment.InvoicePaid, Merchant: merchant.ID, At: noon, Sequence: 6, State: state, Amount: usd(400), Payment: "4711"}, f)
			}
		}
	}
}

func TestFactsOfSettlements(t *testing.T) {
	for state, want := range map[payment.SettlementState]payment.FactKind{
		payment.SettlementOpen: "", payment.SettlementCarried: "",
		payment.SettlementPaidOut: payment.SettlementPaid, payment.SettlementReturned: payment.SettlementBounced,
	} {
		f, ok := payment.SettlementFact(settlementIn(t, state), noon)
		require.Equal(t, want != "", ok, state)
		require.Equal(t, want, f.Kind, state)
	}
}
