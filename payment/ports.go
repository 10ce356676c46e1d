package payment

import (
	"context"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ledger"
)

// Merchants reads merchants, their locations and lanes.
type Merchants interface {
	// Merchant finds one by its ID, or answers ErrNotFound.
	Merchant(ctx context.Context, id MerchantID) (Merchant, error)
	// Location finds one by its ID, or answers ErrNotFound.
	Location(ctx context.Context, id LocationID) (Location, error)
	// Lane finds one by its ID, or answers ErrNotFound.
	Lane(ctx context.Context, id LaneID) (Lane, error)
	// MerchantList lists all merchants ordered by ID, strictly after the given one, at most limit.
	MerchantList(ctx context.Context, after MerchantID, limit int) ([]Merchant, error)
}

// Settlements reads settlements and their lines.
type Settlements interface {
	// Settlement finds one by its ID, or answers ErrNotFound.
	Settlement(ctx context.Context, id SettlementID) (Settlement, error)
	// LatestSettlement finds a merchant's settlement with the greatest ID, or answers ErrNotFound.
	LatestSettlement(ctx context.Context, of MerchantID) (Settlement, error)
	// SettlementsOf lists a merchant's settlements ordered by ID, strictly after the given one, at most limit.
	SettlementsOf(ctx context.Context, of MerchantID, after SettlementID, limit int) ([]Settlement, error)
	// SettlementLine finds the line of a booking, or answers ErrNotFound while it is in no settlement.
	SettlementLine(ctx context.Context, booking ledger.TransferID) (SettlementLine, error)
	// SettlementLines lists a settlement's lines ordered by booking, strictly after the given one, at most limit.
	SettlementLines(ctx context.Context, of SettlementID, after ledger.TransferID, limit int) ([]SettlementLine, error)
}

// Invoices reads invoices.
type Invoices interface {
	// Invoice finds one by its ID, or answers ErrNotFound.
	Invoice(ctx context.Context, id InvoiceID) (Invoice, error)
	// ExpiredInvoices lists a market's invoices whose time is over at now but whose state does not say so yet:
	// Issued or PendingAcknowledge past ExpiresAt, Reserved past HoldUntil. Ordered by ID, strictly after the given one, at most limit.
	ExpiredInvoices(ctx context.Context, market string, now time.Time, after InvoiceID, limit int) ([]Invoice, error)
	// InvoiceList lists all invoices ordered by ID, strictly after the given one, at most limit.
	InvoiceList(ctx context.Context, after InvoiceID, limit int) ([]Invoice, error)
}

// Payments reads payments and refunds.
type Payments interface {
	// Payment finds one by its ID, or answers ErrNotFound.
	Payment(ctx context.Context, id PaymentID) (Payment, error)
	// PaymentsOf lists a payer's payments ordered by ID, strictly after the given one, at most limit.
	PaymentsOf(ctx context.Context, payer account.ID, after PaymentID, limit int) ([]Payment, error)
	// PaymentList lists all payments ordered by ID, strictly after the given one, at most limit.
	PaymentList(ctx context.Context, after PaymentID, limit int) ([]Payment, error)
	// Refunds lists a payment's refunds ordered by ID, strictly after the given one, at most limit.
	Refunds(ctx context.Context, of PaymentID, after RefundID, limit int) ([]Refund, error)
}

