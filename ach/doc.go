// Package ach collects what was approved: it takes each payment from the payer's bank account
// by a direct debit of its own, copes with debits that come back, and pays money out.
//
// A payer registers a [BankAccount] and accepts a [Mandate], which authorises one debit for
// each payment approved with the PIN. Each such payment opens one [Collection]. It is never
// summed with another, and the payer's statement names the merchant.
//
//	due --Send--> sent --Settle--> settled --Confirm--> collected
//	 ^             |                 |                     |
//	 |             +--------+--------+---------------------+
//	 |                      |
//	 |                    Return
//	 |                      |
//	 +-- no money, 1st -----+---- no money, 2nd; any other reason --> owed --PayManually--> repaid
//	 |                      |                                          ^
//	 +------ Correct -- suspense <-- a fault of ours                   |
//	 |                                                                 |
//	 +------ Withhold: the mandate was taken away ---------------------+
//	 |
//	 +------ Lower: refunded in full --> dropped
//
// An invoice account has no bank behind it: its purchases of a month are one [Collection] from [NewInvoice] on (MND-10).
//
//	gathering --Issue, on the first--> billed --PayManually--> repaid
//	    |                                |                       ^
//	    +-- nothing on it --> dropped    +-- Overdue --> owed ---+
//
// # The story of a debit
//
// Confirming a payment makes one debit of exactly its amount (COL-1), under the merchant's name
// (COL-2), due the same banking day. The payer's spending limit is used from the approval until
// it is collected. The network only reports what fails, so a debit counts as collected once
// it has settled and two more banking days have ended without a return (COL-11).
//
// If it comes back because the account lacks money, the payer is blocked at once (COL-3), and three
// banking days later the same amount is presented once more (COL-4). If that is collected, the
// block ends, the limit rises, and nothing was charged (COL-5). If it comes back too, there is no third
// time: the payer owes amount and fee, is told so, and pays by hand (COL-6, COL-7). Only the full
// amount ends the block (COL-8).
//
// Rails differ in data alone. Over SEPA a code may mean "no money" in one country and something else in the next
// ([Policy.Codes]); over Autogiro the payer's bank approves a mandate first ([Mandate.Pending], MND-9); in the UK nothing is
// drawn from savings accounts ([Scheme.CheckType]). A [BankAccount] may also be there to receive alone, without a mandate.
//
// Any other reason, known or not, ends in manual payment at once and takes the mandate away; a reason
// that is a fault of ours blocks nobody and leaves the debit to the operator, who may correct it
// and send it again once (COL-9). See [ClassOf] for what the codes mean. Several debits of one
// payer may fail; each says for itself whether it blocks, so the payer is free when the last of them
// is settled (COL-10).
//
// No state is final for a bank: a return that comes after a debit was collected is handled as if it had
// come in time, and the limit falls again by the amount, if need be below its floor (COL-12). Debits
// of a payer who deregistered are still collected (COL-14). The rails of Europe wait a week before
// the first debit (COL-13); that is a [Policy], like all that differs between markets.
//
// # What a verb answers
//
// A verb of a collection answers the new value and an [Outcome]: the transfers, the block or its
// end, what to tell the payer. Whoever commits the collection commits the outcome with it. Nothing in
// this package reads a clock, calls a bank or keeps anything; a [Bank] is the port to the one who
// does, and package achtest is what every bank must pass.
//
// Reports of a bank come late, twice or in the wrong order. [Collection.Report] finds out
// what is new in one, and answers ErrReportStale where nothing is.
//
// # What else a bank tells
//
// A [Notifier] also tells what is no outcome of an order, each in a [Notice]: that the next order for an account must name it otherwise
// ([BankAccount.Amend]), that a bank took a fee, or what nothing explains. What becomes of it is an [Advice]:
//
//	booked, stale               nothing is left to do
//	open --Resolve--> resolved  an agent has dealt with it
//
// # Credits
//
//	due --Send--> sent --Settle--> settled       a Payout, the credit of cashback or a refund
//	               |                  |
//	               +------Return------+--> returned
package ach
