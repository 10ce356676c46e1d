package tidy

import (
	"os"
	"sync"
	"testing"
)

// rule is one thing that must hold for the whole tree.
type rule struct {
	// name says the rule in a few words; its bad examples are in testdata/name.txt.
	name string
	find func(*tree) []finding
}

var rules = []rule{
	{"imports", findImports},
	{"test-imports", findTestImports},
	{"test-packages", findTestPackages},
	{"purity", findImpure},
	{"floats", findFloats},
	{"sql", findSQL},
	{"commits", findCommits},
	{"clock", findClocks},
	{"seeds", findSeeds},
	{"fuzz", findUnfuzzed},
	{"documentation", findUndocumented},
	{"package-comments", findPackageComments},
	{"size", findLong},
	{"examples", findNoExamples},
	{"skipped-tests", findSkips},
	{"error-texts", findErrorTexts},
	{"error-kinds", findPlainErrors},
	{"names", findNames},
	{"words", findWords},
	{"links", findBrokenLinks},
	{"versions", findVersions},
	{"rules", findRules},
	{"countries", findCountries},
}

// readHouse is the module as it lies on the disk, read once.
var readHouse = sync.OnceValues(func() (*tree, error) { return load(os.DirFS("../..")) })

// TestHouse holds the module against every rule (GEN-1, GEN-5).
func TestHouse(t *testing.T) {
	house, err := readHouse()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			found, stale := except(r.find(house), exceptions[r.name])
			for _, f := range found {
				t.Errorf("%s", f)
			}
			for _, key := range stale {
				t.Errorf("internal/tidy/exceptions_test.go: %q needs no exception from %s any more", key, r.name)
			}
		})
	}
}

// TestHouseIsRead guards against rules that hold because nothing was looked at.
func TestHouseIsRead(t *testing.T) {
	house, err := readHouse()
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append([]string{"."}, domain...) {
		if p := house.packages[dir]; p == nil || len(p.code) == 0 || len(p.tests) == 0 {
			t.Errorf("no package with tests in %s", dir)
		}
	}
	for _, path := range []string{"README.md", ".ci/run", "Makefile", "seqr.go"} {
		if _, ok := house.texts[path]; !ok {
			t.Errorf("%s was not read", path)
		}
	}
}
