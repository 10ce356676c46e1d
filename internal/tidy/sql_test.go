package tidy

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"strings"
)

// statement is a string that a database would understand.
var statement = regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE|ALTER TABLE|DROP TABLE|PRAGMA|SAVEPOINT)\s`)

// speaksSQL says whether the package in dir talks to a database. The hostapp example does so as a host service
// that keeps rows of its own.
func speaksSQL(dir string) bool {
	switch dir {
	case "internal/sqlstore", "internal/pgtest", "adapters/sqlite", "adapters/postgres", "examples/hostapp":
		return true
	}
	return false
}

// findSQL keeps SQL out of all packages but those of the databases. Suites may store a statement as text.
func findSQL(t *tree) (all []finding) {
	for _, f := range t.code(func(dir string) bool { return !speaksSQL(dir) && !suite(dir) }) {
		for p, spec := range f.imports() {
			if p == "database/sql" || strings.HasPrefix(p, "database/sql/") {
				all = append(all, t.found(f, spec, "%s imports %s", f.dir, p))
			}
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING && statement.MatchString(s.Value) {
				all = append(all, t.found(f, s, "SQL in %s", f.dir))
			}
			return true
		})
	}
	for at := range t.texts {
		if path.Ext(at) == ".sql" && !speaksSQL(path.Dir(path.Dir(at))) {
			all = append(all, finding{path: at, line: 1, key: at, text: "a migration belongs into the folder migrations of a database's adapter"})
		}
	}
	return all
}
