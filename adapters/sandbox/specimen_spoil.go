package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"slices"

	"github.com/seqrpay/seqr/identity"
)

// decodeJPEG reads a picture that is to be spoiled; what is none is identity.ErrNotAPicture.
func decodeJPEG(data []byte) (canvas, error) {
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return canvas{}, identity.ErrNotAPicture
	}
	c := newCanvas(img.Bounds().Dx(), img.Bounds().Dy())
	draw.Draw(c.RGBA, c.Rect, img, img.Bounds().Min, draw.Src)
	return c, nil
}

// Blurred is the picture out of focus: each pixel becomes the mean of a square of 2 × radius + 1 pixels. A
// radius below 1 leaves it sharp.
func Blurred(jpeg []byte, radius int) ([]byte, error) {
	c, err := decodeJPEG(jpeg)
	if err != nil {
		return nil, err
	}
	if radius < 1 {
		return encodeJPEG(c)
	}
	for y := range c.Rect.Dy() {
		smear(c.Pix[y*c.Stride:(y+1)*c.Stride], 4, radius)
	}
	smear(c.Pix, c.Stride, radius)
	return encodeJPEG(c)
}

// smear replaces each run of step bytes by the mean of the runs up to radius before and after it; the outermost
// runs go on beyond the ends. Runs are pixels of a row, or rows of a picture.
func smear(pix []uint8, step, radius int) {
	source, n := slices.Clone(pix), len(pix)/step
	run := func(i int) []uint8 {
		i = min(max(i, 0), n-1)
		return source[i*step : (i+1)*step]
	}
	sums := make([]int, step)
	for i := -radius; i <= radius; i++ {
		for k, v := range run(i) {
			sums[k] += int(v)
		}
	}
	for i := range n {
		come, gone := run(i+radius+1), run(i-radius)
		for k := range sums {
			pix[i*step+k] = uint8(sums[k] / (2*radius + 1))
			sums[k] += int(come[k]) - int(gone[k])
		}
	}
}

// WithGlare is the picture with the reflection of a lamp right of the middle.
func WithGlare(jpeg []byte) ([]byte, error) {
	c, err := decodeJPEG(jpeg)
	if err != nil {
		return nil, err
	}
	w, h := float64(c.Rect.Dx()), float64(c.Rect.Dy())
	for y := range c.Rect.Dy() {
		for x := range c.Rect.Dx() {
			dx, dy := (float64(x)-0.62*w)/(0.13*w), (float64(y)-0.45*h)/(0.16*h)
			light := 520 * math.Exp(-dx*dx-dy*dy)
			p := c.Pix[c.PixOffset(x, y):]
			for i := range 3 {
				p[i] = uint8(min(float64(p[i])+light, 255))
			}
		}
	}
	return encodeJPEG(c)
}

// Distorted is the picture as if the camera had been held at a slant: its upper edge shrinks by share, from 0 to
// below 1.
func Distorted(jpeg []byte, share float64) ([]byte, error) {
	c, err := decodeJPEG(jpeg)
	if err != nil {
		return nil, err
	}
	w, h := float64(c.Rect.Dx()), float64(c.Rect.Dy())
	inset := w * share / 2
	seen := mapping([4]point{{0, 0}, {w, 0}, {w, h}, {0, h}}, [4]point{{inset, h * share / 3}, {w - inset, h * share / 3}, {w, h}, {0, h}})
	return encodeJPEG(c.warp(seen))
}

// warp moves every point of the picture by m; where nothing lands, there is desk.
func (c canvas) warp(m homography) canvas {
	out := newDesk(c.Rect.Dx(), c.Rect.Dy())
	back := m.inverse()
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			from := back.apply(point{float64(x) + 0.5, float64(y) + 0.5})
			if p, ok := c.between(from); ok {
				out.SetRGBA(x, y, p)
			}
		}
	}
	return out
}

// between is the colour at a point between pixels; false outside the picture.
func (c canvas) between(p point) (color.RGBA, bool) {
	x, y := p.x-0.5, p.y-0.5
	i, j := int(math.Floor(x)), int(math.Floor(y))
	if !image.Rect(i, j, i+2, j+2).In(c.Rect) {
		return color.RGBA{}, false
	}
	fx, fy := x-math.Floor(x), y-math.Floor(y)
	at := c.PixOffset(i, j)
	var mixed [3]uint8
	for k := range mixed {
		above := float64(c.Pix[at+k])*(1-fx) + float64(c.Pix[at+4+k])*fx
		below := float64(c.Pix[at+c.Stride+k])*(1-fx) + float64(c.Pix[at+c.Stride+4+k])*fx
		mixed[k] = uint8(above*(1-fy) + below*fy + 0.5)
	}
	return color.RGBA{R: mixed[0], G: mixed[1], B: mixed[2], A: 255}, true
}
