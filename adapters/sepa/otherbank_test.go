package sepa_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/civil"
)

var (
	target = ach.TARGETCalendar()
	berlin = func() *time.Location {
		zone, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			panic(err)
		}
		return zone
	}()
	// monday is 5 January 2026, noon in Berlin.
	monday = time.Date(2026, time.January, 5, 12, 0, 0, 0, berlin)
)

// world is a bank by file with a clock, and the bank at the other end.
type world struct {
	now    time.Time
	root   string
	config sepa.Config
	*sepa.Bank
	rules []rule
	seen  map[string]bool // messages that the other bank has
	plan  []booked        // what it will book
	files int
}

// rule lets the next order for an account come back.
type rule struct {
	number, code string
	days         int
}

// booked is one booking of the other bank.
type booked struct {
	id, mandate, batch string
	amount             string
	on                 civil.Date
	credit             bool // on our account
	back               bool // it takes something back
	code               string
}

func newWorld(t testing.TB, change ...func(*sepa.Config)) *world {
	w := &world{now: monday, root: t.TempDir(), seen: map[string]bool{}}
	dir, err := bankfile.NewDir(w.root)
	require.NoError(t, err)
	w.config = sepa.Config{
		Creditor: creditor(), Mailbox: dir, Journal: filepath.Join(w.root, "journal"), Zone: berlin,
		Clock: func() time.Time { return w.now }, CutOffs: []bankfile.CutOff{{Hour: 16, Minute: 30}},
	}
	for _, c := range change {
		c(&w.config)
	}
	w.open(t)
	t.Cleanup(func() { w.Close() })
	return w
}

// open opens the bank anew, as after a crash.
func (w *world) open(t testing.TB) {
	t.Helper()
	b, err := sepa.Open(w.config)
	require.NoError(t, err)
	w.Bank = b
}

func (w *world) today() civil.Date { return civil.DateOf(w.now, berlin) }

// at sets the clock to a time of today.
func (w *world) at(hour, minute int) {
	d := w.today()
	w.now = time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, berlin)
}

// pass lets banking days pass: messages at each cut-off, and at noon what the other bank has booked.
func (w *world) pass(t *testing.T, days int) {
	t.Helper()
	for range days {
		w.at(17, 0)
		w.cutOff(t)
		w.process(t)
		w.now = target.Add(w.today(), 1).Time(berlin).Add(12 * time.Hour)
		due := w.due()
		if len(due) > 0 {
			w.deliver(t, notification(due...))
		}
		require.NoError(t, w.Receive(t.Context()))
	}
}

// due are the bookings up to today, each once.
func (w *world) due() (due []booked) {
	w.plan = slices.DeleteFunc(w.plan, func(b booked) bool {
		if b.on.After(w.today()) {
			return false
		}
		due = append(due, b)
		return true
	})
	return due
}

// deliver brings a file.
func (w *world) deliver(t testing.TB, content string) {
	t.Helper()
	w.files++
	require.NoError(t, os.WriteFile(filepath.Join(w.root, "incoming", fmt.Sprintf("%03d.xml", w.files)), []byte(content), 0o600))
}

// receive brings files and reads them.
func (w *world) receive(t testing.TB, files ...string) {
	t.Helper()
	for _, f := range files {
		w.deliver(t, f)
	}
	require.NoError(t, w.Receive(t.Context()))
}

func (w *world) cutOff(t testing.TB) []string {
	t.Helper()
	names, err := w.CutOff(t.Context())
	require.NoError(t, err)
	return names
}

// outgoing are the names of the files for the bank.
func (w *world) outgoing(t testing.TB) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.root, "outgoing"))
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// read is a message of ours as the other bank reads it.
func (w *world) read(t testing.TB, name string) (m readMessage) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.root, "outgoing", name))
	require.NoError(t, err)
	wellFormed(t, content)
	require.NoError(t, xml.Unmarshal(content, &m))
	return m
}

