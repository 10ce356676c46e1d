// Package payment holds what merchants ask for, what payers consent to, and what is given back.
//
// A [Merchant] has locations, and a [Location] has lanes: the checkouts whose code a payer
// scans. At a [Lane] the merchant issues an [Invoice]. The payer fetches it and sees a [Bill];
// the consent to that bill makes a [Payment], of which the payer keeps a [Receipt]. The
// merchant sees a [Status] and nothing that is personal. A payment is given back by one
// [Refund] or several.
//
// Nothing here reads a clock, a database or a source of randomness: time, IDs and entropy are
// arguments, and every verb answers a new value and leaves its receiver as it was. Nothing
// here moves money either. The caller commits the new values together with the transfers
// that they tell of, each value at the version it was read: so of two verbs on one invoice at
// the same moment one succeeds, and the other is decided again on what the first has left.
//
// # The life of an invoice
//
//	                      Approve
//	Issue ──▶ Issued ─────────────────────────▶ Paid
//	          │    ▲ │                           ▲
//	      Ask │    │ │ Reserve            Commit │
//	          ▼    │ ╰──────────▶ Reserved ──────╯
//	  Pending-     │
//	  Acknowledge ─╯ Update
//
//	Issued, PendingAcknowledge, Reserved  ── Cancel ───▶ Canceled   by the merchant
//	Issued, PendingAcknowledge            ── Decline ──▶ Canceled   by the payer
//	Issued, PendingAcknowledge, Reserved  ── Fail ─────▶ Failed
//	Issued, PendingAcknowledge, Reserved  ── Expire ───▶ Expired    when its time is over
//
// Paid, Canceled, Failed and Expired are final. An invoice whose time is over counts as
// expired from that instant on: [Invoice.StateAt] says so and every verb abides by it, whether
// or not Expire was called. What has ended stays so, even if the clock goes back.
//
// # What is shown is what is paid
//
// Every edit raises the invoice's revision. A payer consents to one revision and one total,
// signs the invoice's [Invoice.Digest], and is answered [ErrStale] if the merchant has changed
// anything since (PAY-5). The first approval wins, and every other is refused (PAY-6).
//
// # Memberships
//
// A merchant may ask to be told before a payer sees the amount, in order to lower it for a
// member (LOY-1). The invoice then waits for the merchant's Update, and is from there on for
// that payer alone, because the amount may be.
//
// The membership that the merchant learns is a [Membership] in its own programme and no other's; the invoice keeps it
// sealed until it ends.
//
// # Shop on the Spot
//
// A merchant posts a [Product] for a time, with its price, what the price contains and when it is delivered. An [Order]
// is one piece of it for one payer, sent home. It has an invoice of its own, which only this payer can approve, and
// takes the piece from the stock when that happens: no more are sold than there are. The seller learns where to send it
// once it is paid.
//
//	PlaceOrder ──▶ placed ──Pay──▶ paid ──Ship──▶ shipped
//	                 │              │                │
//	               Lapse          Cancel           Cancel
//	                 ▼              ▼                ▼
//	               lapsed        canceled         canceled, and the piece stays out of the stock
//
// # Reservations
//
// In the modes that reserve, the payer's consent holds the total and the merchant takes it
// later, all or less of it, by Commit. A payment is not [Payment.Final] until then. What is
// not committed in time lapses, and nothing is paid.
//
// # Settlements
//
// A merchant is paid once a day what was booked for it before the cut-off: a [Settlement]. Every booking is a line of
// exactly one, and what a day lacks because more was given back than paid is carried to the next.
//
//	Open ── Take ──▶ Open ── Close ──▶ PaidOut ── Return ──▶ Returned
//	                         └───────▶ Carried   where nothing is left to pay
//
// # What merchants are told
//
// A [Fact] is what happened to an invoice, an order or a settlement, as a till that asks would learn it. A merchant who names an
// [Endpoint] is told by itself. A fact that does not get through at once becomes a [Notice], and is tried for as long as
// the operator's patience lasts.
//
//	NewEndpoint ──▶ on ──Leave──▶ gone      NewNotice ──▶ waiting ──Deliver──────▶ delivered
//	                │▲ ◀──MoveTo── │                      ▲   │ ╰──Fail, GiveUp──▶ given up
//	          Rotate╰╯──Remove──▶ off ◀╯                  ╰───╯ Fail       Resend: waiting again
//
// # Money that buys nothing
//
// A [Transfer] moves money without a purchase: to another person by mobile number, into or out of the own Seqr Account.
// Its [Terms] are shown first, and what the payer signs is their digest. It earns no cashback and is no expense (P2P-8, RCP-3).
//
//	NewTransfer ──▶ Pending ── Deliver ──▶ Done ── Return ──▶ Returned   by the bank, once
//	                 │   ▲  ╰────────── Return ──────────────────▲      nobody to deliver to
//	            Wait ▼   │ Claim                                 │
//	                Waiting ──────── Expire, Return ─────────────╯
//
// What is in a Seqr Account stays there; only a credit to a bank account can come back. A [MoneyRequest] asks a person for
// money and moves none: Open until it is paid by a transfer, declined by whom it was asked of, or withdrawn by who asked.
// [CardPayment] and [Rate] are what the operator's acquirer and source of exchange rates tell; the ports are [Cards] and [Rates].
package payment
