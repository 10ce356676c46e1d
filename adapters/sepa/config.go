package sepa

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/civil"
)

// Config is what [Open] needs.
type Config struct {
	// Creditor is the party of the mandates, on whose account debits arrive and from which credits are paid; required.
	Creditor Creditor
	// Mailbox is where files go and come from; required. See [bankfile.Dir].
	Mailbox bankfile.Mailbox
	// Journal is the file that keeps what must survive a crash; made if it is missing; required. It holds IBANs.
	Journal string
	// Clock answers what time it is; required.
	Clock func() time.Time
	// Zone is the bank's; required.
	Zone *time.Location
	// CutOffs of a banking day, at least one; required.
	CutOffs []bankfile.CutOff
	// Closed are days on which the bank does not work besides the closing days of TARGET; default none.
	Closed []civil.Date
	// DebitLead is how many banking days the bank wants between a cut-off and the collection, at least 1; default 2.
	DebitLead int
	// CreditLead is the same for the execution of transfers; default 0, which is the day of the cut-off.
	CreditLead int
	// MarkFirst gives the first debit under a mandate the sequence type [First]. Default false: every debit is [Recurring], as the
	// scheme allows since November 2016.
	MarkFirst bool
	// Prefix begins the IDs of our messages, at most 12 letters and digits, and tells the senders of one account apart; default SEQR.
	Prefix string
	// MessageItems is how many debits or transfers a message has at most; default 10,000, at most [MaxItems].
	MessageItems int
}

// Defaults and bounds of a Config.
const (
	debitLead     = 2
	messageItems  = 10_000
	longestLead   = 10 // banking days; a bank takes nothing for later than fourteen calendar days
	longestPrefix = 12
	defaultPrefix = "SEQR"
)

// complete checks a configuration and fills in what was left out.
func (c Config) complete() (Config, error) {
	if c.DebitLead == 0 {
		c.DebitLead = debitLead
	}
	if c.MessageItems == 0 {
		c.MessageItems = messageItems
	}
	if c.Prefix == "" {
		c.Prefix = defaultPrefix
	}
	if field := c.wrong(); field != "" {
		return Config{}, fmt.Errorf("%w: %s", ErrConfig, field)
	}
	creditor, err := c.Creditor.prepared()
	if err != nil {
		return Config{}, fmt.Errorf("%w: Creditor: %w", ErrConfig, err)
	}
	c.Creditor, c.CutOffs, c.Closed = creditor, slices.Clone(c.CutOffs), slices.Clone(c.Closed)
	return c, nil
}

// wrong names the first field that is missing or wrong.
func (c Config) wrong() string {
	invalid := func(t bankfile.CutOff) bool { return !t.Valid() }
	plain := func(r rune) bool { return isAlnum(r) || r >= 'a' && r <= 'z' }
	switch {
	case c.Mailbox == nil:
		return "Mailbox"
	case c.Journal == "":
		return "Journal"
	case c.Clock == nil:
		return "Clock"
	case c.Zone == nil:
		return "Zone"
	case len(c.CutOffs) == 0 || slices.ContainsFunc(c.CutOffs, invalid):
		return "CutOffs"
	case c.DebitLead < 1 || c.DebitLead > longestLead:
		return "DebitLead"
	case c.CreditLead < 0 || c.CreditLead > longestLead:
		return "CreditLead"
	case len(c.Prefix) > longestPrefix || !all(c.Prefix, plain):
		return "Prefix"
	case c.MessageItems < 1 || c.MessageItems > MaxItems:
		return "MessageItems"
	}
	return ""
}

// calendar has the days on which the bank works.
func (c Config) calendar() ach.Calendar { return ach.TARGETCalendar(c.Closed...) }

// lead is how many banking days the bank wants in advance.
func (c Config) lead(d ach.Direction) int {
	if d == ach.DebitOrder {
		return c.DebitLead
	}
	return c.CreditLead
}

// today is the first day for which a message written now can ask anything: a day at the bank, and none that is over in UTC, in
// which messages tell the time.
func (c Config) today(now time.Time) civil.Date {
	day := civil.DateOf(now, c.Zone)
	if utc := civil.DateOf(now, time.UTC); utc.After(day) {
		day = utc
	}
	return c.calendar().Next(day)
}

// day is the day of a message written now on which an order is collected or executed: its own, unless the bank wants longer.
func (c Config) day(now time.Time, o ach.Order) civil.Date {
	cal := c.calendar()
	on, soonest := cal.Next(o.On), cal.Add(c.today(now), c.lead(o.Direction))
	if on.Before(soonest) {
		return soonest
	}
	return on
}

// messageID is the ID of the nth message of a direction that is written on a day.
func (c Config) messageID(d ach.Direction, day civil.Date, n int) string {
	letter := strings.ToUpper(string(d[:1]))
	return fmt.Sprintf("%s-%04d%02d%02d-%s%d", c.Prefix, day.Year, int(day.Month), day.Day, letter, n)
}
