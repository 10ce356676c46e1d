package tidy

import (
	"strings"
	"unicode"
)

// unfinished are words of work that is not done, or of the place where it was done, which stand by themselves.
var unfinished = []string{"TODO", "FIXME", "HACK", "/home/", "/tmp/", "/work/", "shared/"}

// findWords reads every text file of the repository, but not this package, which has to name the words.
func findWords(t *tree) (all []finding) {
	for at, text := range t.texts {
		if strings.HasPrefix(at, "internal/tidy/") {
			continue
		}
		for _, word := range unfinished {
			for from := 0; ; from += len(word) {
				i := strings.Index(text[from:], word)
				if i < 0 {
					break
				}
				from += i
				if apart(text[:from], word, text[from+len(word):]) {
					line := 1 + strings.Count(text[:from], "\n")
					all = append(all, finding{path: at, line: line, key: at, text: word + " has no place in what others read"})
				}
			}
		}
	}
	return all
}

// apart says whether word stands by itself: no letter of it touches a letter beside it.
func apart(before, word, after string) bool {
	letter := func(s string, at int) bool { return at >= 0 && at < len(s) && unicode.IsLetter(rune(s[at])) }
	joinedBefore := letter(word, 0) && letter(before, len(before)-1)
	joinedAfter := letter(word, len(word)-1) && letter(after, 0)
	return !joinedBefore && !joinedAfter
}
