package identity

import (
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
)

// CodeTag names, among the codes that are sent, those that go to an account's mobile number: each account has one outstanding
// at most, and voids nobody else's. No phone number has such a tag; under a number's own tag is kept how many registrations were begun with it.
func CodeTag(of account.ID) account.Tag { return account.Tag("code/" + of.String()) }

// LetterTag names, among the codes that are sent, those that go to an account's holder by letter (IDV-12). No phone
// number has such a tag.
func LetterTag(of account.ID) account.Tag { return account.Tag("letter/" + of.String()) }

// AskTag names, beside the codes that are sent, the texts that tell an account's owner of requests for money: they are counted as codes are,
// and none is a code. No phone number has such a tag.
func AskTag(of account.ID) account.Tag { return account.Tag("ask/" + of.String()) }

// LetterCodes is the policy of a code that went out by letter: it works through the last of so many days after the
// day of sending in zone, and is refused on the day after. Else it is as other codes are. A letter that was not sent
// yet has the policy of a day.
func (p Policy) LetterCodes(sent time.Time, zone *time.Location) CodePolicy {
	codes := p.Codes
	codes.Life = 24 * time.Hour
	if !sent.IsZero() {
		over := civil.DateOf(sent, zone).AddDays(p.LetterDays + 1)
		codes.Life = over.Time(zone).Sub(sent)
	}
	return codes
}
