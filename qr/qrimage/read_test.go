package qrimage_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seqrpay/seqr/qr/qrimage"
	"github.com/seqrpay/seqr/qr/qrimage/qrimagetest"
	"github.com/stretchr/testify/require"
)

const lane = "HTTP://SEQR.SE/Q0039394857311223"

func code(t testing.TB, text string, module int) *image.Paletted {
	t.Helper()
	img, err := qrimage.Draw(text, qrimage.Options{Module: module, MinVersion: 4})
	require.NoError(t, err)
	return img
}

// paper is a sheet of a grey with pictures on it, each at its place.
func paper(w, h int, grey uint8, pictures map[image.Point]image.Image) *image.Gray {
	sheet := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: grey}), image.Point{}, draw.Src)
	for at, img := range pictures {
		draw.Draw(sheet, img.Bounds().Sub(img.Bounds().Min).Add(at), img, img.Bounds().Min, draw.Src)
	}
	return sheet
}

// mapped is img with every point taken from where from says.
func mapped(img image.Image, w, h int, from func(x, y int) (int, int)) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := from(x, y)
			out.Set(x, y, img.At(fx, fy))
		}
	}
	return out
}

func negative(img image.Image) *image.Gray {
	b := img.Bounds()
	out := image.NewGray(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			g, _ := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
			out.SetGray(x, y, color.Gray{Y: 0xFF - g.Y})
		}
	}
	return out
}

// scenes are the pictures that the stages of the search are for.
func scenes(t testing.TB) map[string]image.Image {
	sticker := code(t, lane, 5)
	side := sticker.Bounds().Dx()
	quiet := 4 * 5
	bare := sticker.SubImage(image.Rect(quiet, quiet, side-quiet, side-quiet))
	return map[string]image.Image{
		"as drawn":           sticker,
		"turned by 90":       mapped(sticker, side, side, func(x, y int) (int, int) { return y, side - 1 - x }),
		"turned by 180":      mapped(sticker, side, side, func(x, y int) (int, int) { return side - 1 - x, side - 1 - y }),
		"turned by 270":      mapped(sticker, side, side, func(x, y int) (int, int) { return side - 1 - y, x }),
		"mirrored":           mapped(sticker, side, side, func(x, y int) (int, int) { return side - 1 - x, y }),
		"inverted":           negative(sticker),
		"inverted on grey":   paper(400, 300, 90, map[image.Point]image.Image{{60, 40}: negative(sticker)}),
		"without quiet zone": bare,
		"one pixel a module": code(t, lane, 1),
		"one pixel, no zone": code(t, lane, 1).SubImage(image.Rect(4, 4, 37, 37)),
		"large modules":      code(t, lane, 60),
		"small on a sheet":   paper(1600, 1200, 230, map[image.Point]image.Image{{1200, 900}: code(t, lane, 3)}),
		"small on large":     paper(2600, 1800, 230, map[image.Point]image.Image{{2000, 1500}: code(t, lane, 3)}),
		"low contrast":       lowContrast(sticker),
		"narrow picture":     paper(2400, 230, 255, map[image.Point]image.Image{{1700, 10}: sticker}),
	}
}

func lowContrast(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewGray(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			g, _ := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
			out.SetGray(x, y, color.Gray{Y: 100 + g.Y/8})
		}
	}
	return out
}

func TestScenesAreRead(t *testing.T) {
	for name, img := range scenes(t) {
		t.Run(name, func(t *testing.T) {
			got, err := qrimage.ReadImage(context.Background(), img)
			require.NoError(t, err)
			require.Equal(t, lane, got)
		})
	}
}

