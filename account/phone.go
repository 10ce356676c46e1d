package account

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// PhoneRule is what a market says about mobile numbers.
type PhoneRule struct {
	Region         string // ISO 3166 alpha-2: only numbers of this country are accepted
	NationalDigits int    // exact number of digits after the country code; 0: what the country's numbering plan says
	Trunk          bool   // national numbers are dialled with a leading 0, which is dropped; otherwise it is refused
}

// known says whether the country has phone numbers.
func (r PhoneRule) known() bool { return phonenumbers.GetCountryCodeForRegion(r.Region) != 0 }

// Phone is a mobile number in E.164 form, such as +18015550123. The zero Phone is none.
//
// Printed, logged or marshalled in any way it shows a mask; [Phone.E164] alone tells it.
type Phone struct{ e164 string }

const (
	maxPhoneText  = 64 // bytes of typed text; no number with separators comes near
	minE164Digits = 7
	maxE164Digits = 15
)

// ParsePhone reads a mobile number as typed: "+", country code and national number, with or
// without spaces, hyphens, points, slashes and parentheses between (REG-4, REG-5).
//
// It answers ErrPhoneNoCountryCode, ErrPhoneRegion, ErrPhoneLeadingZero, ErrPhoneLength or
// ErrPhoneInvalid. A rule with NationalDigits counts digits and refuses what the numbering plan
// gives to another country, but not numbers that the plan keeps for fiction or has not yet
// given out; a rule without asks the plan.
func ParsePhone(text string, r PhoneRule) (Phone, error) {
	digits, err := phoneDigits(text)
	if err != nil {
		return Phone{}, err
	}
	code, national, err := r.split(digits)
	if err != nil {
		return Phone{}, err
	}
	if err := r.check(code, national); err != nil {
		return Phone{}, err
	}
	return Phone{"+" + code + national}, nil
}

// phoneDigits drops separators and the "+", and refuses whatever else is not a digit.
func phoneDigits(text string) (string, error) {
	if len(text) > maxPhoneText {
		return "", ErrPhoneInvalid
	}
	bare := strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \u00a0-./()", c) {
			return -1
		}
		return c
	}, text)
	digits, international := strings.CutPrefix(bare, "+")
	switch {
	case !allDigits(digits) || digits == "":
		return "", ErrPhoneInvalid
	case !international:
		return "", ErrPhoneNoCountryCode
	case digits[0] == '0':
		return "", ErrPhoneInvalid // no country code starts so
	}
	return digits, nil
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// split takes the market's country code off, and the leading zero that its people dial at home.
func (r PhoneRule) split(digits string) (code, national string, err error) {
	code = strconv.Itoa(phonenumbers.GetCountryCodeForRegion(r.Region))
	national, ours := strings.CutPrefix(digits, code)
	if !r.known() || !ours {
		return "", "", ErrPhoneRegion
	}
	if r.Trunk {
		national = strings.TrimPrefix(national, "0")
	}
	switch {
	case strings.HasPrefix(national, "0"):
		return "", "", ErrPhoneLeadingZero
	case r.NationalDigits > 0 && len(national) != r.NationalDigits:
		return "", "", ErrPhoneLength
	}
	return code, national, nil
}

// check asks the numbering plan.
func (r PhoneRule) check(code, national string) error {
	e164 := "+" + code + national
	n, err := phonenumbers.Parse(e164, r.Region)
	if err != nil || len(code+national) > maxE164Digits {
		return ErrPhoneLength // of digits alone, the library refuses only too few or too many
	}
	switch phonenumbers.IsPossibleNumberWithReason(n) {
	case phonenumbers.IS_POSSIBLE:
	case phonenumbers.TOO_SHORT, phonenumbers.TOO_LONG, phonenumbers.INVALID_LENGTH, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return ErrPhoneLength
	default:
		return ErrPhoneInvalid
	}
	if home := phonenumbers.GetRegionCodeForNumber(n); home != "" && home != r.Region {
		return ErrPhoneRegion // countries share codes: +1 is not only the US
	}
	if phonenumbers.Format(n, phonenumbers.E164) != e164 {
		return ErrPhoneInvalid // read in another way than it is written, such as with a prefix in it
	}
	if r.NationalDigits == 0 && !phonenumbers.IsValidNumberForRegion(n, r.Region) {
		return ErrPhoneInvalid
	}
	return nil
}

// PhoneFromE164 reads back what [Phone.E164] told: "+" and 7 to 15 digits. It asks no numbering
// plan, because plans change and kept numbers do not. Empty text is the zero Phone. It answers ErrPhoneInvalid.
func PhoneFromE164(s string) (Phone, error) {
	if s == "" {
		return Phone{}, nil
	}
	digits, ok := strings.CutPrefix(s, "+")
	if !ok || len(digits) < minE164Digits || len(digits) > maxE164Digits || digits[0] == '0' || !allDigits(digits) {
		return Phone{}, ErrPhoneInvalid
	}
	return Phone{s}, nil
}

// E164 is the number in clear, such as +18015550123: personal data.
func (p Phone) E164() string { return p.e164 }

// IsZero says whether p is no number.
func (p Phone) IsZero() bool { return p.e164 == "" }
