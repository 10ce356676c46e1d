package qr

import "strings"

// Limits and defaults of code texts.
const (
	// DefaultHost is the host of the original codes.
	DefaultHost = "SEQR.SE"
	// DefaultAppScheme is the scheme that opens an invoice in the app.
	DefaultAppScheme = "SEQR"
	// MaxText is the longest text that is looked at, in bytes. A signed invoice has about 220.
	MaxText = 1024
	// MaxID is the longest lane id, invoice reference or service id, in characters. With it
	// the text of a sticker stays below the 50 characters that its print allows.
	MaxID = 32
)

// leaveText is the one action that is no address of a host.
const leaveText = "SEQR-ACTION://WIZARD/CANCEL"

// signedService is the service id that signed invoices are sent to.
const signedService = "INVOICE"

// Kind is what a code stands for.
type Kind uint8

// The kinds of codes. Zero is none of them.
const (
	// Lane: a checkout lane; whatever sale waits there is meant.
	Lane Kind = iota + 1
	// Invoice: one invoice, named by its reference.
	Invoice
	// Service: an external service with parameters of its own.
	Service
	// SignedInvoice: an invoice that its issuer wrote and signed into the code.
	SignedInvoice
	// LeaveService: the action that leaves the view of a service.
	LeaveService
	// Product: one product of Shop on the Spot, to be ordered.
	Product
)

var kindNames = [...]string{"none", "lane", "invoice", "service", "signed-invoice", "leave-service", "product"}

// String names the kind in lower case.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "unknown"
	}
	return kindNames[k]
}

// Code is the meaning of a code's text. Two texts mean the same exactly if their Codes are equal.
// Make one with [Parse], [LaneCode], [InvoiceCode] or [ProductCode]; the zero Code says nothing.
type Code struct {
	Kind Kind
	// Host is the host in upper case; empty for LeaveService.
	Host string
	// ID is the lane id, the invoice reference, the product code or the id of the service, in upper case;
	// empty for LeaveService.
	ID string
	// Parameters is what stands behind the question mark of a Service or SignedInvoice,
	// exactly as it was written. It is not to be trusted: nobody has read it.
	Parameters string
}

// LaneCode is the code of a lane's sticker on the default host. The id is 1 to 32 ASCII letters
// and digits (digits preferred), upper and lower case being the same; else [ErrID].
func LaneCode(id string) (Code, error) { return Parser{}.LaneCode(id) }

// InvoiceCode is the code of one invoice on the default host. The reference is 1 to 32 ASCII
// letters and digits, upper and lower case being the same; else [ErrID].
func InvoiceCode(reference string) (Code, error) { return Parser{}.InvoiceCode(reference) }

// LaneCode is like the function of that name, on the parser's first host.
func (p Parser) LaneCode(id string) (Code, error) { return p.code(Lane, id) }

// InvoiceCode is like the function of that name, on the parser's first host.
func (p Parser) InvoiceCode(reference string) (Code, error) { return p.code(Invoice, reference) }

// ProductCode is the code of one product, for a web page or an advertisement, on the default host. The product's own code
// is 1 to 32 ASCII letters and digits, upper and lower case being the same; else [ErrID].
func ProductCode(code string) (Code, error) { return Parser{}.ProductCode(code) }

// ProductCode is like the function of that name, on the parser's first host.
func (p Parser) ProductCode(code string) (Code, error) { return p.code(Product, code) }

func (p Parser) code(kind Kind, id string) (Code, error) {
	if !isID(id) {
		return Code{}, ErrID
	}
	return Code{Kind: kind, Host: upper(p.hosts()[0]), ID: upper(id)}, nil
}

// String is the canonical text, which [Parse] turns back into the same Code. For a lane, an
// invoice or a product it is all upper case. The zero Code prints as nothing.
func (c Code) String() string {
	base := "HTTP://" + c.Host
	switch c.Kind {
	case Lane:
		return base + "/Q" + c.ID
	case Invoice:
		return base + "/R" + c.ID
	case Product:
		return base + "/P" + c.ID
	case Service:
		if c.Parameters == "" {
			return base + "/000/" + c.ID
		}
		return base + "/000/" + c.ID + "?" + c.Parameters
	case SignedInvoice:
		return base + "/000/invoice?" + c.Parameters
	case LeaveService:
		return leaveText
	default:
		return ""
	}
}

// AppLink is the address that opens an invoice in the app, with the given scheme ("seqr") in
// place of HTTP. Any app may claim such a scheme; prefer https links that the system verifies.
// Other kinds have no such link: it is empty.
func (c Code) AppLink(scheme string) string {
	if c.Kind != Invoice {
		return ""
	}
	return scheme + "://" + c.Host + "/R" + c.ID
}

// Token is the signed token of a SignedInvoice, unverified; empty for other kinds.
func (c Code) Token() string {
	if c.Kind != SignedInvoice {
		return ""
	}
	return strings.TrimPrefix(c.Parameters, "j=")
}
