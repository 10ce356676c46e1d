package main

import "time"

// wall is the time of the machine: what runs here is the machine's speed.
func wall() time.Time { return time.Now() }

// stopwatch measures how long something takes.
type stopwatch struct{ began time.Time }

func startWatch() stopwatch { return stopwatch{time.Now()} }

func (w stopwatch) elapsed() time.Duration { return time.Since(w.began) }
