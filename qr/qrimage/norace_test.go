//go:build !race

package qrimage

// raceSlows thins out the large tests under the race detector only.
const raceSlows = 1
