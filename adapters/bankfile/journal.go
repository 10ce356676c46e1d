package bankfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Journal keeps records of a type in a file, one JSON object a line, each on the disk before [Journal.Append] answers. What a bank
// knows is the sum of its records in their order. One process at a time may have a journal open; it is not for
// several goroutines at once.
type Journal[R any] struct {
	file   *os.File
	failed error // the file's end is not known any more
}

// OpenJournal opens a journal, made if it is missing, and gives all of its records to apply, the oldest first. Half a
// line at its end, left by a crash, was never answered and is cut off. A line that is no record, or that apply refuses,
// is ErrJournal with the number of the line.
func OpenJournal[R any](path string, apply func(R) error) (*Journal[R], error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	if err := errors.Join(replay(f, apply), syncDir(filepath.Dir(path))); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrJournal, errors.Join(err, f.Close()))
	}
	return &Journal[R]{file: f}, nil
}

// replay applies what is in the file and leaves its position behind the last whole line.
func replay[R any](f *os.File, apply func(R) error) error {
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	number := 0
	for text := range bytes.Lines(whole) {
		number++
		var r R
		if err := json.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if err := apply(r); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := f.Truncate(int64(len(whole))); err != nil {
		return err
	}
	_, err = f.Seek(int64(len(whole)), io.SeekStart)
	return err
}

// Append writes a record and answers when it is on the disk. After a failure nobody knows what the disk has, so
// everything is ErrJournal until the journal is opened again.
func (j *Journal[R]) Append(r R) error {
	if j.failed != nil {
		return j.failed
	}
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	_, err = j.file.Write(append(text, '\n'))
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.failed = fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return j.failed
}

// Close lets go of the file. What is in it is on the disk already; what comes after is ErrJournal.
func (j *Journal[R]) Close() error {
	if j.failed == nil {
		j.failed = fmt.Errorf("%w: it was closed", ErrJournal)
	}
	return j.file.Close()
}
