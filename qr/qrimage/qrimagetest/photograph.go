package qrimagetest

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
)

// Shot is how a photograph was taken. The zero Shot is a sharp one from straight above, in even light.
type Shot struct {
	// Degrees the picture is turned, clockwise.
	Degrees float64
	// Tilt is how much smaller the far edge appears than the near one: 0.2 is a fifth.
	Tilt float64
	// Room around the picture, as a part of its longer side; 0 means 0.35.
	Room float64
	// Blur is the radius in pixels of a box blur, taken twice.
	Blur int
	// Noise is the largest error of a pixel's brightness, 0 to 255.
	Noise int
	// Shade is how much darker the lower right corner is than the upper left: 0.6 leaves 40 percent.
	Shade float64
}

// Photograph is a JPEG file of img lying on a wooden desk, turned clockwise by degrees, with the
// slight noise, blur and shade of a phone's camera. Quality is that of the JPEG, 1 to 100.
func Photograph(img image.Image, degrees float64, quality int) ([]byte, error) {
	if img.Bounds().Empty() {
		return nil, errors.New("qrimagetest: nothing to photograph")
	}
	if quality < 1 || quality > 100 {
		return nil, errors.New("qrimagetest: quality is 1 to 100")
	}
	var file bytes.Buffer
	shot := Shot{Degrees: degrees, Tilt: 0.04, Blur: 1, Noise: 10, Shade: 0.25}
	err := jpeg.Encode(&file, shot.Take(img), &jpeg.Options{Quality: quality})
	return file.Bytes(), err
}

// Take is the photograph of img as a picture.
func (s Shot) Take(img image.Image) *image.RGBA {
	b := img.Bounds()
	room := s.Room
	if room == 0 {
		room = 0.35
	}
	longer := float64(max(b.Dx(), b.Dy()))
	sin, cos := math.Sincos(s.Degrees * math.Pi / 180)
	w := int(math.Abs(cos)*float64(b.Dx()) + math.Abs(sin)*float64(b.Dy()) + 2*room*longer)
	h := int(math.Abs(sin)*float64(b.Dx()) + math.Abs(cos)*float64(b.Dy()) + 2*room*longer)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	view := view{img: flat(img), sin: sin, cos: cos, tilt: s.Tilt, w: float64(w), h: float64(h)}
	for y := range h {
		for x := range w {
			out.SetRGBA(x, y, view.pixel(x, y))
		}
	}
	for range 2 {
		out = blurred(out, s.Blur)
	}
	s.expose(out)
	return out
}

// flat is img with its upper left corner at zero, in a form that is quick to look at.
func flat(img image.Image) *image.RGBA {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
	return out
}

// view is the geometry of a shot.
type view struct {
	img                  *image.RGBA
	sin, cos, tilt, w, h float64
}

// pixel is the mean of four points of the scene.
func (v view) pixel(x, y int) color.RGBA {
	var r, g, b int
	for i := range 4 {
		c := v.point(float64(x)+float64(2*(i%2)+1)/4, float64(y)+float64(2*(i/2)+1)/4)
		r, g, b = r+int(c.R), g+int(c.G), b+int(c.B)
	}
	return color.RGBA{uint8(r / 4), uint8(g / 4), uint8(b / 4), 0xFF}
}

// point is the colour seen at one point of the photograph.
func (v view) point(x, y float64) color.RGBA {
	x, y = x-v.w/2, y-v.h/2
	// Perspective: what is further up is further away, so a step there spans more of the scene.
	away := 1 / (1 + v.tilt*y/v.h)
	x, y = x*away, y*away
	size := v.img.Bounds()
	px := int(math.Floor(v.cos*x + v.sin*y + float64(size.Dx())/2))
	py := int(math.Floor(-v.sin*x + v.cos*y + float64(size.Dy())/2))
	if px < 0 || py < 0 || px >= size.Dx() || py >= size.Dy() {
		return desk(px, py)
	}
	return v.img.RGBAAt(px, py)
}

// desk is brown wood with a grain along its length.
func desk(x, y int) color.RGBA {
	line := y + wave(x, 90)/2
	grain := wave(line, 23) + wave(line, 60) + wave(y, 7)/4
	return color.RGBA{uint8(150 + grain), uint8(112 + grain), uint8(78 + grain), 0xFF}
}

// wave goes up and down between -12 and 12.
func wave(at, period int) int {
	phase := ((at%period)+period)%period*48/period - 24
	return max(phase, -phase) - 12
}

// expose darkens towards the lower right and adds noise.
func (s Shot) expose(img *image.RGBA) {
	b := img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			light := 1 - s.Shade*(float64(x)/float64(b.Dx())+float64(y)/float64(b.Dy()))/2
			off := 0
			if s.Noise > 0 {
				off = int(hash(uint64(y)<<32|uint64(x))%uint64(2*s.Noise+1)) - s.Noise
			}
			px := img.Pix[img.PixOffset(x, y):]
			for i := range 3 {
				px[i] = uint8(min(max(int(float64(px[i])*light)+off, 0), 0xFF))
			}
		}
	}
}

// hash spreads a number over all bits (splitmix64).
func hash(v uint64) uint64 {
	v += 0x9E3779B97F4A7C15
	v = (v ^ v>>30) * 0xBF58476D1CE4E5B9
	v = (v ^ v>>27) * 0x94D049BB133111EB
	return v ^ v>>31
}

// blurred is the mean over a square of pixels around each; the edge goes on beyond itself.
func blurred(img *image.RGBA, radius int) *image.RGBA {
	if radius == 0 {
		return img
	}
	b := img.Bounds()
	return along(along(img, b.Dx(), b.Dy(), 4, img.Stride, radius), b.Dy(), b.Dx(), img.Stride, 4, radius)
}

// along averages lines of n pixels that are step bytes apart; the lines are stride bytes apart.
func along(img *image.RGBA, n, lines, step, stride, radius int) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	for line := range lines {
		for i := range n {
			var sum [4]int
			for j := i - radius; j <= i+radius; j++ {
				px := img.Pix[line*stride+min(max(j, 0), n-1)*step:]
				sum[0], sum[1], sum[2], sum[3] = sum[0]+int(px[0]), sum[1]+int(px[1]), sum[2]+int(px[2]), sum[3]+int(px[3])
			}
			to := out.Pix[line*stride+i*step:]
			for k, v := range sum {
				to[k] = uint8(v / (2*radius + 1))
			}
		}
	}
	return out
}
