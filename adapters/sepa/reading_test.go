package sepa_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/money"
)

func sample(t testing.TB, name string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return string(file)
}

var (
	nameSpace = regexp.MustCompile(` xmlns="[^"]*"`)
	element   = regexp.MustCompile(`<(/?)([A-Za-z])`)
)

// forms are a file as it is, without a name space, with prefixes, in an envelope, and behind a mark of its encoding.
func forms(file string) map[string]string {
	header, body, _ := strings.Cut(file, "\n")
	prefixed := strings.Replace(element.ReplaceAllString(body, "<${1}ns2:$2"), "xmlns=", "xmlns:ns2=", 1)
	return map[string]string{
		"as it is":   file,
		"bare":       header + nameSpace.ReplaceAllString(body, ""),
		"prefixed":   header + prefixed,
		"enveloped":  header + `<e:Envelope xmlns:e="urn:bank"><e:AppHdr><e:Ntry/></e:AppHdr>` + body + `</e:Envelope>`,
		"with a BOM": "\ufeff" + file,
		"one line":   regexp.MustCompile(`>\s+<`).ReplaceAllString(file, "><"),
		"commented":  strings.ReplaceAll(file, "<Ntry>", "<!-- --><Ntry><!-- & -->"),
	}
}

func TestStatusByTransactionAndBatch(t *testing.T) {
	on := date(2026, time.December, 1)
	message := "SEQR-20261130-1"
	want := []sepa.Status{
		{Status: "PART", Report: sepa.Report{Kind: sepa.KindPending, Level: sepa.LevelFile, MessageID: message, On: on}},
		{Status: "PART", Report: sepa.Report{Kind: sepa.KindPending, Level: sepa.LevelBatch, MessageID: message, BatchID: message + "-1", On: on}},
		{Status: "RJCT", Info: "closed last week", Report: sepa.Report{
			Kind: sepa.KindRejected, Level: sepa.LevelTransaction, MessageID: message, BatchID: message + "-1",
			EndToEndID: "DEBIT1", MandateID: "SEQR-M-1", Code: "AC04", On: on, Amount: eur(6250),
		}},
		{Status: "ACSP", Report: sepa.Report{
			Kind: sepa.KindPending, Level: sepa.LevelTransaction, MessageID: message, BatchID: message + "-1", EndToEndID: "DEBIT2", On: on,
		}},
		{Status: "RJCT", Reason: "creditor is not known here", Report: sepa.Report{
			Kind: sepa.KindRejected, Level: sepa.LevelBatch, MessageID: message, BatchID: message + "-2", On: on,
		}},
	}
	for name, file := range forms(sample(t, "pain002_10.xml")) {
		got, err := sepa.ReadStatus(strings.NewReader(file))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
}

func TestStatusOfOldVersion(t *testing.T) {
	for name, file := range forms(sample(t, "pain002_03.xml")) {
		got, err := sepa.ReadStatus(iotest.OneByteReader(strings.NewReader(file)))
		require.NoError(t, err, name)
		require.Equal(t, []sepa.Status{{Status: "RJCT", Report: sepa.Report{
			Kind: sepa.KindRejected, Level: sepa.LevelTransaction, MessageID: "SEQR-20261130-1", BatchID: "SEQR-20261130-1-1",
			MandateID: "seqr-m-2", Code: "MS03", On: date(2026, time.December, 1), Amount: eur(1000),
		}}}, got, name)
	}
}

func TestStatusOfFile(t *testing.T) {
	for name, file := range forms(sample(t, "pain002_file.xml")) {
		got, err := sepa.ReadStatus(strings.NewReader(file))
		require.NoError(t, err, name)
		require.Equal(t, []sepa.Status{{Status: "RJCT", Info: "schema", Report: sepa.Report{
			Kind: sepa.KindRejected, Level: sepa.LevelFile, MessageID: "SEQR-20261130-1", Code: "FF01", On: date(2026, time.December, 1),
		}}}, got, name)
	}
}

func TestKindOfStatus(t *testing.T) {
	for code, want := range map[string]sepa.Kind{
		"RJCT": sepa.KindRejected, "CANC": sepa.KindRejected, "ACSC": sepa.KindSettled, "ACCC": sepa.KindSettled,
		"ACCP": sepa.KindPending, "ACTC": sepa.KindPending, "ACSP": sepa.KindPending, "ACWC": sepa.KindPending,
		"PDNG": sepa.KindPending, "RCVD": sepa.KindPending, "PART": sepa.KindPending, "WHAT": sepa.KindOther,
	} {
		got, err := sepa.ReadStatus(strings.NewReader(strings.ReplaceAll(sample(t, "pain002_file.xml"), "RJCT", code)))
		require.NoError(t, err, code)
		require.Equal(t, want, got[0].Kind, code)
	}
}

func TestTransactionHasTheStatusOfItsBatchOrMessage(t *testing.T) {
	file := sample(t, "pain002_03.xml")
	none := strings.Replace(file, "<TxSts>RJCT</TxSts>", "", 1)
	_, err := sepa.ReadStatus(strings.NewReader(none))
	require.ErrorIs(t, err, sepa.ErrField)
	for name, whole := range map[string]string{
		"batch":   strings.Replace(none, "<TxInfAndSts>", "<PmtInfSts>RJCT</PmtInfSts><TxInfAndSts>", 1),
		"message": strings.Replace(none, "</OrgnlGrpInfAndSts>", "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>", 1),
	} {
		got, err := sepa.ReadStatus(strings.NewReader(whole))
		require.NoError(t, err, name)
		require.Equal(t, sepa.KindRejected, got[1].Kind, name)
		require.Equal(t, "MS03", got[1].Code, name)
	}
	partly := strings.Replace(none, "<TxInfAndSts>", "<PmtInfSts>PART</PmtInfSts><TxInfAndSts>", 1)
	_, err = sepa.ReadStatus(strings.NewReader(partly))
	require.ErrorIs(t, err, sepa.ErrField)
}

// booking shortens what an entry of the samples is expected to be.
func booking(ref, code string, credit bool, on int, r sepa.Report) sepa.Entry {
	r.On = date(2026, time.December, on)
	e := sepa.Entry{
		Report: r, StatementID: "STATEMENT-7", Account: ourIBAN, Reference: "REF-" + ref, Credit: credit, Booked: true,
		Value: r.On, Transaction: code,
	}
	if r.Level == sepa.LevelTransaction {
		e.Text = "Bens Bakery"
	}
	if r.Kind == sepa.KindReturned || r.Kind == sepa.KindRefunded {
		e.Info = "from the other bank"
	}
	return e
}

func one(kind sepa.Kind, id, mandate, code string, amount int64) sepa.Report {
	return sepa.Report{Kind: kind, Level: sepa.LevelTransaction, EndToEndID: id, MandateID: mandate, Code: code, Amount: eur(amount)}
}

// december are the entries of the samples, which are the same in each version.
func december() []sepa.Entry {
	refund := one(sepa.KindRefunded, "DEBIT1", "SEQR-M-1", "MD06", 6250)
	refund.Extra = eur(125)
	announced := booking("7", "PMNT-IDDT-ESDD", true, 3, one(sepa.KindPending, "DEBIT4", "SEQR-M-3", "", 3000))
	announced.Booked = false
	return []sepa.Entry{
		booking("1", "PMNT-IDDT-ESDD", true, 3, sepa.Report{
			Kind: sepa.KindSettled, Level: sepa.LevelBatch, BatchID: "SEQR-20261130-1-1", Amount: eur(7250),
		}),
		booking("2", "PMNT-IDDT-UPDD", false, 10, refund),
		booking("3", "PMNT-IDDT-UPDD", false, 7, one(sepa.KindReturned, "DEBIT2", "SEQR-M-2", "AM04", 1000)),
		booking("3", "PMNT-IDDT-UPDD", false, 7, one(sepa.KindReturned, "DEBIT3", "SEQR-M-3", "", 3000)),
		booking("4", "PMNT-ICDT-ESCT", false, 3, one(sepa.KindSettled, "PAYOUT1", "", "", 500)),
		booking("5", "PMNT-ICDT-RRTN", true, 4, one(sepa.KindReturned, "PAYOUT1", "", "AC01", 500)),
		booking("6", "ACMT-MDOP-CHRG", false, 3, sepa.Report{Kind: sepa.KindOther, Level: sepa.LevelBatch, Amount: eur(990)}),
		announced,
		booking("8", "PMNT-IDDT-PRDD", false, 3, one(sepa.KindReversed, "DEBIT3", "SEQR-M-3", "", 3000)),
	}
}

func TestStatements(t *testing.T) {
	for _, version := range []string{"camt053_02.xml", "camt054_04.xml", "camt053_08.xml"} {
		for name, file := range forms(sample(t, version)) {
			got, err := sepa.ReadStatement(strings.NewReader(file))
			require.NoError(t, err, "%s, %s", version, name)
			require.Equal(t, december(), got, "%s, %s", version, name)
		}
	}
}

// statement is one with a single booking.
func statement(entry string) string {
	return "<Document><BkToCstmrStmt><Stmt><Id>1</Id>\n" + entry + "</Stmt></BkToCstmrStmt></Document>"
}

func entry(side, code, more, details string) string {
	domain, rest, _ := strings.Cut(code, "-")
	family, within, _ := strings.Cut(rest, "-")
	if code != "" {
		code = "<BkTxCd><Domn><Cd>" + domain + "</Cd><Fmly><Cd>" + family + "</Cd><SubFmlyCd>" + within + "</SubFmlyCd></Fmly></Domn></BkTxCd>"
	}
	return `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>` + side + `</CdtDbtInd>` + more + `<Sts>BOOK</Sts><BookgDt><Dt>2026-12-03</Dt></BookgDt>` +
		code + `<NtryDtls>` + details + `</NtryDtls></Ntry>`
}

func TestKindOfBooking(t *testing.T) {
	const (
		mine     = "<TxDtls><Refs><EndToEndId>A</EndToEndId><MndtId>M</MndtId></Refs></TxDtls>"
		transfer = "<TxDtls><Refs><EndToEndId>A</EndToEndId></Refs></TxDtls>"
		back     = "<TxDtls><Refs><EndToEndId>A</EndToEndId><MndtId>M</MndtId></Refs><RtrInf><Rsn><Cd>%</Cd></Rsn></RtrInf></TxDtls>"
		reversal = "<RvslInd>true</RvslInd>"
	)
	with := func(code string) string { return strings.Replace(back, "%", code, 1) }
	for _, c := range []struct {
		side, code, more, details string
		want                      sepa.Kind
	}{
		{"CRDT", "PMNT-IDDT-ESDD", "", mine, sepa.KindSettled},
		{"CRDT", "", "", mine, sepa.KindSettled},
		{"DBIT", "", "", transfer, sepa.KindSettled},
		{"DBIT", "PMNT-ICDT-ESCT", "", transfer, sepa.KindSettled},
		{"CRDT", "PMNT-RCDT-ESCT", "", transfer, sepa.KindOther}, // a friend's money
		{"CRDT", "", "", transfer, sepa.KindOther},
		{"DBIT", "PMNT-RDDT-ESDD", "", mine, sepa.KindOther}, // somebody collects from us
		{"DBIT", "", "", mine, sepa.KindOther},
		{"DBIT", "PMNT-IDDT-UPDD", "", with("AM04"), sepa.KindReturned},
		{"DBIT", "PMNT-IDDT-UPDD", "", with("MD01"), sepa.KindReturned},
		{"DBIT", "PMNT-IDDT-UPDD", "", with("MD06"), sepa.KindRefunded},
		{"DBIT", "PMNT-IDDT-UPDD", "", mine, sepa.KindReturned}, // the bank does not say why
		{"DBIT", "", "", with("AM04"), sepa.KindReturned},
		{"DBIT", "PMNT-IDDT-ESDD", reversal, with("AM04"), sepa.KindReturned},
		{"DBIT", "PMNT-IDDT-ESDD", reversal, mine, sepa.KindReversed},
		{"DBIT", "", "<RvslInd>1</RvslInd>", mine, sepa.KindReversed},
		{"DBIT", "PMNT-IDDT-PRDD", "", mine, sepa.KindReversed},
		{"DBIT", "PMNT-IDDT-RCDD", "", mine, sepa.KindReversed},
		{"CRDT", "PMNT-ICDT-RRTN", "", transfer, sepa.KindReturned},
		{"CRDT", "PMNT-RCDT-RRTN", "", with("AC04"), sepa.KindReturned}, // some banks call the return so
		{"CRDT", "PMNT-IDDT-UPDD", reversal, with("AM04"), sepa.KindOther},
		{"DBIT", "PMNT-ICDT-RRTN", "", transfer, sepa.KindOther},
		{"DBIT", "PMNT-RCDT-RRTN", "", with("AC04"), sepa.KindOther}, // what we sent back
		{"CRDT", "PMNT-RDDT-UPDD", "", with("AM04"), sepa.KindOther},
		{"DBIT", "ACMT-MDOP-CHRG", reversal, "", sepa.KindOther},
	} {
		got, err := sepa.ReadStatement(strings.NewReader(statement(entry(c.side, c.code, c.more, c.details))))
		require.NoError(t, err, "%+v", c)
		require.Len(t, got, 1)
		require.Equal(t, c.want, got[0].Kind, "%+v", c)
	}
}

func TestReasonsInManyForms(t *testing.T) {
	for in, want := range map[string][3]string{
		"":                                   {"", "", ""},
		"<Rsn><Cd> am04 </Cd></Rsn>":         {"AM04", "", ""},
		"<Rsn><Prtry>AM04</Prtry></Rsn>":     {"AM04", "", ""},
		"<Rsn><Prtry>no money</Prtry></Rsn>": {"", "no money", ""},
		"<Rsn><Cd>toolong</Cd></Rsn>":        {"", "", ""},
		"<AddtlInf/><AddtlInf>x</AddtlInf>":  {"", "", "x"},
	} {
		details := "<TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><RtrInf>" + in + "</RtrInf></TxDtls>"
		got, err := sepa.ReadStatement(strings.NewReader(statement(entry("DBIT", "PMNT-IDDT-UPDD", "", details))))
		require.NoError(t, err, in)
		require.Equal(t, want, [3]string{got[0].Code, got[0].Reason, got[0].Info}, in)
		require.Equal(t, sepa.KindReturned, got[0].Kind, in)
	}
}

func TestAmountsInFiles(t *testing.T) {
	for in, want := range map[string]money.Amount{
		"10.00": eur(1000), "10": eur(1000), "10.5": eur(1050), "+10.50": eur(1050), ".5": eur(50), "7.": eur(700), "0.01": eur(1),
		" 10.00 ": eur(1000), "00010.00000": eur(1000), "92233720368547758.07": eur(9223372036854775807), "0": eur(0),
	} {
		file := strings.Replace(statement(entry("CRDT", "", "", "")), "10.00", in, 1)
		got, err := sepa.ReadStatement(strings.NewReader(file))
		require.NoError(t, err, in)
		require.Equal(t, want, got[0].Amount, in)
	}
	for _, in := range []string{
		"", ".", "-10.00", "10,00", "1e3", "10.001", "0x10", "NaN", "1 000", "++1", "1.2.3", "٣",
		"92233720368547758.08", strings.Repeat("9", 40), strings.Repeat("0", 40),
	} {
		file := strings.Replace(statement(entry("CRDT", "", "", "")), "10.00", in, 1)
		_, err := sepa.ReadStatement(strings.NewReader(file))
		require.ErrorIs(t, err, sepa.ErrAmount, in)
		requireLine(t, err, 2)
	}
	yen := strings.Replace(statement(entry("CRDT", "", "", "")), `"EUR">10.00`, `"JPY">10`, 1)
	got, err := sepa.ReadStatement(strings.NewReader(yen))
	require.NoError(t, err)
	require.Equal(t, money.FromMinor(10, money.Currency("JPY")), got[0].Amount)
}

func requireLine(t *testing.T, err error, want int) {
	t.Helper()
	line, ok := errors.AsType[*sepa.LineError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, want, line.Line, "%v", err)
	require.Contains(t, err.Error(), "line ")
}

// before is what stands before the first mark in s.
func before(s, mark string) string {
	head, _, _ := strings.Cut(s, mark)
	return head
}

func TestDamagedFiles(t *testing.T) {
	good := sample(t, "camt053_08.xml")
	lines := strings.Count(good, "\n")
	for name, c := range map[string]struct {
		file string
		want error
		line int
	}{
		"empty":             {"", sepa.ErrXML, 1},
		"blank":             {"\n\n", sepa.ErrXML, 3},
		"text":              {"hello", sepa.ErrXML, 1},
		"cut off":           {before(good, "</Stmt>"), sepa.ErrXML, lines - 2},
		"two roots":         {good + "<Document/>", sepa.ErrXML, lines + 1},
		"text after":        {good + "x", sepa.ErrXML, lines + 1},
		"broken after":      {good + "<", sepa.ErrXML, lines + 1},
		"of another kind":   {strings.ReplaceAll(good, "BkToCstmrStmt", "BkToCstmrAcctRpt"), sepa.ErrMessage, 3},
		"no document":       {"<html>\n</html>", sepa.ErrMessage, 2},
		"document type":     {"<!DOCTYPE Document [<!ENTITY a \"b\">]>\n" + good, sepa.ErrDTD, 1},
		"type within":       {strings.Replace(good, "<Stmt>", "<Stmt>\n<!DOCTYPE x>", 1), sepa.ErrDTD, 6},
		"type in a part":    {strings.Replace(good, "<Refs>", "<Refs><!DOCTYPE x>", 1), sepa.ErrDTD, 39},
		"entity":            {strings.Replace(good, "<Id>STATEMENT-7", "<Id>&a;", 1), sepa.ErrXML, 6},
		"another encoding":  {strings.Replace(good, "UTF-8", "ISO-8859-1", 1), sepa.ErrXML, 1},
		"bytes":             {strings.Replace(good, "STATEMENT", "\xff", 1), sepa.ErrXML, 6},
		"mismatched":        {strings.Replace(good, "<Stmt>", "<Stnt>", 1), sepa.ErrXML, lines - 2},
		"deep":              {strings.Replace(good, "<Stmt>", "<Stmt>"+strings.Repeat("<a>", 62), 1), sepa.ErrTooLarge, 5},
		"no side":           {strings.Replace(good, "<CdtDbtInd>CRDT</CdtDbtInd>\n        <Sts>", "<Sts>", 1), sepa.ErrField, 15},
		"no amount":         {strings.Replace(good, `<Amt Ccy="EUR">72.50</Amt>`, "", 1), sepa.ErrField, 15},
		"no currency":       {strings.Replace(good, ` Ccy="EUR">72.50`, ">72.50", 1), sepa.ErrAmount, 17},
		"no day":            {strings.ReplaceAll(strings.ReplaceAll(good, "BookgDt", "Xx"), "ValDt", "Xx"), sepa.ErrField, 15},
		"30 February":       {strings.Replace(good, "<BookgDt><Dt>2026-12-03", "<BookgDt><Dt>2026-02-30", 1), sepa.ErrField, 20},
		"day and more":      {strings.Replace(good, "<BookgDt><Dt>2026-12-03", "<BookgDt><Dt>2026-12-03x", 1), sepa.ErrField, 20},
		"amount of part":    {strings.Replace(good, `<Amt Ccy="EUR">30.00</Amt><CdtDbtInd>`, `<Amt Ccy="EUR">-1</Amt><CdtDbtInd>`, 1), sepa.ErrAmount, 65},
		"side of part":      {strings.Replace(good, "</Amt><CdtDbtInd>DBIT</CdtDbtInd><AmtDtls>", "</Amt><CdtDbtInd>X</CdtDbtInd><AmtDtls>", 1), sepa.ErrField, 38},
		"parts, no amounts": {regexp.MustCompile(`<AmtDtls>.*</AmtDtls>`).ReplaceAllString(strings.ReplaceAll(good, `<Amt Ccy="EUR">30.00</Amt><CdtDbtInd>`, "<CdtDbtInd>"), ""), sepa.ErrAmount, 65},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sepa.ReadStatement(strings.NewReader(c.file))
			require.ErrorIs(t, err, c.want)
			require.Nil(t, got)
			requireLine(t, err, c.line)
		})
	}
}

