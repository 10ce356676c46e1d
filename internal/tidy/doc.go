// Package tidy holds the rules of this house that a compiler does not check, as tests that run with all
// others. It has no code of its own.
//
// The tests read every file of the module with go/parser and look for what breaks a rule: who imports whom
// (imports_test.go), what keeps the domain packages pure (pure_test.go), money without floating point
// (floats_test.go), SQL where the databases are (sql_test.go), documentation (docs_test.go), sizes
// (size_test.go), and so on, one file for one subject. A finding names its file and line.
//
// Each rule is a value of type rule in the list of tidy_test.go. Each has a file in testdata that breaks it
// in every way it knows, and a test that it finds exactly that: a rule that finds nothing any more is found out.
// What may break a rule is named, with the reason, in the list of exceptions_test.go, and has to go from there
// when it no longer does.
package tidy
