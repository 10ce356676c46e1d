package identity

import (
	"fmt"

	"github.com/seqrpay/seqr/civil"
)

// BirthDatePINs are the PINs that a birth date is usually written as. Where a PIN was chosen before
// the birth date was known, [PIN.CheckChoice] came too early; these can still be tried against its record.
func BirthDatePINs(born civil.Date) []PIN {
	y, m, d := born.Year, int(born.Month), born.Day
	forms := []string{
		fmt.Sprintf("%04d", y),
		fmt.Sprintf("%02d%02d", m, d),
		fmt.Sprintf("%02d%02d", d, m),
		fmt.Sprintf("%02d%02d", m, y%100),
		fmt.Sprintf("%02d%02d%02d", m, d, y%100),
		fmt.Sprintf("%02d%02d%02d", d, m, y%100),
		fmt.Sprintf("%02d%02d%02d", y%100, m, d),
		fmt.Sprintf("%02d%04d", m, y),
		fmt.Sprintf("%04d%02d", y, m),
	}
	pins := make([]PIN, 0, len(forms))
	for _, form := range forms {
		if pin, err := ParsePIN(form); err == nil {
			pins = append(pins, pin)
		}
	}
	return pins
}
