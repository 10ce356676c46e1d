package audit

import (
	"context"
	"slices"
	"sync"
)

const (
	page  = 500 // how many records are read at a time
	reads = 32  // how many lists of single subjects are read at a time
)

// pages reads a list page by page.
func pages[T, ID any](ctx context.Context, list func(context.Context, ID, int) ([]T, error), id func(T) ID, f func([]T) error) error {
	var after ID
	for {
		part, err := list(ctx, after, page)
		if err != nil || len(part) == 0 {
			return err
		}
		if err := f(part); err != nil || len(part) < page {
			return err
		}
		after = id(part[len(part)-1])
	}
}

// all reads a list page by page and hands each record to f.
func all[T, ID any](ctx context.Context, list func(context.Context, ID, int) ([]T, error), id func(T) ID, f func(T)) error {
	return pages(ctx, list, id, func(part []T) error {
		for _, v := range part {
			f(v)
		}
		return nil
	})
}

// whole is all of a list.
func whole[T, ID any](ctx context.Context, list func(context.Context, ID, int) ([]T, error), id func(T) ID) (records []T, err error) {
	err = pages(ctx, list, id, func(part []T) error {
		records = append(records, part...)
		return nil
	})
	return records, err
}

// together reads something about each subject, several at a time, and answers in the order of the subjects. What is read comes from
// another machine: one after the other, the audit would do nothing but wait.
func together[S, R any](ctx context.Context, subjects []S, read func(context.Context, S) (R, error)) ([]R, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	found := make([]R, len(subjects))
	open := make(chan int, len(subjects))
	for i := range subjects {
		open <- i
	}
	close(open)
	var failed error
	var first sync.Once
	var readers sync.WaitGroup
	for range min(reads, len(subjects)) {
		readers.Go(func() {
			for i := range open {
				v, err := read(ctx, subjects[i])
				if err != nil {
					first.Do(func() { failed = err })
					cancel() // the others fail at once
				}
				found[i] = v
			}
		})
	}
	readers.Wait()
	return found, failed
}

// each reads something about each subject, several at a time, and hands it to f one by one.
func each[S, R any](ctx context.Context, subjects []S, read func(context.Context, S) (R, error), f func(S, R)) error {
	for part := range slices.Chunk(subjects, page) {
		found, err := together(ctx, part, read)
		if err != nil {
			return err
		}
		for i, s := range part {
			f(s, found[i])
		}
	}
	return nil
}
