package sandbox

import (
	"sync"
	"time"
)

// Clock stands still until it is told to move. Its method Now serves wherever a func() time.Time is asked for.
type Clock struct {
	mu  sync.RWMutex
	now time.Time
}

// NewClock makes a clock that shows t.
func NewClock(t time.Time) *Clock { return &Clock{now: t.UTC()} }

// Now is what the clock shows, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.now
}

// Advance moves the clock by d, back if d is negative, and answers what it shows then.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// Set makes the clock show t, be it earlier or later.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t.UTC()
}
