package qrimage

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"time"
)

// What a picture may be before it is decoded.
const (
	// MaxFile is the largest file, in bytes.
	MaxFile = 10_000_000
	// MaxSide is the longest side, in pixels.
	MaxSide = 6000
	// MaxPixels is the largest number of pixels.
	MaxPixels = 25_000_000
	// MaxMemory is what decoding may take, in bytes, by what the header tells: pixels in the
	// decoder's own format and the coefficients of a progressive JPEG. See the package's overview
	// for how many pixels that allows in which format.
	MaxMemory = 40 << 20
)

// A progressive JPEG goes over all of its pixels once per scan, and a scan may be a few bytes long.
// Cameras and image programs make a dozen; the two bytes also occur by chance in other data.
const maxScans = 400

var startOfScan = []byte{0xFF, 0xDA}

// Deadlines to give to the context, by use.
const (
	// FrameBudget suits [ReadFrame]: the camera brings the next frame soon.
	FrameBudget = 30 * time.Millisecond
	// StillBudget suits a picture that a person waits for.
	StillBudget = 500 * time.Millisecond
	// UploadBudget suits a server; let no more run at a time than there are cores.
	UploadBudget = time.Second
)

// format is one of the two kinds of files.
type format struct {
	config func(data []byte) (image.Config, error)
	decode func(r io.Reader) (image.Image, error)
	memory func(data []byte, c image.Config) int
}

var (
	jpegFormat = format{
		config: func(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) },
		decode: jpeg.Decode,
		memory: jpegMemory,
	}
	pngFormat = format{
		config: func(data []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) },
		decode: png.Decode,
		memory: pngMemory,
	}
)

// check tells the format of a file and whether it is within the limits, from its header alone.
func check(data []byte) (format, error) {
	if len(data) > MaxFile {
		return format{}, ErrPictureTooLarge
	}
	f := jpegFormat
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xD8")):
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		f = pngFormat
	default:
		return format{}, ErrNotAPicture
	}
	c, err := f.config(data)
	if err != nil || c.Width < 1 || c.Height < 1 {
		return format{}, ErrNotAPicture
	}
	if !fits(c.Width, c.Height) || f.memory(data, c) > MaxMemory || bytes.Count(data, startOfScan) > maxScans {
		return format{}, ErrPictureTooLarge
	}
	return f, nil
}

func fits(w, h int) bool { return w <= MaxSide && h <= MaxSide && w*h <= MaxPixels }

// pngMemory is what decoding a PNG takes. A tRNS chunk is counted as present, because it is
// behind the header; an interlaced picture is decoded in parts and put together.
func pngMemory(data []byte, c image.Config) int {
	perPixel := 4
	switch c.ColorModel {
	case color.GrayModel:
		perPixel = 1
		if bytes.Contains(data, []byte("tRNS")) {
			perPixel = 4
		}
	case color.Gray16Model:
		perPixel = 2
		if bytes.Contains(data, []byte("tRNS")) {
			perPixel = 8
		}
	case color.RGBA64Model, color.NRGBA64Model:
		perPixel = 8
	default:
		if _, ok := c.ColorModel.(color.Palette); ok {
			perPixel = 1
		}
	}
	const interlace = 28 // where the header says so
	if len(data) > interlace && data[interlace] != 0 {
		perPixel *= 2
	}
	return c.Width * c.Height * perPixel
}

// jpegMemory is what decoding a JPEG takes: a byte per sample, four more per sample if it is
// progressive, and four per pixel if the colours have to be converted afterwards.
func jpegMemory(data []byte, c image.Config) int {
	frame, progressive := jpegFrame(data)
	if len(frame) < 6 {
		return MaxMemory + 1
	}
	components := int(frame[5])
	if len(frame) < 6+3*components {
		return MaxMemory + 1
	}
	maxH, maxV, blocks := 1, 1, 0
	for i := range components {
		h, v := int(frame[7+3*i]>>4), int(frame[7+3*i]&0x0F)
		maxH, maxV = max(maxH, h), max(maxV, v)
		blocks += h * v
	}
	if components == 1 {
		maxH, maxV, blocks = 1, 1, 1
	}
	across, down := (c.Width+8*maxH-1)/(8*maxH), (c.Height+8*maxV-1)/(8*maxV)
	samples := across * down * blocks * 64
	total := samples
	if progressive {
		total += 4 * samples
	}
	if components == 4 || components == 3 && convertsColours(data, frame) {
		total += 4 * c.Width * c.Height
	}
	return total
}

// convertsColours tells whether a JPEG of three components may hold red, green and blue as they
// are: by the names of its components, or by Adobe's marker wherever it stands.
func convertsColours(data, frame []byte) bool {
	if frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B' {
		return true
	}
	for rest := data; ; {
		i := bytes.Index(rest, []byte("Adobe"))
		if i < 0 {
			return false
		}
		if rest = rest[i:]; len(rest) > 11 && rest[11] == 0 {
			return true
		}
		rest = rest[5:]
	}
}

// jpegFrame finds the first frame header the way the decoder does: what stands behind its length.
func jpegFrame(data []byte) (frame []byte, progressive bool) {
	for i := 2; i+1 < len(data); {
		if data[i] != 0xFF || data[i+1] == 0 {
			i++ // between segments the decoder skips what is no marker
			continue
		}
		marker := data[i+1]
		if marker == 0xFF {
			i++
			continue
		}
		i += 2
		if 0xD0 <= marker && marker <= 0xD7 {
			continue
		}
		if i+2 > len(data) {
			break
		}
		size := int(binary.BigEndian.Uint16(data[i:]))
		end := i + size
		if size < 2 || end > len(data) {
			break
		}
		if 0xC0 <= marker && marker <= 0xC2 {
			return data[i+2 : end], marker == 0xC2
		}
		i = end
	}
	return nil, false
}
