package sandbox

import (
	"image"
	"image/color"
	"math"
)

// canvas is a picture being drawn, in units of so many pixels. Points outside are ignored.
type canvas struct {
	*image.RGBA
	unit float64
}

// newCanvas is an empty picture of so many pixels, to be drawn pixel by pixel.
func newCanvas(width, height int) canvas {
	return canvas{RGBA: image.NewRGBA(image.Rect(0, 0, width, height)), unit: 1}
}

// pixels is where a rectangle in units lies.
func (c canvas) pixels(r image.Rectangle) image.Rectangle {
	low := func(v int) int { return int(math.Floor(float64(v) * c.unit)) }
	high := func(v int) int { return int(math.Ceil(float64(v) * c.unit)) }
	return image.Rect(low(r.Min.X), low(r.Min.Y), high(r.Max.X), high(r.Max.Y)).Intersect(c.Rect)
}

// blend lays a colour over a pixel, by opacity 0 to 1.
func (c canvas) blend(x, y int, over color.RGBA, opacity float64) {
	if opacity <= 0 || !(image.Point{X: x, Y: y}).In(c.Rect) {
		return
	}
	p := c.Pix[c.PixOffset(x, y):]
	for i, v := range [3]uint8{over.R, over.G, over.B} {
		p[i] = uint8(float64(p[i]) + (float64(v)-float64(p[i]))*opacity + 0.5)
	}
	p[3] = 255
}

// fill paints every point of a rectangle for which cover answers more than 0.
func (c canvas) fill(r image.Rectangle, paint color.RGBA, cover func(x, y float64) float64) {
	box := c.pixels(r)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c.blend(x, y, paint, cover((float64(x)+0.5)/c.unit, (float64(y)+0.5)/c.unit))
		}
	}
}

// lay puts another picture on the canvas at a place, with round corners; both in pixels.
func (c canvas) lay(on image.Point, other canvas, radius float64) {
	place := other.Rect.Add(on)
	corner := int(radius)
	for y := place.Min.Y; y < place.Max.Y; y++ {
		from := other.Pix[other.PixOffset(0, y-on.Y):][:4*other.Rect.Dx()]
		if y >= place.Min.Y+corner && y < place.Max.Y-corner {
			copy(c.Pix[c.PixOffset(place.Min.X, y):], from)
			continue
		}
		for x := place.Min.X; x < place.Max.X; x++ {
			p := from[4*(x-on.X):]
			c.blend(x, y, color.RGBA{R: p[0], G: p[1], B: p[2], A: 255}, insideRounded(place, radius, float64(x)+0.5, float64(y)+0.5))
		}
	}
}

// rectangle paints a rectangle with round corners.
func (c canvas) rectangle(r image.Rectangle, radius float64, paint color.RGBA) {
	c.fill(r, paint, func(x, y float64) float64 { return insideRounded(r, radius, x, y) })
}

// insideRounded is how much of a point lies in a rectangle with round corners.
func insideRounded(r image.Rectangle, radius, x, y float64) float64 {
	dx := max(float64(r.Min.X)+radius-x, x-float64(r.Max.X)+radius, 0)
	dy := max(float64(r.Min.Y)+radius-y, y-float64(r.Max.Y)+radius, 0)
	if dx == 0 || dy == 0 {
		return min(max(radius-dx-dy+0.5, 0), 1)
	}
	return min(max(radius-math.Hypot(dx, dy)+0.5, 0), 1)
}

// ellipse paints an ellipse.
func (c canvas) ellipse(cx, cy, rx, ry float64, paint color.RGBA) {
	box := image.Rect(int(cx-rx)-1, int(cy-ry)-1, int(cx+rx)+2, int(cy+ry)+2)
	c.fill(box, paint, func(x, y float64) float64 {
		return min(max((1-math.Hypot((x-cx)/rx, (y-cy)/ry))*min(rx, ry)+0.5, 0), 1)
	})
}

// curve draws a thin line y = f(x) inside a rectangle.
func (c canvas) curve(r image.Rectangle, paint color.RGBA, opacity float64, f func(x float64) float64) {
	box := c.pixels(r)
	for x := box.Min.X; x < box.Max.X; x++ {
		y := f((float64(x)+0.5)/c.unit) * c.unit
		row := math.Floor(y)
		if row < float64(box.Min.Y) || row+1 >= float64(box.Max.Y) {
			continue
		}
		c.blend(x, int(row), paint, opacity*(1-(y-row)))
		c.blend(x, int(row)+1, paint, opacity*(y-row))
	}
}

// text prints a line in squares of the given size, from its upper left corner.
func (c canvas) text(x, y int, size float64, s string, paint color.RGBA) {
	for i, letter := range []rune(s) {
		left := float64(x) + float64(i*glyphWidth)*size
		c.letter(left, float64(y), size, letter, paint)
	}
}

func (c canvas) letter(left, top, size float64, letter rune, paint color.RGBA) {
	g := glyphOf(letter)
	box := image.Rect(int(left), int(top), int(left+glyphWidth*size)+1, int(top+glyphHeight*size)+1)
	c.fill(box, paint, func(x, y float64) float64 { return g.ink((x-left)/size, (y-top)/size, size*c.unit) })
}

// slanted prints large letters through a centre, rising by the angle in degrees, see-through.
func (c canvas) slanted(cx, cy, size, degrees, opacity float64, s string, paint color.RGBA) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	letters := []rune(s)
	half := float64(len(letters)*glyphWidth) / 2
	reachX, reachY := int(size*(half*cos+4*math.Abs(sin))), int(size*(half*math.Abs(sin)+4*cos))
	box := image.Rect(int(cx)-reachX, int(cy)-reachY, int(cx)+reachX, int(cy)+reachY)
	c.fill(box, paint, func(x, y float64) float64 {
		u := ((x-cx)*cos-(y-cy)*sin)/size + half
		v := ((x-cx)*sin+(y-cy)*cos)/size + 3.5
		if v < 0 || v > 7 || u < 0 || u >= float64(len(letters)*glyphWidth) {
			return 0
		}
		i := int(u / glyphWidth)
		return opacity * glyphOf(letters[i]).ink(u-float64(i*glyphWidth), v, size*c.unit)
	})
}
