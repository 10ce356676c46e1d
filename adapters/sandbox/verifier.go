package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// Verifier is an [identity.Verifier] in memory. It decides a delay after the submission, and really looks:
// it finds the card in the pictures of a specimen (see [DrawSpecimen]), reads the machine readable zone letter by letter, and compares
// it with what the user said. See [NewVerifier].
type Verifier struct {
	clock func() time.Time
	delay time.Duration

	mu       sync.Mutex
	verdicts map[identity.ScanID]identity.Verdict
	scripts  map[string]identity.Verdict
	faults   faults
}

var _ identity.Verifier = (*Verifier)(nil)

// NewVerifier makes a verifier that answers pending until a submission is delay old by clock.
func NewVerifier(clock func() time.Time, delay time.Duration) *Verifier {
	return &Verifier{
		clock: clock, delay: delay,
		verdicts: map[identity.ScanID]identity.Verdict{}, scripts: map[string]identity.Verdict{},
	}
}

// Verify checks a document. The first decision for an ID stands, whatever is sent under that ID later. A submission without ID, kind
// or a side is identity.ErrSubmission; a context that has ended is identity.ErrVerifierUnavailable.
func (v *Verifier) Verify(ctx context.Context, s identity.Submission) (identity.Verdict, error) {
	if err := ctx.Err(); err != nil {
		return identity.Verdict{}, fmt.Errorf("%w: %w", identity.ErrVerifierUnavailable, err)
	}
	if err := checkSubmission(s); err != nil {
		return identity.Verdict{}, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.faults.before(); err != nil {
		return identity.Verdict{}, err
	}
	verdict, known := v.verdicts[s.ID]
	switch {
	case known:
	case v.clock().Before(s.SubmittedAt.Add(v.delay)):
		verdict = identity.Verdict{Pending: true}
	default:
		verdict = v.decide(s)
		v.verdicts[s.ID] = verdict
	}
	if err := v.faults.after(); err != nil {
		return identity.Verdict{}, err
	}
	verdict.Problems = slices.Clone(verdict.Problems)
	return verdict, nil
}

func checkSubmission(s identity.Submission) error {
	if _, err := identity.ParseDocumentKind(string(s.Document)); err != nil {
		return identity.ErrSubmission
	}
	if (s.ID == identity.ScanID{}) || len(s.Front) == 0 || len(s.Back) == 0 {
		return identity.ErrSubmission
	}
	return nil
}

// Script fixes the verdict on the document of a number, as the zone says it, for decisions from now on. A genuine verdict that names no
// country or number gets those of the document. The pictures must be legible all the same.
func (v *Verifier) Script(number string, verdict identity.Verdict) {
	v.mu.Lock()
	defer v.mu.Unlock()
	verdict.Problems = slices.Clone(verdict.Problems)
	v.scripts[number] = verdict
}

// Fail lets the next n questions be refused with err; nothing is decided.
func (v *Verifier) Fail(n int, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faults.fail, v.faults.failErr = n, err
}

// LoseAnswer lets the next n questions be worked on and err be answered all the same.
func (v *Verifier) LoseAnswer(n int, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.faults.lose, v.faults.loseErr = n, err
}

// decide looks at the pictures first: what cannot be seen well is not read.
func (v *Verifier) decide(s identity.Submission) identity.Verdict {
	if problems := pictureProblems(s.Front, s.Back); len(problems) > 0 {
		return identity.Verdict{Problems: problems}
	}
	on := civil.DateOf(s.SubmittedAt, time.UTC)
	likely, other := s.Back, s.Front
	if s.Document == identity.Passport {
		likely, other = other, likely
	}
	m, problem := readDocument(on, likely, other)
	if problem != "" {
		return identity.Verdict{Problems: []identity.Problem{problem}}
	}
	read := verdictOn(m)
	if scripted, ok := v.scripts[m.Number]; ok {
		return completed(scripted, read)
	}
	read.Problems = documentProblems(on, s, m)
	read.Genuine = len(read.Problems) == 0
	return read
}

// verdictOn is what the zone says that a verdict carries.
func verdictOn(m identity.MRZ) identity.Verdict {
	read := identity.Verdict{Country: m.Country, Number: m.Number, PersonalNumber: m.PersonalNumber}
	if m.Format != identity.TD3 {
		read.PersonalNumber = m.Optional
	}
	return read
}

// completed is a scripted verdict with the numbers that were read, where it has none of its own.
func completed(scripted, read identity.Verdict) identity.Verdict {
	scripted.Problems = slices.Clone(scripted.Problems)
	if scripted.Country == "" && scripted.Number == "" {
		scripted.Country, scripted.Number, scripted.PersonalNumber = read.Country, read.Number, read.PersonalNumber
	}
	return scripted
}

// pictureProblems are the problems of both sides by the measures of package identity, none twice.
func pictureProblems(sides ...[]byte) []identity.Problem {
	var problems []identity.Problem
	for _, side := range sides {
		for _, p := range sideProblems(side) {
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	return problems
}

// documentProblems compares the zone with the submission.
func documentProblems(on civil.Date, s identity.Submission, m identity.MRZ) []identity.Problem {
	var problems []identity.Problem
	if lastDay(m.ExpiresOn).Before(on) {
		problems = append(problems, identity.Expired)
	}
	if m.Kind() != s.Document || !m.NameMatches(s.Name) || !sameDay(m.BirthDate, s.BirthDate) {
		problems = append(problems, identity.Mismatch)
	}
	return problems
}

// lastDay is the last day of a date that may be known in part; of a date that is unknown, a day that never comes.
func lastDay(d civil.Date) civil.Date {
	switch {
	case d.Year == 0:
		return civil.Date{Year: 9999, Month: time.December, Day: 31}
	case d.Month == 0:
		return civil.Date{Year: d.Year, Month: time.December, Day: 31}
	case d.Day == 0:
		return civil.Month{Year: d.Year, Month: d.Month}.Last()
	}
	return d
}

// sameDay compares a birth date with the zone's as far as that is known.
func sameDay(zone, given civil.Date) bool {
	return (zone.Year == 0 || zone.Year == given.Year) &&
		(zone.Month == 0 || zone.Month == given.Month) &&
		(zone.Day == 0 || zone.Day == given.Day)
}
