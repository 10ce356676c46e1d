package tidy

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// wanted ends a line of testdata that must be found, with a part of what the finding says.
var wanted = regexp.MustCompile(`\s*(?://|#|<!--) want "([^"]+)"(?: -->)?$`)

// TestRulesBite runs each rule over the small bad tree that testdata has for it. All that is marked there must
// be found, and nothing else.
func TestRulesBite(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("testdata", r.name+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			files, wants := badTree(string(b))
			if len(wants) == 0 {
				t.Fatal("no line is marked")
			}
			bad, err := load(files)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range sorted(r.find(bad)) {
				at := fmt.Sprintf("%s:%d", f.path, f.line)
				i := slices.IndexFunc(wants[at], func(w string) bool { return strings.Contains(f.text, w) })
				if i < 0 {
					t.Errorf("%s is not marked", f)
					continue
				}
				wants[at] = slices.Delete(wants[at], i, i+1)
			}
			for at, missing := range wants {
				for _, w := range missing {
					t.Errorf("%s: nothing found that says %q", at, w)
				}
			}
		})
	}
}

// badTree takes a text apart into the files that follow its lines "-- path --", and the marks from their lines,
// by path and line.
func badTree(text string) (fstest.MapFS, map[string][]string) {
	files, wants := fstest.MapFS{}, map[string][]string{}
	at, line := "", 0
	for raw := range strings.Lines(text) {
		s := strings.TrimSuffix(raw, "\n")
		if name, ok := strings.CutPrefix(s, "-- "); ok && strings.HasSuffix(name, " --") {
			at, line = strings.TrimSuffix(name, " --"), 0
			files[at] = &fstest.MapFile{}
			continue
		}
		if at == "" {
			continue // what stands before the first file explains the rest
		}
		line++
		for {
			m := wanted.FindStringSubmatchIndex(s)
			if m == nil {
				break
			}
			place := fmt.Sprintf("%s:%d", at, line)
			wants[place] = append(wants[place], s[m[2]:m[3]])
			s = s[:m[0]]
		}
		files[at].Data = append(files[at].Data, s+"\n"...)
	}
	return files, wants
}
