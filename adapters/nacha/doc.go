// Package nacha is a bank by file: an [ach.Bank] over NACHA files, the way most banks of the United States take
// debits and credits.
//
//	Submit ──► journal ──CutOff──► outgoing file ──► the bank (ODFI)
//	                                                   │
//	Reports ◄── journal ◄──Receive── incoming files ◄──┘  returns, corrections, notes
//
// # The story of an order
//
//	accepted --CutOff--> planned --Put--> on its way --effective date--> settled --return--> returned
//	 ^                                        |
//	 +-------------- rejected note -----------+
//
// [Bank.Submit] checks an order and writes it to the journal before it answers. At a cut-off, [Bank.CutOff] plans a file of
// all orders that were accepted before it and whose day has come, and hands it to the [bankfile.Mailbox]. Debits are WEB entries and
// credits PPD entries, unless the [Originator] says otherwise. Each merchant has batches of its own, because the name that
// the payer's statement shows stands in the batch's header; re-presentments, effective dates and descriptions have too.
// The individual ID is the order's ID.
//
// The network reports only what fails. So an order counts as settled on its effective date, which is the banking day
// after the file, or its day if the cut-off is one of the same day. What comes back is matched by
// individual ID, original trace number and amount together, and becomes a report whose ID depends on nothing but what
// the return says: in two files, in files that were split or merged, and in any order, it is one report. A return that
// comes before the settlement replaces it.
//
// # What survives
//
// The journal is one file of one JSON object per line, synced before anything is answered: orders, plans of files, files
// that were handed over, files that were read, reports that were acknowledged. Half a line at its end, left by a crash, is no
// line. A plan holds all that its file's bytes depend on, so a file that was planned and perhaps not handed over is
// built again byte for byte, compared with the planned sum, and handed over under the same name, which a mailbox takes once.
// The journal and the files hold account numbers in clear: keep them on an encrypted disk that only this program reads.
//
// # What is checked here
//
// Underneath is github.com/moov-io/ach. It cuts what is too long without a word, so everything is checked before:
//
//	company name over 16, individual name over 22   written without accents, then cut: they are names
//	account number over 17 or with odd characters   refused; never cut
//	individual ID over 15, description over 10      refused
//	characters beyond ASCII, line breaks            letters lose their accents, the rest becomes blank; nothing left: refused
//	routing number of zeros, wrong check digit      refused
//	amount of zero or less, or over 99,999,999.99   refused
//	totals over twelve digits                       another file
//	effective date                                  always a banking day, made here
//	amount over the same-day limit                  settles the next banking day, in a batch of its own
//	same order twice, in one file or two            the journal knows; other content is ach.ErrOrderReused
//	file ID modifiers A–Z, 0–9                      36 files a day, then ErrFilesPerDay
//	re-presentment without RETRY PYMT, or PURCHASE  refused
//	  under its name
//	anything else that the library refuses          refused when it is submitted, not at the cut-off
//
// # What is read
//
// [ReadReturns] reads returns, dishonoured and contested returns, and notifications of change, and is lenient in form but not in
// content: see there. Acknowledgements differ from bank to bank, and many send none. What is understood is a note: a file
// named like ours with [AcceptedNote] or [RejectedNote] behind the name; whoever transfers files makes it from what the bank says. The
// orders of a rejected file go into the next one; once it has settled it cannot be rejected.
//
// A notification of change is a [Correction]. [Bank.Notices] tells it, until it is acknowledged, to the services that keep bank accounts;
// nothing here applies one. [Bank.Corrections] lists all that ever came.
package nacha
