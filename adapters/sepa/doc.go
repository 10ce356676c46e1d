// Package sepa knows the files of the Single Euro Payments Area: it writes the collections and payouts
// that go to a bank, and reads what the bank answers.
//
//	               pain.008.001.08 --> +------+ --> pain.002       what was accepted or rejected
//	DirectDebits ------------------->  | bank | --> camt.054       what was booked, as it happens
//	CreditTransfers ---------------->  |      | --> camt.053       what was booked, at the end of the day
//	               pain.001.001.09 --> +------+
//
// These are formats and nothing else. How a file gets to the bank, when its cut-off is and which
// files were read before is not known here, and this package is no ach.Bank: an [ach.Order] names an
// account by routing and account number, and a collection of the euro area has an IBAN and a mandate.
//
// # Out
//
// [WriteDirectDebits] writes debits under the CORE scheme, [WriteCreditTransfers] transfers. IDs and times are
// arguments, so the same message is the same bytes. All of it is checked before the first
// byte: identifiers by [CheckIBAN], [CheckBIC], [CheckCreditorID] and [CheckMandateID] (MND-4), amounts, dates, IDs
// that stand twice. Names and texts are written in the characters that banks carry, by [Text], and cut
// to what fits; whatever identifies something is refused, never changed.
//
// The party of the mandate is the creditor. The merchant, whom the payer knows, stands beside it as the ultimate
// creditor and in the text (COL-2). Addresses are structured or left out.
//
// # In
//
// [ReadStatus] reads status reports, [ReadStatement] statements and notifications, in the versions that banks
// still send and with any name space. Both answer values with a [Report] in them: what became of a
// debit or transfer, why, when, and how much. A file is taken whole or not at all; a [LineError] says where
// it is damaged. Files are attacked and go wrong, so none may have a document type, more than
// [MaxFile] bytes or an encoding other than UTF-8.
//
// A debit goes this way, and each arrow is a [Kind] of report:
//
//	sent --pending--> sent --settled--> settled --returned, by its bank, 5 TARGET days-----------> back
//	  |                                    +-----refunded, by the payer, 8 weeks or 13 months----> back
//	  |                                    +-----reversed, by us---------------------------------> back
//	  +--rejected------------------------------------------------------------------------------> back
//
// [DirectDebits.Match] and [CreditTransfers.Match] find out which debits and transfers of a message a file is about, also
// where it speaks of whole batches, and set apart what does not fit.
//
// # Why
//
// [ClassOf] says which class of the ach package a reason code has, and [Meaning] what it means in
// English. [Reasons.Codes] is the whole table for the Codes of an [ach.Policy], so a market of the euro area
// treats its returns by the same rules as every other (COL-9). The code MS03, "not
// specified", hides a lack of money in some countries; [Reasons] says in which.
package sepa
