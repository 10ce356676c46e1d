package bankfile

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/civil"
)

// CutOff is the end of the time in which a bank takes what it is to work on next: a time of day on a banking day.
type CutOff struct {
	Hour   int // on the bank's clock, 0–23
	Minute int // 0–59
}

// Valid says whether c is a time of day.
func (c CutOff) Valid() bool { return c.Hour >= 0 && c.Hour <= 23 && c.Minute >= 0 && c.Minute <= 59 }

// Closing is a cut-off that has come.
type Closing struct {
	Index int        // of the cut-off, in what [Latest] was given
	At    time.Time  // when it came
	Day   civil.Date // on which it came, in the bank's zone
}

// Latest is the last cut-off that has come by now, on banking days of a calendar and by the clock of a zone; false
// if none has come in two weeks, in which no calendar closes.
func Latest(now time.Time, zone *time.Location, cal ach.Calendar, cutOffs []CutOff) (last Closing, ok bool) {
	const longestHoliday = 14
	today := civil.DateOf(now, zone)
	for back := range longestHoliday {
		day := today.AddDays(-back)
		if !cal.IsBankingDay(day) {
			continue
		}
		for i, c := range cutOffs {
			at := time.Date(day.Year, day.Month, day.Day, c.Hour, c.Minute, 0, 0, zone)
			if !at.After(now) && (!ok || at.After(last.At)) {
				last, ok = Closing{i, at, day}, true
			}
		}
		if ok {
			return last, true
		}
	}
	return Closing{}, false
}

// Sum names a content: its SHA-256 in hexadecimal digits.
func Sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}
