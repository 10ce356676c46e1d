package tidy

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// module is the path that starts the import paths of our own packages.
const module = "github.com/seqrpay/seqr"

// tree is everything that a rule may look at.
type tree struct {
	fset     *token.FileSet
	texts    map[string]string // every text file of the repository, by its path
	files    []*file           // the Go files, by path
	packages map[string]*folder
}

// file is one Go file.
type file struct {
	path string
	dir  string // "." is the root package
	test bool   // named _test.go
	*ast.File
}

// folder is the package in one folder.
type folder struct {
	dir   string
	name  string
	code  []*file // without tests
	tests []*file
}

// finding is one place that breaks a rule.
type finding struct {
	path string
	line int
	key  string // what an exception has to name: path, or path and the name of a declaration
	text string
}

func (f finding) String() string { return fmt.Sprintf("%s:%d: %s", f.path, f.line, f.text) }

// load reads all files below root except what git keeps and what tests keep for themselves.
func load(root fs.FS) (*tree, error) {
	t := &tree{fset: token.NewFileSet(), texts: map[string]string{}, packages: map[string]*folder{}}
	err := fs.WalkDir(root, ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".git" && !d.IsDir() {
			return nil // of a worktree: says where its repository is
		}
		if d.IsDir() {
			if base := d.Name(); base == ".git" || base == "testdata" || base == "bin" {
				return fs.SkipDir
			}
			return nil
		}
		b, err := fs.ReadFile(root, at)
		if err != nil || !utf8.Valid(b) {
			return err
		}
		return t.add(at, string(b))
	})
	return t, err
}

// add takes in one file, parsed if it is Go.
func (t *tree) add(at, text string) error {
	t.texts[at] = text
	if path.Ext(at) != ".go" {
		return nil
	}
	parsed, err := parser.ParseFile(t.fset, at, text, parser.ParseComments)
	if err != nil {
		return err
	}
	f := &file{path: at, dir: path.Dir(at), test: strings.HasSuffix(at, "_test.go"), File: parsed}
	t.files = append(t.files, f)
	p := t.packages[f.dir]
	if p == nil {
		p = &folder{dir: f.dir}
		t.packages[f.dir] = p
	}
	if f.test {
		p.tests = append(p.tests, f)
		return nil
	}
	p.name = parsed.Name.Name
	p.code = append(p.code, f)
	return nil
}

// code is every Go file that is no test, of the packages that want accepts.
func (t *tree) code(want func(dir string) bool) []*file {
	return slices.DeleteFunc(slices.Clone(t.files), func(f *file) bool { return f.test || !want(f.dir) })
}

// folders are the packages, by path.
func (t *tree) folders() []*folder {
	var all []*folder
	for _, p := range t.packages {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *folder) int { return cmp.Compare(a.dir, b.dir) })
	return all
}

// found makes a finding at a node of f.
func (t *tree) found(f *file, n ast.Node, format string, args ...any) finding {
	return finding{path: f.path, line: t.line(n.Pos()), key: f.path, text: fmt.Sprintf(format, args...)}
}

// named is found with the name that an exception has to give.
func (t *tree) named(f *file, n ast.Node, name, format string, args ...any) finding {
	at := t.found(f, n, format, args...)
	at.key = f.path + " " + name
	return at
}

func (t *tree) line(p token.Pos) int { return t.fset.Position(p).Line }

// imports are the paths that f imports, with the specs that name them.
func (f *file) imports() map[string]*ast.ImportSpec {
	all := map[string]*ast.ImportSpec{}
	for _, s := range f.Imports {
		p, _ := strconv.Unquote(s.Path.Value)
		all[p] = s
	}
	return all
}

// uses calls visit with every name that f takes from another package: time.Now is visit("time", "Now", node).
func (f *file) uses(visit func(pkg, name string, n ast.Node)) {
	local := map[string]string{}
	for p, s := range f.imports() {
		name := path.Base(p)
		if name == "v2" {
			name = path.Base(path.Dir(p))
		}
		if s.Name != nil {
			name = s.Name.Name
		}
		local[name] = p
	}
	ast.Inspect(f.File, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if ok && x.Obj == nil && local[x.Name] != "" {
			visit(local[x.Name], s.Sel.Name, n)
		}
		return true
	})
}

// in accepts exactly the folders of dirs.
func in(dirs []string) func(string) bool {
	return func(dir string) bool { return slices.Contains(dirs, dir) }
}

// sorted are findings by place, each once.
func sorted(all []finding) []finding {
	slices.SortFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.text, b.text))
	})
	return slices.Compact(all)
}
