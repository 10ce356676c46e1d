package sepa_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/money"
)

func TestClasses(t *testing.T) {
	at := sepa.ReasonsIn("AT")
	for code, want := range map[string]ach.ReturnClass{
		"AM04": ach.ReturnNSF, "am04": ach.ReturnNSF, " AM04 ": ach.ReturnNSF,
		"AC01": ach.ReturnAccount, "AC04": ach.ReturnAccount, "AC06": ach.ReturnAccount, "AG01": ach.ReturnAccount,
		"RC01": ach.ReturnAccount, "CNOR": ach.ReturnAccount, "DNOR": ach.ReturnAccount,
		"MD01": ach.ReturnUnauth, "MD06": ach.ReturnRefund, "MD07": ach.ReturnDeceased,
		"MS02": ach.ReturnStopped, "SL01": ach.ReturnStopped,
		"RR01": ach.ReturnRegulatory, "RR02": ach.ReturnRegulatory, "RR03": ach.ReturnRegulatory, "RR04": ach.ReturnRegulatory,
		"AM05": ach.ReturnDuplicate, "AG02": ach.ReturnFormat, "FF05": ach.ReturnFormat, "BE05": ach.ReturnFormat, "AC13": ach.ReturnFormat,
		"FOCR": ach.ReturnOperator, "MS03": ach.ReturnUnknown, "": ach.ReturnUnknown, "R01": ach.ReturnUnknown, "ZZZZ": ach.ReturnUnknown,
	} {
		require.Equal(t, want, sepa.ClassOf(code, at), code)
	}
}

// COL-9: MS03 is a lack of money where the market says so, and nowhere else.
func TestNotSpecifiedIsTheMarketsToDecide(t *testing.T) {
	for country, want := range map[string]ach.Disposition{
		"DE": ach.Represent, "be": ach.Represent, "AT": ach.ManualPayment, "NL": ach.ManualPayment, "": ach.ManualPayment,
	} {
		in := sepa.ReasonsIn(country)
		require.Equal(t, want, sepa.ClassOf("MS03", in).Disposition(), country)
		require.Equal(t, want, in.Codes()["MS03"].Disposition(), country)
	}
	require.Equal(t, ach.ReturnNSF, sepa.ClassOf("MS03", sepa.Reasons{MS03IsNSF: true}))
}

// The table fits into a policy, and the policy then knows the codes of the euro area.
func TestCodesAreAPolicys(t *testing.T) {
	codes := sepa.ReasonsIn("BE").Codes()
	policy := ach.Policy{
		Calendar: ach.TARGETCalendar(), Zone: time.UTC, DueAfterDays: 7, CollectedAfter: 5, RetryAfter: 3,
		Fee: eur(0), FeeSet: true, Codes: codes,
	}
	require.NoError(t, policy.Validate())
	for code, class := range codes {
		require.Equal(t, class, policy.Class(strings.ToLower(code)))
		require.NotEmpty(t, sepa.Meaning(code), code)
	}
	codes["AM04"] = ach.ReturnUnknown
	require.Equal(t, ach.ReturnNSF, sepa.ReasonsIn("BE").Codes()["AM04"], "each call makes a map of its own")
	require.Empty(t, sepa.Meaning("R01"))
}

func TestSplit(t *testing.T) {
	back := one(sepa.KindRefunded, "DEBIT1", "", "MD06", 6375)
	split, err := back.Split(eur(6250))
	require.NoError(t, err)
	require.Equal(t, [2]money.Amount{eur(6250), eur(125)}, [2]money.Amount{split.Amount, split.Extra})

	again, err := split.Split(eur(6250))
	require.NoError(t, err)
	require.Equal(t, split, again)

	exact, err := back.Split(eur(6375))
	require.NoError(t, err)
	require.Zero(t, exact.Extra)

	same, err := back.Split(eur(6376))
	require.ErrorIs(t, err, sepa.ErrPartial)
	require.Equal(t, back, same)
	_, err = back.Split(money.FromMinor(1, money.USD))
	require.ErrorIs(t, err, sepa.ErrAmount)
	back.Extra = money.FromMinor(1, money.USD)
	_, err = back.Split(eur(1))
	require.ErrorIs(t, err, sepa.ErrAmount)
}

