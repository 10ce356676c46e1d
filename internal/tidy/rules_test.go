package tidy

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// rulesPage is the table of the product's rules: what each says, where it lives and which tests show it.
const rulesPage = "docs/rules.md"

// productRules are the groups of the product's rules, and how many each has: GEN-1 to GEN-5.
var productRules = map[string]int{
	"GEN": 5, "REG": 17, "IDV": 12, "PIN": 8, "DEV": 4, "MND": 10, "LIM": 8, "PAY": 19, "COL": 14, "PRE": 7, "P2P": 9,
	"DON": 2, "RCP": 3, "CB": 21, "OFF": 8, "SOS": 8, "LOY": 2, "CS": 10, "MKT": 6, "PRV": 5, "APP": 7,
}

var (
	// ruleID is a rule's name in a text.
	ruleID = regexp.MustCompile(`\b(?:` + strings.Join(slices.Sorted(maps.Keys(productRules)), "|") + `)-\d+`)
	// ruleRow is a row of a table about a rule, openRule a line about one that no test shows yet.
	ruleRow  = regexp.MustCompile(`^\| ([A-Z0-9]+-\d+) \|(.*)\|$`)
	openRule = regexp.MustCompile(`^- \*\*([A-Z0-9]+-\d+)\*\*:?(.*)$`)
	// codeSpan is what stands between backquotes.
	codeSpan = regexp.MustCompile("`([^`]+)`")
)

// findRules holds docs/rules.md against the module: every rule of every group stands there once, with a place and a test
// that exist, or under Open with the reason. What comments and documents say of rules must be about one of them.
func findRules(t *tree) []finding {
	p := &page{tree: t, at: map[string]int{}, names: t.declared(), shown: t.shows()}
	p.read()
	p.complete()
	return append(p.found, t.strayIDs()...)
}

// page is docs/rules.md while it is read.
type page struct {
	*tree
	at    map[string]int                        // the line of each rule
	names map[string]map[string]bool            // what each folder declares
	shown map[string]map[string]map[string]bool // what each folder's tests are called, and the texts in their files
	found []finding
}

func (p *page) note(line int, format string, args ...any) {
	p.found = append(p.found, finding{path: rulesPage, line: line, key: rulesPage, text: fmt.Sprintf(format, args...)})
}

// read goes through the page: a heading names the group of the rows below it, or says that what follows is open.
func (p *page) read() {
	group, line := "", 0
	for s := range strings.Lines(p.texts[rulesPage]) {
		line++
		s = strings.TrimSpace(s)
		if name, ok := strings.CutPrefix(s, "## "); ok {
			group, _, _ = strings.Cut(name, " ")
			continue
		}
		if m := ruleRow.FindStringSubmatch(s); m != nil {
			p.once(m[1], group, line)
			p.row(m[1], m[2], line)
		}
		if m := openRule.FindStringSubmatch(s); m != nil {
			of, _, _ := strings.Cut(m[1], "-")
			if group == "Open" {
				group = of
			}
			p.once(m[1], group, line)
			if group = "Open"; strings.TrimSpace(m[2]) == "" {
				p.note(line, "%s is open for no reason", m[1])
			}
		}
	}
}

// once notes where a rule stands, and complains if it does not belong there.
func (p *page) once(id, group string, line int) {
	of, number, _ := strings.Cut(id, "-")
	n, _ := strconv.Atoi(number)
	switch before := p.at[id]; {
	case before != 0:
		p.note(line, "%s stands in line %d already", id, before)
	case n < 1 || n > productRules[of] || id != fmt.Sprintf("%s-%d", of, n):
		p.note(line, "there is no rule %s", id)
	case of != group:
		p.note(line, "%s stands under %s", id, group)
	}
	p.at[id] = line
}

// row looks at the three cells after a rule's ID: what it says, where it lives, which tests show it.
func (p *page) row(id, rest string, line int) {
	cells := strings.Split(rest, "|")
	if len(cells) != 3 || strings.TrimSpace(cells[0]) == "" {
		p.note(line, "the row of %s does not say what, where and shown by", id)
		return
	}
	places, tests := codeSpan.FindAllStringSubmatch(cells[1], -1), codeSpan.FindAllStringSubmatch(cells[2], -1)
	if len(places) == 0 {
		p.note(line, "%s lives nowhere", id)
	}
	if len(tests) == 0 {
		p.note(line, "no test shows %s", id)
	}
	for _, m := range places {
		if !p.place(m[1]) {
			p.note(line, "there is no %s", m[1])
		}
	}
	for _, m := range tests {
		if !p.test(m[1]) {
			p.note(line, "there is no test %s", m[1])
		}
	}
}

