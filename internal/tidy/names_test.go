package tidy

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// vague are words that fit everything and so say nothing.
var vague = []string{
	"base", "common", "core", "helper", "helpers", "impl", "manager", "misc", "models", "service", "shared", "types", "util", "utils",
}

// packageName is one lower-case word.
var packageName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// findNames wants packages called like their folders in one word, and files called for what is in them.
func findNames(t *tree) (all []finding) {
	for _, p := range t.folders() {
		for _, f := range p.code {
			name := f.Name.Name
			switch folder := path.Base(p.dir); {
			case !packageName.MatchString(name) || slices.Contains(vague, name):
				all = append(all, t.found(f, f.Name, "%s is no name for a package", name))
			case p.dir != "." && name != "main" && name != folder:
				all = append(all, t.found(f, f.Name, "package %s in folder %s", name, folder))
			}
		}
		for _, f := range append(slices.Clone(p.code), p.tests...) {
			if slices.ContainsFunc(strings.Split(strings.TrimSuffix(path.Base(f.path), ".go"), "_"), isVague) {
				all = append(all, t.found(f, f.Name, "name the file for what is in it"))
			}
		}
	}
	return all
}

// isVague allows types.go, which says what is in it.
func isVague(word string) bool { return word != "types" && slices.Contains(vague, word) }