// Settled on Thursday, 3 December 2026: the fifth TARGET day after it is the 10th.
func TestSinceTellsReturnFromRefund(t *testing.T) {
	for _, c := range []struct {
		kind sepa.Kind
		code string
		day  int
		want sepa.Kind
	}{
		{sepa.KindReturned, "MD01", 10, sepa.KindReturned},
		{sepa.KindReturned, "MD01", 11, sepa.KindRefunded},
		{sepa.KindReturned, "AM04", 11, sepa.KindReturned},
		{sepa.KindRefunded, "MD06", 4, sepa.KindRefunded},
		{sepa.KindRejected, "MD01", 11, sepa.KindRejected},
		{sepa.KindSettled, "", 11, sepa.KindSettled},
	} {
		r := sepa.Report{Kind: c.kind, Code: c.code, On: date(2026, time.December, c.day)}
		require.Equal(t, c.want, r.Since(thursday), "%+v", c)
	}
	christmas := sepa.Report{Kind: sepa.KindReturned, Code: "MD01", On: date(2026, time.December, 31)}
	require.Equal(t, sepa.KindReturned, christmas.Since(date(2026, time.December, 23)), "closing days do not count")
}

const message = "SEQR-20261130-1"

// brief is what tests of matching compare.
type brief struct {
	id   string
	kind sepa.Kind
	code string
	cent int64
}

func match(t *testing.T, reports ...sepa.Report) (of []brief, rest []sepa.Report) {
	t.Helper()
	found, rest, err := debits().Match(reports)
	require.NoError(t, err)
	for _, r := range found {
		require.Equal(t, sepa.LevelTransaction, r.Level)
		require.NotEmpty(t, r.MandateID)
		require.NotEmpty(t, r.BatchID)
		of = append(of, brief{r.EndToEndID, r.Kind, r.Code, r.Amount.Minor()})
	}
	return of, rest
}

func TestMatchSamples(t *testing.T) {
	statuses, err := sepa.ReadStatus(strings.NewReader(sample(t, "pain002_10.xml")))
	require.NoError(t, err)
	of, rest := match(t, sepa.Reports(statuses)...)
	require.Equal(t, []brief{
		{"DEBIT1", sepa.KindRejected, "AC04", 6250},
		{"DEBIT2", sepa.KindPending, "", 1000},
		{"DEBIT3", sepa.KindRejected, "", 3000},
	}, of)
	require.Len(t, rest, 2, "PART of what is told in full says nothing more")

	statuses, err = sepa.ReadStatus(strings.NewReader(sample(t, "pain002_03.xml")))
	require.NoError(t, err)
	of, rest = match(t, sepa.Reports(statuses)...)
	require.Equal(t, []brief{{"DEBIT2", sepa.KindRejected, "MS03", 1000}}, of, "by mandate and amount")
	require.Empty(t, rest)

	statuses, err = sepa.ReadStatus(strings.NewReader(sample(t, "pain002_file.xml")))
	require.NoError(t, err)
	of, rest = match(t, sepa.Reports(statuses)...)
	require.Equal(t, []brief{
		{"DEBIT1", sepa.KindRejected, "FF01", 6250}, {"DEBIT2", sepa.KindRejected, "FF01", 1000}, {"DEBIT3", sepa.KindRejected, "FF01", 3000},
	}, of)
	require.Empty(t, rest)

	of, rest = match(t, sepa.Reports(december())...)
	require.Equal(t, []brief{
		{"DEBIT1", sepa.KindSettled, "", 6250},
		{"DEBIT2", sepa.KindSettled, "", 1000},
		{"DEBIT1", sepa.KindRefunded, "MD06", 6250},
		{"DEBIT2", sepa.KindReturned, "AM04", 1000},
		{"DEBIT3", sepa.KindReturned, "", 3000},
		{"DEBIT3", sepa.KindReversed, "", 3000},
	}, of)
	require.Len(t, rest, 4, "both of the payout, the fee and DEBIT4")

	paid, rest, err := transfers().Match(sepa.Reports(december()))
	require.NoError(t, err)
	require.Len(t, paid, 2)
	require.Equal(t, [2]sepa.Kind{sepa.KindSettled, sepa.KindReturned}, [2]sepa.Kind{paid[0].Kind, paid[1].Kind})
	require.Len(t, rest, 7)
}

func whole(level sepa.Level, batch string, kind sepa.Kind, amount money.Amount) sepa.Report {
	return sepa.Report{Kind: kind, Level: level, MessageID: message, BatchID: batch, Amount: amount}
}