// A set of photographs of which most have to be read, and none wrongly. The floor leaves a little
// for machines that round otherwise; today all are read.
func TestPhotographs(t *testing.T) {
	const floorPercent = 94
	shots, read, taken := 0, 0, 0
	for i, text := range []string{lane, "https://seqr.example/q/0039394857311223?x=1"} {
		sticker := code(t, text, 4)
		for j, degrees := range []float64{-3, 5, 12, 45, 171, 275} {
			for k, shot := range []qrimagetest.Shot{
				{Noise: 12, Shade: 0.7},
				{Tilt: 0.25, Blur: 1, Noise: 8},
				{Blur: 1, Noise: 30, Shade: 0.4, Tilt: 0.1},
				{Tilt: 0.4, Noise: 15},
			} {
				if shots++; shots%qrimage.RaceSlows != 0 {
					continue
				}
				shot.Degrees, shot.Room = degrees, 0.2
				taken++
				got, err := qrimage.Read(context.Background(), jpegOf(t, shot.Take(sticker), 40+20*((i+j+k)%3)))
				if err == nil {
					require.Equal(t, text, got, "%+v", shot)
					read++
				} else {
					require.ErrorIs(t, err, qrimage.ErrNoCode)
				}
			}
		}
	}
	require.GreaterOrEqual(t, 100*read, floorPercent*taken, "%d of %d", read, taken)
}

// The photograph that the programs take of a sticker is read at any small angle and quality.
func TestPhotographOfASticker(t *testing.T) {
	sticker := code(t, lane, 6)
	for i, degrees := range []float64{-12, 0, 7} {
		for j, quality := range []int{40, 85} {
			if qrimage.RaceSlows > 1 && i+j != 2 {
				continue
			}
			file, err := qrimagetest.Photograph(sticker, degrees, quality)
			require.NoError(t, err)
			got, err := qrimage.Read(context.Background(), file)
			require.NoError(t, err, "%v degrees, quality %d", degrees, quality)
			require.Equal(t, lane, got)
		}
	}
}

func jpegOf(t testing.TB, img image.Image, quality int) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, jpeg.Encode(&file, img, &jpeg.Options{Quality: quality}))
	return file.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, img))
	return file.Bytes()
}

