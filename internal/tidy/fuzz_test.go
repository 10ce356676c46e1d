package tidy

import (
	"go/ast"
	"strings"
)

// findUnfuzzed wants a fuzz target for everything exported that parses, and seeds in every target: go test runs those.
func findUnfuzzed(t *tree) (all []finding) {
	for _, p := range t.folders() {
		thrown := map[string]bool{}
		for _, f := range p.tests {
			for _, fn := range functions(f, "Fuzz") {
				seeded := false
				ast.Inspect(fn, func(n ast.Node) bool {
					if s, ok := n.(*ast.SelectorExpr); ok {
						thrown[s.Sel.Name] = true
						seeded = seeded || s.Sel.Name == "Add"
					}
					return true
				})
				if !seeded {
					all = append(all, t.named(f, fn, fn.Name.Name, "%s has no seeds", fn.Name.Name))
				}
			}
		}
		for _, f := range p.code {
			for _, fn := range functions(f, "Parse") {
				if !thrown[fn.Name.Name] {
					all = append(all, t.named(f, fn, fn.Name.Name, "nobody fuzzes %s.%s", p.name, fn.Name.Name))
				}
			}
		}
	}
	return all
}

// functions are the functions of f, not methods, whose names begin so.
func functions(f *file, prefix string) (all []*ast.FuncDecl) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, prefix) {
			all = append(all, fn)
		}
	}
	return all
}