// readMessage is what a bank reads of a message of debits or of transfers.
type readMessage struct {
	Debits struct {
		ID      string `xml:"GrpHdr>MsgId"`
		Batches []struct {
			ID       string  `xml:"PmtInfId"`
			Sequence string  `xml:"PmtTpInf>SeqTp"`
			On       string  `xml:"ReqdColltnDt"`
			Creditor string  `xml:"Cdtr>Nm"`
			Items    []debit `xml:"DrctDbtTxInf"`
		} `xml:"PmtInf"`
	} `xml:"CstmrDrctDbtInitn"`
	Transfers struct {
		ID      string `xml:"GrpHdr>MsgId"`
		Batches []struct {
			ID    string     `xml:"PmtInfId"`
			On    string     `xml:"ReqdExctnDt>Dt"`
			Items []transfer `xml:"CdtTrfTxInf"`
		} `xml:"PmtInf"`
	} `xml:"CstmrCdtTrfInitn"`
}

type debit struct {
	ID       string `xml:"PmtId>EndToEndId"`
	Amount   string `xml:"InstdAmt"`
	Mandate  string `xml:"DrctDbtTx>MndtRltdInf>MndtId"`
	Signed   string `xml:"DrctDbtTx>MndtRltdInf>DtOfSgntr"`
	Merchant string `xml:"UltmtCdtr>Nm"`
	Debtor   string `xml:"Dbtr>Nm"`
	IBAN     string `xml:"DbtrAcct>Id>IBAN"`
	Text     string `xml:"RmtInf>Ustrd"`
}

type transfer struct {
	ID       string `xml:"PmtId>EndToEndId"`
	Amount   string `xml:"Amt>InstdAmt"`
	Creditor string `xml:"Cdtr>Nm"`
	IBAN     string `xml:"CdtrAcct>Id>IBAN"`
	Text     string `xml:"RmtInf>Ustrd"`
}

// process reads our new messages as the other bank does and moves them away.
func (w *world) process(t testing.TB) {
	t.Helper()
	for _, name := range w.outgoing(t) {
		require.False(t, w.seen[name], "sent twice")
		w.seen[name] = true
		m := w.read(t, name)
		for _, b := range m.Debits.Batches {
			for _, d := range b.Items {
				w.book(t, d.IBAN, booked{id: d.ID, mandate: d.Mandate, batch: b.ID, amount: d.Amount, credit: true}, b.On)
			}
		}
		for _, b := range m.Transfers.Batches {
			for _, c := range b.Items {
				w.book(t, c.IBAN, booked{id: c.ID, batch: b.ID, amount: c.Amount}, b.On)
			}
		}
		require.NoError(t, os.Rename(filepath.Join(w.root, "outgoing", name), filepath.Join(w.root, "archive", "outgoing", name)))
	}
}

// book plans a booking, and its return if a rule wants it.
func (w *world) book(t testing.TB, iban string, b booked, on string) {
	t.Helper()
	var err error
	b.on, err = civil.ParseDate(on)
	require.NoError(t, err)
	require.True(t, target.IsBankingDay(b.on))
	w.plan = append(w.plan, b)
	for i, r := range w.rules {
		if r.number == iban {
			w.rules = slices.Delete(w.rules, i, i+1)
			w.plan = append(w.plan, b.returned(r.code, target.Add(b.on, r.days)))
			return
		}
	}
}

// returned is the booking that takes b back.
func (b booked) returned(code string, on civil.Date) booked {
	b.credit, b.back, b.code, b.on = !b.credit, true, code, on
	return b
}

// notification and statement are the two files in which a bank tells of bookings.
func notification(all ...booked) string {
	return "<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>N</Id>\n" + entries(all) + "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
}

func statementOf(all ...booked) string {
	return "<Document><BkToCstmrStmt><Stmt><Id>S</Id>\n" + entries(all) + "</Stmt></BkToCstmrStmt></Document>"
}

func entries(all []booked) string {
	var s strings.Builder
	for _, b := range all {
		s.WriteString(b.entry())
	}
	return s.String()
}

