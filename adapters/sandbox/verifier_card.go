package sandbox

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
)

// decodeGrey reads a picture in grey. It answers false if it is none.
func decodeGrey(data []byte) (*image.Gray, bool) {
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	g := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	if src, ok := img.(*image.YCbCr); ok {
		for y := range g.Rect.Dy() {
			copy(g.Pix[y*g.Stride:], src.Y[y*src.YStride:][:g.Rect.Dx()])
		}
		return g, true
	}
	draw.Draw(g, g.Rect, img, img.Bounds().Min, draw.Src)
	return g, true
}

// findCard finds the corners of the light card on a darker ground: upper left, upper right, lower right,
// lower left. It answers false if there is no card with four edges in the picture. It works
// on half the resolution, which is exact enough for long edges.
func findCard(g *image.Gray) ([4]point, bool) {
	corners, ok := cornersOf(halved(g))
	for i := range corners {
		corners[i] = point{2 * corners[i].x, 2 * corners[i].y}
	}
	return corners, ok
}

// halved is a picture of half the width and height.
func halved(g *image.Gray) *image.Gray {
	half := image.NewGray(image.Rect(0, 0, g.Rect.Dx()/2, g.Rect.Dy()/2))
	for y := range half.Rect.Dy() {
		from, to := g.Pix[2*y*g.Stride:], half.Pix[y*half.Stride:][:half.Rect.Dx()]
		for x := range to {
			to[x] = uint8((int(from[2*x]) + int(from[2*x+1]) + int(from[g.Stride+2*x]) + int(from[g.Stride+2*x+1])) / 4)
		}
	}
	return half
}

func cornersOf(g *image.Gray) ([4]point, bool) {
	card := largestLight(g, otsu(g))
	level := func(from, to int, edgeOf func(x int) (int, bool)) (edge, bool) {
		var points []point
		for along := from; along < to; along++ {
			if at, ok := edgeOf(along); ok {
				points = append(points, point{float64(along) + 0.5, float64(at)})
			}
		}
		return fitEdge(points)
	}
	box := card.box
	midX, midY := box.Dx()/6, box.Dy()/6
	top, ok1 := level(box.Min.X+midX, box.Max.X-midX, func(x int) (int, bool) { return card.first(x, box.Min.Y, 0, 1) })
	bottom, ok2 := level(box.Min.X+midX, box.Max.X-midX, func(x int) (int, bool) { return card.first(x, box.Max.Y-1, 0, -1) })
	left, ok3 := level(box.Min.Y+midY, box.Max.Y-midY, func(y int) (int, bool) { return card.first(box.Min.X, y, 1, 0) })
	right, ok4 := level(box.Min.Y+midY, box.Max.Y-midY, func(y int) (int, bool) { return card.first(box.Max.X-1, y, -1, 0) })
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return [4]point{}, false
	}
	return [4]point{crossing(top, left), crossing(top, right), crossing(bottom, right), crossing(bottom, left)}, true
}

// area is a connected light part of a picture.
type area struct {
	number int32
	of     []int32 // which area each pixel belongs to
	width  int
	box    image.Rectangle
}

// first goes from a point in steps until it meets the area, and answers the coordinate of the edge there.
func (a area) first(x, y, dx, dy int) (int, bool) {
	for ; (image.Point{X: x, Y: y}).In(a.box); x, y = x+dx, y+dy {
		if a.of[y*a.width+x] != a.number {
			continue
		}
		at := x
		if dx == 0 {
			at = y
		}
		if dx < 0 || dy < 0 {
			at++ // the far side of the pixel
		}
		return at, true
	}
	return 0, false
}

// largestLight is the largest connected area at or above a threshold.
func largestLight(g *image.Gray, threshold uint8) area {
	of := make([]int32, len(g.Pix))
	best, most := area{of: of, width: g.Stride}, 0
	number := int32(0)
	var pixels []int
	for start, v := range g.Pix {
		if v < threshold || of[start] != 0 {
			continue
		}
		number++
		if pixels = flood(g, threshold, start, of, number, pixels[:0]); len(pixels) > most {
			best.number, most = number, len(pixels)
			best.box = boxOf(pixels, g.Stride)
		}
	}
	return best
}

// flood numbers the pixels connected with the first, and lists them.
func flood(g *image.Gray, threshold uint8, start int, of []int32, number int32, pixels []int) []int {
	of[start] = number
	pixels = append(pixels, start)
	for next := 0; next < len(pixels); next++ {
		i := pixels[next]
		column := i % g.Stride
		for _, n := range [4]int{i - g.Stride, i + g.Stride, i - min(column, 1), i + min(g.Stride-1-column, 1)} {
			if n >= 0 && n < len(of) && of[n] == 0 && g.Pix[n] >= threshold {
				of[n] = number
				pixels = append(pixels, n)
			}
		}
	}
	return pixels
}

// boxOf is the smallest rectangle around pixels.
func boxOf(pixels []int, width int) image.Rectangle {
	box := image.Rectangle{Min: image.Pt(math.MaxInt, math.MaxInt)}
	for _, i := range pixels {
		x, y := i%width, i/width
		box.Min = image.Pt(min(box.Min.X, x), min(box.Min.Y, y))
		box.Max = image.Pt(max(box.Max.X, x+1), max(box.Max.Y, y+1))
	}
	return box
}

// otsu is the threshold that best parts dark from light.
func otsu(g *image.Gray) uint8 {
	var histogram [256]float64
	for _, v := range g.Pix {
		histogram[v]++
	}
	total, sum := 0.0, 0.0
	for v, n := range histogram {
		total += n
		sum += float64(v) * n
	}
	best, threshold := -1.0, uint8(128)
	dark, darkSum := 0.0, 0.0
	for v, n := range histogram {
		if between := math.Pow(darkSum*total-sum*dark, 2) / max(dark*(total-dark), 1); between > best {
			best, threshold = between, uint8(v)
		}
		dark += n
		darkSum += float64(v) * n
	}
	return threshold
}

// distorted says whether the corners are so far from a rectangle of the card's shape that the camera must have
// been held at a slant.
func (s cardShape) distorted(q [4]point) bool {
	top, bottom := q[1].minus(q[0]).length(), q[2].minus(q[3]).length()
	left, right := q[3].minus(q[0]).length(), q[2].minus(q[1]).length()
	ratio := (top + bottom) / (left + right) * float64(s.height) / float64(s.width)
	return unequal(top, bottom) > 1.12 || unequal(left, right) > 1.12 || unequal(ratio, 1) > 1.15
}

// unequal is by how much two lengths differ, as a factor of at least 1.
func unequal(a, b float64) float64 { return max(a, b) / min(a, b) }
