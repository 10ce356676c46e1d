package sqlstore

import (
	"strings"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/store"
)

// reliance is an aggregate that must still be at a version; 0 is absent.
type reliance struct {
	*shape
	key     Values
	version int64
	args    Values // of rely: the key and the version
}

func (r reliance) row() rowKey { return rowKey{r.shape, r.key} }

func newReliance(r store.Ref) (reliance, error) {
	kind, ok := referable[r.Kind]
	if !ok {
		return reliance{}, store.ErrRef
	}
	key, err := kind.key(r.ID)
	if err != nil {
		return reliance{}, store.ErrRef
	}
	args := key.number(r.Version).values()
	return reliance{kind.table, args[:len(key)], r.Version, args}, nil
}

// referable says for each kind of aggregate in which table it is, and how a reference names its key.
var referable = map[store.RecordKind]struct {
	table *shape
	key   func(string) (packed, error)
}{
	store.KindAccount:     {accounts.shape, idKey},
	store.KindTrail:       {trails.shape, idKey},
	store.KindActivation:  {activations.shape, textKey},
	store.KindCredential:  {credentials.shape, idKey},
	store.KindScan:        {scans.shape, idKey},
	store.KindIDRecord:    {idRecords.shape, textKey},
	store.KindMerchant:    {merchants.shape, idKey},
	store.KindLocation:    {locations.shape, idKey},
	store.KindLane:        {lanes.shape, idKey},
	store.KindInvoice:     {invoices.shape, idKey},
	store.KindPayment:     {payments.shape, idKey},
	store.KindTransfer:    {moved.shape, idKey},
	store.KindRequest:     {requests.shape, idKey},
	store.KindSettlement:  {settlements.shape, idKey},
	store.KindBankAccount: {bankAccounts.shape, idKey},
	store.KindMandate:     {mandates.shape, idKey},
	store.KindCollection:  {collections.shape, idKey},
	store.KindPayout:      {payouts.shape, idKey},
	store.KindAdvice:      {advices.shape, idKey},
	store.KindCashback:    {cashbackPayouts.shape, ownedKey(civil.ParseQuarter)},
	store.KindRun:         {cashbackRuns.shape, marketKey(civil.ParseQuarter)},
	store.KindCorrection:  {corrections.shape, idKey},
	store.KindOffer:       {offers.shape, idKey},
	store.KindReward:      {rewards.shape, idKey},
	store.KindProduct:     {products.shape, idKey},
	store.KindOrder:       {orders.shape, idKey},
	store.KindMembership:  {memberships.shape, idKey},
	store.KindEndpoint:    {endpoints.shape, idKey},
	store.KindNotice:      {notices.shape, idKey},
	store.KindTally:       {tallies.shape, ownedKey(civil.ParseMonth)},
}

func idKey(s string) (packed, error) {
	id, err := uuid.Parse(s)
	return newRow().id(id), err
}

func textKey(s string) (packed, error) { return newRow().text(s), nil }

// marketKey is a market's code, a slash and a text that must be well formed.
func marketKey[V any](parse func(string) (V, error)) func(string) (packed, error) {
	return func(s string) (packed, error) {
		market, part, _ := strings.Cut(s, "/")
		_, err := parse(part)
		return newRow().text(market).text(part), err
	}
}

// ownedKey is an owner's ID, a slash and a text that must be well formed.
func ownedKey[V any](parse func(string) (V, error)) func(string) (packed, error) {
	return func(s string) (packed, error) {
		owner, part, _ := strings.Cut(s, "/")
		id, err := uuid.Parse(owner)
		if err == nil {
			_, err = parse(part)
		}
		return newRow().id(id).text(part), err
	}
}
