package sqlstore

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/ledger"
)

// view is what a group knows of the database while its members are decided.
//
// A guess is made without looking: it takes what each member expects for true, and the statements that write ask whether it
// was. An exact view has read, and locked, whatever a member depends on, and can tell for which reason one is refused.
type view struct {
	exact bool

	versions   map[rowKey]int64 // of what is there; of what is written once 1
	owners     map[Values]uuid.UUID
	collecting map[uuid.UUID]Values // payment → key of its collection
	tallies    map[Values]cashback.Tally
	accounts   map[ledger.AccountID]ledger.Account

	holds    map[ledger.TransferID]ledger.Transfer // also a guess knows them
	resolved map[ledger.TransferID]bool

	touched map[rowKey]bool // written by an earlier member of the group
}

func newView(exact bool) *view {
	return &view{
		exact: exact, versions: map[rowKey]int64{}, owners: map[Values]uuid.UUID{}, collecting: map[uuid.UUID]Values{},
		tallies: map[Values]cashback.Tally{}, accounts: map[ledger.AccountID]ledger.Account{},
		holds: map[ledger.TransferID]ledger.Transfer{}, resolved: map[ledger.TransferID]bool{}, touched: map[rowKey]bool{},
	}
}

// read reads what the plans depend on.
func (v *view) read(ctx context.Context, r Runner, jobs []*Job) error {
	w := newWorkload()
	for _, j := range jobs {
		v.needHolds(w, j.Plan)
		if v.exact {
			v.need(w, j.Plan)
		}
	}
	if len(w.works) == 0 {
		return nil
	}
	return r.Run(ctx, w.inOrder()...)
}

var (
	claimOwner = &Statement{
		Name: "owner_of_claim", Types: []string{"text", "text"}, Answers: true,
		Row: "SELECT owner FROM claim WHERE kind = ? AND value = ?", Lock: " FOR UPDATE",
		Set: "SELECT given.place, t.owner" + fromGiven([]string{"text", "text"}, "kind", "value") +
			forEach("claim", " FOR UPDATE", "t.kind = given.kind", "t.value = given.value"),
	}
	collectionOf = &Statement{
		Name: "collection_of_payment", Types: []string{"uuid"}, Answers: true,
		Row: "SELECT id FROM collection WHERE payment = ?",
		Set: "SELECT given.place, t.id" + fromGiven([]string{"uuid"}, "payment") +
			forEach("collection", "", "t.payment = given.payment"),
	}
	// These read a row to change it, and keep it until the transaction ends.
	wholeTally   = tallies.kept()
	wholeAccount = ledgerAccounts.kept()
	wholeHold    = transfers.kept()
	// resolvedHold comes after wholeHold, in the order of names: who holds the row sees whoever resolved it before.
	resolvedHold = &Statement{
		Name: "whole_resolved_hold", Types: []string{"uuid"}, Answers: true,
		Row: "SELECT 1 FROM ledger_transfer WHERE hold = ? AND kind IN ('post', 'void')",
		Set: "SELECT given.place, 1" + fromGiven([]string{"uuid"}, "hold") +
			forEach("ledger_transfer", "", "t.hold = given.hold", "t.kind IN ('post', 'void')"),
	}
)

// needHolds has the holds read that the transfers of a plan resolve.
func (v *view) needHolds(w *workload, p *Plan) {
	for _, t := range p.transfers {
		if !t.Resolves() {
			continue
		}
		id, args := t.Hold, idValue(t.Hold.UUID)
		w.add(wholeHold, args, args, func(row Row) error {
			posting, err := transfers.scan(row)
			v.holds[id] = posting.Transfer
			return err
		})
		w.add(resolvedHold, args, args, func(Row) error {
			v.resolved[id] = true
			return nil
		})
	}
}

// need has read whatever else a plan depends on.
func (v *view) need(w *workload, p *Plan) {
	for _, list := range [][]entry{p.command, p.once, p.changed} {
		for _, e := range list {
			v.needVersion(w, e.row())
			if e.shape == collections.shape {
				v.needCollecting(w, e)
			}
		}
	}
	for _, r := range p.relied {
		v.needVersion(w, r.row())
	}
	for _, list := range [][]claiming{p.claims, p.releases} {
		for _, c := range list {
			key := c.key
			w.add(claimOwner, key, key, func(row Row) (err error) {
				v.owners[key], err = scanID(row)
				return err
			})
		}
	}
	for _, c := range p.tallies {
		key := c.key
		w.add(wholeTally, key, key, func(row Row) (err error) {
			v.tallies[key], err = tallies.scan(row)
			return err
		})
	}
	v.needBook(w, p)
}

func (v *view) needVersion(w *workload, of rowKey) {
	if of.update == nil {
		w.add(of.exists, of.key, of.key, func(Row) error {
			v.versions[of] = 1
			return nil
		})
		return
	}
	w.add(of.probe, of.key, of.key, func(row Row) (err error) {
		v.versions[of], err = numberOf("version", row.Cell(0))
		return err
	})
}

// scanID reads a row of a UUID.
func scanID(row Row) (uuid.UUID, error) {
	c := row.Cell(0)
	id, ok := c.id()
	if !ok {
		return id, unexpected("id", c)
	}
	return id, nil
}

// collectedPayment is the payment that an entry of a collection is for.
func collectedPayment(e entry) uuid.UUID {
	place := collectionPayment
	if e.read != 0 {
		place -= e.keys
	}
	v, rest := e.args.Next()
	for ; place > 0; place-- {
		v, rest = rest.Next()
	}
	return uuid.UUID([]byte(v.Bytes()))
}

var collectionPayment = slices.Index(collections.names, "payment")

func (v *view) needCollecting(w *workload, e entry) {
	payment := collectedPayment(e)
	args := idValue(payment)
	w.add(collectionOf, args, args, func(row Row) error {
		id, err := scanID(row)
		v.collecting[payment] = idValue(id)
		return err
	})
}

func (v *view) needBook(w *workload, p *Plan) {
	for _, a := range p.openings {
		v.needAccount(w, a.ID)
	}
	for _, f := range p.floors {
		v.needAccount(w, f.Account)
	}
	for _, t := range p.transfers {
		v.needAccount(w, t.Debit)
		v.needAccount(w, t.Credit)
		v.needVersion(w, rowKey{transfers.shape, idValue(t.ID.UUID)})
	}
}

func (v *view) needAccount(w *workload, id ledger.AccountID) {
	args := idValue(id.UUID)
	w.add(wholeAccount, args, args, func(row Row) (err error) {
		v.accounts[id], err = ledgerAccounts.scan(row)
		return err
	})
}
