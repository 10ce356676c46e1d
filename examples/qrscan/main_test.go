package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"strings"
	"testing"

	"github.com/seqrpay/seqr/examples/internal/programtest"
	"github.com/seqrpay/seqr/qr/qrimage"
	"github.com/seqrpay/seqr/qr/qrimage/qrimagetest"
	"github.com/stretchr/testify/require"
)

const jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImlzcyI6ImV4YW1wbGUifQ.eyJhIjoiMjkuOTkiLCJjIjoiU0VLIiwiZCI6IlRlc3QgaW52b2ljZSIsInIiOiJSODIwOTE5IiwibyI6ImZhbHNlIn0.PwBs2SXHLMC3sofiSWayX180XM7i3wANOdZTjmXHmLg"

// pictures fills the working directory, and lists the files in the order to scan them, a missing
// one among them.
func pictures(t *testing.T) []string {
	t.Helper()
	t.Chdir(t.TempDir())
	var names []string
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(name, data, 0o600))
		names = append(names, name)
	}
	drawn := func(name, text string) {
		var file bytes.Buffer
		require.NoError(t, qrimage.PNG(&file, text, qrimage.Options{Module: 4}))
		write(name, file.Bytes())
	}
	drawn("lane.png", "HTTP://SEQR.SE/Q0039394857311223")
	write("photo.jpg", photograph(t, "HTTP://SEQR.SE/Q0039394857311223"))
	drawn("invoice.png", "HTTP://SEQR.SE/R1397222701693")
	drawn("product.png", "HTTP://SEQR.SE/P7KX2")
	drawn("lower.png", "http://seqr.se/r1397222701693")
	drawn("app.png", "seqr://SEQR.SE/R1397222701693")
	drawn("service.png", "HTTP://SEQR.SE/000/wss-dev?t=a1&w=2")
	drawn("signed.png", "HTTP://SEQR.SE/000/invoice?j="+jwt)
	drawn("leave.png", "SEQR-ACTION://WIZARD/CANCEL")
	drawn("other.png", "https://example.com/?a=1&b=2")
	drawn("evil.png", "http://seqr.se@evil.com/Q1")
	drawn("control.png", "a\x1b[2Jb\nc\u202ed")
	write("two.jpg", twoCodes(t))
	write("blank.jpg", encode(t, image.NewGray(image.Rect(0, 0, 64, 64))))
	write("text.png", []byte("no picture at all"))
	write("empty.png", nil)
	return append(names, "missing.png")
}

func photograph(t *testing.T, text string) []byte {
	t.Helper()
	img, err := qrimage.Draw(text, qrimage.Options{Module: 6, MinVersion: 4})
	require.NoError(t, err)
	file, err := qrimagetest.Photograph(img, 8, 75)
	require.NoError(t, err)
	return file
}

func twoCodes(t *testing.T) []byte {
	t.Helper()
	sheet := image.NewGray(image.Rect(0, 0, 400, 200))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	for i, text := range []string{"HTTP://SEQR.SE/Q1", "HTTP://SEQR.SE/Q2"} {
		img, err := qrimage.Draw(text, qrimage.Options{Module: 5})
		require.NoError(t, err)
		draw.Draw(sheet, img.Bounds().Add(image.Pt(20+200*i, 20)), img, image.Point{}, draw.Src)
	}
	return encode(t, sheet)
}

func encode(t *testing.T, img image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, jpeg.Encode(&file, img, nil))
	return file.Bytes()
}

func TestOutput(t *testing.T) {
	home, err := os.Getwd()
	require.NoError(t, err)
	files := pictures(t)
	for name, args := range map[string][]string{"human": files, "json": append([]string{"-json"}, files...)} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, 1, run(args, &out, &errs), "some files cannot be read")
			require.Empty(t, errs.String())
			programtest.Output(t, home+"/testdata/"+name+".golden", out.Bytes())
		})
	}
}

func TestEveryObjectHasTheFourKeys(t *testing.T) {
	files := pictures(t)
	var out bytes.Buffer
	run(append(files, "-json"), &out, &out)
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, len(files))
	for i, line := range lines {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object))
		require.Len(t, object, 4)
		for _, key := range []string{"file", "text", "meaning", "error"} {
			require.Contains(t, object, key)
		}
		require.Equal(t, files[i], object["file"])
		require.NotEqual(t, object["text"] == "", object["error"] == "", "a text or an error: %s", line)
	}
}

func TestHumanOutputHoldsNoControlCharacters(t *testing.T) {
	files := pictures(t)
	bad := "line\nfeed\x1b[31m.png"
	var out, errs bytes.Buffer
	run(append(files, bad), &out, &errs)
	require.Equal(t, len(files)+1, strings.Count(out.String(), "\n"))
	require.NotContains(t, out.String(), "\x1b")
	require.NotContains(t, out.String(), "\u202e")
}

func TestStatus(t *testing.T) {
	pictures(t)
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"read":                    {[]string{"lane.png"}, 0},
		"read, not a SEQR code":   {[]string{"other.png", "lane.png"}, 0},
		"one of two":              {[]string{"lane.png", "blank.jpg"}, 1},
		"two codes":               {[]string{"two.jpg"}, 1},
		"missing":                 {[]string{"missing.png"}, 1},
		"folder":                  {[]string{"."}, 1},
		"nothing to do":           {nil, 2},
		"only a flag":             {[]string{"-json"}, 2},
		"unknown flag":            {[]string{"-verbose", "lane.png"}, 2},
		"flag behind the files":   {[]string{"lane.png", "-json"}, 0},
		"unknown flag behind":     {[]string{"lane.png", "-verbose"}, 2},
		"file like a flag":        {[]string{"--", "-json"}, 1},
		"two files like flags":    {[]string{"--", "-json", "-x"}, 1},
		"help":                    {[]string{"-h"}, 0},
		"file named twice":        {[]string{"lane.png", "lane.png"}, 0},
		"flag with a wrong value": {[]string{"-json=maybe", "lane.png"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, c.want, run(c.args, &out, &errs), "%s%s", &out, &errs)
			require.Equal(t, c.want == 2 || name == "help", errs.Len() > 0, "wrong calls are told how to call")
		})
	}
}

func TestLargeFilesAreNotLoaded(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("large.jpg", nil, 0o600))
	require.NoError(t, os.Truncate("large.jpg", 1<<30))
	var out, errs bytes.Buffer
	require.Equal(t, 1, run([]string{"large.jpg"}, &out, &errs))
	require.Equal(t, "large.jpg: cannot be read: qrimage: picture is too large\n", out.String())
}

func TestBrokenOutput(t *testing.T) {
	pictures(t)
	var errs bytes.Buffer
	require.Equal(t, 1, run([]string{"lane.png"}, broken{}, &errs))
	require.Equal(t, "qrscan: pipe is gone\n", errs.String())
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("pipe is gone") }