func TestMatch(t *testing.T) {
	none := money.Amount{}
	single := func(kind sepa.Kind, id, mandate string, amount money.Amount) sepa.Report {
		return sepa.Report{Kind: kind, Level: sepa.LevelTransaction, EndToEndID: id, MandateID: mandate, Amount: amount}
	}
	for name, c := range map[string]struct {
		in   []sepa.Report
		of   []brief
		rest int
	}{
		"unknown":           {[]sepa.Report{single(sepa.KindSettled, "DEBIT9", "", none)}, nil, 1},
		"unknown, mandate":  {[]sepa.Report{single(sepa.KindSettled, "DEBIT9", "SEQR-M-1", eur(6250))}, nil, 1},
		"another amount":    {[]sepa.Report{single(sepa.KindSettled, "DEBIT1", "", eur(6249))}, nil, 1},
		"another mandate":   {[]sepa.Report{single(sepa.KindSettled, "DEBIT1", "SEQR-M-2", none)}, nil, 1},
		"mandate in case":   {[]sepa.Report{single(sepa.KindSettled, "DEBIT1", "seqr-m-1", none)}, []brief{{"DEBIT1", sepa.KindSettled, "", 6250}}, 0},
		"by mandate":        {[]sepa.Report{single(sepa.KindReturned, "", "SEQR-M-1", eur(6250))}, []brief{{"DEBIT1", sepa.KindReturned, "", 6250}}, 0},
		"by mandate alone":  {[]sepa.Report{single(sepa.KindReturned, "", "SEQR-M-1", none)}, nil, 1},
		"by nothing":        {[]sepa.Report{single(sepa.KindReturned, "", "", eur(6250))}, nil, 1},
		"more came back":    {[]sepa.Report{single(sepa.KindRefunded, "DEBIT1", "", eur(7000))}, []brief{{"DEBIT1", sepa.KindRefunded, "", 6250}}, 0},
		"less came back":    {[]sepa.Report{single(sepa.KindRefunded, "DEBIT1", "", eur(6249))}, nil, 1},
		"something else":    {[]sepa.Report{single(sepa.KindOther, "DEBIT1", "", none)}, nil, 1},
		"no level":          {[]sepa.Report{{Kind: sepa.KindSettled, EndToEndID: "DEBIT1"}}, nil, 1},
		"batch booked":      {[]sepa.Report{whole(sepa.LevelBatch, message+"-2", sepa.KindSettled, eur(3000))}, []brief{{"DEBIT3", sepa.KindSettled, "", 3000}}, 0},
		"batch, other sum":  {[]sepa.Report{whole(sepa.LevelBatch, message+"-1", sepa.KindSettled, eur(7249))}, nil, 1},
		"batch of others":   {[]sepa.Report{whole(sepa.LevelBatch, "X-1", sepa.KindRejected, none)}, nil, 1},
		"batch, not known":  {[]sepa.Report{whole(sepa.LevelBatch, message+"-1", sepa.KindOther, none)}, nil, 1},
		"message of others": {[]sepa.Report{{Kind: sepa.KindRejected, Level: sepa.LevelFile, MessageID: "X"}}, nil, 1},
		"reason of one, rejection of all": {
			[]sepa.Report{whole(sepa.LevelBatch, message+"-1", sepa.KindRejected, none), {Kind: sepa.KindRejected, Level: sepa.LevelTransaction, EndToEndID: "DEBIT2", Code: "AC01"}},
			[]brief{{"DEBIT1", sepa.KindRejected, "", 6250}, {"DEBIT2", sepa.KindRejected, "AC01", 1000}},
			0,
		},
		"batch within file": {
			[]sepa.Report{whole(sepa.LevelFile, "", sepa.KindPending, none), whole(sepa.LevelBatch, message+"-2", sepa.KindRejected, none)},
			[]brief{{"DEBIT1", sepa.KindPending, "", 6250}, {"DEBIT2", sepa.KindPending, "", 1000}, {"DEBIT3", sepa.KindRejected, "", 3000}},
			0,
		},
		"well in a rejected batch": {
			[]sepa.Report{whole(sepa.LevelBatch, message+"-2", sepa.KindRejected, none), single(sepa.KindPending, "DEBIT3", "", none)}, nil, 2,
		},
		"well in a rejected file": {
			[]sepa.Report{whole(sepa.LevelFile, "", sepa.KindRejected, none), single(sepa.KindSettled, "DEBIT3", "", none)},
			[]brief{{"DEBIT1", sepa.KindRejected, "", 6250}, {"DEBIT2", sepa.KindRejected, "", 1000}},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			of, rest := match(t, c.in...)
			require.Equal(t, c.of, of)
			require.Len(t, rest, c.rest)
		})
	}
}

// Two debits of one mandate and amount cannot be told apart without their IDs.
func TestLostIDIsNotGuessed(t *testing.T) {
	m := debits()
	m.Debits[1].Mandate, m.Debits[1].Amount = m.Debits[0].Mandate, m.Debits[0].Amount
	of, rest, err := m.Match([]sepa.Report{one(sepa.KindReturned, "", "SEQR-M-1", "AM04", 6250)})
	require.NoError(t, err)
	require.Empty(t, of)
	require.Len(t, rest, 1)
}
