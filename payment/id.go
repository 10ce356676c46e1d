package payment

import (
	"slices"

	"github.com/google/uuid"
)

// MerchantID names a merchant.
type MerchantID struct{ uuid.UUID }

// LocationID names a shop or web shop of a merchant.
type LocationID struct{ uuid.UUID }

// LaneID names one checkout of a location.
type LaneID struct{ uuid.UUID }

// InvoiceID names what a merchant asks for.
type InvoiceID struct{ uuid.UUID }

// PaymentID names an approved invoice.
type PaymentID struct{ uuid.UUID }

// RefundID names one refund of a payment.
type RefundID struct{ uuid.UUID }

// TransferID names one transfer.
type TransferID struct{ uuid.UUID }

// RequestID names one request for money.
type RequestID struct{ uuid.UUID }

// present answers ErrID if one of the IDs is zero: a zero ID means "none" in every record,
// so a thing that is named by it could never be told from nothing.
func present(ids ...uuid.UUID) error {
	if slices.Contains(ids, uuid.Nil) {
		return ErrID
	}
	return nil
}
