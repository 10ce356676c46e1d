package qrimage

import (
	"cmp"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// The search for the alignment pattern, the small square in the fourth corner of all symbols but
// the smallest. The library looks for it along pixel rows, and so misses it in pictures that are
// turned by half a right angle or taken at a slant. Without it the fourth corner is guessed and the
// far part of the symbol is read beside the modules.
const (
	searchReach   = 6 // modules to each side of the guess
	searchStep    = 2 // positions per module
	alignmentSize = 5 // modules a side
	minAlignment  = 21
	bestCorners   = 3
	smallest      = 21 // modules a side of version 1, which has no alignment pattern
	largest       = 177
)

// corners are the centres of the three finder patterns.
type corners struct{ topLeft, topRight, bottomLeft gozxing.ResultPoint }

// spot is a possible centre of the alignment pattern, and how many of its modules look right there.
type spot struct {
	x, y  float64
	score int
}

// regrid reads the modules of a symbol of dim modules a side again, once for each of the most likely
// places of its alignment pattern.
func regrid(matrix *gozxing.BitMatrix, info *detector.FinderPatternInfo, dim int) []*common.DetectorResult {
	if dim <= smallest || dim > largest {
		return nil
	}
	c := corners{info.GetTopLeft(), info.GetTopRight(), info.GetBottomLeft()}
	var grids []*common.DetectorResult
	for _, s := range c.alignments(matrix, dim) {
		transform := c.transform(dim, s)
		bits, err := common.GridSampler_GetInstance().SampleGridWithTransform(matrix, dim, dim, transform)
		if err == nil {
			grids = append(grids, common.NewDetectorResult(bits, []gozxing.ResultPoint{c.bottomLeft, c.topLeft, c.topRight}))
		}
	}
	return grids
}

// alignments are the best places around the guess, best first and a module or more apart.
func (c corners) alignments(matrix *gozxing.BitMatrix, dim int) []spot {
	between := float64(dim - 7)
	rightX, rightY := (c.topRight.GetX()-c.topLeft.GetX())/between, (c.topRight.GetY()-c.topLeft.GetY())/between
	downX, downY := (c.bottomLeft.GetX()-c.topLeft.GetX())/between, (c.bottomLeft.GetY()-c.topLeft.GetY())/between
	var spots []spot
	for i := -searchReach * searchStep; i <= searchReach*searchStep; i++ {
		for j := -searchReach * searchStep; j <= searchReach*searchStep; j++ {
			u, v := between-3+float64(i)/searchStep, between-3+float64(j)/searchStep
			s := spot{x: c.topLeft.GetX() + u*rightX + v*downX, y: c.topLeft.GetY() + u*rightY + v*downY}
			if s.score = c.likeness(matrix, dim, s); s.score >= minAlignment {
				spots = append(spots, s)
			}
		}
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.score, a.score) })
	return apart(spots, rightX*rightX+rightY*rightY+downX*downX+downY*downY)
}

// apart keeps the first of the spots and those that are not beside one that was kept. Spots of
// equal score beside each other are one, in their middle.
func apart(spots []spot, squaredDistance float64) (kept []spot) {
	for len(spots) > 0 && len(kept) < bestCorners {
		best := spots[0]
		var sumX, sumY, n float64
		spots = slices.DeleteFunc(spots, func(s spot) bool {
			dx, dy := s.x-best.x, s.y-best.y
			if dx*dx+dy*dy > squaredDistance {
				return false
			}
			if s.score == best.score {
				sumX, sumY, n = sumX+s.x, sumY+s.y, n+1
			}
			return true
		})
		kept = append(kept, spot{x: sumX / n, y: sumY / n, score: best.score})
	}
	return kept
}

// likeness counts the modules that are as they should be if the alignment pattern is at s: a dark
// one, light around it, dark around that.
func (c corners) likeness(matrix *gozxing.BitMatrix, dim int, s spot) int {
	if !dark(matrix, s.x, s.y) {
		return 0
	}
	var points [2 * alignmentSize * alignmentSize]float64
	for i := range alignmentSize * alignmentSize {
		points[2*i], points[2*i+1] = float64(dim-9+i%alignmentSize)+0.5, float64(dim-9+i/alignmentSize)+0.5
	}
	c.transform(dim, s).TransformPoints(points[:])
	score := 0
	for i := range alignmentSize * alignmentSize {
		ring := max(abs(i%alignmentSize-2), abs(i/alignmentSize-2))
		if dark(matrix, points[2*i], points[2*i+1]) == (ring != 1) {
			score++
		}
	}
	return score
}

// dark tells whether there is a dark pixel; there is none outside of the picture.
func dark(matrix *gozxing.BitMatrix, x, y float64) bool {
	px, py := int(x), int(y)
	return px >= 0 && py >= 0 && px < matrix.GetWidth() && py < matrix.GetHeight() && matrix.Get(px, py)
}

// transform takes modules to pixels.
func (c corners) transform(dim int, s spot) *common.PerspectiveTransform {
	near, far, alignment := 3.5, float64(dim)-3.5, float64(dim)-6.5
	return common.PerspectiveTransform_QuadrilateralToQuadrilateral(
		near, near, far, near, alignment, alignment, near, far,
		c.topLeft.GetX(), c.topLeft.GetY(), c.topRight.GetX(), c.topRight.GetY(),
		s.x, s.y, c.bottomLeft.GetX(), c.bottomLeft.GetY())
}

func abs(v int) int { return max(v, -v) }
