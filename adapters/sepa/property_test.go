package sepa_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/seqrpay/seqr/adapters/sepa"
)

// collected is what a bank reads of a message.
type collected struct {
	Count   int    `xml:"CstmrDrctDbtInitn>GrpHdr>NbOfTxs"`
	Sum     string `xml:"CstmrDrctDbtInitn>GrpHdr>CtrlSum"`
	Batches []struct {
		ID     string `xml:"PmtInfId"`
		Count  int    `xml:"NbOfTxs"`
		On     string `xml:"ReqdColltnDt"`
		Debits []struct {
			ID     string `xml:"PmtId>EndToEndId"`
			Amount string `xml:"InstdAmt"`
			Name   string `xml:"Dbtr>Nm"`
			Text   string `xml:"RmtInf>Ustrd"`
		} `xml:"DrctDbtTxInf"`
	} `xml:"CstmrDrctDbtInitn>PmtInf"`
}

// Whatever stands in its texts, a message is well-formed, loses no debit and adds up, and a bank that
// books each debit is understood.
func TestMessagesComeBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := debits()
		m.Debits = nil
		total := int64(0)
		for i := range rapid.IntRange(1, 6).Draw(t, "debits") {
			d := debit1()
			d.ID = fmt.Sprintf("D%d", i)
			d.Amount = eur(rapid.Int64Range(1, sepa.MaxAmount).Draw(t, "cents"))
			d.On = thursday.AddDays(rapid.SampledFrom([]int{0, 1, 4}).Draw(t, "days"))
			d.Debtor.Name = "A" + rapid.String().Draw(t, "name")
			d.Text = rapid.String().Draw(t, "text")
			total += d.Amount.Minor()
			m.Debits = append(m.Debits, d)
		}
		var file, again bytes.Buffer
		require.NoError(t, sepa.WriteDirectDebits(&file, m))
		require.NoError(t, sepa.WriteDirectDebits(&again, m))
		require.Equal(t, file.String(), again.String())
		wellFormed(t, file.Bytes())

		var read collected
		require.NoError(t, xml.Unmarshal(file.Bytes(), &read))
		require.Equal(t, eur(total).Format(), read.Sum)
		require.Equal(t, len(m.Debits), read.Count)
		requireAnswered(t, m, read)
	})
}

// requireAnswered books each debit as a bank would, batch by batch.
func requireAnswered(t *rapid.T, m sepa.DirectDebits, read collected) {
	var answer strings.Builder
	for _, b := range read.Batches {
		require.Len(t, b.Debits, b.Count)
		for _, d := range b.Debits {
			require.Equal(t, d.Name, sepa.Text(d.Name, 70))
			require.Equal(t, d.Text, sepa.Text(d.Text, 140))
			details := "<TxDtls><Refs><EndToEndId>" + d.ID + "</EndToEndId></Refs></TxDtls>"
			answer.WriteString(strings.Replace(entry("CRDT", "PMNT-IDDT-ESDD", "", details), "10.00", d.Amount, 1))
		}
	}
	entries, err := sepa.ReadStatement(strings.NewReader(statement(answer.String())))
	require.NoError(t, err)
	of, rest, err := m.Match(sepa.Reports(entries))
	require.NoError(t, err)
	require.Empty(t, rest)
	require.Len(t, of, len(m.Debits))
	for _, r := range of {
		require.Equal(t, sepa.KindSettled, r.Kind)
	}
}

func BenchmarkStatement(b *testing.B) {
	part := entry("DBIT", "PMNT-IDDT-UPDD", "", "<TxDtls><Refs><EndToEndId>A</EndToEndId></Refs><RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf></TxDtls>")
	file := statement(strings.Repeat(part, 10_000))
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		all, err := sepa.ReadStatement(strings.NewReader(file))
		if err != nil || len(all) != 10_000 {
			b.Fatal(len(all), err)
		}
	}
}

func BenchmarkDirectDebits(b *testing.B) {
	m := debits()
	for i := range 10_000 {
		d := debit1()
		d.ID = fmt.Sprintf("X%d", i)
		m.Debits = append(m.Debits, d)
	}
	for b.Loop() {
		var file bytes.Buffer
		if err := sepa.WriteDirectDebits(&file, m); err != nil {
			b.Fatal(err)
		}
	}
}
