// Package ledger is the double-entry book in which all money of the system stands.
//
// There are two nouns. An [Account] has a balance: what was credited less what was debited. A
// [Transfer] debits one account and credits another by the same amount, so that per currency
// the balances of all accounts sum to zero at every point (GEN-2). A transfer is never edited
// or deleted; a mistake is answered by another transfer.
//
// # Holds
//
// Money moves at once, or is held first and moved later:
//
//	move ────────────────────────────────▶ moved
//
//	hold ────▶ held ──post, all or part──▶ moved; the rest is released
//	             └────void───────────────▶ released
//
// A hold is resolved once. What is held is not spent yet, and cannot be spent twice: the
// floor is checked when it is held, and not again when it is posted.
//
// # Floors
//
// An account with a floor can be debited only while Balance − Held stays at or above it. That
// one rule is every limit of the system: a spending limit of 100.00 is a floor of −100.00, a
// prepaid account has a floor of 0, and the operator's own accounts have none.
//
//	 Balance   0  ─┬─
//	               │  spent, not yet collected
//	−40.00        ─┼─
//	               │  held
//	−60.00        ─┼─  Balance − Held
//	               │  available
//	−100.00       ─┴─  Floor
//
// # Debt beyond the floor
//
// A bank may take back what it paid weeks ago, when the room below it was spent again. No
// floor can refuse that. So a debit for [CollectionReturned] may pass the floor, and raises
// what the account owes by the amount; [DebtCollected] lowers it again. What holds at every
// point is
//
//	Balance − Held + Owed ≥ Floor
//
// which leaves room for exactly that debt. Until the debt is settled, available may be
// negative and nothing can be spent.
//
// # Rule and storage
//
// The rule exists once, as pure functions: [Transfer.Check], [Transfer.Effects] and
// [Account.Enter]. A store applies them where it writes; [Book] is that in memory. Stores also
// promise what a reader can verify without trusting them: entries of an account with a floor
// are numbered without a gap and carry the standing after them, which [Account.Audit] and
// [Posting.Audit] compute again.
package ledger
