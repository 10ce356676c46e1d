package seqr

import "sync"

// together does f for each item, n at a time, and answers the first error. After an error no more are begun; what was begun is
// finished. With n = 1 it is a loop, in order.
func together[T any](n int, items []T, f func(T) error) error {
	if n <= 1 {
		for _, item := range items {
			if err := f(item); err != nil {
				return err
			}
		}
		return nil
	}
	var (
		wait  sync.WaitGroup
		mu    sync.Mutex
		next  int
		first error
	)
	take := func() (item T, ok bool) {
		mu.Lock()
		defer mu.Unlock()
		if first != nil || next == len(items) {
			return item, false
		}
		next++
		return items[next-1], true
	}
	for range min(n, len(items)) {
		wait.Go(func() {
			for item, ok := take(); ok; item, ok = take() {
				if err := f(item); err != nil {
					mu.Lock()
					if first == nil {
						first = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	return first
}

// inLines parts items by their key and keeps the order of those that have the same.
func inLines[T any, K comparable](items []T, key func(T) K) [][]T {
	var lines [][]T
	at := map[K]int{}
	for _, item := range items {
		i, ok := at[key(item)]
		if !ok {
			i, lines = len(lines), append(lines, nil)
			at[key(item)] = i
		}
		lines[i] = append(lines[i], item)
	}
	return lines
}
