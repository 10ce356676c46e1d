package qrimage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/seqrpay/seqr/qr"
	"github.com/stretchr/testify/require"
)

const laneText = "HTTP://SEQR.SE/Q0039394857311223"

var levels = []Level{LevelL, LevelM, LevelQ, LevelH}

func TestModulesAreWholePixels(t *testing.T) {
	for _, module := range []int{1, 2, 3, 7, 8} {
		img, err := Draw(laneText, Options{Module: module, Quiet: 2})
		require.NoError(t, err)
		require.Equal(t, (25+4)*module, img.Bounds().Dx(), "a lane is version 2: 25 modules")
		require.Equal(t, img.Bounds().Dx(), img.Bounds().Dy())
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				corner := img.ColorIndexAt(x/module*module, y/module*module)
				require.Equal(t, corner, img.ColorIndexAt(x, y), "module size %d at %d,%d", module, x, y)
			}
		}
	}
}

func TestQuietZone(t *testing.T) {
	img, err := Draw(laneText, Options{Module: 3})
	require.NoError(t, err)
	side := img.Bounds().Dx()
	require.Equal(t, (25+8)*3, side)
	for i := range side {
		for depth := range 4 * 3 {
			for _, v := range []uint8{
				img.ColorIndexAt(i, depth), img.ColorIndexAt(i, side-1-depth),
				img.ColorIndexAt(depth, i), img.ColorIndexAt(side-1-depth, i),
			} {
				require.Zero(t, v)
			}
		}
	}
	require.EqualValues(t, 1, img.ColorIndexAt(12, 12), "the symbol begins right behind it")
}

func TestVersions(t *testing.T) {
	signed := "HTTP://SEQR.SE/000/invoice?j=" + strings.Repeat("a", 223-29)
	for _, c := range []struct {
		text    string
		min     int
		modules int
	}{
		{laneText, 0, 25},
		{laneText, 4, 33},
		{laneText, 40, 177},
		{strings.Repeat("aB", 30), 0, 33},
		{strings.Repeat("aB", 30), 2, 33},
		{signed, 0, 61},
	} {
		img, err := Draw(c.text, Options{Module: 1, MinVersion: c.min})
		require.NoError(t, err)
		require.Equal(t, c.modules, img.Bounds().Dx()-8)
	}
}

func TestDrawRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opt  Options
		want error
	}{
		"nothing":          {"", Options{}, ErrText},
		"not UTF-8":        {"\xff\xfe", Options{}, ErrText},
		"too long":         {strings.Repeat("a", 2332), Options{}, ErrTooMuch},
		"too long for H":   {strings.Repeat("A", 1853), Options{Level: LevelH, Module: 1}, ErrTooMuch},
		"negative module":  {"A", Options{Module: -1}, ErrOptions},
		"negative quiet":   {"A", Options{Quiet: -1}, ErrOptions},
		"wide quiet":       {"A", Options{Quiet: 65}, ErrOptions},
		"unknown level":    {"A", Options{Level: 4}, ErrOptions},
		"negative version": {"A", Options{MinVersion: -1}, ErrOptions},
		"version 41":       {"A", Options{MinVersion: 41}, ErrOptions},
		"large picture":    {"A", Options{Module: 207}, ErrOptions},
		"huge module":      {"A", Options{Module: 1 << 40}, ErrOptions},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Draw(c.text, c.opt)
			require.ErrorIs(t, err, c.want)
			var out bytes.Buffer
			require.ErrorIs(t, PNG(&out, c.text, c.opt), c.want)
			require.Zero(t, out.Len(), "nothing is written of a picture that cannot be drawn")
		})
	}
	_, err := Draw("A", Options{Module: 206})
	require.NoError(t, err, "29 modules of 206 pixels are 5,974")
	_, err = Draw(strings.Repeat("a", 2331), Options{Module: 1})
	require.NoError(t, err, "what version 40-M holds")
}

