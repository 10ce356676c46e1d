package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	tt "github.com/stretchr/testify/require"
)

var (
	tableLine  = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) \(`)
	columnLine = regexp.MustCompile(`(?m)^    ([a-z_0-9]+) +(?:BLOB|TEXT|INTEGER|uuid|text|bigint|boolean|timestamptz|bytea)\b`)
)

// columnsOf lists table and column of a schema.
func columnsOf(t *testing.T, adapter string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "adapters", adapter, "migrations", "00001_initial.sql"))
	tt.NoError(t, err)
	at := tableLine.FindAllSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		for _, c := range columnLine.FindAllSubmatch(text[m[0]:end], -1) {
			all = append(all, string(text[m[2]:m[3]])+"."+string(c[1]))
		}
	}
	slices.Sort(all)
	return all
}

// What one database keeps the other keeps too, under the same names.
func TestSchemasHaveTheSameColumns(t *testing.T) {
	tt.NotEmpty(t, columnsOf(t, "sqlite"))
	tt.Equal(t, columnsOf(t, "sqlite"), columnsOf(t, "postgres"))
}
