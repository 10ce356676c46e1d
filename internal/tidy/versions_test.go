package tidy

import (
	"fmt"
	"path"
	"strings"
)

// sqliteNeeds pairs releases of modernc.org/sqlite with the release of modernc.org/libc that its own go.mod asks for.
// The two are translated together; another pair can corrupt memory. A new release of sqlite is a new line here.
var sqliteNeeds = map[string]string{"v1.60.0": "v1.77.1"}

// findVersions looks at go.mod and tools.mod.
func findVersions(t *tree) (all []finding) {
	at := map[string]int{}
	has := map[string]string{}
	line := 0
	for s := range strings.Lines(t.texts["go.mod"]) {
		line++
		words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(s), "require "))
		if len(words) < 1 {
			continue
		}
		switch words[0] {
		case "replace", "exclude", "tool":
			all = append(all, modFinding(line, "%s does not reach those who import the module", words[0]))
		}
		if len(words) > 1 {
			has[words[0]], at[words[0]] = words[1], line
		}
	}
	sqlite, libc := has["modernc.org/sqlite"], has["modernc.org/libc"]
	if need := sqliteNeeds[sqlite]; sqlite != "" && need != libc {
		all = append(all, modFinding(at["modernc.org/libc"], "modernc.org/sqlite %s with modernc.org/libc %s is no pair that internal/tidy knows", sqlite, libc))
	}
	return append(all, findModules(t)...)
}

// findModules finds a second module, whose packages would escape all rules.
func findModules(t *tree) (all []finding) {
	for p := range t.texts {
		if path.Base(p) == "go.mod" && p != "go.mod" {
			all = append(all, finding{path: p, line: 1, key: p, text: "one repository, one module"})
		}
	}
	return all
}

func modFinding(line int, format string, args ...any) finding {
	return finding{path: "go.mod", line: line, key: "go.mod", text: fmt.Sprintf(format, args...)}
}
