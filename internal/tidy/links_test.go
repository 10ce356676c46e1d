package tidy

import (
	"path"
	"regexp"
	"strings"
)

var (
	// link is a Markdown link to a file of the repository.
	link = regexp.MustCompile(`\]\(([^):#]+)(?:#[^)]*)?\)`)
	// run is a command that a reader is told to type.
	run = regexp.MustCompile(`go run \./(\S+?)[\s` + "`" + `]`)
)

// findBrokenLinks finds links and commands in the documents that lead nowhere.
func findBrokenLinks(t *tree) (all []finding) {
	for at, text := range t.texts {
		if path.Ext(at) != ".md" {
			continue
		}
		line := 0
		for s := range strings.Lines(text) {
			line++
			for _, m := range link.FindAllStringSubmatch(s, -1) {
				if to := path.Join(path.Dir(at), m[1]); !t.has(to) {
					all = append(all, finding{path: at, line: line, key: at, text: "there is no " + to})
				}
			}
			for _, m := range run.FindAllStringSubmatch(s, -1) {
				if p := t.packages[m[1]]; p == nil || p.name != "main" {
					all = append(all, finding{path: at, line: line, key: at, text: "there is no program " + m[1]})
				}
			}
		}
	}
	return all
}

// has says whether there is a file or a folder at a path.
func (t *tree) has(at string) bool {
	for p := range t.texts {
		if p == at || strings.HasPrefix(p, at+"/") {
			return true
		}
	}
	return false
}
