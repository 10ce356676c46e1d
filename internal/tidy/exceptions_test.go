package tidy

import (
	"slices"
	"testing"
)

// exceptions are the places that may break a rule: the rule's name, the finding's key, the reason.
var exceptions = map[string]map[string]string{
	"clock": {
		"adapters/sqlite/kill_test.go":          "a process of its own writes until it is killed",
		"adapters/sqlite/tx_test.go":            "shows that a commit waits; how long, it does not say",
		"store/storetest/saboteur_test.go":      "a bad store lets others come in between, at best",
		"seqr.go":                               "the default of Config.Clock, and the only place of the services that has one",
		"identity/identitytest/identitytest.go": "a verifier from outside has the clock of the world, so the suite's default is it too",
	},
	"commits": {
		"recent.go":      "a store that remembers what it wrote: it commits what the processor gives it",
		"seqr.go":        "the system's own ledger accounts, made empty before the first command; making them twice changes nothing",
		"cashbackrun.go": "how far a quarter's payout came, which answers no caller, and the payouts, of which there is one for a payer's quarter",
	},
	"fuzz": {
		"identity/document.go ParseDocumentKind": "compares with three words",
		"identity/scan.go ParseSide":             "compares with two words",
	},
}

// except is what is left of all, and which exceptions met nothing.
func except(all []finding, reasons map[string]string) (left []finding, stale []string) {
	met := map[string]bool{}
	for _, f := range all {
		if reasons[f.key] == "" {
			left = append(left, f)
			continue
		}
		met[f.key] = true
	}
	for key := range reasons {
		if !met[key] {
			stale = append(stale, key)
		}
	}
	slices.Sort(stale)
	return sorted(left), stale
}

func TestExcept(t *testing.T) {
	all := []finding{{path: "b.go", line: 2, key: "b.go"}, {path: "a.go", line: 1, key: "a.go f"}, {path: "c.go", line: 3, key: "c.go"}}
	left, stale := except(all, map[string]string{"a.go f": "a table", "b.go": "", "d.go": "was long"})
	if len(left) != 2 || left[0].path != "b.go" || left[1].path != "c.go" {
		t.Errorf("left %v: an exception without a reason is none", left)
	}
	if !slices.Equal(stale, []string{"b.go", "d.go"}) {
		t.Errorf("stale %v", stale)
	}
}

// TestExceptionsAreOfRules finds exceptions from rules that are gone.
func TestExceptionsAreOfRules(t *testing.T) {
	for name := range exceptions {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.name == name }) {
			t.Errorf("there is no rule %q", name)
		}
	}
}
