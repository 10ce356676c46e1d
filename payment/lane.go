package payment

// Channel is where a payment arises.
type Channel string

// The channels. Payments in an app count as Online (PAY-10).
const (
	InStore       Channel = "store"
	Online        Channel = "online"
	ShopOnTheSpot Channel = "shop"
)

// Valid says whether c is one of the channels.
func (c Channel) Valid() bool {
	switch c {
	case InStore, Online, ShopOnTheSpot:
		return true
	default:
		return false
	}
}

// Lane is one checkout of a location. A store's lane holds one open invoice; a web shop's holds many.
type Lane struct {
	ID       LaneID
	Version  int64
	Merchant MerchantID
	Location LocationID
	Name     string
	Code     string // what its sticker says: ASCII letters and digits, unique, compared without case
	Channel  Channel
	Many     bool      // holds many open invoices (web shops)
	MustAsk  bool      // a payment whose result the till does not fetch in time is reversed (PAY-17); off for new lanes
	Open     InvoiceID // the invoice last issued here, if it holds one; it may have ended since
}

// maxCode is the longest lane code: with the host before it, the sticker stays a small QR code.
const maxCode = 24

// ParseLaneCode reads what a lane's sticker says: 1 to 24 ASCII letters and digits. Codes
// are compared without case and kept in upper case, which is what it answers. Anything else
// is ErrLaneCode, also digits and letters of other scripts that look the same.
func ParseLaneCode(s string) (string, error) {
	if len(s) < 1 || len(s) > maxCode {
		return "", ErrLaneCode
	}
	code := []byte(s)
	for i, b := range code {
		switch {
		case '0' <= b && b <= '9', 'A' <= b && b <= 'Z':
		case 'a' <= b && b <= 'z':
			code[i] = b - 'a' + 'A'
		default:
			return "", ErrLaneCode
		}
	}
	return string(code), nil
}

// NewLane adds a checkout to a location. Code is what its sticker and NFC tag say (PAY-1,
// PAY-2); that no other lane has it is for the store to see to. A lane with many holds any
// number of open invoices, as web shops need; other lanes hold one (PAY-14).
//
// It answers ErrID, ErrName, ErrLaneCode or ErrChannel.
func NewLane(id LaneID, l Location, laneName, code string, ch Channel, many bool) (Lane, error) {
	if err := present(id.UUID, l.ID.UUID, l.Merchant.UUID); err != nil {
		return Lane{}, err
	}
	shown, err := name(laneName)
	if err != nil {
		return Lane{}, err
	}
	if code, err = ParseLaneCode(code); err != nil {
		return Lane{}, err
	}
	if !ch.Valid() {
		return Lane{}, ErrChannel
	}
	return Lane{
		ID: id, Merchant: l.Merchant, Location: l.ID,
		Name: shown, Code: code, Channel: ch, Many: many,
	}, nil
}

// Hold puts an invoice on the lane, where a scan of its code finds it. The one that was there
// before is to be canceled in the same commit if it is still open (PAY-14). A lane with many
// invoices holds none in particular and stays as it is.
func (l Lane) Hold(inv InvoiceID) Lane {
	if !l.Many {
		l.Open = inv
	}
	return l
}
