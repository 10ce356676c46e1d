package identity_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

// page is a picture of print on paper of one shade: words of crisp strokes, the same every time. Each square is
// scale × scale pixels of a picture of 500 × 350 squares.
func page(paper, ink uint8, scale int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, 500*scale, 350*scale))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: paper}), image.Point{}, draw.Src)
	state := uint32(7)
	for y := 36; y < 300; y += 24 {
		for x := 36; x < 460; x += 9 {
			if state = state*1664525 + 1013904223; state>>30 == 0 {
				continue // a gap
			}
			top, height := int(state>>20)%8, 4+int(state>>24)%10
			stroke := image.Rect(x*scale, (y+top)*scale, (x+3)*scale, (y+top+height)*scale)
			draw.Draw(img, stroke, image.NewUniform(color.Gray{Y: ink}), image.Point{}, draw.Src)
		}
	}
	return img
}

// blurred is the mean of squares of 2 × radius + 1 pixels.
func blurred(img *image.Gray, radius int) *image.Gray {
	return smeared(smeared(img, radius, 1, 0), radius, 0, 1)
}

// smeared is the mean of 2 × radius + 1 pixels in one direction.
func smeared(img *image.Gray, radius, dx, dy int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(img.Rect)
	for y := range h {
		for x := range w {
			sum := 0
			for i := -radius; i <= radius; i++ {
				sum += int(img.Pix[min(max(y+i*dy, 0), h-1)*img.Stride+min(max(x+i*dx, 0), w-1)])
			}
			out.Pix[y*out.Stride+x] = uint8(sum / (2*radius + 1))
		}
	}
	return out
}

// lit adds a lamp's reflection that fades over the given pixels.
func lit(img *image.Gray, cx, cy, width float64) *image.Gray {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			d := math.Hypot(float64(x)-cx, float64(y)-cy) / width
			at := y*img.Stride + x
			img.Pix[at] = uint8(min(float64(img.Pix[at])+500*math.Exp(-d*d), 255))
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, img, &jpeg.Options{Quality: 92}))
	return out.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img))
	return out.Bytes()
}

// documents is the default policy for pictures of half the size, so that the tests are quick.
var documents = func() identity.DocumentPolicy {
	p := identity.DefaultDocumentPolicy()
	p.MinWidth, p.MinHeight = 500, 300
	return p
}()

func TestPreparePictureOfPrint(t *testing.T) {
	for name, data := range map[string][]byte{
		"jpeg":          asJPEG(t, page(200, 30, 1)),
		"png":           asPNG(t, page(200, 30, 1)),
		"larger jpeg":   asJPEG(t, page(200, 30, 2)),
		"white paper":   asPNG(t, page(255, 30, 1)),
		"white, glossy": asPNG(t, page(252, 120, 1)),
		"dim":           asPNG(t, page(90, 20, 1)),
	} {
		p, err := identity.PreparePicture(data, documents)
		require.NoError(t, err, name)
		require.Zero(t, p.Measures.GlareShare, name)
		out, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		require.NoError(t, err, name)
		require.Equal(t, image.Pt(p.Width, p.Height), out.Bounds().Size(), name)
	}
}

func TestInspectPictureMeasuresTheSame(t *testing.T) {
	data := asJPEG(t, page(200, 30, 1))
	p, err := identity.PreparePicture(data, documents)
	require.NoError(t, err)
	m, err := identity.InspectPicture(data, documents)
	require.NoError(t, err)
	require.Equal(t, p.Measures, m)

	m, err = identity.InspectPicture(asPNG(t, lit(page(190, 30, 1), 200, 150, 70)), documents)
	require.ErrorIs(t, err, identity.ErrPictureUnusable)
	require.Greater(t, m.GlareShare, documents.MaxGlare, "measures come with the problems")
}

