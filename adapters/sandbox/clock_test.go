package sandbox_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/adapters/sandbox"
)

func TestClock(t *testing.T) {
	c := sandbox.NewClock(noon.In(newYork))
	require.Equal(t, noon, c.Now())
	require.Equal(t, time.UTC, c.Now().Location())
	require.Equal(t, noon.Add(time.Hour), c.Advance(time.Hour))
	require.Equal(t, noon.Add(time.Hour), c.Now())
	c.Advance(-2 * time.Hour)
	require.Equal(t, noon.Add(-time.Hour), c.Now())
	c.Set(noon.In(newYork))
	require.Equal(t, noon, c.Now())
}

func TestClockConcurrently(t *testing.T) {
	c := sandbox.NewClock(noon)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() { c.Advance(time.Second); c.Now() })
	}
	wg.Wait()
	require.Equal(t, noon.Add(100*time.Second), c.Now())
}
