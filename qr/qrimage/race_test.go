//go:build race

package qrimage

// raceSlows is by how much large test pictures are made smaller and sets of pictures are thinned out
// under the race detector, which is slow and takes memory of its own.
const raceSlows = 8