func TestPictureProblems(t *testing.T) { // IDV-4
	plain := func(v uint8) image.Image {
		img := image.NewGray(image.Rect(0, 0, 500, 350))
		draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
		return img
	}
	cases := []struct {
		name string
		img  image.Image
		want []identity.Problem
	}{
		{"blurred over five pixels", blurred(page(200, 30, 1), 2), []identity.Problem{identity.Blur}},
		{"blurred over nine pixels", blurred(page(200, 30, 1), 4), []identity.Problem{identity.Blur}},
		{"a reflection", lit(page(190, 30, 1), 200, 150, 70), []identity.Problem{identity.Glare}},
		{"a reflection at the edge", lit(page(190, 30, 1), 10, 150, 70), []identity.Problem{identity.Glare}},
		{"blurred with a reflection", lit(blurred(page(190, 30, 1), 3), 200, 150, 70), []identity.Problem{identity.Glare, identity.Blur}},
		{"black", plain(0), []identity.Problem{identity.Illegible}},
		{"fog", page(120, 100, 1), []identity.Problem{identity.Illegible}},
		{"white", plain(255), []identity.Problem{identity.Glare, identity.Illegible}},
		{"a pixel too narrow", page(200, 30, 1).SubImage(image.Rect(0, 0, 499, 350)), []identity.Problem{identity.TooSmall}},
		{"a pixel too low", page(200, 30, 1).SubImage(image.Rect(0, 0, 500, 299)), []identity.Problem{identity.TooSmall}},
		{"one pixel", image.NewGray(image.Rect(0, 0, 1, 1)), []identity.Problem{identity.TooSmall, identity.Illegible}},
	}
	for _, c := range cases {
		_, err := identity.PreparePicture(asPNG(t, c.img), documents)
		var bad *identity.PictureError
		require.ErrorAs(t, err, &bad, c.name)
		require.Equal(t, c.want, bad.Problems, c.name)
		require.ErrorIs(t, err, identity.ErrPictureUnusable)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
	require.Equal(t, "identity: picture cannot be used: glare, blur",
		(&identity.PictureError{Problems: []identity.Problem{identity.Glare, identity.Blur}}).Error())
}

// The smallest picture that is large enough, lying and standing.
func TestPictureJustLargeEnough(t *testing.T) {
	lying := page(200, 30, 1).SubImage(image.Rect(0, 0, 500, 300))
	_, err := identity.PreparePicture(asPNG(t, lying), documents)
	require.NoError(t, err)
	standing := image.NewGray(image.Rect(0, 0, 300, 500))
	for y := range 500 {
		for x := range 300 {
			standing.Set(x, y, lying.At(y, x))
		}
	}
	_, err = identity.PreparePicture(asPNG(t, standing), documents)
	require.NoError(t, err)
}

func TestWhitePaperIsNoGlare(t *testing.T) {
	onDesk := image.NewGray(image.Rect(0, 0, 700, 550))
	draw.Draw(onDesk, onDesk.Rect, image.NewUniform(color.Gray{Y: 50}), image.Point{}, draw.Src)
	draw.Draw(onDesk, image.Rect(100, 100, 600, 450), page(255, 20, 1), image.Point{}, draw.Src)
	halfEmpty := page(255, 20, 1)
	draw.Draw(halfEmpty, image.Rect(0, 0, 240, 350), image.White, image.Point{}, draw.Src)
	window := page(180, 20, 1)
	draw.Draw(window, image.Rect(150, 100, 350, 220), image.White, image.Point{}, draw.Src)
	for name, img := range map[string]image.Image{"on a desk": onDesk, "half empty": halfEmpty, "a white field with hard edges": window} {
		m, err := identity.InspectPicture(asJPEG(t, img), documents)
		require.NoError(t, err, name)
		require.Zero(t, m.GlareShare, name)
	}
}

// The thresholds hold for any camera: the same page has the same measures at any resolution, light and noise.
func TestMeasuresCompareBetweenCameras(t *testing.T) {
	measures := func(img image.Image) identity.Measures {
		m, _ := identity.InspectPicture(asPNG(t, img), documents)
		return m
	}
	base := measures(page(200, 30, 2))
	require.Equal(t, base, measures(page(200, 30, 4)), "resolution")
	require.InEpsilon(t, base.Sharpness, measures(page(100, 15, 2)).Sharpness, 0.02, "half the light")
	soft := measures(blurred(page(200, 30, 2), 4))
	require.Less(t, soft.Sharpness, base.Sharpness/4)
	require.Less(t, measures(noisy(blurred(page(200, 30, 2), 4), 6)).Sharpness, documents.MinSharpness, "noise hides no blur")
}

func noisy(img *image.Gray, most int) *image.Gray {
	state := uint32(1)
	for i, v := range img.Pix {
		state = state*1664525 + 1013904223
		img.Pix[i] = uint8(min(max(int(v)+int(state>>16)%(2*most+1)-most, 0), 255))
	}
	return img
}

// Every colour model that the decoders answer is measured alike.
func TestMeasuresOfColourModels(t *testing.T) {
	base := page(200, 30, 1)
	want, err := identity.InspectPicture(asPNG(t, base), documents)
	require.NoError(t, err)
	palette := make(color.Palette, 256)
	for i := range palette {
		palette[i] = color.Gray{Y: uint8(i)}
	}
	for name, img := range map[string]draw.Image{
		"RGBA": image.NewRGBA(base.Rect), "64 bits": image.NewNRGBA64(base.Rect),
		"16 bits of grey": image.NewGray16(base.Rect), "palette": image.NewPaletted(base.Rect, palette),
	} {
		draw.Draw(img, base.Rect, base, image.Point{}, draw.Src)
		p, err := identity.PreparePicture(asPNG(t, img), documents)
		require.NoError(t, err, name)
		require.Equal(t, want, p.Measures, name)
	}
}

func TestPictureLimits(t *testing.T) {
	whole := asJPEG(t, page(200, 30, 1))
	small := asPNG(t, image.NewGray(image.Rect(0, 0, 2, 2)))
	cases := []struct {
		name string
		data []byte
		want error
	}{
		{"as many bytes as allowed", padded(whole, documents.MaxBytes), nil},
		{"a byte too many", padded(whole, documents.MaxBytes+1), identity.ErrPictureTooLarge},
		{"a byte too many of anything", make([]byte, documents.MaxBytes+1), identity.ErrPictureTooLarge},
		{"as long as allowed", asPNG(t, image.NewGray(image.Rect(0, 0, 6000, 1))), identity.ErrPictureUnusable},
		{"a pixel too long", asPNG(t, image.NewGray(image.Rect(0, 0, 6001, 1))), identity.ErrPictureTooLarge},
		{"a pixel too high", asPNG(t, image.NewGray(image.Rect(0, 0, 1, 6001))), identity.ErrPictureTooLarge},
		{"as many pixels as allowed, but no content", pngClaiming(small, 5000, 5000), identity.ErrNotAPicture},
		{"a row too many", pngClaiming(small, 5000, 5001), identity.ErrPictureTooLarge},
		{"more pixels than an int32 counts", pngClaiming(small, 1<<16, 1<<16), identity.ErrPictureTooLarge},
		{"as many pixels as a header can claim", pngClaiming(small, 1<<31-1, 1<<31-1), identity.ErrNotAPicture},
		{"64 scans", withScans(whole, 64), identity.ErrNotAPicture},
		{"65 scans", withScans(whole, 65), identity.ErrPictureTooLarge},
	}
	for _, c := range cases {
		_, err := identity.PreparePicture(c.data, documents)
		if c.want == nil {
			require.NoError(t, err, c.name)
			continue
		}
		require.ErrorIs(t, err, c.want, c.name)
	}
	require.Equal(t, fault.Exceeded, fault.KindOf(identity.ErrPictureTooLarge))
}

// padded adds bytes after the end of the picture, where decoders do not look.
func padded(data []byte, length int64) []byte {
	return append(slices.Clone(data), make([]byte, length-int64(len(data)))...)
}

// pngClaiming is a PNG with another size in its header.
func pngClaiming(data []byte, width, height uint32) []byte {
	data = slices.Clone(data)
	binary.BigEndian.PutUint32(data[16:], width)
	binary.BigEndian.PutUint32(data[20:], height)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

// withScans is a JPEG with so many scans in all, the added ones without content.
func withScans(data []byte, scans int) []byte {
	end := len(data) - 2
	out := slices.Clone(data[:end])
	for range scans - 1 {
		out = append(out, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0)
	}
	return append(out, data[end:]...)
}

// A file of 50 kB that would take 400 MB is refused by its header.
func TestDecoderBombIsNotDecoded(t *testing.T) {
	bomb := pngBomb(t, 20_000)
	require.Less(t, len(bomb), 60_000)
	header, err := png.DecodeConfig(bytes.NewReader(bomb))
	require.NoError(t, err)
	require.Equal(t, 400_000_000, header.Width*header.Height)

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = identity.PreparePicture(bomb, documents)
	runtime.ReadMemStats(&after)
	require.ErrorIs(t, err, identity.ErrPictureTooLarge)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}

// pngBomb is a black picture of one bit per pixel. A twentieth of it is compressed, and the compressed bytes
// are repeated; the checksum at the end is left out, where no decoder gets before it has spent the memory.
func pngBomb(t *testing.T, side int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(make([]byte, side*(1+side/8)/20))
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	header := binary.BigEndian.AppendUint32(nil, uint32(side))
	header = binary.BigEndian.AppendUint32(header, uint32(side))
	out := []byte("\x89PNG\r\n\x1a\n")
	out = pngChunk(out, "IHDR", append(header, 1, 0, 0, 0, 0))
	out = pngChunk(out, "IDAT", append([]byte{0x78, 0xDA}, bytes.Repeat(packed.Bytes(), 20)...))
	return pngChunk(out, "IEND", nil)
}

func pngChunk(out []byte, kind string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

func TestPicturesThatAreNone(t *testing.T) {
	small := image.NewGray(image.Rect(0, 0, 90, 60))
	whole := asJPEG(t, small)
	var animation bytes.Buffer
	require.NoError(t, gif.Encode(&animation, small, nil)) // the import registers a decoder for GIF, too
	for name, data := range map[string][]byte{
		"nothing":       nil,
		"text":          []byte("this is no picture"),
		"gif":           animation.Bytes(),
		"half a jpeg":   whole[:len(whole)/2],
		"jpeg header":   whole[:20],
		"only magic":    {0xFF, 0xD8, 0xFF},
		"only png mark": []byte("\x89PNG\r\n\x1a\n"),
		"half a png":    asPNG(t, small)[:50],
		"without width": pngClaiming(asPNG(t, image.NewGray(image.Rect(0, 0, 2, 2))), 0, 7),
	} {
		_, err := identity.PreparePicture(data, documents)
		require.ErrorIs(t, err, identity.ErrNotAPicture, name)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
	}
}

// withEXIF adds a camera's metadata: an orientation, and a place that must not leave the phone.
func withEXIF(data []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), append(tiff, "52.3702N 4.8952E"...)...)
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(len(body)+2))
	return slices.Concat(data[:2], segment, body, data[2:])
}