// place says whether there is a file or package of that path, or a name such as ach.Policy.Fee. The root package is seqr.
func (p *page) place(s string) bool {
	if _, ok := p.texts[s]; ok || p.packages[s] != nil {
		return true
	}
	base, name, ok := strings.Cut(path.Base(s), ".")
	dir := path.Join(path.Dir(s), base)
	if dir == "seqr" {
		dir = "."
	}
	return ok && p.names[dir][name]
}

// test says whether there is a test such as "ach TestClassOf", or "TestActivation" in the root package. What
// follows a slash is the name of a subtest, and must be written out in the test's file.
func (p *page) test(s string) bool {
	dir, name, ok := strings.Cut(s, " ")
	if !ok || strings.HasPrefix(dir, "Test") {
		dir, name = ".", s
	}
	name, sub, _ := strings.Cut(name, "/")
	texts, ok := p.shown[dir][name]
	return ok && (sub == "" || texts[sub])
}

// complete finds groups without any rule, and the rules that are missing in the others.
func (p *page) complete() {
	var without []string
	for _, group := range slices.Sorted(maps.Keys(productRules)) {
		var missing []string
		for n := range productRules[group] {
			if id := fmt.Sprintf("%s-%d", group, n+1); p.at[id] == 0 {
				missing = append(missing, id)
			}
		}
		switch {
		case len(missing) == productRules[group]:
			without = append(without, group)
		case len(missing) > 0:
			p.note(1, "%s missing", strings.Join(missing, ", "))
		}
	}
	if len(without) > 0 {
		p.note(1, "nothing about %s", strings.Join(without, ", "))
	}
}

// declared are the names that each folder's code declares: top-level names, and members behind a dot.
func (t *tree) declared() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, f := range t.files {
		if f.test {
			continue
		}
		names := all[f.dir]
		if names == nil {
			names = map[string]bool{}
			all[f.dir] = names
		}
		for _, d := range f.Decls {
			declare(names, d)
		}
	}
	return all
}

func declare(names map[string]bool, d ast.Decl) {
	if fn, ok := d.(*ast.FuncDecl); ok {
		name := fn.Name.Name
		if fn.Recv != nil {
			name = receiver(fn) + "." + name
		}
		names[name] = true
		return
	}
	for _, s := range d.(*ast.GenDecl).Specs {
		switch s := s.(type) {
		case *ast.ValueSpec:
			for _, id := range s.Names {
				names[id.Name] = true
			}
		case *ast.TypeSpec:
			names[s.Name.Name] = true
			list, _ := unclearMembers(s.Type)
			for _, m := range list {
				for _, id := range m.Names {
					names[s.Name.Name+"."+id.Name] = true
				}
			}
		}
	}
}

// shows are the tests, examples and fuzz targets of each folder, each with the texts that are written out in its file.
func (t *tree) shows() map[string]map[string]map[string]bool {
	all := map[string]map[string]map[string]bool{}
	for _, f := range t.files {
		if !f.test {
			continue
		}
		if all[f.dir] == nil {
			all[f.dir] = map[string]map[string]bool{}
		}
		texts := literals(f.File)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && isTest(fn.Name.Name) {
				all[f.dir][fn.Name.Name] = texts
			}
		}
	}
	return all
}

func isTest(name string) bool {
	return slices.ContainsFunc([]string{"Test", "Example", "Fuzz"}, func(kind string) bool { return strings.HasPrefix(name, kind) })
}

// literals are the texts that are written out below a node.
func literals(n ast.Node) map[string]bool {
	texts := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				texts[s] = true
			}
		}
		return true
	})
	return texts
}

// strayIDs finds rules in comments and documents that no group has.
func (t *tree) strayIDs() (all []finding) {
	stray := func(at string, from int, text string) {
		for s := range strings.Lines(text) {
			for _, id := range ruleID.FindAllString(s, -1) {
				of, number, _ := strings.Cut(id, "-")
				if n, err := strconv.Atoi(number); err != nil || n < 1 || n > productRules[of] {
					all = append(all, finding{path: at, line: from, key: at, text: "there is no rule " + id})
				}
			}
			from++
		}
	}
	for at, text := range t.texts {
		if path.Ext(at) == ".md" && at != rulesPage {
			stray(at, 1, text)
		}
	}
	for _, f := range t.files {
		if f.dir == "internal/tidy" {
			continue // names rules that do not exist
		}
		for _, g := range f.Comments {
			for _, c := range g.List {
				stray(f.path, t.line(c.Pos()), c.Text)
			}
		}
	}
	return all
}
