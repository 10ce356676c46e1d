package memory

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

// owned is the key of a list by owner: payments by payer, refunds by payment.
type owned struct{ owner, id uuid.UUID }

// quarterly and monthly are the keys of the cashback programme.
type (
	quarterly struct {
		payer   account.ID
		quarter civil.Quarter
	}
	monthly struct {
		payer account.ID
		month civil.Month
	}
)

// timed is a key of a market's list in the order of times.
type timed struct {
	market string
	at     time.Time
	id     uuid.UUID
}

// run is the key of a market's payment of a quarter's cashback, and of the list of its payers.
type (
	run struct {
		market  string
		quarter civil.Quarter
	}
	payer struct {
		run
		id uuid.UUID
	}
)

// tagged is the key of a list by a mobile number's tag.
type tagged struct {
	tag account.Tag
	id  uuid.UUID
}

// named is a key of two texts: a command's or a claim's.
type named struct{ kind, value string }

func compareIDs(a, b uuid.UUID) int    { return bytes.Compare(a[:], b[:]) }
func compareTags(a, b account.Tag) int { return cmp.Compare(a, b) }

func compareOwned(a, b owned) int {
	return cmp.Or(compareIDs(a.owner, b.owner), compareIDs(a.id, b.id))
}

func compareTagged(a, b tagged) int {
	return cmp.Or(compareTags(a.tag, b.tag), compareIDs(a.id, b.id))
}

func compareQuarterly(a, b quarterly) int {
	return cmp.Or(compareIDs(a.payer.UUID, b.payer.UUID), a.quarter.Compare(b.quarter))
}

func compareMonthly(a, b monthly) int {
	return cmp.Or(compareIDs(a.payer.UUID, b.payer.UUID), a.month.Compare(b.month))
}

func compareRuns(a, b run) int {
	return cmp.Or(cmp.Compare(a.market, b.market), a.quarter.Compare(b.quarter))
}

func comparePayers(a, b payer) int {
	return cmp.Or(compareRuns(a.run, b.run), compareIDs(a.id, b.id))
}

func compareTimed(a, b timed) int {
	return cmp.Or(cmp.Compare(a.market, b.market), a.at.Compare(b.at), compareIDs(a.id, b.id))
}

// relied is the version that a reference's aggregate is kept at, 0 for none. It answers
// ErrRef for a kind or an ID that no aggregate has.
func (s *Store) relied(r store.Ref) (int64, error) {
	if versionOf, keyed := s.byID[r.Kind]; keyed {
		id, err := uuid.Parse(r.ID)
		if err != nil {
			return 0, store.ErrRef
		}
		return versionOf(id), nil
	}
	switch r.Kind {
	case store.KindActivation:
		return s.activations.versionOf(account.Tag(r.ID)), nil
	case store.KindIDRecord:
		return s.idRecords.versionOf(account.Tag(r.ID)), nil
	case store.KindRun:
		return at(s.runs, r.ID, parseRun)
	case store.KindCashback:
		return at(s.cashback, r.ID, parseQuarterly)
	case store.KindTally:
		return at(s.tallies, r.ID, parseMonthly)
	default:
		return 0, store.ErrRef
	}
}

func at[K comparable, V any](t *table[K, V], text string, parse func(string) (K, error)) (int64, error) {
	k, err := parse(text)
	if err != nil {
		return 0, store.ErrRef
	}
	return t.versionOf(k), nil
}

func parseRun(text string) (run, error) {
	market, quarter, _ := strings.Cut(text, "/")
	q, err := civil.ParseQuarter(quarter)
	return run{market, q}, err
}

func parseQuarterly(text string) (quarterly, error) {
	payer, quarter, _ := strings.Cut(text, "/")
	id, err := uuid.Parse(payer)
	if err != nil {
		return quarterly{}, err
	}
	q, err := civil.ParseQuarter(quarter)
	return quarterly{account.ID{UUID: id}, q}, err
}

func parseMonthly(text string) (monthly, error) {
	payer, month, _ := strings.Cut(text, "/")
	id, err := uuid.Parse(payer)
	if err != nil {
		return monthly{}, err
	}
	m, err := civil.ParseMonth(month)
	return monthly{account.ID{UUID: id}, m}, err
}
