package ledger_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
)

var purposes = []ledger.Purpose{
	ledger.Purchase, ledger.Refund, ledger.Collected, ledger.CollectionReturned, ledger.DebtCollected,
	ledger.Carried, ledger.DebtCarried, ledger.Fee, ledger.FeePaid,
	ledger.MerchantPayout, ledger.Cashback, ledger.CashbackPayout, ledger.CashbackCorrection, ledger.OfferBenefit, ledger.PersonToPerson, ledger.TopUp, ledger.BalanceMoved,
	ledger.Withdrawal, ledger.TransferReleased, ledger.TransferForfeited, ledger.PayoutReturned, ledger.BankCharge,
}

// constants are the texts of a file's string constants.
func constants(t *testing.T, file string) []string {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var texts []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			texts = append(texts, text)
		}
		return true
	})
	return texts
}

// A purpose that is declared and forgotten in Known would be refused by every book.
func TestEveryPurposeIsKnown(t *testing.T) {
	texts := constants(t, "purpose.go")
	require.Len(t, texts, len(purposes))
	for _, text := range texts {
		p := ledger.Purpose(text)
		require.Contains(t, purposes, p)
		require.True(t, p.Known(), p)
		require.Equal(t, p == ledger.CollectionReturned || p == ledger.Carried || p == ledger.DebtCarried, p.Debt(), p)
		require.Equal(t, p == ledger.DebtCollected || p == ledger.DebtCarried, p.SettlesDebt(), p)
	}
	require.False(t, ledger.Purpose("").Known())
	require.False(t, ledger.Purpose("PURCHASE").Known())
}

func TestEveryCodeIsKnown(t *testing.T) {
	texts := constants(t, "chart.go")
	require.Len(t, texts, 12)
	for _, text := range texts {
		require.True(t, ledger.Code(text).Known(), text)
	}
	require.False(t, ledger.Code("").Known())
	require.False(t, ledger.Code("petty_cash").Known())
}
