package tidy

import (
	"path"
	"strings"
)

// findPackageComments wants the story of each package in its doc.go, of a program in main.go, and nowhere twice.
func findPackageComments(t *tree) (all []finding) {
	for _, p := range t.folders() {
		if len(p.code) == 0 {
			continue
		}
		home, start := "doc.go", "Package "+p.name+" "
		if p.name == "main" {
			home, start = "main.go", "Command "+path.Base(p.dir)+" "
		}
		told := false
		for _, f := range p.code {
			switch {
			case f.Doc == nil:
			case path.Base(f.path) != home:
				all = append(all, t.found(f, f.Name, "the comment of package %s belongs into %s", p.name, home))
			case !strings.HasPrefix(f.Doc.Text(), start):
				all = append(all, t.found(f, f.Name, "the comment of package %s must begin with %q", p.name, start))
			default:
				told = true
			}
		}
		if !told {
			all = append(all, t.found(p.code[0], p.code[0].Name, "package %s has no comment in %s", p.name, home))
		}
	}
	for _, f := range t.files {
		if f.test && f.Doc != nil {
			all = append(all, t.found(f, f.Name, "a test says nothing about the package"))
		}
	}
	return all
}
