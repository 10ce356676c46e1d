package sqlstore

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// row has a field for each kind of column.
type row struct {
	ID      uuid.UUID
	Text    string
	Number  int64
	Flag    bool
	At      time.Time
	Due     time.Time
	Blob    []byte
	Amount  money.Amount
	Exact   decimal.Decimal
	Day     civil.Date
	Kind    ledger.Kind
	Tags    []account.Tag
	Version int64
}

var rows = newTable("row", 1, func(v *row) *int64 { return &v.Version },
	id("id", func(v *row) *uuid.UUID { return &v.ID }),
	text("text", func(v *row) *string { return &v.Text }),
	number("number", func(v *row) *int64 { return &v.Number }),
	flag("flag", func(v *row) *bool { return &v.Flag }),
	instant("at", func(v *row) *time.Time { return &v.At }),
	moment("due", func(v *row) *time.Time { return &v.Due }),
	blob("blob", func(v *row) *[]byte { return &v.Blob }),
	amount("amount", func(v *row) *money.Amount { return &v.Amount }),
	exact("exact", func(v *row) *decimal.Decimal { return &v.Exact }),
	spelled("day", func(v *row) *civil.Date { return &v.Day }),
	choice("kind", func(v *row) *ledger.Kind { return &v.Kind }, ledger.Move, ledger.Hold),
	list("tags", func(v *row) *[]account.Tag { return &v.Tags }, same[account.Tag], same[account.Tag]),
)

// answer is a row of an engine's answer.
type answer []any

func (a answer) Cell(place int) Cell {
	switch v := a[place].(type) {
	case nil:
		return Cell{Kind: Null}
	case int64:
		return Cell{Kind: Number, Number: v}
	case string:
		return Cell{Kind: Octets, Octets: []byte(v)}
	case []byte:
		return Cell{Kind: Octets, Octets: v}
	default:
		return Cell{Kind: Other}
	}
}

func TestTexts(t *testing.T) {
	require.Equal(t, "SELECT kind, value, owner FROM claim WHERE kind = ? AND value = ?", claims.get)
	require.Equal(t, "INSERT INTO claim (kind, value, owner) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", claims.insert.Row)
	require.Equal(t, "INSERT INTO claim (kind, value, owner) SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::uuid[]) ON CONFLICT DO NOTHING", claims.insert.Set)
	require.Nil(t, claims.update)
	require.Equal(t, "UPDATE cashback_run SET version = ?, after_payer = ?, done = ?, moved_at = ? WHERE market = ? AND quarter = ? AND version = ?", cashbackRuns.update.Row)
	require.Equal(t, "UPDATE cashback_run t SET version = given.version, after_payer = given.after_payer, done = given.done, moved_at = given.moved_at "+
		"FROM (SELECT unnest($1::bigint[]) AS version, unnest($2::uuid[]) AS after_payer, unnest($3::boolean[]) AS done, unnest($4::timestamptz[]) AS moved_at, "+
		"unnest($5::text[]) AS market, unnest($6::text[]) AS quarter, unnest($7::bigint[]) AS read) AS given WHERE t.market = given.market AND t.quarter = given.quarter AND t.version = given.read", cashbackRuns.update.Set)
	require.Equal(t, "SELECT version FROM cashback_payout WHERE payer = ? AND quarter = ?", cashbackPayouts.probe.Row)
}

func valuesOf(t *testing.T, args ...any) Values {
	t.Helper()
	v, err := ValuesOf(args...)
	require.NoError(t, err)
	return v
}

func TestEntryInsertsVersionZeroAndUpdatesOthers(t *testing.T) {
	v, room := row{ID: uuid.New()}, packed{}
	insert, err := rows.entry(&room, &v)
	require.NoError(t, err)
	require.Zero(t, insert.read)
	require.Equal(t, valuesOf(t, v.ID, int64(1), "", int64(0), false, nil, time.Time{}, nil, int64(0), "", "0", "", "0", "[]"), insert.args)
	require.Equal(t, valuesOf(t, v.ID), insert.key)
	v.Version = 7
	update, err := rows.entry(&room, &v)
	require.NoError(t, err)
	require.EqualValues(t, 7, update.read)
	require.Equal(t, valuesOf(t, int64(8), "", int64(0), false, nil, time.Time{}, nil, int64(0), "", "0", "", "0", "[]", v.ID, int64(7)), update.args)
	require.Equal(t, insert.key, update.key)
	require.EqualValues(t, 7, v.Version, "the caller's is left as it is")
}

