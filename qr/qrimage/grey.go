package qrimage

import (
	"image"
	"image/color"
)

// pixels is how a picture lies in memory: size bytes per pixel, and what makes them grey. A nil
// grey takes the byte as it is.
type pixels struct {
	pix          []byte
	stride, size int
	grey         func(px []byte) byte
}

// greyOf is the brightness of a picture. The Y plane of a JPEG is taken as it is; what is
// transparent is taken to lie on white paper. If own is set the picture's memory is reused for the
// result, which is never longer, and the picture is lost.
func greyOf(img image.Image, own bool) plane {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	px, ok := pixelsOf(img)
	if !ok {
		return anyGrey(img)
	}
	if px.grey == nil && px.stride == w {
		return plane{pix: px.pix[:w*h], w: w, h: h}
	}
	out := plane{w: w, h: h}
	if own {
		out.pix = px.pix[:w*h]
	} else {
		out.pix = make([]byte, w*h)
	}
	for y := range h {
		src, dst := px.pix[y*px.stride:], out.row(y)
		if px.grey == nil {
			copy(dst, src)
			continue
		}
		for x := range dst {
			dst[x] = px.grey(src[x*px.size : (x+1)*px.size])
		}
	}
	return out
}

// pixelsOf knows every kind of picture that the two decoders make.
func pixelsOf(img image.Image) (pixels, bool) {
	b := img.Bounds()
	at := func(pix []byte, offset int) []byte { return pix[offset:] }
	x, y := b.Min.X, b.Min.Y
	switch m := img.(type) {
	case *image.Gray:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 1, nil}, true
	case *image.YCbCr:
		return pixels{at(m.Y, m.YOffset(x, y)), m.YStride, 1, nil}, true
	case *image.Gray16:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 2, func(px []byte) byte { return px[0] }}, true
	case *image.Paletted:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 1, paletteGrey(m.Palette)}, true
	case *image.RGBA:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 4, func(px []byte) byte { return onWhite(px[0], px[1], px[2], px[3]) }}, true
	case *image.RGBA64:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 8, func(px []byte) byte { return onWhite(px[0], px[2], px[4], px[6]) }}, true
	case *image.NRGBA:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 4, func(px []byte) byte { return fade(luma(px[0], px[1], px[2]), px[3]) }}, true
	case *image.NRGBA64:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 8, func(px []byte) byte { return fade(luma(px[0], px[2], px[4]), px[6]) }}, true
	case *image.CMYK:
		return pixels{at(m.Pix, m.PixOffset(x, y)), m.Stride, 4, func(px []byte) byte {
			return byte(int(luma(0xFF-px[0], 0xFF-px[1], 0xFF-px[2])) * int(0xFF-px[3]) / 0xFF)
		}}, true
	default:
		return pixels{}, false
	}
}

// anyGrey asks a picture of a kind that nobody here knows, pixel by pixel.
func anyGrey(img image.Image) plane {
	b := img.Bounds()
	out := plane{pix: make([]byte, 0, b.Dx()*b.Dy()), w: b.Dx(), h: b.Dy()}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.pix = append(out.pix, colorGrey(img.At(x, y)))
		}
	}
	return out
}

func paletteGrey(palette color.Palette) func([]byte) byte {
	var table [256]byte
	for i, c := range palette {
		table[i&0xFF] = colorGrey(c)
	}
	return func(px []byte) byte { return table[px[0]] }
}

func colorGrey(c color.Color) byte {
	r, g, b, a := c.RGBA()
	return onWhite(byte(r>>8), byte(g>>8), byte(b>>8), byte(a>>8))
}

// luma is the brightness of a colour with the weights of JPEG.
func luma(r, g, b byte) byte {
	return byte((19595*uint32(r) + 38470*uint32(g) + 7471*uint32(b) + 1<<15) >> 16)
}

// onWhite is the brightness of a colour already multiplied by its alpha, on white paper.
func onWhite(r, g, b, a byte) byte { return byte(min(int(luma(r, g, b))+0xFF-int(a), 0xFF)) }

// fade is a brightness under an alpha, on white paper.
func fade(v, a byte) byte { return byte((int(v)*int(a) + 0xFF*(0xFF-int(a))) / 0xFF) }
