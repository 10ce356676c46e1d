package sqlstore

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// Migration is one step that led to the present schema.
type Migration struct {
	Version int
	Name    string // with its number
	Text    string
}

// Migrations reads the steps in a folder, numbered from 1 without a gap.
func Migrations(files fs.FS, folder string) ([]Migration, error) {
	paths, err := fs.Glob(files, folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]Migration, len(paths))
	for i, path := range paths {
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, folder+"/"), ".sql")
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("sqlstore: migration %s is not number %d", name, i+1)
		}
		steps[i] = Migration{version, name, string(text)}
	}
	return steps, nil
}
