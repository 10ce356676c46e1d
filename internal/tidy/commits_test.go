package tidy

import (
	"go/ast"
	"strings"
)

// findCommits keeps all writing of the services in command.go, where the caller's key, the retries and the stored
// answers are. Stores, their suite and a host's own transactions are what is called. The load program fills stores, and measures them bare.
func findCommits(t *tree) (all []finding) {
	calls := func(dir string) bool {
		return !strings.HasPrefix(dir, "adapters/") && dir != "internal/sqlstore" && dir != "examples/load" && !suite(dir)
	}
	for _, f := range t.code(calls) {
		if f.path == "command.go" {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isCommit(call) {
				all = append(all, t.found(f, call, "only command.go commits"))
			}
			return true
		})
	}
	return all
}

// isCommit tells x.Commit(ctx, changes) from the verbs that are called Commit too.
func isCommit(call *ast.CallExpr) bool {
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "Commit" || len(call.Args) != 2 {
		return false
	}
	first, ok := call.Args[0].(*ast.Ident)
	return ok && first.Name == "ctx"
}
