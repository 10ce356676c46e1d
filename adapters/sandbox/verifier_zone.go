package sandbox

import (
	"image"
	"math"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// Characters are compared on a grid of points per square of the font.
const (
	gridX = 12 // points across a cell
	gridY = 16 // points down a cell; the empty rows below are left out

	leastLikeness = 0.5 // of each letter; what is no zone stays below 0.4 on average
)

// cell is one character as seen: light points low, dark points high, mean 0 and length 1.
type cell [gridX * gridY]float64

// zoneLetters are the characters a machine readable zone can have.
const zoneLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"

// templates is how each of zoneLetters looks.
var templates = drawTemplates()

func drawTemplates() []cell {
	all := make([]cell, len(zoneLetters))
	for i, letter := range zoneLetters {
		g := glyphOf(letter)
		all[i] = newCell(func(u, v float64) float64 { return g.ink(u, v, 2) })
	}
	return all
}

// newCell takes a cell point by point; darkness is asked at places in squares of the font.
func newCell(darkness func(u, v float64) float64) cell {
	var c cell
	mean := 0.0
	for i := range c {
		u := (float64(i%gridX) + 0.5) * glyphWidth / gridX
		v := (float64(i/gridX) + 0.5) * (glyphHeight - 1) / gridY
		c[i] = darkness(u-0.5, v-0.5)
		mean += c[i] / float64(len(c))
	}
	length := 0.0
	for i := range c {
		c[i] -= mean
		length += c[i] * c[i]
	}
	if length = math.Sqrt(length); length > 0 {
		for i := range c {
			c[i] /= length
		}
	}
	return c
}

// read is the character most like a cell, and how like it is: 1 is equal.
func (c cell) read() (byte, float64) {
	best, likeness := byte('<'), -1.0
	for i := range templates {
		sum := 0.0
		for k := range c {
			sum += c[k] * templates[i][k]
		}
		if sum > likeness {
			best, likeness = zoneLetters[i], sum
		}
	}
	return best, likeness
}

// zoneReader reads the zone of a card of known shape and corners in a picture.
type zoneReader struct {
	picture *image.Gray
	shape   cardShape
	place   homography // from the card as drawn to the picture
}

// readZone reads the machine readable zone of the card, whichever way round it lies. It answers false if there
// is none that passes its check digits.
func readZone(g *image.Gray, corners [4]point, on civil.Date) (identity.MRZ, cardShape, bool) {
	for _, shape := range []cardShape{cardID1, pageID3} {
		for turn := range 4 {
			if m, ok := newZoneReader(g, shape, corners, turn).read(on); ok {
				return m, shape, true
			}
		}
	}
	return identity.MRZ{}, cardShape{}, false
}

func newZoneReader(g *image.Gray, shape cardShape, corners [4]point, turn int) zoneReader {
	w, h := float64(shape.width), float64(shape.height)
	var turned [4]point
	for i := range corners {
		turned[i] = corners[(i+turn)%4]
	}
	return zoneReader{picture: g, shape: shape, place: mapping([4]point{{0, 0}, {w, 0}, {w, h}, {0, h}}, turned)}
}

func (r zoneReader) read(on civil.Date) (identity.MRZ, bool) {
	shift, likeness := r.align(point{}, 4, 8)
	if likeness < 0.8*leastLikeness {
		return identity.MRZ{}, false // most turns and shapes end here
	}
	if shift, likeness = r.align(shift, 2, 4); likeness < leastLikeness {
		return identity.MRZ{}, false
	}
	count, columns := r.shape.format.Size()
	lines := make([]string, count)
	for row := range lines {
		line := make([]byte, columns)
		for column := range line {
			letter, likeness := r.cell(row, column, shift).read()
			if likeness < leastLikeness {
				return identity.MRZ{}, false // names have no check digit: better unread than misread
			}
			line[column] = letter
		}
		lines[row] = string(line)
	}
	m, err := identity.ParseMRZ(on, lines...)
	return m, err == nil
}

// align finds by how many pixels the print lies beside where the corners put it, one step around a guess,
// judged by every nth character, and how like print it looks there.
func (r zoneReader) align(guess point, step float64, nth int) (shift point, likeness float64) {
	count, columns := r.shape.format.Size()
	likeness = -1
	for dy := guess.y - step; dy <= guess.y+step; dy += step {
		for dx := guess.x - step; dx <= guess.x+step; dx += step {
			sum, n := 0.0, 0.0
			for i := 0; i < count*columns; i += nth {
				_, like := r.cell(i/columns, i%columns, point{dx, dy}).read()
				sum, n = sum+like, n+1
			}
			if sum/n > likeness {
				shift, likeness = point{dx, dy}, sum/n
			}
		}
	}
	return shift, likeness
}

func (r zoneReader) cell(row, column int, shift point) cell {
	left := float64(r.shape.zoneX) + float64(column*glyphWidth)*r.shape.square + shift.x
	top := float64(r.shape.zoneY) + float64(row*r.shape.pitch) + shift.y
	return newCell(func(u, v float64) float64 {
		return 255 - r.light(r.place.apply(point{left + u*r.shape.square, top + v*r.shape.square}))
	})
}

// light is the luminance at a point between pixels; outside the picture it is dark.
func (r zoneReader) light(p point) float64 {
	x, y := p.x-0.5, p.y-0.5
	left, top := math.Floor(x), math.Floor(y)
	i, j := int(left), int(top)
	if !image.Rect(i, j, i+2, j+2).In(r.picture.Rect) {
		return 0
	}
	at := j*r.picture.Stride + i
	pix, fx, fy := r.picture.Pix, x-left, y-top
	above := float64(pix[at])*(1-fx) + float64(pix[at+1])*fx
	below := float64(pix[at+r.picture.Stride])*(1-fx) + float64(pix[at+r.picture.Stride+1])*fx
	return above*(1-fy) + below*fy
}