// Two codes that say different things are refused, wherever they are and whatever their sizes;
// two that say the same are one.
func TestSeveralCodes(t *testing.T) {
	other := "HTTP://SEQR.SE/Q0039394857311224"
	for name, sheet := range map[string]func(second string) image.Image{
		"side by side": func(s string) image.Image {
			return paper(600, 300, 255, map[image.Point]image.Image{{20, 40}: code(t, lane, 5), {330, 40}: code(t, s, 5)})
		},
		"above each other": func(s string) image.Image {
			return paper(300, 600, 200, map[image.Point]image.Image{{40, 20}: code(t, lane, 5), {40, 330}: code(t, s, 5)})
		},
		"large and small": func(s string) image.Image {
			return paper(700, 420, 220, map[image.Point]image.Image{{10, 10}: code(t, lane, 9), {450, 200}: code(t, s, 4)})
		},
		"photographed": func(s string) image.Image {
			both := paper(560, 280, 255, map[image.Point]image.Image{{20, 40}: code(t, lane, 5), {310, 40}: code(t, s, 5)})
			return qrimagetest.Shot{Degrees: 7, Tilt: 0.1, Noise: 8, Shade: 0.3}.Take(both)
		},
		"four": func(s string) image.Image {
			return paper(500, 500, 255, map[image.Point]image.Image{
				{20, 20}: code(t, lane, 5), {260, 20}: code(t, lane, 5), {20, 260}: code(t, lane, 5), {260, 260}: code(t, s, 5),
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := qrimage.ReadImage(context.Background(), sheet(other))
			require.ErrorIs(t, err, qrimage.ErrSeveral)
			_, err = qrimage.ReadFrame(context.Background(), sheet(other))
			require.ErrorIs(t, err, qrimage.ErrSeveral)
			text, err := qrimage.ReadImage(context.Background(), sheet(lane))
			require.NoError(t, err)
			require.Equal(t, lane, text)
		})
	}
}

// A small code in the middle of a large one: either one of the texts or a refusal, nothing else.
func TestInnerAndOuterCode(t *testing.T) {
	other := "HTTP://SEQR.SE/Q7"
	outer, err := qrimage.Draw(lane, qrimage.Options{Module: 12, MinVersion: 6, Level: qrimage.LevelH})
	require.NoError(t, err)
	inner, err := qrimage.Draw(other, qrimage.Options{Module: 4, Quiet: 1})
	require.NoError(t, err)
	middle := (outer.Bounds().Dx() - inner.Bounds().Dx()) / 2
	sheet := paper(outer.Bounds().Dx(), outer.Bounds().Dy(), 255, map[image.Point]image.Image{{0, 0}: outer})
	draw.Draw(sheet, inner.Bounds().Add(image.Pt(middle, middle)), inner, image.Point{}, draw.Src)
	text, err := qrimage.ReadImage(context.Background(), sheet)
	if err != nil {
		require.ErrorIs(t, err, qrimage.ErrSeveral)
		return
	}
	require.Contains(t, []string{lane, other}, text)
}

func TestFrameTakesTwoLooks(t *testing.T) {
	sticker := code(t, lane, 5)
	text, err := qrimage.ReadFrame(context.Background(), paper(1280, 720, 210, map[image.Point]image.Image{{500, 300}: sticker}))
	require.NoError(t, err)
	require.Equal(t, lane, text)
	_, err = qrimage.ReadFrame(context.Background(), negative(sticker))
	require.ErrorIs(t, err, qrimage.ErrNoCode, "turning dark and light round is a later look")
}

func TestPicturesWithoutACode(t *testing.T) {
	half := code(t, lane, 5)
	for name, img := range map[string]image.Image{
		"black":       image.NewGray(image.Rect(0, 0, 320, 240)),
		"one pixel":   image.NewGray(image.Rect(0, 0, 1, 1)),
		"one line":    image.NewGray(image.Rect(0, 0, 3000, 1)),
		"one column":  image.NewGray(image.Rect(0, 0, 2, 3000)),
		"empty":       image.NewGray(image.Rectangle{}),
		"half a code": half.SubImage(image.Rect(0, 0, half.Bounds().Dx()/2, half.Bounds().Dy())),
		"desk":        qrimagetest.Shot{Noise: 40}.Take(image.NewGray(image.Rect(0, 0, 120, 120))),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := qrimage.ReadImage(context.Background(), img)
			require.ErrorIs(t, err, qrimage.ErrNoCode)
			_, err = qrimage.ReadFrame(context.Background(), img)
			require.ErrorIs(t, err, qrimage.ErrNoCode)
		})
	}
}

func TestNotAPicture(t *testing.T) {
	file := pngOf(t, code(t, lane, 4))
	photo := jpegOf(t, code(t, lane, 4), 80)
	for name, data := range map[string][]byte{
		"nothing":          nil,
		"text":             []byte("HTTP://SEQR.SE/Q1"),
		"gif":              []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
		"png signature":    file[:8],
		"png cut":          file[:len(file)/2],
		"png changed":      changed(file, len(file)/2),
		"jpeg start":       photo[:2],
		"jpeg cut":         photo[:len(photo)/4],
		"jpeg no frame":    []byte("\xff\xd8\xff\xd9"),
		"svg":              []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"png without area": append([]byte(nil), changed(file, 19)...),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := qrimage.Read(context.Background(), data)
			require.ErrorIs(t, err, qrimage.ErrNotAPicture)
		})
	}
}

func changed(data []byte, at int) []byte {
	out := bytes.Clone(data)
	out[at] ^= 0x55
	return out
}

