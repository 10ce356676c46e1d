package civil

import "github.com/seqrpay/seqr/internal/fault"

// What the parsers refuse: text in another form, or a day, month or quarter that does not exist.
var (
	ErrDate    = fault.New(fault.Invalid, "civil: not a date of the form YYYY-MM-DD")
	ErrMonth   = fault.New(fault.Invalid, "civil: not a month of the form YYYY-MM")
	ErrQuarter = fault.New(fault.Invalid, "civil: not a quarter of the form YYYY-Qn")
)