func TestDamagedStatuses(t *testing.T) {
	good := sample(t, "pain002_10.xml")
	for name, c := range map[string]struct {
		file string
		want error
		line int
	}{
		"statement":      {sample(t, "camt053_08.xml"), sepa.ErrMessage, 3},
		"no time":        {strings.Replace(good, "2026-12-01T", "yesterday ", 1), sepa.ErrField, 4},
		"no message":     {strings.Replace(good, "<OrgnlMsgId>SEQR-20261130-1</OrgnlMsgId>", "", 1), sepa.ErrField, 9},
		"says nothing":   {strings.Replace(good, "<PmtInfSts>RJCT</PmtInfSts>", "", 1), sepa.ErrField, 38},
		"amount":         {strings.Replace(good, "62.50", "62.505", 1), sepa.ErrAmount, 18},
		"document type":  {strings.Replace(good, "<GrpHdr>", "<!DOCTYPE a><GrpHdr>", 1), sepa.ErrDTD, 4},
		"deep":           {strings.Replace(good, "<GrpHdr>", "<GrpHdr>"+strings.Repeat("<a>", 99), 1), sepa.ErrTooLarge, 4},
		"batch cut off":  {before(good, "</StsRsnInf>"), sepa.ErrXML, 25},
		"nothing inside": {"<Document></Document", sepa.ErrXML, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := sepa.ReadStatus(strings.NewReader(c.file))
			require.ErrorIs(t, err, c.want)
			require.Nil(t, got)
			requireLine(t, err, c.line)
		})
	}
}

