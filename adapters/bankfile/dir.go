package bankfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Dir is a [Mailbox] in a folder of the file system, with these folders in it:
//
//	outgoing/          files for the bank
//	incoming/          files of the bank
//	archive/outgoing/  files that the bank has
//	archive/incoming/  files that were read
//
// Whatever carries the files to the bank takes them from outgoing and moves each to archive/outgoing, under its name,
// once the bank has it. It must not delete them: a file that is in neither folder counts as never written. What it brings
// it writes under a name that begins with a dot, and renames when it is complete; such names are not listed.
type Dir struct{ root string }

var _ Mailbox = (*Dir)(nil)

// NewDir makes the folders that are missing. Only the owner may look into them: files hold account numbers.
func NewDir(root string) (*Dir, error) {
	d := &Dir{root}
	for _, folder := range []string{d.path(outgoing), d.path(incoming), d.path(archive, outgoing), d.path(archive, incoming)} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, err
		}
	}
	return d, nil
}

const outgoing, incoming, archive = "outgoing", "incoming", "archive"

func (d *Dir) path(parts ...string) string {
	return filepath.Join(append([]string{d.root}, parts...)...)
}

// Put writes a file in full and then gives it its name, so that nobody ever sees half of it.
func (d *Dir) Put(ctx context.Context, name string, content []byte) error {
	if err := checkName(ctx, name); err != nil {
		return err
	}
	for _, at := range []string{d.path(archive, outgoing, name), d.path(outgoing, name)} {
		switch there, err := os.ReadFile(at); { //nolint:gosec // the name was checked
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return err
		case !bytes.Equal(there, content):
			return fmt.Errorf("%w: %s", ErrTaken, name)
		default:
			return nil
		}
	}
	part := d.path(outgoing, "."+name+".part")
	if err := writeSynced(part, content); err != nil {
		return err
	}
	if err := os.Rename(part, d.path(outgoing, name)); err != nil {
		return err
	}
	return syncDir(d.path(outgoing))
}

// Incoming lists what came, but no folders and no names that begin with a dot.
func (d *Dir) Incoming(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(d.path(incoming))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && e.Name()[0] != '.' {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// Open opens a file that came.
func (d *Dir) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	if err := checkIncoming(ctx, name); err != nil {
		return nil, err
	}
	f, err := os.Open(d.path(incoming, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrName, name)
	}
	return f, err
}

// Done moves a file to the archive, with a number behind its name if there was one of that name before.
func (d *Dir) Done(ctx context.Context, name string) error {
	if err := checkIncoming(ctx, name); err != nil {
		return err
	}
	to := d.path(archive, incoming, name)
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return err
		}
		to = d.path(archive, incoming, fmt.Sprintf("%s.%d", name, n))
	}
	if err := os.Rename(d.path(incoming, name), to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// checkIncoming refuses a name that could lead out of its folder. Else a bank names its files as it likes.
func checkIncoming(ctx context.Context, name string) error {
	if name == "" || name[0] == '.' || name != filepath.Base(name) || !filepath.IsLocal(name) {
		return fmt.Errorf("%w: %q", ErrName, name)
	}
	return ctx.Err()
}

// checkName refuses a name that not every system takes for a file of ours.
func checkName(ctx context.Context, name string) error {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_"
	if name == "" || name[0] == '.' || len(name) > 200 || strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(plain, r) }) {
		return fmt.Errorf("%w: %q", ErrName, name)
	}
	return ctx.Err()
}

// writeSynced writes a file so that it is still there after a power cut.
func writeSynced(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the name was checked
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDir keeps a name that was given.
func syncDir(path string) error {
	d, err := os.Open(path) //nolint:gosec // a folder of ours
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
