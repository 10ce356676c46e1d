package payment

import "github.com/seqrpay/seqr/internal/fault"

// What is wrong with what a merchant or an operator said. Saying it again will not help.
var (
	// ErrAmount: the amount is nothing or less, or more than is allowed here: more than
	// the policy's maximum, or than what was reserved (PAY-12).
	ErrAmount = fault.New(fault.Invalid, "payment: amount not allowed")
	// ErrCurrency: not the merchant's currency, or none (PAY-12).
	ErrCurrency = fault.New(fault.Invalid, "payment: another currency than the merchant's")
	// ErrRowSum: the rows do not add up to the total.
	ErrRowSum = fault.New(fault.Invalid, "payment: rows do not add up to the total")
	// ErrRows: more rows than the policy allows.
	ErrRows = fault.New(fault.Invalid, "payment: too many rows")
	// ErrNumber: a row's quantity or tax rate is no number that anybody would print.
	ErrNumber = fault.New(fault.Invalid, "payment: quantity or tax rate out of range")
	// ErrText: a text of an invoice or a refund is too long, or has characters that cannot be shown.
	ErrText = fault.New(fault.Invalid, "payment: text too long or not printable")
	// ErrName: the name of a merchant, location or lane is empty, too long or not printable.
	ErrName = fault.New(fault.Invalid, "payment: name empty, too long or not printable")
	// ErrNotAwaited: nobody waits for the till to fetch this invoice's result.
	ErrNotAwaited = fault.New(fault.State, "payment: result not awaited")
	// ErrFetchLate: the till fetched the result too late; the payment is reversed.
	ErrFetchLate = fault.New(fault.State, "payment: result fetched too late")
	// ErrHoldFor: a reservation would stand for less than nothing or for longer than the policy allows.
	ErrHoldFor = fault.New(fault.Invalid, "payment: reservation time out of range")
	// ErrMode: not a mode of this package, or approving and reserving do not go with the invoice's mode.
	ErrMode = fault.New(fault.Invalid, "payment: not in this mode")
	// ErrReference: not 13 to 25 digits.
	ErrReference = fault.New(fault.Invalid, "payment: not a reference")
	// ErrLaneCode: not 1 to 24 ASCII letters and digits.
	ErrLaneCode = fault.New(fault.Invalid, "payment: not a lane code")
	// ErrChannel: not a channel of this package.
	ErrChannel = fault.New(fault.Invalid, "payment: unknown channel")
	// ErrMarket: not the code of a market.
	ErrMarket = fault.New(fault.Invalid, "payment: not a market's code")
	// ErrID: an ID that must be there is zero.
	ErrID = fault.New(fault.Invalid, "payment: ID missing")
	// ErrEndpointURL: not an https URL of at most 2,048 characters, or with credentials or a fragment (PRV-1).
	ErrEndpointURL = fault.New(fault.Invalid, "payment: not the URL of an endpoint")
	// ErrEndpointSecret: nothing to sign with.
	ErrEndpointSecret = fault.New(fault.Invalid, "payment: endpoint without secret")
	// ErrSettlement: the settlement is not in a state that allows this, or does not follow the one before.
	ErrSettlement = fault.New(fault.State, "payment: not now in the life of this settlement")
	// ErrForeign: merchant, location, lane, invoice and payment do not belong together.
	ErrForeign = fault.New(fault.Invalid, "payment: belongs to another merchant, location or lane")
	// ErrTransferKind: not a kind of transfer, or one that does not allow this.
	ErrTransferKind = fault.New(fault.Invalid, "payment: not for this kind of transfer")
	// ErrReceiver: a receiver is missing, or is another than was asked for.
	ErrReceiver = fault.New(fault.Invalid, "payment: receiver missing, or another")
	// ErrSelf: money is sent to its sender, or asked of who asks (P2P-7).
	ErrSelf = fault.New(fault.Invalid, "payment: sender and receiver are the same")
	// ErrShares: a bill is split among nobody, too many, or one person twice.
	ErrShares = fault.New(fault.Invalid, "payment: a bill is split among 1 to 50 different people")
	// ErrDelivery: a product without terms of delivery (SOS-5).
	ErrDelivery = fault.New(fault.Invalid, "payment: terms of delivery missing")
	// ErrSale: a product's time of sale is none, or its stock is below zero.
	ErrSale = fault.New(fault.Invalid, "payment: time of sale or stock out of range")
	// ErrShipping: an order without a name, an address or a mail address to send to (SOS-3).
	ErrShipping = fault.New(fault.Invalid, "payment: shipping data missing or not printable")
	// ErrMembership: not the number of a member.
	ErrMembership = fault.New(fault.Invalid, "payment: not a membership number")
	// ErrProduct: the code is a product's; it is ordered, not paid at once.
	ErrProduct = fault.New(fault.Invalid, "payment: code of a product, to be ordered")
	// ErrPolicy: a policy is unset or makes no sense; what is wrong follows in the text.
	ErrPolicy = fault.New(fault.Invalid, "payment: policy makes no sense")
)

