package sqlstore

import (
	"cmp"
	"maps"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
)

// batch is what the members of a group that were taken write together.
type batch struct {
	before *workload // asks whether what was relied on is so, and releases
	writes *workload
	absent *workload // asks for what must not be there

	locks    map[string]bool // table → whether all others are kept from it
	counted  map[Values]*counts
	standing map[ledger.AccountID]*standing
	postings []ledger.Posting // known where the view is exact
	entered  []entered
}

// counts is the increments of one tally.
type counts struct {
	args Values
	sum  cashback.Tally
}

// standing is the changes of one account of the book.
type standing struct {
	change  ledger.Effect
	entries int64
	floor   *int64         // the new one, or nil
	after   ledger.Account // as the database answers it
}

// entered is a transfer with its effects.
type entered struct {
	ledger.Transfer
	debit, credit ledger.Effect
}

func newBatch() *batch {
	return &batch{
		before: newWorkload(), writes: newWorkload(), absent: newWorkload(), locks: map[string]bool{}, counted: map[Values]*counts{},
		standing: map[ledger.AccountID]*standing{},
	}
}

var (
	// lockTables keeps those who rely on absence from those who insert: a row that is not there cannot be locked. The locks of a database
	// are all schemas', so the schema's name is a part of what is locked.
	lockTables = &Statement{
		Name: "lock_tables", Types: []string{"text", "boolean"}, Answers: true,
		Set: "SELECT 1, CASE WHEN given.alone THEN pg_advisory_xact_lock(" + lockID + ") ELSE pg_advisory_xact_lock_shared(" + lockID + ") END " +
			"FROM unnest($1::text[], $2::boolean[]) AS given(name, alone)",
	}
	releaseClaim = &Statement{
		Name: "release_claim", Types: []string{"text", "text", "uuid"},
		Row: "DELETE FROM claim WHERE kind = ? AND value = ? AND owner = ?",
		Set: "DELETE FROM claim t USING unnest($1::text[], $2::text[], $3::uuid[]) AS given(kind, value, owner) " +
			"WHERE t.kind = given.kind AND t.value = given.value AND t.owner = given.owner",
	}
	// collectOnce writes nothing where the payment has a collection.
	collectOnce = &Statement{
		Name: "collect_once", Types: []string{"uuid", "uuid"}, Into: "collected", Columns: []string{"payment", "collection"},
		Row: "INSERT INTO collected (payment, collection) VALUES (?, ?) ON CONFLICT DO NOTHING",
		Set: "INSERT INTO collected (payment, collection) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING",
	}
	// resolveOnce writes nothing where the hold is resolved.
	resolveOnce = &Statement{
		Name: "resolve_once", Types: []string{"uuid", "uuid"}, Into: "resolved", Columns: []string{"hold", "transfer"},
		Row: "INSERT INTO resolved (hold, transfer) VALUES (?, ?) ON CONFLICT DO NOTHING",
		Set: "INSERT INTO resolved (hold, transfer) SELECT * FROM unnest($1::uuid[], $2::uuid[]) ON CONFLICT DO NOTHING",
	}
	endEvent = &Statement{
		Name: "end_event", Types: []string{"uuid"},
		Row: "DELETE FROM event WHERE id = ?",
		Set: "DELETE FROM event WHERE id = ANY ($1::uuid[])",
	}
	countTally = adding(&Statement{
		Name: "count_tally", Types: tallyTypes,
		Row: "INSERT INTO cashback_tally " + tallyColumns + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) " + tallyAdds,
		Set: "INSERT INTO cashback_tally " + tallyColumns +
			" SELECT " + each(tallyTypes) + " " + tallyAdds,
	})
	// enterTransfer fails where the ID is taken or the hold was resolved meanwhile.
	enterTransfer = adding(&Statement{
		Name: "enter_transfer", Types: transfers.types, Into: transfers.name, Columns: transfers.names,
		Row: "INSERT INTO ledger_transfer (" + transfers.all() + ") VALUES (" + places(len(transfers.names)) + ")",
		Set: "INSERT INTO ledger_transfer (" + transfers.all() + ") SELECT " + each(transfers.types),
	})
	// changeAccount changes balances by what is added to them, never to values: there is no balance that was read before.
	changeAccount = &Statement{
		Name: "change_account", Types: standingTypes, Answers: true,
		Row: "UPDATE ledger_account SET balance = balance + ?, held = held + ?, owed = owed + CASE WHEN floored THEN ? ELSE 0 END, " +
			"entries = entries + CASE WHEN floored THEN ? ELSE 0 END, floor = coalesce(?, floor) WHERE id = ? RETURNING " + ledgerAccounts.all(),
		Set: "UPDATE ledger_account t SET balance = t.balance + given.balance, held = t.held + given.held, " +
			"owed = t.owed + CASE WHEN t.floored THEN given.owed ELSE 0 END, entries = t.entries + CASE WHEN t.floored THEN given.entries ELSE 0 END, " +
			"floor = coalesce(given.floor, t.floor)" + fromGiven(standingTypes, "balance", "held", "owed", "entries", "floor", "id") +
			" WHERE t.id = given.id RETURNING given.place, " +
			qualified(ledgerAccounts.names),
	}
)