func TestStickersHaveOneSize(t *testing.T) {
	for _, id := range []string{"1", "0039394857311223", strings.Repeat("Z", qr.MaxID)} {
		code, err := qr.LaneCode(id)
		require.NoError(t, err)
		var file bytes.Buffer
		require.NoError(t, Sticker(&file, code, 0))
		img, err := png.Decode(&file)
		require.NoError(t, err)
		require.Equal(t, (33+8)*8, img.Bounds().Dx())
		text, err := ReadImage(context.Background(), img)
		require.NoError(t, err)
		require.Equal(t, code.String(), text)
	}
}

func TestStickerRefuses(t *testing.T) {
	var out bytes.Buffer
	require.ErrorIs(t, Sticker(&out, qr.Code{}, 0), ErrText)
	service, err := qr.Parse("HTTP://SEQR.SE/000/WSS?t=1")
	require.NoError(t, err)
	require.ErrorIs(t, Sticker(&out, service, 0), ErrTooMuch)
	far, err := qr.Parser{Hosts: []string{"A.RATHER.LONG.HOST.EXAMPLE"}}.LaneCode(strings.Repeat("1", 32))
	require.NoError(t, err)
	require.ErrorIs(t, Sticker(&out, far, 0), ErrTooMuch)
	lane, err := qr.LaneCode("1")
	require.NoError(t, err)
	require.ErrorIs(t, Sticker(brokenWriter{}, lane, 0), errBroken)
	require.Zero(t, out.Len())
}

func TestPNGsAreEqualAndSmall(t *testing.T) {
	var files [20]bytes.Buffer
	var all sync.WaitGroup
	for i := range files {
		all.Go(func() {
			if err := PNG(&files[i], laneText, Options{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for i := range files {
		require.Equal(t, files[0].Bytes(), files[i].Bytes())
	}
	require.Less(t, files[0].Len(), 2000)
}

// The library's own check for perfect pictures takes every drawing at its first look.
func TestDrawingsArePure(t *testing.T) {
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
	eachPayload(func(text string, level Level, module int) {
		img, err := Draw(text, Options{Level: level, Module: module})
		require.NoError(t, err)
		p := greyOf(img, false)
		source, err := gozxing.NewPlanarYUVLuminanceSource(p.pix, p.w, p.h, 0, 0, p.w, p.h, false)
		require.NoError(t, err)
		bitmap, err := gozxing.NewBinaryBitmap(global(source))
		require.NoError(t, err)
		result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints)
		require.NoError(t, err, "%d characters, level %d, module %d", len(text), level, module)
		require.Equal(t, text, result.GetText())
	})
}

func TestDrawingsAreRead(t *testing.T) {
	eachPayload(func(text string, level Level, module int) {
		img, err := Draw(text, Options{Level: level, Module: module})
		require.NoError(t, err)
		got, err := ReadImage(context.Background(), img)
		require.NoError(t, err, "%d characters, level %d, module %d", len(text), level, module)
		require.Equal(t, text, got)
	})
}

// eachPayload varies length, alphabet, level and scale.
func eachPayload(f func(text string, level Level, module int)) {
	for i, n := range []int{1, 7, 16, 32, 60, 121, 250} {
		for j, alphabet := range []string{"0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", "aZ0-_.~/?&=%é"} {
			for k, level := range levels {
				f(payload(alphabet, n, uint32(100*i+10*j+k)), level, 2+(i+j+k)%4)
			}
		}
	}
}

func payload(alphabet string, n int, state uint32) string {
	letters := []rune(alphabet)
	var b strings.Builder
	for range n {
		state = state*1664525 + 1013904223
		b.WriteRune(letters[int(state>>16)%len(letters)])
	}
	return b.String()
}

var errBroken = errors.New("broken")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, fmt.Errorf("pipe: %w", errBroken) }

func BenchmarkDraw(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Draw(laneText, Options{MinVersion: 4}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var file bytes.Buffer
		if err := PNG(&file, laneText, Options{MinVersion: 4}); err != nil {
			b.Fatal(err)
		}
	}
}
