// Package cashback is the programme that gives payers a part of their purchases back, counted
// by the month and paid by the quarter, and the offers that reward single items at once.
//
// A month's rate follows from how many qualifying payments it has, and applies to all they add
// up to. Count and total are kept as a [Tally], changed by an [Increment] in the commit of the
// payment or refund; nothing is ever added up again to know them. [Programme.Month] and
// [Programme.Quarter] read what they earn, exactly, and only the quarter's payout is rounded, once.
//
// In the month after the quarter ([Programme.PayoutOn]) [Decide] says what becomes of it:
//
//	         below the minimum ──► BelowMinimum, or Carried
//	Decide ─ closed, or nowhere to pay to ──► Forfeited ◄─┐
//	         blocked ──► Held ──────────Resume────────────┤
//	                      ▲                               │
//	                      └──Return── Paid ◄──────────────┘
//	         else ─────────────────────▲
//
// A payer has one payout a quarter, whatever happens to it, and nothing is taken from it. What is below the minimum goes into
// the payer's next quarter where the programme says so ([Programme.CarryOver]), and what a refund unearns after the payout is taken
// from that quarter where it says so ([Programme.ClawBack], [Payout.Reclaim]). Either waits with the payout until a later quarter
// brings it ([Bring], [Programme.QuarterWith]).
//
// What is missing from a quarter all the same, customer service grants as a [Correction], within [Programme.MaxCorrection]:
//
//	                closed, or nowhere to pay to ──► Forfeited ◄─┐
//	NewCorrection ─ blocked ──► Held ──────────Resume────────────┤
//	                             ▲                               │
//	                             └──Return── Paid ◄──────────────┘
//	                else ─────────────────────▲
//
// # Offers
//
// An [Offer] promises a reward for an item, found by the codes of an invoice's rows. Nothing is activated: paying for
// the item while the offer runs earns the [Reward], once a payment, besides the monthly cashback and outside of its minimum.
//
//	         closed ──► RewardForfeited ◄─┐
//	NewReward ─ blocked, or nowhere to pay to ──► RewardHeld ──Resume──┤
//	                                       ▲                           │
//	                                       └──Return── RewardPaid ◄────┘
//	          else ─────────────────────────────────────▲
//
// Tiers, minimum, rounding and days are data: [Programme]; [Standard] is the one that is published.
package cashback