// entry is a booking in XML: of one debit or transfer, or of a batch if it has no ID.
func (b booked) entry() string {
	family, within := "ICDT", "ESCT"
	if b.credit != b.back {
		family, within = "IDDT", "ESDD"
	}
	var details string
	side, reason := "DBIT", ""
	if b.credit {
		side = "CRDT"
	}
	switch {
	case b.back && family == "IDDT":
		within = "UPDD"
	case b.back:
		within = "RRTN"
	}
	if b.code != "" {
		reason = "<RtrInf><Rsn><Cd>" + b.code + "</Cd></Rsn></RtrInf>"
	}
	if b.id == "" && b.mandate == "" {
		details = "<Btch><PmtInfId>" + b.batch + "</PmtInfId></Btch>"
	} else {
		refs := "<EndToEndId>" + b.id + "</EndToEndId>"
		if b.id == "" {
			refs = "<EndToEndId>NOTPROVIDED</EndToEndId>"
		}
		if b.mandate != "" {
			refs += "<MndtId>" + b.mandate + "</MndtId>"
		}
		details = "<TxDtls><Refs>" + refs + "</Refs>" + reason + "</TxDtls>"
	}
	return `<Ntry><Amt Ccy="EUR">` + b.amount + `</Amt><CdtDbtInd>` + side + `</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>` + b.on.String() +
		`</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>` + family + `</Cd><SubFmlyCd>` + within + `</SubFmlyCd></Fmly></Domn></BkTxCd>` +
		`<NtryDtls>` + details + "</NtryDtls></Ntry>\n"
}

// rejection is a status report on debits of a message: with a code for each, or on batches and the whole where there is no ID.
func rejection(message, group string, parts ...string) string {
	if group != "" {
		group = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>" + group + "</Cd></Rsn></StsRsnInf>"
	}
	return `<Document><CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId><CreDtTm>2026-01-06T08:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>` + message + "</OrgnlMsgId><OrgnlMsgNmId>pain.008</OrgnlMsgNmId>" + group + "</OrgnlGrpInfAndSts>\n" +
		strings.Join(parts, "\n") + "</CstmrPmtStsRpt></Document>"
}

// batchStatus is the status of a batch with those of its transactions.
func batchStatus(batch, code string, of ...string) string {
	status := ""
	if code != "" {
		status = "<PmtInfSts>RJCT</PmtInfSts><StsRsnInf><Rsn><Cd>" + code + "</Cd></Rsn></StsRsnInf>"
	}
	return "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" + batch + "</OrgnlPmtInfId>" + status + strings.Join(of, "") + "</OrgnlPmtInfAndSts>"
}

func transactionStatus(id, status, code string) string {
	if code != "" {
		code = "<StsRsnInf><Rsn><Cd>" + code + "</Cd></Rsn></StsRsnInf>"
	}
	return "<TxInfAndSts><OrgnlEndToEndId>" + id + "</OrgnlEndToEndId><TxSts>" + status + "</TxSts>" + code + "</TxInfAndSts>"
}

// order is the nth debit: of n euros, from Anna to a bakery.
func order(n byte) ach.Order {
	of := uuid.UUID{n}
	return ach.Order{
		ID: ach.OrderID(of, 1), Direction: ach.DebitOrder, Amount: eur(int64(n) * 100), Scheme: ach.SEPA, Number: annasIBAN, Type: ach.Checking,
		Holder: "Anna Müller", Company: "Ben's Bakery & Café", Description: "PURCHASE", Mandate: fmt.Sprintf("M%d", n), Signed: date(2025, time.December, 1),
		Attempt: 1, On: date(2026, time.January, 5), Collection: ach.CollectionID{UUID: of},
	}
}

// creditOrder is the nth credit.
func creditOrder(n byte) ach.Order {
	o := order(n)
	o.Direction, o.Description, o.Company, o.Mandate, o.Signed = ach.CreditOrder, "CASHBACK", "SEQR", "", civil.Date{}
	o.Payout, o.Collection = ach.PayoutID{UUID: o.Collection.UUID}, ach.CollectionID{}
	return o
}

func (w *world) submit(t testing.TB, orders ...ach.Order) {
	t.Helper()
	for _, o := range orders {
		require.NoError(t, w.Submit(t.Context(), o))
	}
}

func (w *world) reports(t testing.TB) []ach.Report {
	t.Helper()
	all, err := w.Reports(t.Context(), 1000)
	require.NoError(t, err)
	return all
}

// told are the reports in short: what, of which order by its number, why, when.
func (w *world) told(t testing.TB) (all []string) {
	t.Helper()
	for _, r := range w.reports(t) {
		n := r.Amount.Minor() / 100
		all = append(all, strings.TrimSpace(fmt.Sprintf("%d %s %s %s", n, r.Kind, r.On, r.Code)))
	}
	return all
}
