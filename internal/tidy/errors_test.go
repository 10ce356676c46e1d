package tidy

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// faults is the package that makes sentinels.
const faults = module + "/internal/fault"

// findErrorTexts wants every sentinel to read "package: what is wrong", and no two alike: a stored refusal is found
// again by its text.
func findErrorTexts(t *tree) (all []finding) {
	first := map[string]string{}
	for _, f := range t.code(func(string) bool { return true }) {
		f.calls(faults, "New", func(call *ast.CallExpr) {
			text, ok := literal(call.Args[len(call.Args)-1])
			if !ok {
				all = append(all, t.found(f, call, "the text of an error is one string, so that it can be searched for"))
				return
			}
			if wrong := wrongText(f.Name.Name, text); wrong != "" {
				all = append(all, t.found(f, call, "%q %s", text, wrong))
			}
			if at, taken := first[text]; taken {
				all = append(all, t.found(f, call, "%q is declared in %s too", text, at))
			}
			first[text] = f.path
		})
	}
	return all
}

// wrongText says what is wrong with the text of a sentinel of pkg.
func wrongText(pkg, text string) string {
	rest, ok := strings.CutPrefix(text, pkg+": ")
	if !ok || rest == "" {
		return "must begin with " + strconv.Quote(pkg+": ")
	}
	word, _, _ := strings.Cut(rest, " ")
	if unicode.IsUpper(rune(word[0])) && word != strings.ToUpper(word) {
		return "must go on in lower case"
	}
	if strings.ContainsAny(text[len(text)-1:], ".!?") {
		return "is no sentence: callers put it into theirs"
	}
	return ""
}

// findPlainErrors wants every error of a domain package to have a class: it is a sentinel of fault.New in a variable
// of the package, or wraps one.
func findPlainErrors(t *tree) (all []finding) {
	for _, f := range t.code(in(domain)) {
		f.calls("errors", "New", func(call *ast.CallExpr) {
			all = append(all, t.found(f, call, "errors.New has no class: use fault.New"))
		})
		f.calls("fmt", "Errorf", func(call *ast.CallExpr) {
			if text, ok := literal(call.Args[0]); !ok || !strings.Contains(text, "%w") {
				all = append(all, t.found(f, call, "fmt.Errorf without %%w has no class"))
			}
		})
		for _, d := range f.Decls {
			if _, ok := d.(*ast.FuncDecl); !ok {
				continue
			}
			f.callsIn(d, faults, "New", func(call *ast.CallExpr) {
				all = append(all, t.found(f, call, "a sentinel is a variable of the package"))
			})
		}
	}
	return all
}

// calls visits the calls of a function of another package.
func (f *file) calls(pkg, name string, visit func(*ast.CallExpr)) {
	f.callsIn(f.File, pkg, name, visit)
}

// callsIn visits those inside of a node.
func (f *file) callsIn(n ast.Node, pkg, name string, visit func(*ast.CallExpr)) {
	var uses []ast.Node
	f.uses(func(p, called string, n ast.Node) {
		if p == pkg && called == name {
			uses = append(uses, n)
		}
	})
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && slices.Contains(uses, ast.Node(call.Fun)) {
			visit(call)
		}
		return true
	})
}

// literal is the value of a string that stands in the code.
func literal(x ast.Expr) (string, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
