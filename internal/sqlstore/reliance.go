package sqlstore

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

// reliance asks whether an aggregate is still at a version.
type reliance struct {
	text    string
	key     []any
	version int64
}

func newReliance(r store.Ref) (step, error) {
	kind, ok := referable[r.Kind]
	if !ok {
		return nil, store.ErrRef
	}
	key, err := kind.key(r.ID)
	if err != nil {
		return nil, store.ErrRef
	}
	return reliance{kind.text, key, r.Version}, nil
}

func (s reliance) run(ctx context.Context, r Runner) error {
	version, err := one(ctx, r, scanned[int64], s.text, s.key...)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if version != s.version {
		return store.ErrConflict
	}
	return nil
}

// referable says for each kind of aggregate how its version is asked, and how a reference
// names its key.
var referable = map[store.RecordKind]struct {
	text string
	key  func(string) ([]any, error)
}{
	store.KindAccount:     {accounts.at, idKey},
	store.KindTrail:       {trails.at, idKey},
	store.KindActivation:  {activations.at, textKey},
	store.KindCredential:  {credentials.at, idKey},
	store.KindScan:        {scans.at, idKey},
	store.KindIDRecord:    {idRecords.at, textKey},
	store.KindMerchant:    {merchants.at, idKey},
	store.KindLocation:    {locations.at, idKey},
	store.KindLane:        {lanes.at, idKey},
	store.KindInvoice:     {invoices.at, idKey},
	store.KindPayment:     {payments.at, idKey},
	store.KindTransfer:    {moved.at, idKey},
	store.KindRequest:     {requests.at, idKey},
	store.KindSettlement:  {settlements.at, idKey},
	store.KindBankAccount: {bankAccounts.at, idKey},
	store.KindMandate:     {mandates.at, idKey},
	store.KindCollection:  {collections.at, idKey},
	store.KindPayout:      {payouts.at, idKey},
	store.KindCashback:    {cashbackPayouts.at, ownedKey(civil.ParseQuarter)},
	store.KindRun:         {cashbackRuns.at, spelledKey(civil.ParseQuarter)},
	store.KindOffer:       {offers.at, idKey},
	store.KindReward:      {rewards.at, idKey},
	store.KindProduct:     {products.at, idKey},
	store.KindOrder:       {orders.at, idKey},
	store.KindMembership:  {memberships.at, idKey},
	store.KindTally:       {tallies.at, ownedKey(civil.ParseMonth)},
}

func idKey(s string) ([]any, error) {
	id, err := uuid.Parse(s)
	return []any{id}, err
}

func textKey(s string) ([]any, error) { return []any{s}, nil }

// spelledKey is a text that must be well formed.
func spelledKey[V any](parse func(string) (V, error)) func(string) ([]any, error) {
	return func(s string) ([]any, error) {
		_, err := parse(s)
		return []any{s}, err
	}
}

// ownedKey is an owner's ID, a slash and a text that must be well formed.
func ownedKey[V any](parse func(string) (V, error)) func(string) ([]any, error) {
	return func(s string) ([]any, error) {
		owner, part, _ := strings.Cut(s, "/")
		id, err := uuid.Parse(owner)
		if err == nil {
			_, err = parse(part)
		}
		return []any{id, part}, err
	}
}