var (
	tallyTypes    = []string{"uuid", "text", "text", "bigint", "bigint", "bigint", "text", "text"}
	standingTypes = []string{"bigint", "bigint", "bigint", "bigint", "bigint", "uuid"}
)

const (
	lockID       = "hashtextextended('seqr/' || current_schema() || '/' || given.name, 0)"
	tallyColumns = "(payer, month, quarter, version, count, total_minor, total_currency, market)"
	tallyAdds    = "ON CONFLICT (payer, month) DO UPDATE SET version = cashback_tally.version + excluded.version, " +
		"count = cashback_tally.count + excluded.count, total_minor = cashback_tally.total_minor + excluded.total_minor " +
		"WHERE cashback_tally.total_currency = excluded.total_currency"
)

// put adds the rows of a member that was taken.
func (b *batch) put(p *Plan) {
	for _, r := range p.releases {
		b.before.add(releaseClaim, r.key, r.args, nil)
	}
	for _, r := range p.relied {
		if r.version == 0 {
			b.absent.add(r.exists, r.key, r.key, nil)
			b.lock(r.shape, true)
			continue
		}
		b.before.add(r.rely, r.args, r.args, nil)
	}
	for _, list := range [][]entry{p.command, p.once, p.changed} {
		b.write(list)
	}
	for _, c := range p.claims {
		b.writes.add(c.insert, c.key, c.args, nil)
	}
	for _, g := range p.guards {
		b.writes.add(g.Statement, g.key, g.args, nil)
	}
	for _, id := range p.done {
		b.writes.add(endEvent, id, id, nil)
	}
}

func (b *batch) write(list []entry) {
	for _, e := range list {
		if e.read != 0 {
			b.writes.add(e.update, e.key, e.args, nil)
			continue
		}
		b.writes.add(e.insert, e.key, e.args, nil)
		if e.update != nil {
			b.lock(e.shape, false)
		}
	}
}

// lock notes that a group inserts into a table, or relies on the absence of a row. Runs of cashback are begun four times a
// year and relied on with each payment: there it is those who insert that keep out all others.
func (b *batch) lock(s *shape, absence bool) {
	b.locks[s.name] = b.locks[s.name] || absence != (s == cashbackRuns.shape)
}

// count adds increments: all of them, or none and an error of package money.
func (b *batch) count(increments []counting) error {
	sums := map[Values]*counts{}
	for _, c := range increments {
		k := counts{args: c.args}
		if earlier := cmp.Or(sums[c.key], b.counted[c.key]); earlier != nil {
			k.sum = earlier.sum
		}
		var err error
		if k.sum, err = c.add(k.sum); err != nil {
			return err
		}
		sums[c.key] = &k
	}
	maps.Copy(b.counted, sums)
	return nil
}

// enter notes a transfer.
func (b *batch) enter(e entered) {
	b.entered = append(b.entered, e)
	b.change(e.Debit, e.debit)
	b.change(e.Credit, e.credit)
}

func (b *batch) change(id ledger.AccountID, e ledger.Effect) {
	s := b.account(id)
	s.change.Balance += e.Balance
	s.change.Held += e.Held
	s.change.Owed += e.Owed
	s.entries++
}

func (b *batch) account(id ledger.AccountID) *standing {
	s := b.standing[id]
	if s == nil {
		s = &standing{}
		b.standing[id] = s
	}
	return s
}

