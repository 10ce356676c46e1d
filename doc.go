// Package seqr is the SEQR mobile payment system as a library: customers pay at a checkout by scanning
// the QR code (or touching the NFC tag) of its lane and approving the invoice with a PIN; the merchant is told,
// without learning who paid; the money is collected from the customer's bank account.
//
// # A tour
//
// [New] assembles a [System] from a [Config]: a [Market] (one country's rules as data, such as [UnitedStates]), a
// store, and ports to the world outside: a bank, an ID verifier, an SMS gateway, mail, and a keyring. For tests
// and examples package adapters/sandbox plays all of them in the same process.
//
// The system's fields are its services:
//
//   - [Accounts]: registration step by step (phone, SMS code, PIN, personal data, bank account), another phone or
//     PIN with customer service's help, closing.
//   - [Identity]: pictures of an identity document, and the verifier's decision. With it the spending
//     limit rises from 0 to 100.00 in the US market.
//   - [Merchants]: merchants, locations, lanes and their codes; invoices, refunds; what a merchant is paid each day.
//   - [Payments]: scanning a code, approving what it shows, receipts, expenses.
//   - [Transfers]: money to a friend by phone number, onto and off the Seqr Account; requests and split bills.
//   - [Shop]: products with a price and terms, ordered from a list, a web page or an advertisement.
//   - [Offers]: rewards for paying for an item; [Loyalty]: memberships that a merchant sees in the payment.
//   - [Banking]: what the bank reports about collections: settled, returned, presented once more.
//   - [Cashback]: what a month's payments earn, and the quarterly payout.
//   - [Support]: customer service, the only one who lifts a block; every action stands in a chain that shows changes.
//
// Thirteen countries come with the package ([Markets]); another is a value of [Market], in one file of your own.
//
// A payment takes three calls:
//
//	inv, err := sys.Merchants.Issue(ctx, seqr.InvoiceRequest{ … })   // the till
//	seen, err := sys.Payments.Scan(ctx, seqr.ScanRequest{ … })       // the app: merchant, lane, amount
//	paid, err := sys.Payments.Approve(ctx, seqr.ApproveRequest{ … }) // PIN, and the device's signature
//
// What must happen outside afterwards (the debit at the bank, messages, verifications) and what time brings
// (expiry, the second presentment, cashback) is done by [System.Step], one bounded pass of all background work.
// Call it in a loop of your own, or let [System.Run] do so; tests set the clock and call Step.
//
// # Commands and keys
//
// Every method that writes takes a [Key], made by the caller and kept before the first attempt. The same
// key with the same request has one effect and one answer, however often it is sent and on whichever
// process it arrives; with another request it is refused with [ErrKeyReused]. If an answer is lost, repeat the request.
// A refusal for a business reason (wrong PIN, over the limit) is an answer too, and is kept; to try again, take a new key.
//
// # Errors
//
// Each rule has a sentinel error in the package it belongs to, to be asked for with errors.Is; [KindOf] tells
// the class of any error: [Invalid], [NotFound], [Conflict], [Denied], [Exceeded], [State], [Unavailable] or [Internal].
// After an error of a class other than Unavailable nothing has changed, except that a wrong PIN or code was
// counted. Errors name IDs, never a phone number, a name or an account number.
//
// # Money and time
//
// Amounts are exact integers of minor units with their currency (package money). Times are UTC at
// microsecond precision; months, quarters and banking days are those of the market's time zone.
//
// # Where a rule lives
//
// The domain packages hold types and rules without I/O, clock or randomness: money and ledger (the double-entry
// book), account, identity, payment, ach (collections), cashback, qr. This package reads with them, decides, and
// commits one value to the store (package store). [System.Audit] recomputes all of it independently.
package seqr
