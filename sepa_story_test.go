package seqr_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/adapters/sepa"
	"github.com/seqrpay/seqr/civil"
)

// germanBank is a bank with which nothing but files are exchanged.
type germanBank struct {
	*sepa.Bank
	w     *world
	root  string
	codes []string // of the debits that come back on the day after their booking, in their order; empty: that one does not
	got   []germanDebit
	files []germanFile
}

// germanDebit is a debit as the bank reads it.
type germanDebit struct {
	On       string
	ID       string `xml:"PmtId>EndToEndId"`
	Amount   string `xml:"InstdAmt"`
	Mandate  string `xml:"DrctDbtTx>MndtRltdInf>MndtId"`
	Signed   string `xml:"DrctDbtTx>MndtRltdInf>DtOfSgntr"`
	Merchant string `xml:"UltmtCdtr>Nm"`
	IBAN     string `xml:"DbtrAcct>Id>IBAN"`
}

// germanFile is a file that the bank writes on a day.
type germanFile struct{ day, content string }

// germany is a world whose bank works by files.
func germany(t *testing.T) (*world, *germanBank) {
	t.Helper()
	market := anyPicture(seqr.Demo(seqr.Germany()))
	w := &world{t: t, ctx: t.Context(), clock: sandbox.NewClock(start), store: watch(memory.New()), phone: sandbox.NewPhone(), mail: sandbox.NewMailbox()}
	b := &germanBank{w: w, root: t.TempDir()}
	dir, err := bankfile.NewDir(b.root)
	require.NoError(t, err)
	b.Bank, err = sepa.Open(sepa.Config{
		Creditor: sepa.Creditor{Name: "SEQR Europe GmbH", ID: "DE98ZZZ09999999999", IBAN: "DE89370400440532013000"},
		Mailbox:  dir, Journal: filepath.Join(b.root, "journal"), Clock: w.clock.Now, Zone: market.Zone, CutOffs: []bankfile.CutOff{{Hour: 15}},
	})
	require.NoError(t, err)
	t.Cleanup(func() { b.Close() })
	cfg := w.config(market)
	cfg.Bank, cfg.Verifier = b, unhurried{}
	w.sys = newSystem(t, cfg)
	return w, b
}

// until lets half days pass until a collection is in a state, and answers the day.
func (b *germanBank) until(inv seqr.InvoiceStatus, state ach.CollectionState) string {
	b.w.t.Helper()
	for range 60 {
		if b.w.state(inv) == state {
			return b.today()
		}
		b.w.clock.Advance(12 * time.Hour)
		b.w.settle() // orders go to the bank
		_, err := b.CutOff(b.w.ctx)
		require.NoError(b.w.t, err)
		b.work()
		require.NoError(b.w.t, b.Receive(b.w.ctx))
		b.w.settle() // reports are booked
	}
	b.w.t.Fatalf("never %s", state)
	return ""
}

func (b *germanBank) today() string {
	return civil.DateOf(b.w.clock.Now(), b.w.sys.Market().Zone).String()
}

// work reads our messages, and writes the files of today.
func (b *germanBank) work() {
	t := b.w.t
	t.Helper()
	names, err := filepath.Glob(filepath.Join(b.root, "outgoing", "*-D*.xml"))
	require.NoError(t, err)
	for _, name := range names {
		b.take(name)
		require.NoError(t, os.Rename(name, filepath.Join(b.root, "archive", "outgoing", filepath.Base(name))))
	}
	b.files = slices.DeleteFunc(b.files, func(f germanFile) bool {
		if f.day > b.today() {
			return false
		}
		name := fmt.Sprintf("%s-%d.xml", b.today(), len(b.files))
		require.NoError(t, os.WriteFile(filepath.Join(b.root, "incoming", name), []byte(f.content), 0o600))
		return true
	})
}

