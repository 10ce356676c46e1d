// Package account holds people's SEQR accounts: registration, personal data, the payment
// accounts behind them, blocks and closing. It is pure: time, IDs and sealed data come from the caller.
//
// A person registers with a mobile number, a PIN, personal data and, where the market says so, a
// bank account. The account opens with the last of these steps, in whatever order they come;
// [Account.Progress] says what is missing.
//
//	    New
//	     │
//	     ▼
//	Registering ──ProvePhone, ChoosePIN, Describe, Link: the last that was missing──► Open
//	     │                                                                             │
//	     └───────────────────────────────► Closed ◄──────────────Close─────────────────┘
//
// Three more things say what an open account may do, each on its own:
//
//   - Its identity. Until [Account.VerifyIdentity] the maximum of every account with a spending
//     limit is 0, which is all that keeps its owner from paying.
//   - Its blocks. Each has a [Reason], and the account is free when none is left.
//     [Account.FailCollection] and [Account.SettleCollection] count what is unpaid and set and
//     lift the block for it; all others are lifted by customer service alone, with [Account.Unblock].
//   - Its payment accounts, of which a return may make one unusable ([Account.DisablePaymentAccount]).
//
// There is at most one account with a limit, of a kind that the market has: a bank account that is debited, or an invoice
// account. Beside it stands, where the market has one, the prepaid Seqr Account, opened with the registration. A limit may grow with
// collections ([Account.CountCollection]), wait for a bank's approval of the mandate ([Account.ApprovePaymentAccount]), and
// keep what uses it while the bank account behind it is replaced ([Account.Unlink], [Account.Relink]). Who names no account
// pays from [Account.DefaultPaymentAccount], which [Account.PayFrom] sets.
//
// [Account.MayPay] puts them together. How much is left is kept by the book of package ledger:
// a spending limit of 100.00 is a floor of −100.00 there, and [Spendable] reads it.
//
// Verbs return the new value and leave the receiver as it is, also when they refuse; then the value is that receiver.
//
// Personal data are a [Holder], in memory only: an Account keeps them sealed and the mobile number
// as a [Tag]. A [Phone], Holder or [Message] that gets into a log by accident shows a mask.
//
// What customer service does to an account is kept as a chain of [Action] values, of which the [Trail] is the head: each
// has the digest of the one before, so a link that is changed, taken out or put in later shows.
//
// What differs between markets is data: [Policy].
package account
