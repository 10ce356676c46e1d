package ledger_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/money"
)

// The sheets in testdata are written in a small table language, one fact a line; "#" begins a
// comment. Amounts are in the currency of the (debit) account unless one is named.
//
//	account  NAME CURRENCY [floor AMOUNT]                                 [= OUTCOME]
//	floor    NAME AMOUNT                                                  [= OUTCOME]
//	ID KIND PURPOSE DEBIT CREDIT AMOUNT [CURRENCY] [of HOLD]               = OUTCOME
//	batch                                                                  = OUTCOME
//	  … accounts, floors and transfers without an outcome, all or nothing …
//	end
//	balance  NAME BALANCE HELD OWED AVAILABLE
//	entry    NAME NUMBER ID CHANGE HELDBY BALANCE HELD
//	entries  NAME ID…                                                     (the whole statement)
//
// After every line the sums are zero, and a line that is refused has changed nothing. After
// the last one the book is checked, and replayed into another book that must be equal.
var outcomes = map[string]error{
	"ok":              nil,
	"insufficient":    ledger.ErrInsufficient,
	"unknown-account": ledger.ErrUnknownAccount,
	"unknown-hold":    ledger.ErrUnknownHold,
	"exists":          ledger.ErrExists,
	"resolved":        ledger.ErrHoldResolved,
	"too-much":        ledger.ErrPostTooMuch,
	"currency":        ledger.ErrCurrency,
	"malformed":       ledger.ErrMalformed,
	"overflow":        ledger.ErrOverflow,
}

func TestSheets(t *testing.T) {
	files, err := filepath.Glob("testdata/*.book")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 9)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, runSheet(string(text)))
		})
	}
}

// A sheet that is wrong must say so, or all others prove nothing.
func TestSheetsFindWhatIsWrong(t *testing.T) {
	const accounts = "account a USD floor -100.00\naccount b USD\n"
	for wrong, want := range map[string]string{
		"p move purchase a b 100.01 = ok":                                  "line 3: want ok, got",
		"p move purchase a b 100.00 = insufficient":                        "line 3: want insufficient, got",
		"p move purchase a b 1.00 = exists":                                "line 3: want exists, got",
		"p move purchase a b 1.00 = ok\nbalance a -1.01 0.00 0.00 99.00":   "line 4: is -1.00 0.00 0.00 99.00",
		"p move purchase a b 1.00 = ok\nentry a 1 p -1.00 0.00 -1.01 0.00": "line 4: is p -1.00 0.00 -1.00 0.00",
		"p move purchase a b 1.00 = ok\nentry a 2 p -1.00 0.00 -1.00 0.00": "line 4: no entry 2",
		"p move purchase a b 1.00 = ok\nentries a":                         "line 4: is [p]",
		"p move purchase a b 1.00 = fine":                                  "line 3: no outcome fine",
		"p move purchase a b 1.00":                                         "line 3: outcome missing",
		"p jump purchase a b 1.00 = ok":                                    "line 3: not understood",
		"p move purchase a b 1.001 = ok":                                   "line 3: money: more decimals",
		"batch = ok\np move purchase a b 1.00":                             "line 3: batch has no end",
		"batch = insufficient\np move purchase a b 1.00\nend":              "line 5: want insufficient, got",
	} {
		require.ErrorContains(t, runSheet(accounts+wrong), want, wrong)
	}
}

// sheet is a book that is being read from a sheet, with the names used in it.
type sheet struct {
	book       *ledger.Book
	currencies map[string]money.Currency
	transfers  []string // names in the order they were first mentioned, which is that of their IDs
	done       []batch  // what was accepted
	open       *batch   // between batch and end
}

// batch is what is tried in one step, and what the sheet expects of it.
type batch struct {
	opens   []ledger.Account
	floors  []ledger.Floor
	ts      []ledger.Transfer
	outcome string
	line    int
}

