package identity

import (
	"cmp"
	"slices"
)

// measure takes all measures of a working copy.
func measure(g grey) Measures {
	return Measures{Sharpness: sharpness(g), GlareShare: glareShare(g), Contrast: contrast(g)}
}

// contrast is the distance between the 5th and the 95th percentile of the luminance, 0 to 1.
func contrast(g grey) float64 {
	var histogram [256]int
	for _, v := range g.pix {
		histogram[v]++
	}
	at := func(count int) int {
		for v, n := range histogram {
			if count -= n; count < 0 {
				return v
			}
		}
		return 255
	}
	margin := len(g.pix) / 20
	return float64(at(len(g.pix)-1-margin)-at(margin)) / 255
}

// tileSide is the side of the tiles in which sharpness is measured, in pixels of the working copy.
const tileSide = 50

// tile is the mean square of the Laplacian and of the gradient in one part of a picture.
type tile struct{ laplacian, gradient float64 }

// sharpness is how much of a picture's detail is fine: the variance of the Laplacian relative to that of the
// gradient, times 1,000. The Laplacian alone would also tell much print from little, and a bright picture from a dim
// one; blur takes more from it than from the gradient, whatever the picture shows. Only the busier quarter
// of all tiles counts, since an empty part says nothing about the focus, and what the quietest tiles show is
// taken for the noise of the sensor and deducted: noise too is fine, and must not hide a blur.
func sharpness(g grey) float64 {
	tiles := tilesOf(g)
	if len(tiles) == 0 {
		return 0
	}
	slices.SortFunc(tiles, func(a, b tile) int { return cmp.Compare(a.gradient, b.gradient) })
	noise := tiles[len(tiles)/10].laplacian
	var sum tile
	for _, t := range tiles[len(tiles)-(len(tiles)+3)/4:] {
		sum.laplacian += max(t.laplacian-noise, 0)
		sum.gradient += max(t.gradient-noise/noiseRatio, 0)
	}
	if sum.gradient == 0 {
		return 0
	}
	return 1_000 * sum.laplacian / sum.gradient
}

// noiseRatio is the Laplacian over the gradient of pure noise: 20 σ² over 4 σ².
const noiseRatio = 5

func tilesOf(g grey) []tile {
	var tiles []tile
	for top := 1; top < g.h-1; top += tileSide {
		for left := 1; left < g.w-1; left += tileSide {
			tiles = append(tiles, newTile(g, left, top, min(left+tileSide, g.w-1), min(top+tileSide, g.h-1)))
		}
	}
	return tiles
}

func newTile(g grey, left, top, right, bottom int) tile {
	var laplacian, gradient int
	for y := top; y < bottom; y++ {
		above, row, below := g.row(y-1), g.row(y), g.row(y+1)
		for x := left; x < right; x++ {
			north, south, west, east := int(above[x]), int(below[x]), int(row[x-1]), int(row[x+1])
			l := north + south + west + east - 4*int(row[x])
			laplacian += l * l
			gradient += (east-west)*(east-west) + (south-north)*(south-north)
		}
	}
	n := float64((right - left) * (bottom - top))
	return tile{laplacian: float64(laplacian) / n, gradient: float64(gradient) / n}
}
