package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// How long another process is waited for, and how long between two attempts where SQLite itself does not wait.
const (
	busyFor   = 5 * time.Second
	busyPause = 5 * time.Millisecond
)

// pragmas are what every connection is set to. A commit is synced before it is answered
// (synchronous FULL: with NORMAL a power cut loses answered commits), and what is deleted is
// overwritten.
var pragmas = []string{fmt.Sprintf("busy_timeout(%d)", busyFor.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)"}

// writing is what the connection that writes is set to besides: what undoes one member of a
// group is in memory, there is room for the pages that a group touches, and the log is written
// back seldom, after 64 MiB: a page that many groups change is written back once.
var writing = []string{"temp_store(MEMORY)", "cache_size(-65536)", "wal_autocheckpoint(16384)"}

// dsn is the data source name of a file whose path may hold any characters.
func dsn(path string, more ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append(append([]string{}, pragmas...), more...)}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// create makes sure that there is a file, which nobody but its owner may read. SQLite gives the
// files beside it the same mode.
func create(path string) (string, error) {
	if path == "" || path == ":memory:" {
		return "", ErrPath
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the host's to choose
	if err != nil {
		return "", err
	}
	return path, f.Close()
}

// Open opens the store in a file, makes the file if there is none, and brings an older schema
// up to date. Close it when done.
//
// It answers ErrPath, ErrNewerSchema, ErrSettings where no write-ahead log can be had, ErrBusy, and what
// the system says of a file that cannot be opened.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := create(path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open: %w", err)
	}
	w, err := openWriter(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: open: %w", err)
	}
	return newStore(w, newPool(path, max(4, 2*runtime.GOMAXPROCS(0)))), nil
}

// openWriter opens the connection that writes. SQLite does not wait for others where it turns to a write-ahead log: of
// several processes that open a new file at once all but one are told that it is busy, and ask again here.
func openWriter(ctx context.Context, path string) (*writer, error) {
	patience := time.NewTimer(busyFor)
	defer patience.Stop()
	again := time.NewTicker(busyPause)
	defer again.Stop()
	for {
		w, err := newWriter(ctx, path)
		if !busy(err) {
			return w, err
		}
		select {
		case <-again.C:
		case <-patience.C:
			return nil, ErrBusy
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// newWriter brings the file to the present schema and opens the connections that write.
func newWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path, writing...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w := &writer{db: db, host: &hosted{conn, map[string]*sql.Stmt{}}}
	if err = checkSettings(ctx, conn); err == nil {
		err = migrate(ctx, conn)
	}
	if err == nil {
		err = w.open(path)
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// checkSettings asks whether the pragmas came into force: some file systems have no write-ahead log.
func checkSettings(ctx context.Context, conn *sql.Conn) error {
	var journal string
	var synchronous int
	if err := conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	const full = 2
	if journal != "wal" || synchronous != full {
		return ErrSettings
	}
	return nil
}
