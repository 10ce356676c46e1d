package tidy

import (
	"go/ast"
	"go/doc"
	"strings"
)

// findNoExamples wants a runnable example, from outside, in every package that others import, and an output to compare
// in each example: without one it is compiled and never run.
func findNoExamples(t *tree) (all []finding) {
	for _, p := range t.folders() {
		shown := false
		for _, f := range p.tests {
			for _, ex := range doc.Examples(f.File) {
				if ex.Output == "" && !ex.EmptyOutput {
					all = append(all, t.named(f, example(f, ex.Name), ex.Name, "Example%s has no output to compare", ex.Name))
					continue
				}
				shown = shown || strings.HasSuffix(f.Name.Name, "_test")
			}
		}
		if !shown && imported(p) {
			all = append(all, t.found(p.code[0], p.code[0].Name, "package %s has no example in package %s_test", p.dir, p.name))
		}
	}
	return all
}

// imported says whether host services import p. A suite is shown by the adapters that it tests.
func imported(p *folder) bool {
	return len(p.code) > 0 && p.name != "main" && !strings.HasPrefix(p.dir, "internal/") && !suite(p.dir)
}

// example is the function of f that is the example of name.
func example(f *file, name string) ast.Node {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "Example"+name {
			return fn
		}
	}
	return f.Name
}
