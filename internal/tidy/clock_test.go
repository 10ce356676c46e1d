package tidy

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// findClocks finds who looks at a clock of its own, and who waits and cannot be told to stop. Code is given its clock,
// and waits with a timer beside its context. A test sets the clock, or depends on the speed of the machine; a benchmark
// is there to measure it.
func findClocks(t *tree) (all []finding) {
	clock := []string{"Now", "Since", "Until", "Sleep", "Tick", "After"}
	for _, f := range t.files {
		if strings.HasPrefix(path.Base(f.path), "benchmark") {
			continue
		}
		f.uses(func(pkg, name string, n ast.Node) {
			if pkg == "time" && slices.Contains(clock, name) {
				all = append(all, t.found(f, n, "time.%s: the caller has the clock, and who waits has a timer and a context", name))
			}
		})
	}
	return all
}

// findSeeds finds tests whose numbers nobody can have again. What is drawn from a source with a seed is the same
// every time, and rapid prints its own.
func findSeeds(t *tree) (all []finding) {
	for _, f := range t.files {
		if !f.test && !suite(f.dir) {
			continue
		}
		f.uses(func(pkg, name string, n ast.Node) {
			if ast.IsExported(name) && strings.HasPrefix(pkg, "math/rand") && drawn(name) {
				all = append(all, t.found(f, n, "rand.%s has no seed: draw from rand.New", name))
			}
		})
	}
	return all
}

// drawn says whether a name of math/rand draws from the source that all share.
func drawn(name string) bool {
	return !strings.HasPrefix(name, "New") && !slices.Contains([]string{"Rand", "Source", "PCG", "ChaCha8", "Zipf"}, name)
}