// works is everything but the transfers themselves.
func (b *batch) works() []*Work { return append(b.records(), b.book()...) }

// records is everything but the book.
func (b *batch) records() []*Work {
	if len(b.counted) > 0 {
		b.lock(tallies.shape, false) // a tally may be new
	}
	locks := newWorkload()
	for name, alone := range b.locks {
		args := newRow().text(name).flag(alone).values()
		locks.add(lockTables, args, args, nil)
	}
	for key, c := range b.counted {
		adds := newRow().number(c.sum.Version).number(c.sum.Count).number(c.sum.Total.Minor()).text(string(c.sum.Total.Currency())).text(c.sum.Market)
		b.writes.add(countTally, key, c.args+adds.values(), nil)
	}
	var works []*Work
	for _, w := range []*workload{locks, b.absent, b.before, b.writes} {
		works = append(works, w.inOrder()...)
	}
	return works
}

// book is what changes the accounts of the book.
func (b *batch) book() []*Work {
	book := newWorkload()
	for id, s := range b.standing {
		book.add(changeAccount, idValue(id.UUID), s.args(id), func(row Row) (err error) {
			s.after, err = ledgerAccounts.scan(row)
			return err
		})
	}
	return book.inOrder()
}

// args are those of changeAccount.
func (s *standing) args(id ledger.AccountID) Values {
	p := newRow().number(s.change.Balance).number(s.change.Held).number(s.change.Owed).number(s.entries)
	if s.floor != nil {
		p = p.number(*s.floor)
	} else {
		p = p.null()
	}
	return p.id(id.UUID).values()
}

// sound says whether everything was found as it was expected when the works were done.
func (b *batch) sound(works []*Work) bool {
	for _, w := range works {
		expected := int64(len(w.Rows))
		switch {
		case w.Statement == endEvent, w.Statement == lockTables:
			continue
		case b.absent.works[w.Statement] != nil:
			expected = 0
		}
		if w.Count != expected {
			return false
		}
	}
	return true
}

// agrees says whether the accounts are as an exact view has them.
func (b *batch) agrees(v *view) bool {
	for id, s := range b.standing {
		if s.after != v.accounts[id] {
			return false
		}
	}
	return true
}

// follow enters the transfers of a guess on the accounts as they were before: the rules of the book are asked after the
// fact, while nobody else can change the accounts.
func (b *batch) follow() error {
	before := make(map[ledger.AccountID]ledger.Account, len(b.standing))
	for id, s := range b.standing {
		a := s.after
		a.Balance, a.Held = a.Balance-s.change.Balance, a.Held-s.change.Held
		if a.Floored {
			a.Owed, a.Entries = a.Owed-s.change.Owed, a.Entries-s.entries
		}
		before[id] = a
	}
	for _, e := range b.entered {
		posting, err := enter(before, e)
		if err != nil {
			return err
		}
		b.postings = append(b.postings, posting)
	}
	return nil
}

// enter enters a transfer on accounts, which must be there.
func enter(accounts map[ledger.AccountID]ledger.Account, e entered) (ledger.Posting, error) {
	debit, known := accounts[e.Debit]
	credit, also := accounts[e.Credit]
	if !known || !also {
		return ledger.Posting{}, ledger.ErrUnknownAccount
	}
	if c := e.Amount.Currency(); c != debit.Currency || c != credit.Currency {
		return ledger.Posting{}, ledger.ErrCurrency
	}
	debit, debited, err := debit.Enter(e.Transfer, e.debit)
	if err != nil {
		return ledger.Posting{}, err
	}
	credit, credited, err := credit.Enter(e.Transfer, e.credit)
	if err != nil {
		return ledger.Posting{}, err
	}
	accounts[e.Debit], accounts[e.Credit] = debit, credit
	return ledger.Posting{Transfer: e.Transfer, Debit: debited, Credit: credited}, nil
}

// transferred is the work that keeps the transfers. One that is there twice fails when it is written.
func (b *batch) transferred() ([]*Work, error) {
	w := newWorkload()
	room := make(packed, 0, roomy)
	for i := range b.postings {
		e, err := transfers.entry(&room, &b.postings[i])
		if err != nil {
			return nil, err
		}
		of := w.of(enterTransfer)
		of.rows = append(of.rows, keyedRow{key: e.key, args: e.args})
	}
	return w.inOrder(), nil
}
