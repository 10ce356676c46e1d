package tidy

import "go/ast"

// What a reader holds in one look.
const (
	longestFunction = 70
	longestFile     = 600
)

// findLong finds functions of more than 70 lines and files of code of more than 600. In a test, the lines of a table
// do not count.
func findLong(t *tree) (all []finding) {
	for _, f := range t.files {
		if n := t.fset.File(f.FileStart).LineCount(); n > longestFile && !f.test {
			all = append(all, t.found(f, f.Name, "%d lines; a file has at most %d", n, longestFile))
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := t.lines(fn)
			if f.test {
				n -= t.tables(fn)
			}
			if n > longestFunction {
				all = append(all, t.named(f, fn, fn.Name.Name, "%s has %d lines; a function has at most %d", fn.Name.Name, n, longestFunction))
			}
		}
	}
	return all
}

// lines is how many lines a node takes.
func (t *tree) lines(n ast.Node) int { return t.line(n.End()) - t.line(n.Pos()) + 1 }

// tables is how many lines the values take that are written out in a function, first and last line of each apart.
func (t *tree) tables(fn *ast.FuncDecl) (n int) {
	ast.Inspect(fn, func(at ast.Node) bool {
		table, ok := at.(*ast.CompositeLit)
		if ok {
			n += max(0, t.lines(table)-2)
		}
		return !ok
	})
	return n
}