// What the state of things does not allow.
var (
	// ErrNotFound: no such merchant, location, lane, invoice or payment.
	ErrNotFound = fault.New(fault.NotFound, "payment: not found")
	// ErrStale: the invoice has changed since it was shown; show it again (PAY-5).
	ErrStale = fault.New(fault.Conflict, "payment: invoice changed since it was shown")
	// ErrMerchantInactive: the merchant takes no payments.
	ErrMerchantInactive = fault.New(fault.State, "payment: merchant is not active")
	// ErrPending: the merchant was not yet asked about this payer, or has not answered.
	ErrPending = fault.New(fault.State, "payment: waiting for the merchant to acknowledge")
	// ErrOtherPayer: the merchant was asked about another payer; the amount is theirs alone.
	ErrOtherPayer = fault.New(fault.State, "payment: invoice is meant for another payer")
	// ErrReserved: a payer has approved the invoice, and the amount is reserved (PAY-6).
	ErrReserved = fault.New(fault.State, "payment: invoice is reserved")
	// ErrPaid: the invoice is paid, which is final (PAY-6, PAY-14).
	ErrPaid = fault.New(fault.State, "payment: invoice is paid")
	// ErrCanceled: the invoice was canceled.
	ErrCanceled = fault.New(fault.State, "payment: invoice is canceled")
	// ErrExpired: the invoice's time is over.
	ErrExpired = fault.New(fault.State, "payment: invoice has expired")
	// ErrEnded: the invoice has ended without being paid.
	ErrEnded = fault.New(fault.State, "payment: invoice has ended")
	// ErrAlreadyCanceled: there is nothing left to cancel. Callers may treat it as success.
	ErrAlreadyCanceled = fault.New(fault.State, "payment: invoice is canceled already")
	// ErrNotReserved: there is no reservation to commit.
	ErrNotReserved = fault.New(fault.State, "payment: invoice is not reserved")
	// ErrNotExpired: the invoice's time is not over, or it ended otherwise.
	ErrNotExpired = fault.New(fault.State, "payment: invoice does not expire now")
	// ErrNotFinal: the payment is only reserved, so there is nothing to give back.
	ErrNotFinal = fault.New(fault.State, "payment: only reserved")
	// ErrFinal: the payment is no longer a reservation, or never was.
	ErrFinal = fault.New(fault.State, "payment: final already")
	// ErrRefundTooMuch: with this refund, more would be given back than was paid (PAY-15).
	ErrRefundTooMuch = fault.New(fault.Exceeded, "payment: refunds exceed the payment")
	// ErrTransferOpen: the transfer is not over, so what it says about people is still needed.
	ErrTransferOpen = fault.New(fault.State, "payment: transfer is not over")
	// ErrNotSuspended: the transfer's money does not lie in suspense, or no more.
	ErrNotSuspended = fault.New(fault.State, "payment: transfer is not suspended")
	// ErrTransferEnded: the transfer is done or returned, or is not where this needs it to be.
	ErrTransferEnded = fault.New(fault.State, "payment: transfer has ended")
	// ErrTransferExpired: the time in which a waiting transfer could be claimed is over.
	ErrTransferExpired = fault.New(fault.State, "payment: transfer has waited long enough")
	// ErrTransferWaits: a waiting transfer's time is not over.
	ErrTransferWaits = fault.New(fault.State, "payment: transfer still waits")
	// ErrRequestEnded: the request was paid, declined or withdrawn.
	ErrRequestEnded = fault.New(fault.State, "payment: request has ended")
	// ErrUnregistered: no user has the receiver's number (P2P-6).
	ErrUnregistered = fault.New(fault.NotFound, "payment: nobody is registered with this number")
	// ErrCannotReceive: the receiver is blocked, or has no account that can be credited (P2P-3, P2P-7). Which of
	// them is not the sender's business.
	ErrCannotReceive = fault.New(fault.State, "payment: the receiver cannot get money now")
	// ErrOtherCurrency: the receiver's account has another currency, and nobody converts (P2P-7).
	ErrOtherCurrency = fault.New(fault.State, "payment: the receiver has another currency")
	// ErrRate: the operator's source has no usable rate for these currencies.
	ErrRate = fault.New(fault.Unavailable, "payment: no exchange rate")
	// ErrMonthly: more than may be sent in a calendar month (P2P-9).
	ErrMonthly = fault.New(fault.Exceeded, "payment: more than may be sent in a month")
	// ErrCardDeclined: the card payment was not captured, or not authenticated with 3-D Secure (PRE-3).
	ErrCardDeclined = fault.New(fault.Denied, "payment: card payment not successful")
	// ErrCardUsed: the card payment was credited before.
	ErrCardUsed = fault.New(fault.Conflict, "payment: card payment was credited before")
	// ErrNoCards: the operator takes no cards.
	ErrNoCards = fault.New(fault.State, "payment: no top-up by card here")
	// ErrUnverified: the identity is not verified (PRE-5).
	ErrUnverified = fault.New(fault.State, "payment: identity is not verified")
	// ErrNoReceivingAccount: there is no valid own bank account to pay out to (PRE-5, MND-8).
	ErrNoReceivingAccount = fault.New(fault.State, "payment: no valid bank account to receive money")
	// ErrNotOnSale: the product's time of sale has not begun, or is over (SOS-1).
	ErrNotOnSale = fault.New(fault.State, "payment: product is not on sale")
	// ErrSoldOut: no piece of the product is left (SOS-1).
	ErrSoldOut = fault.New(fault.State, "payment: product is sold out")
	// ErrOrderState: the order is in a state that does not allow this.
	ErrOrderState = fault.New(fault.State, "payment: not in this state of the order")
	// ErrNoMembership: the user has no membership at this merchant.
	ErrNoMembership = fault.New(fault.NotFound, "payment: no membership here")
	// ErrNoNotices: the operator tells merchants nothing by itself; they ask.
	ErrNoNotices = fault.New(fault.State, "payment: no notices to merchants here")
	// ErrNoEndpoint: the merchant has no endpoint, or not any more.
	ErrNoEndpoint = fault.New(fault.NotFound, "payment: merchant has no endpoint")
	// ErrEndpointGone: whoever receives there wants no more notices, of whatever ID.
	ErrEndpointGone = fault.New(fault.State, "payment: endpoint is gone")
	// ErrNoticeEnded: the notice was delivered or given up.
	ErrNoticeEnded = fault.New(fault.State, "payment: notice has ended")
	// ErrNoticeWaits: the notice is tried again anyway.
	ErrNoticeWaits = fault.New(fault.State, "payment: notice still waits")
	// ErrEntropy: the source of randomness failed, or is not random.
	ErrEntropy = fault.New(fault.Internal, "payment: no entropy")
)
