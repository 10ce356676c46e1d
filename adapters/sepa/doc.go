// Package sepa is a bank by file for the Single Euro Payments Area: an [ach.Bank] over the files in which banks take debits and
// credits, and the readers and writers of those files.
//
//	Submit ──► journal ──CutOff──► pain.008 debits, pain.001 credits ──► the bank
//	                                                                      │
//	Reports ◄── journal ◄──Receive── pain.002, camt.054, camt.053 ◄───────┘
//
// # The story of an order
//
//	accepted --CutOff--> planned --Put--> on its way --booked--> settled --booked back--> returned
//	                                          +-----rejected----------------------------> returned
//
// [Bank.Submit] checks an order and writes it to the journal before it answers. At a cut-off, [Bank.CutOff] plans one message of debits
// and one of transfers and hands them to the [bankfile.Mailbox]. A debit is asked for on its day, or on the first that the
// bank can still do, see Config.DebitLead; one whose day is further away waits, since banks refuse what comes too early.
// The end-to-end ID is the order's ID, and what authorises a debit are the order's Mandate, its unique reference, and
// the day on which it was Signed (MND-4). Debits stand in batches by day and sequence type, each for itself and never
// summed (COL-1). The scheme needs no FRST any more; Config.MarkFirst is for banks that want it.
//
// Here the bank tells of every booking, so an order counts as settled when it was booked on the account, never before: a status
// of "settled" in a pain.002 is no money. What becomes of an order follows from all that was said of it, whatever came
// first: a notification and the statement that repeats it, files twice, split or merged end in the same reports, whose IDs
// are those of the order with an S or an R before it. So what was acknowledged never comes again.
//
// A booking of a whole batch is taken apart, if it is the sum of all that is in the batch or of all that was not rejected; until
// that is known it is listed by [Bank.Unmatched], with everything else that no order explains. A message or batch that is rejected as a whole is
// no fault of those who pay, so a code that would block them becomes FF01, a fault of the file (COL-9). What a payer's bank
// takes beyond the debit is a [Charge].
//
// # What survives
//
// The journal is a [bankfile.Journal]: orders, plans of messages, messages that were handed over, what files said, reports that were
// acknowledged. A message that was planned and perhaps not handed over is built again byte for byte, compared with
// the planned sum, and handed over under the same name, which a mailbox takes once. The journal and the files hold IBANs in
// clear: keep them on an encrypted disk that only this program reads.
//
// # What is written
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
// # What is read
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
// # Reasons
//
// [ClassOf] says which class of the ach package a reason code has, and [Meaning] what it means in
// English. [Reasons.Codes] is the whole table for the Codes of an [ach.Policy], so a market of the euro area
// treats its returns by the same rules as every other (COL-9). The code MS03, "not
// specified", hides a lack of money in some countries; [Reasons] says in which.
package sepa
