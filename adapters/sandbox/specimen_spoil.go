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
	w, h := c.Rect.Dx(), c.Rect.Dy()
	source := slices.Clone(c.Pix)
	for y := range h {
		for channel := range 3 {
			smear(c.Pix, source, y*c.Stride+channel, 4, w, radius)
		}
	}
	copy(source, c.Pix)
	for x := range 4 * w {
		if x%4 != 3 {
			smear(c.Pix, source, x, c.Stride, h, radius)
		}
	}
	return encodeJPEG(c)
}

// smear sets each of n bytes, which begin at first and lie step apart, to the mean of the bytes up to radius before and
// after it in the source; the outermost go on beyond the ends.
func smear(pix, source []uint8, first, step, n, radius int) {
	at := func(i int) int { return int(source[first+min(max(i, 0), n-1)*step]) }
	sum := 0
	for i := -radius; i <= radius; i++ {
		sum += at(i)
	}
	for i := range n {
		pix[first+i*step] = uint8(sum / (2*radius + 1))
		sum += at(i+radius+1) - at(i-radius)
	}
}

// WithGlare is the picture with the reflection of a lamp right of the middle.
func WithGlare(jpeg []byte) ([]byte, error) {
	c, err := decodeJPEG(jpeg)
	if err != nil {
		return nil, err
	}
	w, h := float64(c.Rect.Dx()), float64(c.Rect.Dy())
	lamp := image.Rect(int(0.28*w), int(0.03*h), int(0.96*w), int(0.87*h)) // beyond, its light is less than one step
	for y := lamp.Min.Y; y < lamp.Max.Y; y++ {
		for x := lamp.Min.X; x < lamp.Max.X; x++ {
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
