package tidy

import (
	"go/ast"
	"slices"
	"strings"
)

// pure are the packages of the standard library that compute and do nothing else. Domain packages may import these.
var pure = []string{
	"bytes", "cmp", "context", "crypto", "crypto/aes", "crypto/cipher", "crypto/ecdsa", "crypto/ed25519",
	"crypto/elliptic", "crypto/hkdf", "crypto/hmac", "crypto/sha256", "crypto/subtle", "encoding/base32",
	"encoding/base64", "encoding/binary", "encoding/csv", "encoding/hex", "encoding/json", "errors", "fmt", "hash", "html", "image",
	"image/color", "image/draw", "image/jpeg", "image/png", "io", "iter", "log/slog", "maps", "math", "math/big", "math/bits",
	"net/url",
	"slices", "sort", "strconv", "strings", "sync", "time", "unicode", "unicode/utf8",
}

// impure are the functions of those packages that have a clock, a disk or a screen behind them.
var impure = map[string][]string{
	"context": {"Background", "TODO", "WithTimeout", "WithTimeoutCause", "WithDeadline", "WithDeadlineCause"},
	"fmt":     {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"time": {
		"After", "AfterFunc", "LoadLocation", "Local", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
	},
}

// slogPure is what a value needs to show a mask in a log. The rest of log/slog writes logs.
var slogPure = []string{"GroupValue", "LogValuer", "String", "StringValue", "Value"}

// findImpure finds what would make a domain package depend on more than its arguments.
func findImpure(t *tree) (all []finding) {
	for _, f := range t.code(in(domain)) {
		for path, spec := range f.imports() {
			if _, ours := folderOf(path); !ours && !strings.Contains(path, ".") && !slices.Contains(pure, path) {
				all = append(all, t.found(f, spec, "%s is a domain package and %s is not on the list of pure packages", f.dir, path))
			}
		}
		f.uses(func(pkg, name string, n ast.Node) {
			if slices.Contains(impure[pkg], name) || pkg == "log/slog" && !slices.Contains(slogPure, name) {
				all = append(all, t.found(f, n, "%s is a domain package and may not use %s.%s: the caller has it", f.dir, pkg, name))
			}
		})
		ast.Inspect(f.File, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				all = append(all, t.found(f, g, "%s is a domain package and may not start goroutines", f.dir))
			}
			return true
		})
		all = append(all, findState(t, f)...)
	}
	return all
}

// findState finds functions that run before main, where nobody can give them arguments.
func findState(t *tree, f *file) (all []finding) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			all = append(all, t.found(f, fn, "init runs unasked: make a value instead"))
		}
	}
	return all
}
