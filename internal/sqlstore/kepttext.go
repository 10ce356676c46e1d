package sqlstore

import (
	"bytes"
	"strconv"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/money"
)

// keptText reads JSON without reflection where it is as encoding/json writes it here: all fields in their order, no spaces, texts of plain letters.
type keptText struct {
	rest  []byte
	other bool // it is not
}

// passes tells whether a piece comes next, and goes on behind it if so.
func (t *keptText) passes(piece string) bool {
	if len(t.rest) < len(piece) || string(t.rest[:len(piece)]) != piece {
		return false
	}
	t.rest = t.rest[len(piece):]
	return true
}

// pass goes on behind a piece that must come next.
func (t *keptText) pass(piece string) {
	if !t.other && !t.passes(piece) {
		t.other = true
	}
}

// until reads what comes before a piece, and goes on behind that.
func (t *keptText) until(piece string) []byte {
	n := bytes.Index(t.rest, []byte(piece))
	if t.other || n < 0 {
		t.other = true
		return nil
	}
	read := t.rest[:n]
	t.rest = t.rest[n+len(piece):]
	return read
}

// text reads a text that began before.
func (t *keptText) text() string {
	read := t.until(`"`)
	for _, c := range read {
		t.other = t.other || c < ' ' || c > '~' || c == '\\'
	}
	return string(read)
}

func (t *keptText) id() uuid.UUID {
	id, err := uuid.ParseBytes(t.until(`"`))
	t.other = t.other || err != nil
	return id
}

func (t *keptText) number(end string) int64 {
	n, err := strconv.ParseInt(string(t.until(end)), 10, 64)
	t.other = t.other || err != nil
	return n
}

func (t *keptText) truth() bool {
	if t.passes("true") {
		return true
	}
	t.pass("false")
	return false
}

// readPaymentAccounts reads the list that nearly all reads of an account are about.
func readPaymentAccounts(text []byte) ([]keptPaymentAccount, error) {
	t := keptText{rest: text}
	t.pass("[")
	kept := make([]keptPaymentAccount, 0, 2)
	for more := true; more && !t.other; more = t.passes(",") {
		kept = append(kept, t.paymentAccount())
	}
	t.pass("]")
	if t.other || len(t.rest) > 0 {
		return readKept[keptPaymentAccount](text)
	}
	return kept, nil
}

func (t *keptText) paymentAccount() (k keptPaymentAccount) {
	t.pass(`{"id":"`)
	k.ID = t.id()
	t.pass(`,"kind":"`)
	k.Kind = account.Kind(t.text())
	t.pass(`,"name":"`)
	k.Name = t.text()
	t.pass(`,"ledger":"`)
	k.Ledger = t.id()
	t.pass(`,"fees":"`)
	k.Fees = t.id()
	t.pass(`,"bank":"`)
	k.Bank = t.id()
	t.pass(`,"maximum":{"minor":`)
	k.Maximum.Minor = t.number(",")
	t.pass(`"currency":"`)
	k.Maximum.Currency = money.Currency(t.text())
	t.pass(`},"usable":`)
	k.Usable = t.truth()
	t.pass(`,"collected":`)
	k.Collected = int(t.number(","))
	t.pass(`"locked":`)
	k.Locked = t.truth()
	t.pass(`,"pending":`)
	k.Pending = t.truth()
	t.pass("}")
	return k
}
