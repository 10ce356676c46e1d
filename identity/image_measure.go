package identity

import "slices"

// measure takes all measures of a working copy.
func measure(g grey) Measures {
	low, high := percentiles(g)
	return Measures{
		Sharpness:  sharpness(g, int(high)-int(low)),
		GlareShare: glareShare(g),
		Contrast:   float64(high-low) / 255,
	}
}

// percentiles are the 5th and the 95th of the luminance.
func percentiles(g grey) (low, high uint8) {
	var histogram [256]int
	for _, v := range g.pix {
		histogram[v]++
	}
	at := func(count int) uint8 {
		for v, n := range histogram {
			if count -= n; count < 0 {
				return uint8(v)
			}
		}
		return 255
	}
	return at(len(g.pix) / 20), at(len(g.pix) - 1 - len(g.pix)/20)
}

// tileSide is the side of the tiles in which sharpness is measured, in pixels of the working copy.
const tileSide = 50

// sharpness is the mean, over the busier quarter of all tiles, of the variance of the Laplacian: much of a
// document is empty and says nothing about the focus. It is scaled to what a picture of full contrast would
// have, but never by more than 4 × 4, so that noise in the dark does not pass for detail.
func sharpness(g grey, spread int) float64 {
	var tiles []float64
	for top := 1; top < g.h-1; top += tileSide {
		for left := 1; left < g.w-1; left += tileSide {
			tiles = append(tiles, laplacianVariance(g, left, top, min(left+tileSide, g.w-1), min(top+tileSide, g.h-1)))
		}
	}
	if len(tiles) == 0 {
		return 0
	}
	slices.Sort(tiles)
	busy := tiles[len(tiles)-(len(tiles)+3)/4:]
	sum := 0.0
	for _, v := range busy {
		sum += v
	}
	gain := min(255/float64(max(spread, 1)), 4)
	return sum / float64(len(busy)) * gain * gain
}

// laplacianVariance is the variance of the sum of a pixel's four neighbours less four times itself.
func laplacianVariance(g grey, left, top, right, bottom int) float64 {
	var sum, squares int64
	for y := top; y < bottom; y++ {
		above, row, below := g.row(y-1), g.row(y), g.row(y+1)
		for x := left; x < right; x++ {
			l := int64(above[x]) + int64(below[x]) + int64(row[x-1]) + int64(row[x+1]) - 4*int64(row[x])
			sum += l
			squares += l * l
		}
	}
	n := float64((right - left) * (bottom - top))
	mean := float64(sum) / n
	return float64(squares)/n - mean*mean
}
