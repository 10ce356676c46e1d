package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
)

// countries are the codes and names under which code could know a market.
var countries = []string{
	"US", "USA", "SE", "SWE", "RO", "ROU", "FI", "FIN", "BE", "BEL", "PT", "PRT", "NL", "NLD", "DE", "DEU", "ES", "ESP", "FR", "FRA",
	"IT", "ITA", "UK", "GB", "GBR", "AT", "AUT", "United States", "Sweden", "Romania", "Finland", "Belgium", "Portugal", "Netherlands",
	"Germany", "Spain", "France", "Italy", "United Kingdom", "Austria",
}

// findCountries finds code that asks which country it is in: what differs between markets is data (MKT-1).
func findCountries(t *tree) (all []finding) {
	for _, f := range t.code(func(string) bool { return true }) {
		ask := func(x ast.Expr) {
			lit, ok := x.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return
			}
			if name, err := strconv.Unquote(lit.Value); err == nil && slices.Contains(countries, name) {
				all = append(all, t.found(f, lit, "code asks whether this is %s; make what differs a field of the market", name))
			}
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if n.Op == token.EQL || n.Op == token.NEQ {
					ask(n.X)
					ask(n.Y)
				}
			case *ast.CaseClause:
				for _, x := range n.List {
					ask(x)
				}
			case *ast.CallExpr:
				if compares(n.Fun) {
					for _, x := range n.Args {
						ask(x)
					}
				}
			}
			return true
		})
	}
	return all
}

// compares says whether a function compares texts or looks for one.
func compares(fun ast.Expr) bool {
	s, ok := fun.(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"EqualFold", "Compare", "Contains", "HasPrefix", "HasSuffix"}, s.Sel.Name)
}
