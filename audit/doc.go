// Package audit recomputes a system's state from its raw records and says where they disagree.
//
// The auditor reads what a store keeps (transfers, payments, collections, counters) and calculates
// anew, with arithmetic of its own, what every balance, limit, counter and state must be. It uses the domain
// packages' types but none of their rules: a mistake there does not hide itself here. It writes nothing.
//
// What it holds to be true:
//
//   - the book: per currency all balances sum to zero; every stored balance, held amount and debt is
//     the sum of its entries; entries of an account with a floor are numbered without a gap, each with the
//     right balance after it, and at no point of that order does the account pass its floor beyond its debt;
//     every hold is resolved at most once and for no more than it held;
//   - payments: every paid invoice has one payment, every payment one purchase of its amount in the
//     book; refunds never exceed it; the approval that is kept was signed by the bound device over
//     this invoice, payee and amount, and no device used a counter twice;
//   - limits: what a limit account lacks is exactly what was approved and is neither collected nor paid; its
//     floor is the account's maximum, and that is zero while the identity is not verified;
//   - collections: failed ones that nobody paid block their owner, and nothing else does so as a debt;
//   - cashback: every month's count and total are those of its payments and refunds; every payout is
//     what the programme's tiers make of its months, at most one per payer and quarter, and one for whoever bought something in a
//     quarter that is paid to everybody;
//   - rewards and corrections: each was paid once and cost the operator its amount once, whatever came back; each correction was
//     granted by one action in a chain that names its quarter and amount, and none of a person's quarter goes beyond the programme's maximum;
//   - settlements: every booking of a merchant is a line of one settlement at most, and is left out of none for long; lines add up
//     to sums, sums to amounts, and what was paid out is the amount, once;
//   - customer service: its actions on an account are the chain of digests that they were written as;
//   - erasure: nothing personal is left of an account that was erased, nor a message to its owner; every closed one will be;
//   - markets: invoices, counters and what is still to be done are of the market whose account they are about; each is judged by
//     its own market's programme;
//   - identities: one document linked to two open accounts means that all of them are blocked; no two
//     open accounts have one phone number.
//
// Run it while nothing is written, or run it again: a record that is written between two reads looks like a disagreement.
package audit