func TestMetadataIsDroppedAfterItTurnedThePicture(t *testing.T) {
	img := page(200, 30, 1)
	draw.Draw(img, image.Rect(0, 0, 32, 32), image.NewUniform(color.Gray{Y: 10}), image.Point{}, draw.Src) // upper left as stored
	stored := asJPEG(t, img)
	for orientation, corner := range map[uint16]image.Point{
		1: {16, 16}, 2: {484, 16}, 3: {484, 334}, 4: {16, 334}, 5: {16, 16}, 6: {334, 16}, 7: {334, 484}, 8: {16, 484},
		9: {16, 16},
	} {
		data := withEXIF(stored, orientation)
		require.Contains(t, string(data), "52.3702N")
		p, err := identity.PreparePicture(data, documents)
		require.NoError(t, err)
		require.NotContains(t, string(p.JPEG), "52.3702N")
		require.NotContains(t, string(p.JPEG), "Exif")
		out, err := jpeg.Decode(bytes.NewReader(p.JPEG))
		require.NoError(t, err)
		require.Equal(t, orientation >= 5 && orientation <= 8, p.Height > p.Width, orientation)
		grey := color.GrayModel.Convert(out.At(corner.X, corner.Y)).(color.Gray)
		require.Less(t, grey.Y, uint8(30), "orientation %d", orientation)
	}
}

