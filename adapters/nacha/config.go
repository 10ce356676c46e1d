package nacha

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/money"
)

// Originator is who sends files, as the contract with the bank (the ODFI) says. It is written into each file.
type Originator struct {
	Destination     string // routing number of whom the file goes to, nine digits; required
	DestinationName string // at most 23 characters; required
	Origin          string // ID of who sends the file, nine or ten digits; required
	OriginName      string // at most 23 characters; required
	ODFI            string // routing number of the bank that originates, nine digits; required
	CompanyID       string // ten letters and digits at most, such as "1" and a tax number; required
	Operator        string // name that credits show; empty: that of each order
	DebitClass      string // WEB or PPD; empty: WEB
	CreditClass     string // PPD or CCD; empty: PPD
	PaymentType     string // of WEB debits: S for single, R for recurring; empty: S
}

// CutOff is a time of a banking day, in the bank's zone, at which a file is written.
type CutOff struct {
	Hour, Minute int  // on the clock, 0–23 and 0–59
	SameDay      bool // the file asks for settlement on its day, for amounts up to [Config.SameDayLimit]
}

// Config is what [Open] needs.
type Config struct {
	Originator Originator
	// Mailbox is where files go and come from; required. See [bankfile.Dir].
	Mailbox bankfile.Mailbox
	// Journal is the file that keeps what must survive a crash; made if it is missing; required. It holds account numbers.
	Journal string
	// Clock answers what time it is; required.
	Clock func() time.Time
	// Calendar has the bank's banking days; required.
	Calendar ach.Calendar
	// Zone is the bank's; required.
	Zone *time.Location
	// CutOffs of a banking day, at least one; required.
	CutOffs []CutOff
	// SameDayLimit is the most that one entry may have to settle on the same day; default 1,000,000.00.
	SameDayLimit money.Amount
	// FileEntries is how many entries a file has at most; default 100,000.
	FileEntries int
}

// Defaults of a Config, the limits of the network.
const (
	sameDayLimit = 1_000_000_00
	fileEntries  = 100_000
	mostEntries  = 900_000 // of which a file has so many lines that its blocks can be counted
)

// complete checks a configuration and fills in what was left out.
func (c Config) complete() (Config, error) {
	if c.SameDayLimit.IsZero() {
		c.SameDayLimit = money.FromMinor(sameDayLimit, money.USD)
	}
	if c.FileEntries == 0 {
		c.FileEntries = fileEntries
	}
	c.Originator = c.Originator.complete()
	if field := c.wrong(); field != "" {
		return Config{}, fmt.Errorf("%w: %s", ErrConfig, field)
	}
	c.CutOffs = slices.Clone(c.CutOffs)
	return c, nil
}

// wrong names the first field that is missing or wrong.
func (c Config) wrong() string {
	switch {
	case c.Mailbox == nil:
		return "Mailbox"
	case c.Journal == "":
		return "Journal"
	case c.Clock == nil:
		return "Clock"
	case c.Calendar.IsZero():
		return "Calendar"
	case c.Zone == nil:
		return "Zone"
	case len(c.CutOffs) == 0 || slices.ContainsFunc(c.CutOffs, CutOff.wrong):
		return "CutOffs"
	case c.SameDayLimit.Currency() != money.USD || c.SameDayLimit.IsNegative():
		return "SameDayLimit"
	case c.FileEntries < 1 || c.FileEntries > mostEntries:
		return "FileEntries"
	}
	return c.Originator.wrong()
}

func (c CutOff) wrong() bool { return !bankfile.CutOff{Hour: c.Hour, Minute: c.Minute}.Valid() }

func (from Originator) complete() Originator {
	fill := func(s *string, with string) {
		if *s == "" {
			*s = with
		}
	}
	fill(&from.DebitClass, "WEB")
	fill(&from.CreditClass, "PPD")
	fill(&from.PaymentType, "S")
	return from
}

// wrong names the first field that the library would cut, or that a bank would refuse.
func (from Originator) wrong() string {
	digits := func(s string) bool { return strings.Trim(s, "0123456789") == "" }
	switch {
	case ach.CheckRouting(from.Destination) != nil:
		return "Originator.Destination"
	case !isSafe(from.DestinationName, 23):
		return "Originator.DestinationName"
	case len(from.Origin) < 9 || len(from.Origin) > 10 || !digits(from.Origin) || strings.Trim(from.Origin, "0") == "":
		return "Originator.Origin"
	case !isSafe(from.OriginName, 23):
		return "Originator.OriginName"
	case ach.CheckRouting(from.ODFI) != nil:
		return "Originator.ODFI"
	case !isSafe(from.CompanyID, 10) || strings.Contains(from.CompanyID, " "):
		return "Originator.CompanyID"
	case from.Operator != "" && safe(from.Operator, companyWidth) == "":
		return "Originator.Operator"
	case from.DebitClass != "WEB" && from.DebitClass != "PPD":
		return "Originator.DebitClass"
	case from.CreditClass != "PPD" && from.CreditClass != "CCD":
		return "Originator.CreditClass"
	case from.PaymentType != "S" && from.PaymentType != "R":
		return "Originator.PaymentType"
	}
	return ""
}
