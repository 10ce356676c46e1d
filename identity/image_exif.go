package identity

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
)

// exifOrientation is how a camera says it was held: 1 to 8 as in the Exif standard, 1 (upright) if the file
// does not say. It must be read before metadata is dropped, or a portrait photo would reach the verifier on its side.
func exifOrientation(data []byte) int {
	if !bytes.HasPrefix(data, jpegMagic) {
		return 1
	}
	for {
		s, rest, ok := nextJPEGSegment(data)
		if !ok || s.marker == jpegScan {
			return 1
		}
		if tiff, found := bytes.CutPrefix(s.payload, []byte("Exif\x00\x00")); found && s.marker == jpegAPP1 {
			return tiffOrientation(tiff)
		}
		data = rest
	}
}

// tiffOrientation reads tag 0x0112 of the first directory.
func tiffOrientation(tiff []byte) int {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 1
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return validOrientation(int(order.Uint16(entries[8:])))
		}
		entries = entries[12:]
	}
	return 1
}

func validOrientation(n int) int {
	if n < 1 || n > 8 {
		return 1
	}
	return n
}

// upright turns and mirrors a picture as its orientation asks.
func upright(img image.Image, orientation int) image.Image {
	if orientation == 1 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), 1))
	for y := range b.Dy() {
		draw.Draw(row, row.Bounds(), img, image.Pt(b.Min.X, b.Min.Y+y), draw.Src)
		for x := range b.Dx() {
			tx, ty := turned(orientation, x, y, b.Dx(), b.Dy())
			out.SetRGBA(tx, ty, color.RGBA{R: row.Pix[4*x], G: row.Pix[4*x+1], B: row.Pix[4*x+2], A: row.Pix[4*x+3]})
		}
	}
	return out
}

// turned is where a pixel of a w×h picture goes.
func turned(orientation, x, y, w, h int) (tx, ty int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