func TestReaderThatFails(t *testing.T) {
	gone := errors.New("connection lost")
	file := sample(t, "camt053_08.xml")
	_, err := sepa.ReadStatement(io.MultiReader(strings.NewReader(file[:2000]), iotest.ErrReader(gone)))
	require.ErrorIs(t, err, gone)
	requireLine(t, err, strings.Count(file[:2000], "\n")+1)
}

// A foreign element of the same name in the supplement of a bank is no booking.
func TestOnlyWhatStandsInItsPlaceIsRead(t *testing.T) {
	inside := entry("CRDT", "", "", "<TxDtls><SplmtryData><Envlp><Ntry><Amt>x</Amt></Ntry></Envlp></SplmtryData></TxDtls>")
	file := strings.Replace(statement(inside), "<Id>1</Id>", "<Id>1</Id><SplmtryData><Ntry/></SplmtryData>", 1)
	got, err := sepa.ReadStatement(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, got, 1)
}

func FuzzReadStatement(f *testing.F) {
	for _, name := range []string{"camt053_02.xml", "camt054_04.xml", "camt053_08.xml", "pain002_10.xml"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Add([]byte(statement(entry("DBIT", "PMNT-IDDT-UPDD", "", "<TxDtls/><TxDtls/>"))))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := sepa.ReadStatement(bytes.NewReader(file))
		requireSound(t, sepa.Reports(got), err)
	})
}

func FuzzReadStatus(f *testing.F) {
	for _, name := range []string{"pain002_10.xml", "pain002_03.xml", "pain002_file.xml", "camt053_08.xml"} {
		f.Add([]byte(sample(f, name)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := sepa.ReadStatus(bytes.NewReader(file))
		requireSound(t, sepa.Reports(got), err)
	})
}

// requireSound is what holds of everything that is read, and of what a message makes of it.
func requireSound(t *testing.T, all []sepa.Report, err error) {
	if err != nil {
		require.Empty(t, all)
		line, ok := errors.AsType[*sepa.LineError](err)
		require.True(t, ok)
		require.Positive(t, line.Line)
		return
	}
	for _, r := range all {
		require.NotEmpty(t, r.Kind)
		require.NotEmpty(t, r.Level)
		require.False(t, r.Amount.IsNegative() || r.Extra.IsNegative())
		require.NotEqual(t, "NOTPROVIDED", r.EndToEndID)
	}
	of, _, err := debits().Match(all)
	require.NoError(t, err)
	for _, r := range of {
		require.Equal(t, sepa.LevelTransaction, r.Level)
		require.Contains(t, []string{"DEBIT1", "DEBIT2", "DEBIT3"}, r.EndToEndID)
	}
}
