package tidy

import "go/ast"

// What a reader holds in one look.
const (
	longestFunction = 70
	longestFile     = 600
)

// findLong finds functions of more than 70 lines and files of code of more than 600.
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
			if n := t.line(fn.End()) - t.line(fn.Pos()) + 1; n > longestFunction {
				all = append(all, t.named(f, fn, fn.Name.Name, "%s has %d lines; a function has at most %d", fn.Name.Name, n, longestFunction))
			}
		}
	}
	return all
}
