package nacha_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/nacha"
)

// The records of a small file by hand: a debit without money, a payout that came back, and a correction.
const (
	fileHeader   = "101 1210428822313801042601070600A094101MY BANK                THEIR BANK                      "
	batchHeader  = "5200BEN'S BAKERY                        1234567890WEBPURCHASE  260105260106006107640125000001 "
	debitBack    = "626121042882A 12-3           0000006250ABCDEFGHIJKLMNOANN LEE               S 1076401250000001"
	noMoney      = "799R01121042880000007      07640125                                            076401250000001"
	creditBack   = "631121042882987              0000001400PPPPPPPPPPPPPPPBOB RAY                 1076401250000002"
	closed       = "799R02121042880000008      07640125                                            076401250000002"
	batchControl = "820000000400242085760000000062500000000014001234567890                         076401250000001"
	fileControl  = "9000001000001000000040024208576000000006250000000001400                                       "
)

// file is lines with line ends.
func file(lines ...string) string { return strings.Join(lines, "\n") + "\n" }

var small = file(fileHeader, batchHeader, debitBack, noMoney, creditBack, closed, batchControl, fileControl)

// want is what the small file says.
var want = []nacha.Return{
	{
		Line: 4, Trace: "076401250000001", OriginalTrace: "121042880000007", Code: "R01", Meaning: "insufficient funds",
		OrderID: "ABCDEFGHIJKLMNO", Amount: usd(62_50), Disposition: ach.Represent,
	},
	{
		Line: 6, Trace: "076401250000002", OriginalTrace: "121042880000008", Code: "R02", Meaning: "account closed",
		OrderID: "PPPPPPPPPPPPPPP", Amount: usd(14_00), Credit: true, Disposition: nacha.CreditFailed,
	},
}

// The forms in which other programs write the same file.
var forms = map[string]func(string) string{
	"as it is":               func(s string) string { return s },
	"CR+LF":                  func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"CR":                     func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
	"no line breaks":         func(s string) string { return strings.ReplaceAll(s, "\n", "") },
	"no last line break":     func(s string) string { return strings.TrimSuffix(s, "\n") },
	"padding of nines":       func(s string) string { return s + strings.Repeat(strings.Repeat("9", 94)+"\n", 2) },
	"padding of short nines": func(s string) string { return s + "9999\n" },
	"trailing blanks cut":    func(s string) string { return strings.ReplaceAll(s, "                                       \n", "\n") },
	"trailing blanks":        func(s string) string { return strings.ReplaceAll(s, "\n", "    \n") },
	"byte order mark":        func(s string) string { return "\xef\xbb\xbf" + s },
	"end-of-file character":  func(s string) string { return s + "\x1a" },
	"Latin-1 name":           func(s string) string { return strings.Replace(s, "BOB RAY", "B\xd6B RAY", 1) },
	"UTF-8 name":             func(s string) string { return strings.Replace(s, "BOB RAY", "BÖB RAY", 1) },
	"no file header":         func(s string) string { return strings.Replace(s, fileHeader, "", 1) },
	"no controls at all": func(s string) string {
		return strings.NewReplacer(fileHeader, "", batchControl, "", fileControl, "").Replace(s)
	},
	"entries only": func(s string) string { return "\n\n" + file(debitBack, noMoney, creditBack, closed) },
	"addenda apart": func(s string) string {
		return file(fileHeader, "5200", debitBack, creditBack, closed, noMoney, batchControl, fileControl)
	},
	"blank amounts": func(s string) string { return strings.Replace(s, "0000006250ABC", "      6250ABC", 1) },
	"totals on the other side": func(s string) string {
		return strings.Replace(s, "000000006250000000001400123", "000000001400000000006250123", 1)
	},
	"lower-case code": func(s string) string { return strings.Replace(s, "799R01", "799r01", 1) },
}

func TestFormsOfOneFile(t *testing.T) {
	for name, form := range forms {
		got, err := nacha.ReadReturns(strings.NewReader(form(small)))
		require.NoError(t, err, name)
		require.Len(t, got, 2, name)
		byTrace := map[string]nacha.Return{}
		for _, r := range got {
			r.Line = 0
			byTrace[r.Trace] = r
		}
		for _, r := range want {
			r.Line = 0
			require.Equal(t, r, byTrace[r.Trace], name)
		}
	}
	got, err := nacha.ReadReturns(strings.NewReader(small))
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = nacha.ReadReturns(strings.NewReader(small + small))
	require.NoError(t, err)
	require.Len(t, got, 4, "files behind each other")
}

