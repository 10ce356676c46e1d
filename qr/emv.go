package qr

import (
	"slices"
	"strings"
)

// EMV is an EMV merchant-presented payload: the text of the codes that card schemes and national
// payment systems put up at tills. Values are as they are written in the code; the numbers in
// their names are the ids of the objects.
//
// [ParseEMV] fills in what a code has, which may be little; [EMV.Encode] asks for everything that the
// standard does.
type EMV struct {
	// Initiation (01) is "11" for a code that stays, "12" for a new one per payment, or empty.
	Initiation string
	// Schemes (02 to 25) are the merchant's accounts with card schemes, unread.
	Schemes []EMVObject
	// Templates (26 to 51) are the merchant's accounts with everybody else.
	Templates []EMVTemplate
	// Category (52) is the merchant category code, 4 digits.
	Category string
	// Currency (53) is the ISO 4217 number, 3 digits.
	Currency string
	// Amount (54) in major units with at most one decimal point; empty if the payer enters it.
	Amount string
	// Tip (55) is "01" if the payer is asked for a tip, "02" for TipFixed, "03" for TipPercent, or empty.
	Tip string
	// TipFixed (56) is the fee in major units.
	TipFixed string
	// TipPercent (57) is more than 0 and less than 100.
	TipPercent string
	// Country (58) is the ISO 3166 code, 2 letters.
	Country string
	// Name (59) of the merchant, at most 25 characters.
	Name string
	// City (60) of the merchant, at most 15 characters.
	City string
	// Postal (61) code of the merchant, at most 10 characters.
	Postal string
	// Additional (62) data: 01 bill, 02 mobile, 03 store, 04 loyalty, 05 reference, 06 customer,
	// 07 terminal, 08 purpose, and further ones. "***" asks the payer.
	Additional []EMVObject
	// Local (64) is the merchant in another language: 00 language, 01 name, 02 city.
	Local []EMVObject
	// Others (65 to 99) are reserved or free, unread.
	Others []EMVObject
}

// EMVObject is one object: an id of two digits and a value of 1 to 99 characters.
type EMVObject struct{ ID, Value string }

// EMVTemplate is an account template: whose it is (sub-object 00, up to 32 characters), and the
// owner's own data (01 to 99).
type EMVTemplate struct {
	ID, Unique string
	Data       []EMVObject
}

// Ids and values that SEQR codes use.
const (
	emvStays, emvOnce  = "11", "12"
	emvFirstTemplate   = 26
	emvLastTemplate    = 51
	emvLane            = "01" // in our template
	emvReference       = "05" // in the additional data
	emvTerminal        = "07"
	emvAdditionalLimit = 25
)

// WithCode puts a lane or an invoice into the payload: a template owned by the host in reverse
// ("SE.SEQR"), and for a lane its id there and as terminal (62.07, if it fits), initiation 11; for an
// invoice its reference (62.05), initiation 12. Other kinds answer [ErrForm]; a reference of more
// than 25 characters, or no template id left, [ErrEMVField].
func (e EMV) WithCode(code Code) (EMV, error) {
	if code.Kind != Lane && code.Kind != Invoice {
		return EMV{}, ErrForm
	}
	if code.Kind == Invoice && len(code.ID) > emvAdditionalLimit {
		return EMV{}, ErrEMVField
	}
	owner := reversed(code.Host)
	e.Templates = slices.DeleteFunc(slices.Clone(e.Templates), func(t EMVTemplate) bool { return fold(t.Unique, owner) })
	e.Additional = slices.DeleteFunc(slices.Clone(e.Additional), func(o EMVObject) bool {
		return o.ID == emvReference || o.ID == emvTerminal
	})
	id, ok := e.freeTemplate()
	if !ok {
		return EMV{}, ErrEMVField
	}
	ours := EMVTemplate{ID: id, Unique: owner}
	if code.Kind == Invoice {
		e.Initiation = emvOnce
		e.Additional = append(e.Additional, EMVObject{emvReference, code.ID})
	} else {
		e.Initiation = emvStays
		ours.Data = []EMVObject{{emvLane, code.ID}}
		if len(code.ID) <= emvAdditionalLimit {
			e.Additional = append(e.Additional, EMVObject{emvTerminal, code.ID})
		}
	}
	e.Templates = append(e.Templates, ours)
	return e, nil
}

// freeTemplate is the first template id that is not taken.
func (e EMV) freeTemplate() (string, bool) {
	for n := emvFirstTemplate; n <= emvLastTemplate; n++ {
		id := twoDigits(n)
		if !slices.ContainsFunc(e.Templates, func(t EMVTemplate) bool { return t.ID == id }) {
			return id, true
		}
	}
	return "", false
}

// EMVCode is the lane or invoice in a payload, on a host that the parser allows: [ErrHost] if no
// template is of such a host, [ErrForm] if the lane id or reference is missing or malformed.
func (p Parser) EMVCode(e EMV) (Code, error) {
	for _, host := range p.hosts() {
		i := slices.IndexFunc(e.Templates, func(t EMVTemplate) bool { return fold(t.Unique, reversed(host)) })
		if i < 0 || host == "" {
			continue
		}
		kind, id := Lane, valueOf(e.Templates[i].Data, emvLane)
		if e.Initiation == emvOnce {
			kind, id = Invoice, valueOf(e.Additional, emvReference)
		}
		if !isID(id) {
			return Code{}, ErrForm
		}
		return Code{Kind: kind, Host: upper(host), ID: upper(id)}, nil
	}
	return Code{}, ErrHost
}

// Code is the lane or invoice in the payload, on the default host. See [Parser.EMVCode].
func (e EMV) Code() (Code, error) { return Parser{}.EMVCode(e) }

func valueOf(objects []EMVObject, id string) string {
	for _, o := range objects {
		if o.ID == id {
			return o.Value
		}
	}
	return ""
}

// reversed is a host as the owner of a template: SE.SEQR for SEQR.SE.
func reversed(host string) string {
	parts := strings.Split(upper(host), ".")
	slices.Reverse(parts)
	return strings.Join(parts, ".")
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }
