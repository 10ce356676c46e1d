package qrimage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mostMemory is what no picture may take.
const mostMemory = 64 << 20

// allocated is all that f allocates, what is garbage by the end included: more than it ever holds.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestNoPictureTakesMoreThan64MiB(t *testing.T) {
	for name, data := range heavyPictures(t) {
		t.Run(name, func(t *testing.T) {
			var err error
			total := allocated(func() { _, err = Read(context.Background(), data) })
			require.Error(t, err)
			require.NotErrorIs(t, err, ErrPictureTooLarge, "the picture is to be just within the limits")
			require.LessOrEqual(t, total, uint64(mostMemory))
		})
	}
}

// heavyPictures are pictures just within the limits, one of each costly kind. Those with pixels
// go through every look; the bare ones end when the decoder has reserved its memory.
func heavyPictures(t *testing.T) map[string][]byte {
	return map[string][]byte{
		"jpeg 4:2:0":               jpegFile(t, dotted(image.NewGray(square(5000))), true),
		"png colour":               pngFile(t, dotted(image.NewNRGBA(square(3230)))),
		"png 16 bits":              pngFile(t, dotted(image.NewNRGBA64(square(2280)))),
		"png interlaced":           interlacedPNG(2280, 2280),
		"jpeg 4:4:4":               bareJPEG(0xC0, 3728, 3728, "\x01\x11\x00\x02\x11\x00\x03\x11\x00"),
		"jpeg progressive 4:2:0":   bareJPEG(0xC2, 2352, 2352, "\x01\x22\x00\x02\x11\x00\x03\x11\x00"),
		"jpeg progressive 4:4:4":   bareJPEG(0xC2, 1664, 1664, "\x01\x11\x00\x02\x11\x00\x03\x11\x00"),
		"jpeg progressive grey":    bareJPEG(0xC2, 2888, 2888, "\x01\x11\x00"),
		"jpeg four colours":        bareJPEG(0xC0, 2280, 2280, "\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00"),
		"jpeg red, green and blue": bareJPEG(0xC0, 2440, 2440, "R\x11\x00G\x11\x00B\x11\x00"),
		"jpeg grey, odd sampling":  bareJPEG(0xC0, 5000, 5000, "\x01\x44\x00"),
		"jpeg 4:1:0":               bareJPEG(0xC0, 5000, 5000, "\x01\x42\x00\x02\x11\x00\x03\x11\x00"),
	}
}

// square is as many pixels wide and high; fewer under the race detector.
func square(side int) image.Rectangle { return image.Rect(0, 0, side/raceSlows, side/raceSlows) }

// The formats decide what decoding takes, so their limits lie at different sizes.
func TestLimitsComeFromTheHeader(t *testing.T) {
	const colours, half = "\x01\x11\x00\x02\x11\x00\x03\x11\x00", "\x01\x22\x00\x02\x11\x00\x03\x11\x00"
	for name, data := range map[string][]byte{
		"side":                     pngHeader(6001, 1, 8, 0, 0),
		"other side":               bareJPEG(0xC0, 1, 6001, half),
		"pixels":                   pngHeader(5001, 5000, 8, 0, 0),
		"jpeg pixels":              bareJPEG(0xC0, 5000, 5001, half),
		"jpeg 4:4:4":               bareJPEG(0xC0, 3744, 3744, colours),
		"jpeg progressive 4:2:0":   bareJPEG(0xC2, 2368, 2368, half),
		"jpeg progressive 4:4:4":   bareJPEG(0xC2, 1680, 1680, colours),
		"jpeg four colours":        bareJPEG(0xC0, 2296, 2296, colours+"\x04\x11\x00"),
		"jpeg red, green and blue": bareJPEG(0xC0, 2456, 2456, "R\x11\x00G\x11\x00B\x11\x00"),
		"png colour":               pngHeader(3240, 3240, 8, 2, 0),
		"png 16 bits":              pngHeader(2300, 2300, 16, 6, 0),
		"png interlaced":           pngHeader(2300, 2300, 8, 2, 1),
		"png grey, transparent":    append(pngHeader(3240, 3240, 8, 0, 0), chunk("tRNS", []byte{0, 0})...),
		"file":                     append(pngHeader(1, 1, 8, 0, 0), make([]byte, MaxFile)...),
	} {
		t.Run(name, func(t *testing.T) {
			var err error
			total := allocated(func() { _, err = Read(context.Background(), data) })
			require.ErrorIs(t, err, ErrPictureTooLarge)
			require.Less(t, total, uint64(1<<20), "refused from the header")
		})
	}
}

// A marker that would double the memory may stand anywhere.
func TestAdobeMarkerIsCounted(t *testing.T) {
	const colours = "\x01\x11\x00\x02\x11\x00\x03\x11\x00"
	file := bareJPEG(0xC0, 3000, 3000, colours)
	_, err := check(file)
	require.NoError(t, err)
	adobe := segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00"))
	_, err = check(append(file, adobe...))
	require.ErrorIs(t, err, ErrPictureTooLarge)
}

// jpegFile encodes a picture, in colour (4:2:0) if asked to.
func jpegFile(t *testing.T, img image.Image, colour bool) []byte {
	t.Helper()
	if colour {
		grey, b := greyOf(img, false), img.Bounds()
		full := image.NewYCbCr(b, image.YCbCrSubsampleRatio420)
		for y := range grey.h {
			copy(full.Y[y*full.YStride:], grey.row(y))
		}
		fill(full.Cb, 0x80)
		fill(full.Cr, 0x80)
		img = full
	}
	var file bytes.Buffer
	require.NoError(t, jpeg.Encode(&file, img, &jpeg.Options{Quality: 50}))
	return file.Bytes()
}

func pngFile(t *testing.T, img image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, pngEncoder.Encode(&file, img))
	return file.Bytes()
}

// dotted puts finder patterns into a dark picture, so that every look has work and finds nothing.
func dotted[P interface {
	image.Image
	Set(x, y int, c color.Color)
}](img P) P {
	for i := range 12 {
		left, top := 40+i%4*180, 40+i/4*140
		for y := range 90 {
			for x := range 90 {
				if ring := max(abs(x/10-4), abs(y/10-4)); ring == 4 || ring == 2 {
					img.Set(left+x, top+y, color.White)
				}
			}
		}
	}
	return img
}

// bareJPEG is a JPEG that ends in its first scan: by then a decoder has reserved everything.
func bareJPEG(sof byte, w, h int, components string) []byte {
	n := len(components) / 3
	file := []byte("\xFF\xD8")
	frame := append([]byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), byte(n)}, components...)
	file = append(file, segment(sof, frame)...)
	file = append(file, segment(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))...)
	// One code of one bit, for both kinds of tables.
	table := append(append([]byte{0, 1}, make([]byte, 15)...), 0)
	file = append(file, segment(0xC4, table)...)
	table[0] = 0x10
	file = append(file, segment(0xC4, table)...)
	scan := []byte{byte(n)}
	for i := range n {
		scan = append(scan, components[3*i], 0)
	}
	end := byte(63)
	if sof == 0xC2 {
		end = 0
	}
	file = append(file, segment(0xDA, append(scan, 0, end, 0))...)
	return append(file, make([]byte, 4096)...)
}

// cmykJPEG is a picture of four inks as print programs make it: one block per pixel of the plane,
// every block of one brightness, inks inverted as Adobe has it.
func cmykJPEG(p plane) []byte {
	head := func(marker byte, body string) []byte { return segment(marker, []byte(body)) }
	w, h := 8*p.w, 8*p.h
	file := append([]byte("\xFF\xD8"), head(0xEE, "Adobe\x00\x64\x00\x00\x00\x00\x00")...)
	file = append(file, head(0xDB, "\x00"+strings.Repeat("\x08", 64))...)
	file = append(file, segment(0xC0, append([]byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 4},
		"\x01\x11\x00\x02\x11\x00\x03\x11\x00\x04\x11\x00"...))...)
	// Code 0 for no change of brightness, 10 for a change by eight bits; code 0 for the end of a block.
	file = append(file, head(0xC4, "\x00\x01\x01"+strings.Repeat("\x00", 14)+"\x00\x08")...)
	file = append(file, head(0xC4, "\x10\x01"+strings.Repeat("\x00", 15)+"\x00")...)
	file = append(file, head(0xDA, "\x04\x01\x00\x02\x00\x03\x00\x04\x00\x00\x3F\x00")...)
	return append(file, packed(cmykBits(p))...)
}

// cmykBits are the blocks of the picture, which begins with a white one: 128 above the middle.
func cmykBits(p plane) string {
	const noInk, ink = 128, -127
	var bits strings.Builder
	last := [4]int{}
	for _, v := range p.pix {
		for i := range last {
			level := noInk
			if i < 3 && v < 0x80 { // black is made of the three colours
				level = ink
			}
			switch diff := level - last[i]; {
			case diff == 0:
				bits.WriteString("0")
			case diff > 0:
				fmt.Fprintf(&bits, "10%08b", diff)
			default:
				fmt.Fprintf(&bits, "10%08b", 0xFF+diff)
			}
			bits.WriteString("0")
			last[i] = level
		}
	}
	return bits.String()
}

// packed are bits as bytes of a scan, with the end of the picture behind them.
func packed(bits string) (out []byte) {
	bits += strings.Repeat("1", (8-len(bits)%8)%8)
	for ; bits != ""; bits = bits[8:] {
		b, _ := strconv.ParseUint(bits[:8], 2, 8)
		if out = append(out, byte(b)); b == 0xFF {
			out = append(out, 0)
		}
	}
	return append(out, 0xFF, 0xD9)
}

func TestPrintersColours(t *testing.T) {
	img, err := Draw(laneText, Options{Module: 1})
	require.NoError(t, err)
	file := cmykJPEG(greyOf(img, false))
	decoded, err := jpeg.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	require.IsType(t, new(image.CMYK), decoded)
	text, err := Read(context.Background(), file)
	require.NoError(t, err)
	require.Equal(t, laneText, text)
}

func segment(marker byte, body []byte) []byte {
	out := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2))
	return append(out, body...)
}

// interlacedPNG has no more than its header and an empty stream.
func interlacedPNG(w, h int) []byte {
	return append(pngHeader(w, h, 8, 6, 1), chunk("IDAT", []byte("\x78\x9c\x03\x00\x00\x00\x00\x01"))...)
}

// pngHeader is a PNG up to its header: bits per sample, kind of colour, and whether interlaced.
func pngHeader(w, h int, bits, colour, interlaced byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, uint32(w))
	header = binary.BigEndian.AppendUint32(header, uint32(h))
	header = append(header, bits, colour, 0, 0, interlaced)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header)...)
}

func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}
