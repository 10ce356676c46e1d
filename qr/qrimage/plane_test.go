package qrimage

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func planes() *rapid.Generator[plane] {
	return rapid.Custom(func(t *rapid.T) plane {
		w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
		return plane{pix: rapid.SliceOfN(rapid.Byte(), w*h, w*h).Draw(t, "pix"), w: w, h: h}
	})
}

func TestTurnsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planes().Draw(t, "p")
		var a, b []byte
		require.Equal(t, p, turned(turned(p, 1, &a), 3, &b))
		require.Equal(t, turned(turned(p, 1, &a), 1, &b), turned(p, 2, new([]byte)))
		require.Equal(t, p, turned(turned(p, 2, &a), 2, &b))
	})
}

func TestTurnIsClockwise(t *testing.T) {
	p := plane{pix: []byte{1, 2, 3, 4, 5, 6}, w: 3, h: 2}
	require.Equal(t, plane{pix: []byte{4, 1, 5, 2, 6, 3}, w: 2, h: 3}, turned(p, 1, new([]byte)))
}

func TestInvertedTwiceIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planes().Draw(t, "p")
		require.Equal(t, p, inverted(inverted(p, new([]byte)), new([]byte)))
	})
}

func TestScalingKeepsPlainPictures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planes().Draw(t, "p")
		fill(p.pix, rapid.Byte().Draw(t, "grey"))
		w, h := rapid.IntRange(1, 90).Draw(t, "to w"), rapid.IntRange(1, 90).Draw(t, "to h")
		for _, out := range []plane{
			scaled(p, w, h, new([]byte)), enlarged(p, w, h, new([]byte)), blurred(p, new([]byte)), sharpened(p, new([]byte)),
		} {
			for _, v := range out.pix {
				require.Equal(t, p.pix[0], v)
			}
		}
	})
}

func TestScalingToTheSameSizeIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := planes().Draw(t, "p")
		require.Equal(t, p, shrunk(p, p.w, p.h, new([]byte)))
		require.Equal(t, p, enlarged(p, p.w, p.h, new([]byte)))
	})
}

// Shrinking by a whole number is the mean of a block of pixels.
func TestShrinkingAverages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 9).Draw(t, "w"), rapid.IntRange(1, 9).Draw(t, "h")
		n := rapid.IntRange(1, 5).Draw(t, "n")
		p := plane{pix: rapid.SliceOfN(rapid.Byte(), w*h*n*n, w*h*n*n).Draw(t, "pix"), w: w * n, h: h * n}
		out := shrunk(p, w, h, new([]byte))
		for y := range h {
			for x := range w {
				sum := 0
				for i := range n * n {
					sum += int(p.pix[(y*n+i/n)*p.w+x*n+i%n])
				}
				require.EqualValues(t, (sum+n*n/2)/(n*n), out.pix[y*w+x])
			}
		}
	})
}

// Fractions of pixels count by their area: 5 pixels on 2 share the one in the middle.
func TestShrinkingByAFraction(t *testing.T) {
	p := plane{pix: []byte{10, 20, 100, 30, 40}, w: 5, h: 1}
	require.Equal(t, []byte{32, 48}, shrunk(p, 2, 1, new([]byte)).pix)
	p.w, p.h = 1, 5
	require.Equal(t, []byte{32, 48}, shrunk(p, 1, 2, new([]byte)).pix)
}

func TestPadding(t *testing.T) {
	p := padded(plane{pix: []byte{7, 8}, w: 2, h: 1}, 1, &[]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
	require.Equal(t, plane{w: 4, h: 3, pix: []byte{255, 255, 255, 255, 255, 7, 8, 255, 255, 255, 255, 255}}, p)
}

// Every kind of picture gives the brightness that its colours have, wherever it begins.
func TestGreyOfEveryKind(t *testing.T) {
	r := image.Rect(-3, 2, 9, 11)
	rgb := func(x, y int) color.NRGBA {
		return color.NRGBA{uint8(20 * (x + 3)), uint8(25 * (y - 2)), uint8(7 * (x + y)), 0xFF}
	}
	type settable interface {
		image.Image
		Set(x, y int, c color.Color)
		SubImage(r image.Rectangle) image.Image
	}
	palette := make(color.Palette, 0, 108)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			palette = append(palette, rgb(x, y))
		}
	}
	for name, img := range map[string]settable{
		"gray": image.NewGray(r), "gray16": image.NewGray16(r), "rgba": image.NewRGBA(r), "rgba64": image.NewRGBA64(r),
		"nrgba": image.NewNRGBA(r), "nrgba64": image.NewNRGBA64(r), "cmyk": image.NewCMYK(r), "paletted": image.NewPaletted(r, palette),
	} {
		t.Run(name, func(t *testing.T) {
			for y := r.Min.Y; y < r.Max.Y; y++ {
				for x := r.Min.X; x < r.Max.X; x++ {
					img.Set(x, y, rgb(x, y))
				}
			}
			part := image.Rect(-1, 3, 7, 9)
			check := func(p plane) {
				require.Equal(t, []int{8, 6, 48}, []int{p.w, p.h, len(p.pix)})
				for i, v := range p.pix {
					want, _ := color.GrayModel.Convert(rgb(part.Min.X+i%8, part.Min.Y+i/8)).(color.Gray)
					require.InDelta(t, want.Y, v, 1)
				}
			}
			check(greyOf(img.SubImage(part), false))
			check(anyGrey(img.SubImage(part)))
			check(greyOf(img.SubImage(part), true))
		})
	}
}

func TestBrightnessOfAJPEGIsItsYPlane(t *testing.T) {
	img := image.NewYCbCr(image.Rect(0, 0, 8, 8), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		img.Y[i] = byte(i)
	}
	part := img.SubImage(image.Rect(2, 4, 5, 6))
	require.Equal(t, []byte{34, 35, 36, 42, 43, 44}, greyOf(part, false).pix)
}

// What is transparent lies on white paper.
func TestTransparentIsWhite(t *testing.T) {
	for _, img := range []interface {
		image.Image
		Set(x, y int, c color.Color)
	}{
		image.NewNRGBA(image.Rect(0, 0, 2, 1)), image.NewRGBA(image.Rect(0, 0, 2, 1)), image.NewNRGBA64(image.Rect(0, 0, 2, 1)),
		image.NewRGBA64(image.Rect(0, 0, 2, 1)), image.NewPaletted(image.Rect(0, 0, 2, 1), color.Palette{color.Transparent, color.Black}),
	} {
		img.Set(1, 0, color.Black)
		require.Equal(t, []byte{0xFF, 0}, greyOf(img, false).pix)
	}
}