func TestLargePicturesInMemory(t *testing.T) {
	for _, r := range []image.Rectangle{image.Rect(0, 0, 6001, 1), image.Rect(0, 0, 1, 6001), image.Rect(0, 0, 5001, 5000)} {
		_, err := qrimage.ReadImage(context.Background(), sized{r})
		require.ErrorIs(t, err, qrimage.ErrPictureTooLarge)
		_, err = qrimage.ReadFrame(context.Background(), sized{r})
		require.ErrorIs(t, err, qrimage.ErrPictureTooLarge)
	}
}

// sized is a white picture that takes no memory.
type sized struct{ r image.Rectangle }

func (s sized) ColorModel() color.Model { return color.GrayModel }
func (s sized) Bounds() image.Rectangle { return s.r }
func (s sized) At(int, int) color.Color { return color.White }

func TestFormatsOfOtherPrograms(t *testing.T) {
	sticker := code(t, lane, 5)
	b := sticker.Bounds()
	convert := func(to draw.Image) image.Image {
		draw.Draw(to, b, sticker, image.Point{}, draw.Src)
		return to
	}
	transparent := image.NewNRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			if sticker.ColorIndexAt(x, y) == 1 {
				transparent.Set(x, y, color.Black)
			}
		}
	}
	for name, data := range map[string][]byte{
		"paletted png":       pngOf(t, sticker),
		"grey png":           pngOf(t, convert(image.NewGray(b))),
		"16 bit grey png":    pngOf(t, convert(image.NewGray16(b))),
		"colour png":         pngOf(t, convert(image.NewRGBA(b))),
		"16 bit colour png":  pngOf(t, convert(image.NewNRGBA64(b))),
		"transparent png":    pngOf(t, transparent),
		"colour jpeg":        jpegOf(t, convert(image.NewRGBA(b)), 60),
		"grey jpeg":          jpegOf(t, convert(image.NewGray(b)), 60),
		"jpeg with a camera": withExif(jpegOf(t, convert(image.NewRGBA(b)), 90)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := qrimage.Read(context.Background(), data)
			require.NoError(t, err)
			require.Equal(t, lane, got)
		})
	}
}

// withExif puts an orientation mark behind the start of a JPEG, as cameras do.
func withExif(file []byte) []byte {
	mark := "\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	return append([]byte(string(file[:2])+mark), file[2:]...)
}

func TestOutOfTime(t *testing.T) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	late, stop := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer stop()
	sticker := code(t, lane, 4)
	for ctx, cause := range map[context.Context]error{done: context.Canceled, late: context.DeadlineExceeded} {
		for _, read := range []func() (string, error){
			func() (string, error) { return qrimage.Read(ctx, pngOf(t, sticker)) },
			func() (string, error) { return qrimage.ReadImage(ctx, sticker) },
			func() (string, error) { return qrimage.ReadFrame(ctx, sticker) },
		} {
			_, err := read()
			require.ErrorIs(t, err, qrimage.ErrOutOfTime)
			require.ErrorIs(t, err, cause)
		}
	}
}

// The context is asked between looks: it is over after the given number of questions.
func TestContextEndsTheSearch(t *testing.T) {
	blank := image.NewGray(image.Rect(0, 0, 100, 100))
	asked := 0
	_, err := qrimage.ReadImage(counting{context.Background(), &asked, 1 << 30}, blank)
	require.ErrorIs(t, err, qrimage.ErrNoCode)
	require.Equal(t, 26, asked, "13 views by 2 thresholds")
	for limit := range asked {
		n := 0
		_, err := qrimage.ReadImage(counting{context.Background(), &n, limit}, blank)
		require.ErrorIs(t, err, qrimage.ErrOutOfTime)
	}
}

type counting struct {
	context.Context
	asked *int
	limit int
}

func (c counting) Err() error {
	if *c.asked++; *c.asked > c.limit {
		return context.DeadlineExceeded
	}
	return nil
}