func runSheet(text string) error {
	s := &sheet{book: ledger.NewBook(), currencies: map[string]money.Currency{}}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		line, outcome, _ := strings.Cut(line, "=")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := s.line(i+1, words, strings.TrimSpace(outcome)); err != nil {
			return fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if s.open != nil {
		return fmt.Errorf("line %d: batch has no end", s.open.line)
	}
	return s.finish()
}

func (s *sheet) line(number int, words []string, outcome string) error {
	switch words[0] {
	case "balance":
		return s.balance(words[1:])
	case "entry":
		return s.entry(words[1:])
	case "entries":
		return s.entries(words[1:])
	case "batch":
		s.open = &batch{outcome: outcome, line: number}
		return nil
	case "end":
		whole := *s.open
		s.open = nil
		return s.try(whole)
	}
	step := s.open
	if step == nil {
		step = &batch{outcome: outcome}
	}
	if err := s.add(step, words); err != nil || s.open != nil {
		return err
	}
	return s.try(*step)
}

// add reads one change into a batch.
func (s *sheet) add(step *batch, words []string) error {
	switch words[0] {
	case "account":
		a, err := s.account(words[1:])
		step.opens = append(step.opens, a)
		return err
	case "floor":
		minor, err := s.minor(words[2], s.currencies[words[1]])
		step.floors = append(step.floors, ledger.Floor{Account: accountID(words[1]), Floor: minor})
		return err
	default:
		t, err := s.transfer(words)
		step.ts = append(step.ts, t)
		return err
	}
}

func (s *sheet) account(words []string) (ledger.Account, error) {
	a := ledger.Account{ID: accountID(words[0]), Code: ledger.CodeSuspense, Currency: money.Currency(words[1])}
	if _, known := s.currencies[words[0]]; !known {
		s.currencies[words[0]] = a.Currency
	}
	if len(words) < 4 {
		return a, nil
	}
	var err error
	a.Code, a.Floored = ledger.CodePayerDebit, true
	a.Floor, err = s.minor(words[3], a.Currency)
	return a, err
}

func (s *sheet) transfer(words []string) (ledger.Transfer, error) {
	kinds := map[string]ledger.Kind{"move": ledger.Move, "hold": ledger.Hold, "post": ledger.Post, "void": ledger.Void}
	if len(words) < 6 || kinds[words[1]] == 0 {
		return ledger.Transfer{}, errors.New("not understood")
	}
	t := ledger.Transfer{
		ID: s.transferID(words[0]), Kind: kinds[words[1]], Purpose: ledger.Purpose(words[2]),
		Debit: accountID(words[3]), Credit: accountID(words[4]), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	currency, rest := s.currencies[words[3]], words[6:]
	if len(rest) > 0 && rest[0] != "of" {
		currency, rest = money.Currency(rest[0]), rest[1:]
	}
	if len(rest) == 2 {
		t.Hold = s.transferID(rest[1])
	}
	if currency == "" {
		currency = money.USD // of an account that is not there
	}
	var err error
	t.Amount, err = money.Parse(words[5], currency)
	return t, err
}

// try makes a batch's changes and compares the outcome.
func (s *sheet) try(step batch) error {
	if step.outcome == "" {
		if len(step.ts) > 0 {
			return errors.New("outcome missing")
		}
		step.outcome = "ok"
	}
	want, ok := outcomes[step.outcome]
	if !ok {
		return fmt.Errorf("no outcome %s", step.outcome)
	}
	before := stateOf(s.book)
	postings, err := s.book.Try(step.opens, step.floors, step.ts)
	if !errors.Is(err, want) {
		return fmt.Errorf("want %s, got %v", step.outcome, err)
	}
	if err != nil && !reflect.DeepEqual(before, stateOf(s.book)) {
		return fmt.Errorf("refused, and yet something changed")
	}
	if err == nil {
		s.done = append(s.done, step)
		if len(postings) != len(step.ts) {
			return fmt.Errorf("%d postings of %d transfers", len(postings), len(step.ts))
		}
	}
	for c, sum := range s.book.Sums() {
		if sum != 0 {
			return fmt.Errorf("sum in %s is %d", c, sum)
		}
	}
	return nil
}

func (s *sheet) balance(words []string) error {
	a, err := s.book.Account(accountID(words[0]))
	if err != nil {
		return err
	}
	is := strings.Join([]string{a.BalanceAmount().Format(), s.format(a.Held, a), s.format(a.Owed, a), a.Available().Format()}, " ")
	if is != strings.Join(words[1:], " ") {
		return fmt.Errorf("is %s", is)
	}
	return nil
}

func (s *sheet) entry(words []string) error {
	a, err := s.book.Account(accountID(words[0]))
	if err != nil {
		return err
	}
	statement, err := s.book.Statement(a.ID, ledger.TransferID{}, math.MaxInt)
	if err != nil {
		return err
	}
	for _, e := range statement {
		if strconv.FormatInt(e.Number, 10) != words[1] {
			continue
		}
		is := strings.Join([]string{s.name(e.Transfer.ID), s.format(e.Change, a), s.format(e.HeldBy, a), s.format(e.Balance, a), s.format(e.Held, a)}, " ")
		if is != strings.Join(words[2:], " ") {
			return fmt.Errorf("is %s", is)
		}
		return nil
	}
	return fmt.Errorf("no entry %s", words[1])
}

func (s *sheet) entries(words []string) error {
	statement, err := s.book.Statement(accountID(words[0]), ledger.TransferID{}, math.MaxInt)
	if err != nil {
		return err
	}
	is := make([]string, len(statement))
	for i, e := range statement {
		is[i] = s.name(e.Transfer.ID)
	}
	if fmt.Sprint(is) != fmt.Sprint(words[1:]) {
		return fmt.Errorf("is %v", is)
	}
	return nil
}

// finish checks the book and replays it.
func (s *sheet) finish() error {
	if err := s.book.Check(); err != nil {
		return err
	}
	again := ledger.NewBook()
	for _, step := range s.done {
		if _, err := again.Try(step.opens, step.floors, step.ts); err != nil {
			return fmt.Errorf("replay: %w", err)
		}
	}
	if !reflect.DeepEqual(stateOf(s.book), stateOf(again)) {
		return errors.New("replay made another book")
	}
	return nil
}

func (s *sheet) minor(text string, c money.Currency) (int64, error) {
	if c == "" {
		c = money.USD
	}
	a, err := money.Parse(text, c)
	return a.Minor(), err
}

func (s *sheet) format(minor int64, a ledger.Account) string {
	return money.FromMinor(minor, a.Currency).Format()
}

func (s *sheet) transferID(name string) ledger.TransferID {
	for i, known := range s.transfers {
		if known == name {
			return numbered(i + 1)
		}
	}
	s.transfers = append(s.transfers, name)
	return numbered(len(s.transfers))
}

func (s *sheet) name(id ledger.TransferID) string {
	for i, name := range s.transfers {
		if numbered(i+1) == id {
			return name
		}
	}
	return id.String()
}

func accountID(name string) ledger.AccountID {
	return ledger.AccountID{UUID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(name))}
}

// numbered is the transfer ID of a number; IDs are ordered as the numbers are.
func numbered(n int) ledger.TransferID {
	return ledger.TransferID{UUID: uuid.MustParse(fmt.Sprintf("01900000-0000-7000-8000-%012x", n))}
}

// state is all that can be read of a book.
type state struct {
	accounts   []ledger.Account
	transfers  []ledger.Posting
	statements map[ledger.AccountID][]ledger.Entry
	sums       map[money.Currency]int64
}

func stateOf(b *ledger.Book) state {
	s := state{b.Accounts(ledger.AccountID{}, math.MaxInt), b.Transfers(ledger.TransferID{}, math.MaxInt), map[ledger.AccountID][]ledger.Entry{}, maps.Clone(b.Sums())}
	for _, a := range s.accounts {
		s.statements[a.ID], _ = b.Statement(a.ID, ledger.TransferID{}, math.MaxInt)
	}
	return s
}