// No file makes the checks panic, and whatever passes is a picture of the size it claims.
func FuzzPreparePicture(f *testing.F) {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	draw.Draw(img, image.Rect(8, 5, 20, 22), image.White, image.Point{}, draw.Src)
	whole := asJPEG(f, img)
	f.Add([]byte{})
	f.Add(whole)
	f.Add(withEXIF(whole, 6))
	f.Add(withScans(whole, 3))
	f.Add(asPNG(f, img))
	f.Add(pngClaiming(asPNG(f, img), 41, 30))
	tolerant := identity.DocumentPolicy{MaxBytes: 1 << 16, MaxSide: 1 << 9, MaxPixels: 1 << 16, MaxGlare: 1}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := identity.PreparePicture(data, tolerant)
		if err != nil {
			require.NotEqual(t, fault.Internal, fault.KindOf(err))
			return
		}
		size, err := jpeg.DecodeConfig(bytes.NewReader(p.JPEG))
		require.NoError(t, err)
		require.Equal(t, [2]int{p.Width, p.Height}, [2]int{size.Width, size.Height})
	})
}

func BenchmarkPreparePicture(b *testing.B) {
	data := asJPEG(b, page(200, 30, 1))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := identity.PreparePicture(data, documents); err != nil {
			b.Fatal(err)
		}
	}
}