// take plans what is booked for the debits of a message, and what comes back.
func (b *germanBank) take(name string) {
	t := b.w.t
	t.Helper()
	var message struct {
		Batches []struct {
			On     string        `xml:"ReqdColltnDt"`
			Debits []germanDebit `xml:"DrctDbtTxInf"`
		} `xml:"CstmrDrctDbtInitn>PmtInf"`
	}
	content, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(content, &message))
	for _, batch := range message.Batches {
		for _, d := range batch.Debits {
			d.On = batch.On
			b.got = append(b.got, d)
			booking := camt("BkToCstmrDbtCdtNtfctn", "Ntfctn", d.entry("CRDT", "ESDD", d.On, ""))
			b.files = append(b.files, germanFile{d.On, booking})
			if len(b.codes) == 0 {
				continue
			}
			code := b.codes[0]
			if b.codes = b.codes[1:]; code == "" {
				continue
			}
			on, err := civil.ParseDate(d.On)
			require.NoError(t, err)
			next := ach.TARGETCalendar().Add(on, 1).String()
			b.files = append(b.files, germanFile{next, camt("BkToCstmrStmt", "Stmt", d.entry("CRDT", "ESDD", d.On, "")+d.entry("DBIT", "UPDD", next, code))})
		}
	}
}

func camt(message, kind, entries string) string {
	return "<Document><" + message + "><" + kind + ">" + entries + "</" + kind + "></" + message + "></Document>"
}

// entry is a booking of the debit.
func (d germanDebit) entry(side, code, on, reason string) string {
	if reason != "" {
		reason = "<RtrInf><Rsn><Cd>" + reason + "</Cd></Rsn></RtrInf>"
	}
	return `<Ntry><Amt Ccy="EUR">` + d.Amount + "</Amt><CdtDbtInd>" + side + "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>" + on + "</Dt></BookgDt>" +
		"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>" + code + "</SubFmlyCd></Fmly></Domn></BkTxCd>" +
		"<NtryDtls><TxDtls><Refs><EndToEndId>" + d.ID + "</EndToEndId><MndtId>" + d.Mandate + "</MndtId></Refs>" + reason + "</TxDtls></NtryDtls></Ntry>"
}

// A German user pays and is collected by files: on the seventh day, under the merchant's name and the mandate; the return for lack of
// funds blocks, the second presentment is another debit of the same amount three banking days later, and when five
// banking days have passed without a return all is well [COL-1, COL-2, COL-3, COL-4, COL-5, COL-11, COL-13, MND-4].
func TestGermanStoryByFiles(t *testing.T) {
	t.Parallel()
	w, bank := germany(t) // Monday 6 July 2026, afternoon in Berlin
	shop, uli := w.till("Bäckerei Grün"), w.join("Uli Muster", "+4915123456789")
	bank.codes = []string{"AM04"}
	sale := uli.mustPay(shop, "62.50")
	require.Equal(t, "12.50", uli.available())

	require.Equal(t, "2026-07-09", bank.until(sale, ach.Sent), "two banking days before its day")
	require.Equal(t, "2026-07-13", bank.until(sale, ach.Settled))
	require.Equal(t, "2026-07-14", bank.until(sale, ach.Due))
	require.Equal(t, []account.Reason{account.Collection}, uli.reasons())
	require.ErrorIs(t, uli.payFrom(shop, uli.limit().ID, "1.00"), account.ErrBlocked)
	w.audit()
	require.Equal(t, "2026-07-17", bank.until(sale, ach.Settled), "three banking days later")
	require.Equal(t, "2026-07-25", bank.until(sale, ach.Collected), "after five banking days, at midnight")
	require.Empty(t, uli.reasons())
	require.Equal(t, "75.00", uli.available())

	require.Len(t, bank.got, 2)
	first, second := bank.got[0], bank.got[1]
	require.Equal(t, germanDebit{
		On: "2026-07-13", ID: first.ID, Amount: "62.50", Mandate: first.Mandate, Signed: "2026-07-06",
		Merchant: "Backerei Grun", IBAN: "DE89370400440532013000",
	}, first)
	require.NotEqual(t, first.ID, second.ID)
	second.ID, second.On = first.ID, first.On
	require.Equal(t, first, second, "the same amount under the same mandate")
	require.Empty(t, bank.Unmatched())
	w.audit()
}

// A return that says that nobody was authorised ends the mandate: nothing is presented again, and the amount is owed [COL-9].
func TestGermanReturnForAnotherReason(t *testing.T) {
	t.Parallel()
	w, bank := germany(t)
	shop, uli := w.till("Bäckerei Grün"), w.join("Uli Muster", "+4915123456789")
	bank.codes = []string{"MD01"}
	sale := uli.mustPay(shop, "62.50")
	bank.until(sale, ach.Owed)
	require.Equal(t, "MD01", w.collection(sale.Invoice).ReturnCode)
	require.Equal(t, []account.Reason{account.Collection}, uli.reasons())
	require.Len(t, bank.got, 1)
	w.audit()
}
