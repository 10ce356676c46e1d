package tidy

import (
	"go/ast"
	"slices"
	"strings"
)

// findSkips finds tests that may pass without having tested.
func findSkips(t *tree) (all []finding) {
	for _, f := range t.files {
		if !f.test && !suite(f.dir) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			s, ok := call.Fun.(*ast.SelectorExpr)
			if ok && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, s.Sel.Name) {
				all = append(all, t.found(f, call, "a test that is skipped tests nothing"))
			}
			if ok && s.Sel.Name == "Short" && isIdent(s.X, "testing") {
				all = append(all, t.found(f, call, "a test is the same however it is called"))
			}
			return true
		})
		if g := constraint(f); g != nil {
			all = append(all, t.found(f, g, "a test that is not always built is not always run"))
		}
	}
	return all
}

func isIdent(x ast.Expr, name string) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == name
}

// constraint is the build constraint of a file with tests. A file may say whether the race detector is on, to give a
// test a smaller load.
func constraint(f *file) ast.Node {
	for _, g := range f.Comments {
		if g.Pos() < f.Package && strings.HasPrefix(g.List[0].Text, "//go:build") && slices.ContainsFunc(f.Decls, isFunc) {
			return g
		}
	}
	return nil
}

func isFunc(d ast.Decl) bool {
	_, ok := d.(*ast.FuncDecl)
	return ok
}
