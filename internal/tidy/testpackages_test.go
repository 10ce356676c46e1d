package tidy

import (
	"path"
	"slices"
	"strings"
)

// forTests are packages that only tests and suites import.
var forTests = []string{"testing", "github.com/stretchr/testify", rapid, goleak}

// findTestPackages keeps test packages out of programs. Suites are test code that other modules import, and may
// import them; examples may photograph their own codes and start a server of their own.
func findTestPackages(t *tree) (all []finding) {
	for _, f := range t.code(func(dir string) bool { return !suite(dir) }) {
		for p, spec := range f.imports() {
			if !testPackage(p) || strings.HasPrefix(f.dir, "examples/") && slices.Contains([]string{"qrimagetest", "pgtest"}, path.Base(p)) {
				continue
			}
			all = append(all, t.found(f, spec, "%s is for tests, and %s is not a test", p, f.path))
		}
	}
	return all
}

// suite says whether dir holds a suite for implementations of a port.
func suite(dir string) bool { return strings.HasSuffix(dir, "test") }

// testPackage says whether only tests should import path.
func testPackage(path string) bool {
	if dir, ours := folderOf(path); ours {
		return suite(dir)
	}
	return slices.ContainsFunc(forTests, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
}