func TestPicturesAreNotChanged(t *testing.T) {
	sheet := paper(700, 420, 220, map[image.Point]image.Image{{10, 10}: code(t, lane, 9)})
	before := bytes.Clone(sheet.Pix)
	_, err := qrimage.ReadImage(context.Background(), sheet)
	require.NoError(t, err)
	_, err = qrimage.ReadImage(context.Background(), negative(sheet))
	require.NoError(t, err)
	require.Equal(t, before, sheet.Pix)
	file := pngOf(t, sheet)
	same := bytes.Clone(file)
	_, err = qrimage.Read(context.Background(), file)
	require.NoError(t, err)
	require.Equal(t, same, file)
}

func TestReadersRunSideBySide(t *testing.T) {
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			text := fmt.Sprintf("HTTP://SEQR.SE/R%d", i)
			got, err := qrimage.ReadImage(context.Background(), negative(code(t, text, 3)))
			if err != nil || got != text {
				t.Errorf("%q: %q, %v", text, got, err)
			}
		})
	}
	all.Wait()
}

// A picture full of finder patterns costs no more than any other.
func TestCrowdedPicture(t *testing.T) {
	sheet := paper(500, 500, 255, nil)
	for y := range 500 {
		for x := range 500 {
			ring := max(abs(x%9-4), abs(y%9-4))
			if ring <= 1 || ring == 3 {
				sheet.SetGray(x, y, color.Gray{})
			}
		}
	}
	_, err := qrimage.ReadImage(context.Background(), sheet)
	require.ErrorIs(t, err, qrimage.ErrNoCode)
	draw.Draw(sheet, image.Rect(100, 100, 400, 400), code(t, lane, 7), image.Point{}, draw.Src)
	text, err := qrimage.ReadImage(context.Background(), sheet)
	if err == nil {
		require.Equal(t, lane, text)
	}
}

func abs(v int) int { return max(v, -v) }

func FuzzRead(f *testing.F) {
	f.Add(pngOf(f, code(f, lane, 2)))
	f.Add(jpegOf(f, code(f, lane, 2), 50))
	f.Add([]byte("\xff\xd8\xff\xc2\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		text, err := qrimage.Read(context.Background(), data)
		runtime.ReadMemStats(&after)
		if (err == nil) != (text != "") {
			t.Fatalf("%q, %v", text, err)
		}
		if total := after.TotalAlloc - before.TotalAlloc; total > 64<<20 {
			t.Fatalf("%d bytes for %v", total, err)
		}
	})
}

// Pixels as they come, without a file around them.
func FuzzReadImage(f *testing.F) {
	sticker := paper(41*3, 41*3, 255, map[image.Point]image.Image{{0, 0}: code(f, lane, 3)})
	f.Add(sticker.Pix, 41*3)
	f.Add(bytes.Repeat([]byte{0, 255}, 2000), 63)
	f.Add([]byte(strings.Repeat("\x00\xff\x00\x00\x00\xff\x00\xff\xff", 900)), 90)
	f.Fuzz(func(t *testing.T, pix []byte, w int) {
		if w < 1 || w > 300 || len(pix) > 300*300 {
			return
		}
		img := &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, len(pix)/w)}
		text, err := qrimage.ReadImage(context.Background(), img)
		if (err == nil) != (text != "") {
			t.Fatalf("%q, %v", text, err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	sticker := code(b, lane, 6)
	photo, err := qrimagetest.Photograph(sticker, 7, 80)
	require.NoError(b, err)
	for name, data := range map[string][]byte{"drawn": pngOf(b, sticker), "photograph": photo} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := qrimage.Read(context.Background(), data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadFrame(b *testing.B) {
	frame := paper(1280, 720, 210, map[image.Point]image.Image{{500, 300}: code(b, lane, 5)})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := qrimage.ReadFrame(context.Background(), frame); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMiss is the cost of looking in every way and finding nothing.
func BenchmarkMiss(b *testing.B) {
	desk := qrimagetest.Shot{Noise: 20, Room: 1}.Take(image.NewGray(image.Rect(0, 0, 300, 300)))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = qrimage.ReadImage(context.Background(), desk)
	}
}