func TestDamage(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(small, from, to, 1) }
	without := func(line string) string { return change(line+"\n", "") }
	for name, tt := range map[string]struct {
		file   string
		line   int
		reason string
	}{
		"empty":                   {"", 1, "no records"},
		"blank":                   {" \n\r\n", 1, "no records"},
		"a letter":                {"Dear customer,\n", 1, "no record begins"},
		"a picture":               {"\x89PNG\r\n\x1a\n", 1, "no record begins"},
		"cut in a record":         {small[:95*3+20], 4, "ends without its control"},
		"cut between records":     {without(fileControl), 7, "ends without its control"},
		"a batch without control": {file(batchHeader, debitBack, noMoney, batchHeader, creditBack, closed, batchControl), 7, "counts 4"},
		"one of two is open":      {file("5200", debitBack, noMoney, "5200", debitBack, noMoney, creditBack, closed, batchControl), 1, "has no control"},
		"lost entry":              {without(creditBack), 6, "counts 4"},
		"lost reason":             {without(noMoney), 6, "counts 4"},
		"lost reason, no control": {file(debitBack, creditBack, closed), 1, "without saying why"},
		"reason alone":            {file(noMoney), 1, "belong to no entry"},
		"lost batch":              {file(fileHeader, fileControl), 2, "1 batches, there are 0"},
		"changed amount":          {change("0000006250ABC", "0000006251ABC"), 7, "amounts do not agree"},
		"amount of letters":       {change("0000006250ABC", "00O0006250ABC"), 3, "amount is no number"},
		"negative amount":         {change("0000006250ABC", "-000006250ABC"), 3, "amount is no number"},
		"changed routing number":  {change("626121042882", "626121042982"), 7, "hash"},
		"routing number broken":   {change("626121042882", "62612104x882"), 3, "routing number is no number"},
		"transaction code broken": {change("626121042882", "6A6121042882"), 3, "transaction code"},
		"no code":                 {change("799R01", "799   "), 4, "code is missing"},
		"no original trace":       {change("R01121042880000007", "R01               "), 4, "original trace"},
		"control broken":          {change("8200000004", "82000000X4"), 7, "number of entries"},
		"file total broken":       {change("000000006250000000001400  ", "000000006250000000001401  "), 8, "amounts do not agree"},
		"two headers":             {fileHeader + "\n" + small, 2, "another file begins"},
		"control without a batch": {file(batchControl), 1, "did not begin"},
		"shifted by a character":  {change(debitBack, " "+debitBack), 3, "no record begins"},
	} {
		got, err := nacha.ReadReturns(strings.NewReader(tt.file))
		require.ErrorIs(t, err, nacha.ErrDamaged, name)
		require.Empty(t, got, name)
		d, ok := errors.AsType[*nacha.Damage](err)
		require.True(t, ok)
		require.Equal(t, tt.line, d.Line, "%s: %v", name, err)
		require.Contains(t, d.Reason, tt.reason, name)
	}
}

