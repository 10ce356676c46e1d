package sqlstore

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/store"
)

// commands are found by scope and key, of which only the digest is kept: it is shorter, and tells nobody who asked.
var commands = newTable("command", 1, nil,
	[]column[store.Command]{{
		"id", "uuid",
		func(p packed, v *store.Command) (packed, error) { return p.id(commandID(v.Scope, v.Key)), nil },
		func(*store.Command, Cell) error { return nil },
	}},
	blob("fingerprint", func(v *store.Command) *[]byte { return &v.Fingerprint }),
	blob("answer", func(v *store.Command) *[]byte { return &v.Answer }),
	instant("done_at", func(v *store.Command) *time.Time { return &v.At }),
).keyedByCallers()

// commandID is the first half of the SHA-256 of the scope, its length before it, and the key.
func commandID(scope, key string) (id uuid.UUID) {
	b := make([]byte, 0, 128)
	b = append(binary.AppendUvarint(b, uint64(len(scope))), scope...)
	digest := sha256.Sum256(append(b, key...))
	copy(id[:], digest[:])
	return id
}

var claims = newTable("claim", 2, nil,
	text("kind", func(v *store.Claim) *store.ClaimKind { return &v.Kind }),
	text("value", func(v *store.Claim) *string { return &v.Value }),
	id("owner", func(v *store.Claim) *uuid.UUID { return &v.Owner }),
).keyedByCallers()

// events has one more column, leased_until.
var events = newTable("event", 1, nil,
	id("id", func(v *store.Event) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *store.Event) *string { return &v.Market }),
	text("kind", func(v *store.Event) *string { return &v.Kind }),
	id("subject", func(v *store.Event) *uuid.UUID { return &v.Subject }),
	blob("body", func(v *store.Event) *[]byte { return &v.Body }),
	instant("written_at", func(v *store.Event) *time.Time { return &v.At }),
	moment("due_at", func(v *store.Event) *time.Time { return &v.Due }),
	number("attempts", func(v *store.Event) *int { return &v.Attempts }),
)

var ledgerAccounts = newTable("ledger_account", 1, nil,
	id("id", func(v *ledger.Account) *uuid.UUID { return &v.ID.UUID }),
	id("owner", func(v *ledger.Account) *uuid.UUID { return &v.Owner }),
	text("code", func(v *ledger.Account) *ledger.Code { return &v.Code }),
	text("currency", func(v *ledger.Account) *money.Currency { return &v.Currency }),
	flag("floored", func(v *ledger.Account) *bool { return &v.Floored }),
	number("floor", func(v *ledger.Account) *int64 { return &v.Floor }),
	number("balance", func(v *ledger.Account) *int64 { return &v.Balance }),
	number("held", func(v *ledger.Account) *int64 { return &v.Held }),
	number("owed", func(v *ledger.Account) *int64 { return &v.Owed }),
	number("entries", func(v *ledger.Account) *int64 { return &v.Entries }),
).changedAtOnce()

// transfers keeps a transfer and both of its entries in one row.
var transfers = newTable("ledger_transfer", 1, nil,
	id("id", func(v *ledger.Posting) *uuid.UUID { return &v.Transfer.ID.UUID }),
	choice("kind", func(v *ledger.Posting) *ledger.Kind { return &v.Transfer.Kind },
		ledger.Move, ledger.Hold, ledger.Post, ledger.Void),
	text("purpose", func(v *ledger.Posting) *ledger.Purpose { return &v.Transfer.Purpose }),
	id("debit", func(v *ledger.Posting) *uuid.UUID { return &v.Transfer.Debit.UUID }),
	id("credit", func(v *ledger.Posting) *uuid.UUID { return &v.Transfer.Credit.UUID }),
	amount("amount", func(v *ledger.Posting) *money.Amount { return &v.Transfer.Amount }),
	id("hold", func(v *ledger.Posting) *uuid.UUID { return &v.Transfer.Hold.UUID }),
	id("subject", func(v *ledger.Posting) *uuid.UUID { return &v.Transfer.Subject }),
	instant("made_at", func(v *ledger.Posting) *time.Time { return &v.Transfer.At }),
	number("debit_change", func(v *ledger.Posting) *int64 { return &v.Debit.Change }),
	number("debit_held_by", func(v *ledger.Posting) *int64 { return &v.Debit.HeldBy }),
	number("debit_number", func(v *ledger.Posting) *int64 { return &v.Debit.Number }),
	number("debit_balance", func(v *ledger.Posting) *int64 { return &v.Debit.Balance }),
	number("debit_held", func(v *ledger.Posting) *int64 { return &v.Debit.Held }),
	number("credit_change", func(v *ledger.Posting) *int64 { return &v.Credit.Change }),
	number("credit_held_by", func(v *ledger.Posting) *int64 { return &v.Credit.HeldBy }),
	number("credit_number", func(v *ledger.Posting) *int64 { return &v.Credit.Number }),
	number("credit_balance", func(v *ledger.Posting) *int64 { return &v.Credit.Balance }),
	number("credit_held", func(v *ledger.Posting) *int64 { return &v.Credit.Held }),
)
