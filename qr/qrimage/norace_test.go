//go:build !race

package qrimage

// raceShrinks is by how much large test pictures are made smaller.
const raceShrinks = 1
