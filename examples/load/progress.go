package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// progress shows on a terminal how far each part has come; elsewhere it shows nothing.
type progress struct {
	w    io.Writer // nil: nothing is shown
	part string
	of   int64         // how many there are; 0: unknown
	last time.Duration // how long it takes; 0: unknown
	done atomic.Int64

	watch stopwatch
	stop  chan struct{}
	shown sync.WaitGroup
}

// newProgress shows progress on w if that is a terminal.
func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return &progress{}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{w: w}
}

// begin begins a part with so many things to do; 0 if nobody knows.
func (p *progress) begin(part string, of int) { p.start(part, int64(of), 0) }

// beginFor begins a part that takes a time.
func (p *progress) beginFor(part string, last time.Duration) { p.start(part, 0, last) }

func (p *progress) start(part string, of int64, last time.Duration) {
	p.part, p.of, p.last, p.watch, p.stop = part, of, last, startWatch(), make(chan struct{})
	p.done.Store(0)
	if p.w == nil {
		return
	}
	p.shown.Go(func() {
		t := time.NewTicker(200 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-p.stop:
				p.show()
				fmt.Fprintln(p.w)
				return
			case <-t.C:
				p.show()
			}
		}
	})
}

// add says that n more things were done.
func (p *progress) add(n int) { p.done.Add(int64(n)) }

// end ends a part.
func (p *progress) end() {
	close(p.stop)
	p.shown.Wait()
}

func (p *progress) show() {
	const width = 30
	n, elapsed := p.done.Load(), p.watch.elapsed()
	full := 0.0
	switch {
	case p.of > 0:
		full = float64(n) / float64(p.of)
	case p.last > 0:
		full = min(elapsed.Seconds()/p.last.Seconds(), 1)
	}
	if p.of == 0 && p.last == 0 {
		fmt.Fprintf(p.w, "\r%-10s %6.1f s", p.part, elapsed.Seconds())
		return
	}
	bar := strings.Repeat("#", int(full*width))
	fmt.Fprintf(p.w, "\r%-10s [%-*s] %9d %9.0f/s %6.1f s", p.part, width, bar, n, float64(n)/elapsed.Seconds(), elapsed.Seconds())
}
