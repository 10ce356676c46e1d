package identity

import (
	"image"
	"image/draw"
)

// workingSide is the longer side of the copy that is measured.
const workingSide = 1_000

// grey is a picture of luminance, one byte per pixel, row by row.
type grey struct {
	w, h int
	pix  []uint8
}

func (g grey) row(y int) []uint8 { return g.pix[y*g.w : (y+1)*g.w] }

// workingCopy is a picture in grey, reduced so that its longer side is at most workingSide; each pixel is the mean
// of those it stands for. Smaller pictures keep their size. It reads a few rows at a time, so the copy costs
// a megabyte however large the picture is.
func workingCopy(img image.Image) grey {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > workingSide {
		w, h = max(1, w*workingSide/long), max(1, h*workingSide/long)
	}
	out := grey{w: w, h: h, pix: make([]uint8, w*h)}
	read, sums := lumaReader(img), make([]uint32, w)
	edges := make([]int, w+1) // where the columns of the copy begin in the picture
	for x := range edges {
		edges[x] = x * b.Dx() / w
	}
	for y := range h {
		clear(sums)
		top, bottom := y*b.Dy()/h, (y+1)*b.Dy()/h
		for sy := top; sy < bottom; sy++ {
			row := read(sy)
			from := 0
			for x, to := range edges[1:] {
				sum := sums[x]
				for ; from < to; from++ {
					sum += uint32(row[from])
				}
				sums[x] = sum
			}
		}
		for x, sum := range sums {
			out.pix[y*w+x] = uint8(sum / uint32((edges[x+1]-edges[x])*(bottom-top)))
		}
	}
	return out
}

// lumaReader answers a function that reads one row of luminance, counted from 0; what it answers is valid until
// the next call. Transparent parts are black, as they will be in the JPEG.
func lumaReader(img image.Image) func(y int) []uint8 {
	b := img.Bounds()
	switch src := img.(type) {
	case *image.YCbCr:
		return func(y int) []uint8 {
			at := src.YOffset(b.Min.X, b.Min.Y+y)
			return src.Y[at : at+b.Dx()]
		}
	case *image.Gray:
		return func(y int) []uint8 {
			at := src.PixOffset(b.Min.X, b.Min.Y+y)
			return src.Pix[at : at+b.Dx()]
		}
	}
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	luma := make([]uint8, b.Dx())
	return func(y int) []uint8 {
		draw.Draw(row, row.Bounds(), img, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		for x := range luma {
			r, g, bl := uint32(row.Pix[4*x]), uint32(row.Pix[4*x+1]), uint32(row.Pix[4*x+2])
			luma[x] = uint8((19595*r + 38470*g + 7471*bl + 1<<15) >> 16) // ITU-R BT.601
		}
		return luma
	}
}
