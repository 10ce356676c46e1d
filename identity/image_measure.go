package identity

import (
	"cmp"
	"slices"
)

// measure takes all measures of a working copy.
func measure(g grey) Measures {
	return Measures{Sharpness: sharpness(g), GlareShare: glareShare(g), Contrast: contrast(g)}
}

// contrast is the distance between the 1st and the 99th percentile of the luminance, 0 to 1.
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
	margin := len(g.pix) / 100
	return float64(at(len(g.pix)-1-margin)-at(margin)) / 255
}

// Sharpness is measured in tiles, and compared with the structure of cells.
const (
	cellSide = 4  // pixels of the working copy
	tileSide = 12 // cells
)

// tile is what one part of a picture shows: the mean square of the Laplacian, which is its fine detail, and that of
// the gradient from cell to cell, which is its coarse structure.
type tile struct{ fine, coarse float64 }

// sharpness is how much fine detail there is for the coarse structure: the variance of the Laplacian relative to that
// of a coarse gradient, times 1,000. The Laplacian alone would also tell much print from little, and a bright picture
// from a dim one; a blur takes the fine detail and leaves the coarse structure, whatever the picture shows. Only the
// busiest quarter of all tiles counts, since an empty part says nothing about the focus, and what the quietest
// tiles show is taken for the noise of the sensor and deducted: it is fine as well, and must not hide a blur.
func sharpness(g grey) float64 {
	tiles := tilesOf(g)
	if len(tiles) == 0 {
		return 0
	}
	slices.SortFunc(tiles, func(a, b tile) int { return cmp.Compare(a.fine, b.fine) })
	noise := tiles[len(tiles)/10].fine
	var sum tile
	for _, t := range tiles[len(tiles)-(len(tiles)+3)/4:] {
		sum.fine += t.fine - noise
		sum.coarse += t.coarse
	}
	if sum.coarse == 0 {
		return 0
	}
	return 1_000 * sum.fine / sum.coarse
}

// tilesOf measures all whole tiles that have neighbours on every side.
func tilesOf(g grey) []tile {
	cells := cellsOf(g)
	var tiles []tile
	for top := 1; top+tileSide < cells.h; top += tileSide {
		for left := 1; left+tileSide < cells.w; left += tileSide {
			tiles = append(tiles, tile{
				fine:   laplacian(g, left*cellSide, top*cellSide, tileSide*cellSide),
				coarse: gradient(cells, left, top, tileSide),
			})
		}
	}
	return tiles
}

// cellsOf is a picture of the means of all cells.
func cellsOf(g grey) grey {
	cells := grey{w: g.w / cellSide, h: g.h / cellSide}
	cells.pix = make([]uint8, cells.w*cells.h)
	for y := range cells.h {
		for x := range cells.w {
			sum := 0
			for row := y * cellSide; row < (y+1)*cellSide; row++ {
				for _, v := range g.row(row)[x*cellSide : (x+1)*cellSide] {
					sum += int(v)
				}
			}
			cells.pix[y*cells.w+x] = uint8(sum / (cellSide * cellSide))
		}
	}
	return cells
}

// laplacian is the mean square, over a square, of the sum of a pixel's four neighbours less four times itself.
func laplacian(g grey, left, top, side int) float64 {
	sum := 0
	for y := top; y < top+side; y++ {
		above, row, below := g.row(y-1), g.row(y), g.row(y+1)
		west, here := int(row[left-1]), int(row[left])
		for x := left; x < left+side; x++ {
			east := int(row[x+1])
			l := int(above[x]) + int(below[x]) + west + east - 4*here
			sum += l * l
			west, here = here, east
		}
	}
	return float64(sum) / float64(side*side)
}

// gradient is the mean square, over a square, of the differences between a pixel's opposite neighbours.
func gradient(g grey, left, top, side int) float64 {
	sum := 0
	for y := top; y < top+side; y++ {
		above, row, below := g.row(y-1), g.row(y), g.row(y+1)
		for x := left; x < left+side; x++ {
			dx, dy := int(row[x+1])-int(row[x-1]), int(below[x])-int(above[x])
			sum += dx*dx + dy*dy
		}
	}
	return float64(sum) / float64(side*side)
}