func TestLargeFileIsRefused(t *testing.T) {
	_, err := nacha.ReadReturns(endless{})
	require.ErrorIs(t, err, nacha.ErrTooLarge)
	_, err = nacha.ReadReturns(strings.NewReader(strings.Repeat("5\n", nacha.MaxRecords)))
	require.NoError(t, err)
	_, err = nacha.ReadReturns(strings.NewReader(strings.Repeat("5\n", nacha.MaxRecords+1)))
	require.ErrorIs(t, err, nacha.ErrTooLarge)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestCodes(t *testing.T) {
	for code, want := range map[string]ach.Disposition{
		"R01": ach.Represent, "R09": ach.Represent, "R10": ach.ManualPayment, "R24": ach.Suspend, "R99": ach.ManualPayment, "X!?": ach.ManualPayment,
	} {
		got, err := nacha.ReadReturns(strings.NewReader(file(debitBack, strings.Replace(noMoney, "R01", code, 1))))
		require.NoError(t, err, code)
		require.Equal(t, want, got[0].Disposition, code)
		require.Equal(t, ach.Meaning(code), got[0].Meaning)
	}
}

// A dishonoured and a contested return name the return that they are about.
func TestDisputedReturns(t *testing.T) {
	dishonoured := "799R68121042880000007      07640125   07640125000000100702Untimely             121042880000009"
	contested := "799R73121042880000007260107076401250060764012500000010070112104288000000900868 076401250000003"
	for code, addenda := range map[string]string{"R68": dishonoured, "R73": contested} {
		require.Len(t, addenda, 94)
		got, err := nacha.ReadReturns(strings.NewReader(file(debitBack, addenda)))
		require.NoError(t, err)
		require.Equal(t, ach.Suspend, got[0].Disposition)
		require.Equal(t, "076401250000001", got[0].ReturnTrace)
		require.Equal(t, map[string]string{"R68": "R02", "R73": "R01"}[code], got[0].ReturnCode)
	}
}

// Corrected data are cut by position: account numbers hold blanks.
func TestCorrectedData(t *testing.T) {
	const account = "12 34 5678 901234"
	for code, tt := range map[string]struct {
		data string
		want nacha.Correction
	}{
		"C01": {account, nacha.Correction{Account: account}},
		"C02": {"076401251", nacha.Correction{Routing: "076401251"}},
		"C03": {"076401251   " + account, nacha.Correction{Routing: "076401251", Account: account}},
		"C04": {"ANN LEE-RAY", nacha.Correction{Name: "ANN LEE-RAY"}},
		"C05": {"37", nacha.Correction{TransactionCode: "37"}},
		"C06": {account + "   37", nacha.Correction{Account: account, TransactionCode: "37"}},
		"C07": {"076401251" + account + "37", nacha.Correction{Routing: "076401251", Account: account, TransactionCode: "37"}},
		"C09": {"CUSTOMER 7", nacha.Correction{IndividualID: "CUSTOMER 7"}},
		"C13": {"", nacha.Correction{}},
		"C99": {"what", nacha.Correction{}},
	} {
		addenda := "798" + code + "121042880000007      07640125" + tt.data
		got, err := nacha.ReadReturns(strings.NewReader(file(strings.Replace(debitBack, "6250", "0000", 1), addenda)))
		require.NoError(t, err, code)
		require.Equal(t, nacha.CorrectData, got[0].Disposition)
		c := *got[0].Correction
		require.Equal(t, code == "C99", c.Meaning == "")
		require.Equal(t, []string{"ABCDEFGHIJKLMNO", "121042880000007", code, tt.data}, []string{c.OrderID, c.Trace, c.Code, c.Data})
		c.OrderID, c.Trace, c.Code, c.Data, c.Meaning = "", "", "", "", ""
		require.Equal(t, tt.want, c, code)
	}
}

// What the library that others use writes, we read as it does.
func TestAgreesWithTheLibrary(t *testing.T) {
	outer := t
	w, _ := settledWorld(t, 3)
	all := w.backs(t, "R01")
	rapid.Check(t, func(t *rapid.T) {
		var backs []back
		for range rapid.IntRange(1, 12).Draw(t, "n") {
			b := all[rapid.IntRange(0, 2).Draw(t, "order")]
			b.code = rapid.SampledFrom([]string{"R01", "R02", "R10", "R29", "C02", "C05"}).Draw(t, "code")
			e := *b.entry
			e.Amount = rapid.IntRange(1, ach.MaxAmount).Draw(t, "amount")
			b.entry = &e
			backs = append(backs, b)
		}
		data := returnFile(outer, backs...)
		got, err := nacha.ReadReturns(bytes.NewReader(data))
		require.NoError(t, err)
		require.Len(t, got, len(backs))
		for i, r := range got {
			require.Equal(t, backs[i].code, r.Code)
			require.Equal(t, backs[i].entry.TraceNumber, r.OriginalTrace)
			require.Equal(t, returned(backs[i], i+1).TraceNumber, r.Trace)
			require.EqualValues(t, returned(backs[i], i+1).Amount, r.Amount.Minor())
			require.Equal(t, backs[i].entry.IdentificationNumber, r.OrderID)
		}
	})
}

// Any one line less is noticed.
func TestNoLineCanBeLost(t *testing.T) {
	w, _ := settledWorld(t, 3)
	lines := strings.SplitAfter(strings.TrimRight(string(returnFile(t, w.backs(t, "R01")...)), "9\n")+"\n", "\n")
	for i := 1; i+1 < len(lines); i++ {
		cut := strings.Join(append(append([]string(nil), lines[:i]...), lines[i+1:]...), "")
		_, err := nacha.ReadReturns(strings.NewReader(cut))
		if lines[i][0] == '5' {
			require.NoError(t, err, "a batch header says nothing that is needed")
			continue
		}
		require.ErrorIs(t, err, nacha.ErrDamaged, "line %d", i+1)
	}
}

func FuzzReadReturns(f *testing.F) {
	for _, form := range forms {
		f.Add([]byte(form(small)))
	}
	f.Add([]byte(strings.Replace(small, "R01", "C07", 1)))
	f.Add([]byte("6\n7"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := nacha.ReadReturns(bytes.NewReader(data))
		if err != nil {
			require.Empty(t, got)
			if d, ok := errors.AsType[*nacha.Damage](err); ok {
				require.Positive(t, d.Line)
			}
			return
		}
		for _, r := range got {
			require.False(t, r.Amount.IsNegative())
			require.NotEmpty(t, r.OriginalTrace)
			require.NotEmpty(t, r.Disposition)
			require.Equal(t, r.Disposition == nacha.CorrectData, r.Correction != nil)
		}
		crlf, err := nacha.ReadReturns(bytes.NewReader(append(bytes.Clone(data), "\r\n\r\n"...)))
		require.NoError(t, err)
		require.Equal(t, got, crlf)
	})
}
