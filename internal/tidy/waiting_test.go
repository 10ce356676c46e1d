package tidy

import "go/ast"

// findWaiting finds sleeping, in code and in tests. Code waits with a timer and its context; a test sets the clock,
// or depends on the speed of the machine.
func findWaiting(t *tree) (all []finding) {
	for _, f := range t.files {
		f.uses(func(pkg, name string, n ast.Node) {
			if pkg == "time" && (name == "Sleep" || name == "Tick" || name == "After") {
				all = append(all, t.found(f, n, "time.%s: nothing here waits by itself", name))
			}
		})
	}
	return all
}