// Transfers reads transfers and requests for money.
type Transfers interface {
	// Transfer finds one by its ID, or answers store.ErrNotFound.
	Transfer(ctx context.Context, id TransferID) (Transfer, error)
	// TransfersFrom lists what a user was charged for, own money too, ordered by ID, strictly after the given one, at most limit.
	TransfersFrom(ctx context.Context, from account.ID, after TransferID, limit int) ([]Transfer, error)
	// TransfersTo lists what a user received, own money too, ordered by ID, strictly after the given one, at most limit.
	TransfersTo(ctx context.Context, to account.ID, after TransferID, limit int) ([]Transfer, error)
	// TransfersFor lists what waits or waited for a mobile number, by its tag, ordered by ID, strictly after the given one, at most limit.
	TransfersFor(ctx context.Context, number account.Tag, after TransferID, limit int) ([]Transfer, error)
	// TransferList lists all transfers ordered by ID, strictly after the given one, at most limit.
	TransferList(ctx context.Context, after TransferID, limit int) ([]Transfer, error)
	// MoneyRequest finds one by its ID, or answers store.ErrNotFound.
	MoneyRequest(ctx context.Context, id RequestID) (MoneyRequest, error)
	// RequestsBy lists what a user asks others for, ordered by ID, strictly after the given one, at most limit.
	RequestsBy(ctx context.Context, by account.ID, after RequestID, limit int) ([]MoneyRequest, error)
	// RequestsOf lists what others ask a user for, ordered by ID, strictly after the given one, at most limit.
	RequestsOf(ctx context.Context, of account.ID, after RequestID, limit int) ([]MoneyRequest, error)
	// RequestList lists all requests ordered by ID, strictly after the given one, at most limit.
	RequestList(ctx context.Context, after RequestID, limit int) ([]MoneyRequest, error)
}

// Shop reads what is sold in Shop on the Spot.
type Shop interface {
	// Product finds one by its ID, or answers ErrNotFound.
	Product(ctx context.Context, id ProductID) (Product, error)
	// ProductsOnSale lists the products of a market whose time of sale it is, of all its merchants and sold out or not, ordered by ID, strictly after the given one, at most limit.
	ProductsOnSale(ctx context.Context, market string, at time.Time, after ProductID, limit int) ([]Product, error)
	// ProductsOf lists a merchant's products, ended ones too, ordered by ID, strictly after the given one, at most limit.
	ProductsOf(ctx context.Context, m MerchantID, after ProductID, limit int) ([]Product, error)
	// ProductList lists all products ordered by ID, strictly after the given one, at most limit.
	ProductList(ctx context.Context, after ProductID, limit int) ([]Product, error)
	// Order finds one by its ID, or answers ErrNotFound.
	Order(ctx context.Context, id OrderID) (Order, error)
	// OrdersOf lists a payer's orders ordered by ID, strictly after the given one, at most limit.
	OrdersOf(ctx context.Context, payer account.ID, after OrderID, limit int) ([]Order, error)
	// OrdersAt lists the orders of a merchant that were paid, ordered by ID, strictly after the given one, at most limit.
	OrdersAt(ctx context.Context, m MerchantID, after OrderID, limit int) ([]Order, error)
	// OrderList lists all orders ordered by ID, strictly after the given one, at most limit.
	OrderList(ctx context.Context, after OrderID, limit int) ([]Order, error)
}

// Memberships reads memberships.
type Memberships interface {
	// Membership finds one by its ID, also one that was removed, or answers ErrNotFound.
	Membership(ctx context.Context, id MembershipID) (Membership, error)
	// MembershipsOf lists a user's memberships, removed ones too, ordered by ID, strictly after the given one, at most limit.
	MembershipsOf(ctx context.Context, owner account.ID, after MembershipID, limit int) ([]Membership, error)
}

// Endpoints reads where merchants are told what happens, and what could not be told yet.
type Endpoints interface {
	// Endpoint finds a merchant's, also one that was removed, or answers ErrNotFound.
	Endpoint(ctx context.Context, of MerchantID) (Endpoint, error)
	// Notice finds one by its ID, or answers ErrNotFound.
	Notice(ctx context.Context, id NoticeID) (Notice, error)
	// NoticesOf lists a merchant's notices ordered by ID, strictly after the given one, at most limit.
	NoticesOf(ctx context.Context, of MerchantID, after NoticeID, limit int) ([]Notice, error)
	// NoticesIn lists the notices of all merchants in a state, ordered by ID, strictly after the given one, at most limit.
	NoticesIn(ctx context.Context, state NoticeState, after NoticeID, limit int) ([]Notice, error)
}

// Notices carries facts to merchants: webhooks, or a queue of the operator's. Implementations are safe for concurrent use.
type Notices interface {
	// Notify makes one attempt to tell a fact. It answers nil once the receiver has acknowledged it, ErrEndpointGone if the
	// receiver wants no more, and an error of kind Invalid for what can never be told; any other error means: try
	// again. One fact has the same ID every time, and may come again although it was acknowledged.
	Notify(ctx context.Context, to Destination, id NoticeID, f Fact) error
}