func TestValuesComeApart(t *testing.T) {
	id, at := uuid.New(), time.Date(1969, 3, 14, 9, 26, 53, 589793000, time.UTC)
	all := valuesOf(t, nil, int64(-2), true, false, at, "text", "", []byte{0, 1}, []byte{}, []byte(nil), id)
	for _, want := range []struct {
		kind  Kind
		bytes string
		n     int64
	}{
		{Null, "", 0},
		{Number, "\xff\xff\xff\xff\xff\xff\xff\xfe", -2},
		{Flag, "\x01", 1},
		{Flag, "\x00", 0},
		{Instant, "", at.UnixMicro()},
		{Text, "text", 0},
		{Text, "", 0},
		{Octets, "\x00\x01", 0},
		{Octets, "", 0},
		{Null, "", 0},
		{UUID, string(id[:]), 0},
	} {
		var v Value
		v, all = all.Next()
		require.Equal(t, want.kind, v.Kind)
		switch v.Kind {
		case Instant:
			require.Equal(t, want.n, v.Int())
			continue
		case Number, Flag:
			require.Equal(t, want.n, v.Int())
		}
		require.Equal(t, want.bytes, v.Bytes())
		require.Equal(t, want.bytes, v.Sized()[4:])
	}
	require.Empty(t, all)
	_, err := ValuesOf(1)
	require.ErrorContains(t, err, "int")
}

func TestScanTakesWhatEnginesAnswer(t *testing.T) {
	at := time.Date(2026, 3, 14, 9, 26, 53, 589793000, time.UTC)
	want := row{
		ID: uuid.New(), Version: 3, Text: "text", Number: -1, Flag: true, At: at, Due: at, Blob: []byte{0, 1}, Amount: money.FromMinor(12, money.USD),
		Exact: decimal.New(15, -1), Day: civil.Date{Year: 2026, Month: 3, Day: 14}, Kind: ledger.Hold, Tags: []account.Tag{"a", "b"},
	}
	got, err := rows.scan(answer{
		want.ID[:], int64(3), "text", int64(-1), int64(1), at.UnixMicro(), at.UnixMicro(), []byte{0, 1}, int64(12), "USD", "1.5", "2026-03-14", "hold", `["a","b"]`,
	})
	require.NoError(t, err)
	require.Equal(t, want, got)
	none, err := rows.scan(answer{uuid.Nil[:], int64(0), "", int64(0), int64(0), nil, time.Time{}.UnixMicro(), nil, int64(0), "", "0", "", "0", "[]"})
	require.NoError(t, err)
	require.Equal(t, row{}, none)
}

func TestScanRefusesWhatMakesNoSense(t *testing.T) {
	good := func() answer {
		return answer{uuid.Nil[:], int64(0), "", int64(0), int64(0), nil, int64(0), nil, int64(0), "", "0", "", "0", "[]"}
	}
	for i, bad := range []any{"no UUID", "0", int64(1), 1.5, "true", "now", "now", int64(1), "12", int64(1), "much", "someday", "push", "{"} {
		a := good()
		a[i] = bad
		_, err := rows.scan(a)
		require.Error(t, err, rows.columns[i].name)
		require.NotContains(t, err.Error(), "%!")
	}
}

func TestUnknownChoiceIsKeptAsNumber(t *testing.T) {
	c := choice("kind", func(v *row) *ledger.Kind { return &v.Kind }, ledger.Move)[0]
	for _, k := range []ledger.Kind{0, ledger.Move, 77, 255} {
		kept, err := c.bind(nil, &row{Kind: k})
		require.NoError(t, err)
		first, _ := kept.values().Next()
		var v row
		require.NoError(t, c.scan(&v, Cell{Kind: Octets, Octets: []byte(first.Bytes())}))
		require.Equal(t, k, v.Kind)
	}
}

func TestWriteRefusesWhatNoTableHolds(t *testing.T) {
	_, err := rows.entry(new(packed), &row{Day: civil.Date{Year: 2026, Month: 2, Day: 30}})
	require.ErrorIs(t, err, civil.ErrDate)
	require.ErrorContains(t, err, "row.day")
}
