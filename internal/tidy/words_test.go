package tidy

import (
	"regexp"
	"strings"
)

// unfinished are words of work that is not done, or of the place where it was done.
var unfinished = regexp.MustCompile(`\b(TODO|FIXME|HACK)\b|/work/|\bshared/|/home/|/tmp/`)

// findWords reads every text file of the repository, but not this package, which has to name the words.
func findWords(t *tree) (all []finding) {
	for at, text := range t.texts {
		if strings.HasPrefix(at, "internal/tidy/") {
			continue
		}
		line := 0
		for s := range strings.Lines(text) {
			line++
			if word := unfinished.FindString(s); word != "" {
				all = append(all, finding{path: at, line: line, key: at, text: word + " has no place in what others read"})
			}
		}
	}
	return all
}
