package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// exact are the packages in which a number may be money. Pictures are measured in identity and qr/qrimage.
var exact = []string{
	".", "account", "ach", "adapters/memory", "adapters/postgres", "adapters/sqlite", "audit", "cashback", "civil", "internal/sqlstore",
	"ledger", "money", "payment", "store", "examples/cashback",
}

// inexact are functions and methods that turn exact numbers into floating point or back.
var inexact = []string{
	"Float32", "Float64", "FormatFloat", "Hours", "InexactFloat64", "Minutes", "NewFloat", "NewFromFloat",
	"NewFromFloat32", "ParseFloat", "Seconds", "SetFloat64",
}

// findFloats finds floating point, which cannot hold a cent exactly.
func findFloats(t *tree) (all []finding) {
	for _, f := range t.code(in(exact)) {
		ast.Inspect(f.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if n.Obj == nil && (n.Name == "float64" || n.Name == "float32") {
					all = append(all, t.found(f, n, "%s where money is", n.Name))
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT {
					all = append(all, t.found(f, n, "%s is floating point where money is", n.Value))
				}
			case *ast.SelectorExpr:
				if slices.Contains(inexact, n.Sel.Name) {
					all = append(all, t.found(f, n, "%s is floating point where money is", n.Sel.Name))
				}
			}
			return true
		})
		f.uses(func(pkg, name string, n ast.Node) {
			if pkg == "math" && !strings.HasPrefix(name, "Max") && !strings.HasPrefix(name, "Min") {
				all = append(all, t.found(f, n, "math.%s is floating point where money is", name))
			}
		})
	}
	return all
}
