package sandbox

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// zonePicture is the back of a card, on which the zone is.
var zonePicture = sync.OnceValue(func() []byte {
	_, back, err := DrawSpecimen(Specimen{
		Kind: identity.IdentityCard, Country: "UTO", Surname: "Eriksson", GivenNames: "Anna", Number: "D23145890",
		BirthDate: civil.Date{Year: 1974, Month: time.August, Day: 12},
	})
	if err != nil {
		panic(err)
	}
	return back
})

var zoneCanvas = sync.OnceValues(func() (canvas, error) { return decodeJPEG(zonePicture()) })

// zoneOf is that picture, to be changed.
func zoneOf(t *testing.T) canvas {
	t.Helper()
	c, err := zoneCanvas()
	require.NoError(t, err)
	return c.cut(c.Rect)
}

func readBack(c canvas) (identity.MRZ, identity.Problem) {
	g := image.NewGray(c.Rect)
	draw.Draw(g, g.Rect, c.RGBA, image.Point{}, draw.Src)
	return readSide(civil.Date{Year: 2026, Month: time.November, Day: 21}, g)
}

// about maps a picture to itself turned by degrees and enlarged around its middle.
func about(c canvas, degrees, scale float64) homography {
	w, h := float64(c.Rect.Dx()), float64(c.Rect.Dy())
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	corners := [4]point{{0, 0}, {w, 0}, {w, h}, {0, h}}
	turned := corners
	for i, p := range corners {
		x, y := (p.x-w/2)*scale, (p.y-h/2)*scale
		turned[i] = point{w/2 + x*cos - y*sin, h/2 + x*sin + y*cos}
	}
	return mapping(corners, turned)
}

func TestReaderCopesWithAHand(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c canvas) canvas{
		"as drawn":      func(c canvas) canvas { return c },
		"turned left":   func(c canvas) canvas { return c.warp(about(c, -4, 0.95)) },
		"turned right":  func(c canvas) canvas { return c.warp(about(c, 6, 0.9)) },
		"upside down":   func(c canvas) canvas { return c.warp(about(c, 180, 1)) },
		"farther away":  func(c canvas) canvas { return c.warp(about(c, 0, 0.75)) },
		"card only":     func(c canvas) canvas { return c.cut(inUnits(60, 60, 1260, 817)) },
		"in the dark":   func(c canvas) canvas { return c.expose(0.45, 0) },
		"in the sun":    func(c canvas) canvas { return c.expose(1.1, 12) },
		"slightly soft": func(c canvas) canvas { return c.warp(about(c, 0.3, 0.5)).warp(about(c, 0, 2)) },
		"noisy":         func(c canvas) canvas { return c.noise(14) },
	} {
		m, problem := readBack(change(zoneOf(t)))
		require.Empty(t, problem, name)
		require.Equal(t, "D23145890", m.Number, name)
		require.Equal(t, "ERIKSSON", m.Surname, name)
	}
}

func TestReaderCopesWithPoorCompression(t *testing.T) {
	t.Parallel()
	for _, quality := range []int{75, 40, 20} {
		var out bytes.Buffer
		require.NoError(t, jpeg.Encode(&out, zoneOf(t).RGBA, &jpeg.Options{Quality: quality}))
		m, problem := readDocument(civil.Date{Year: 2026, Month: time.November, Day: 21}, out.Bytes())
		require.Empty(t, problem, quality)
		require.Equal(t, "D23145890", m.Number)
	}
}

func TestReaderSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(c canvas) canvas
		want   identity.Problem
	}{
		"nothing but desk": {func(c canvas) canvas { return newDesk(c.Rect.Dx(), c.Rect.Dy()) }, identity.Illegible},
		"zone covered":     {func(c canvas) canvas { c.rectangle(inUnits(100, 700, 900, 790), 9, inkColor); return c }, identity.Illegible},
		"one digit wrong":  {misprinted, identity.Illegible},
		"half the card":    {func(c canvas) canvas { return c.cut(inUnits(0, 0, 1320, 600)) }, identity.Distortion},
		"one colour":       {func(canvas) canvas { return newCanvas(1000, 700) }, identity.Illegible},
		"tiny":             {func(canvas) canvas { return newCanvas(1, 1) }, identity.Illegible},
	} {
		_, problem := readBack(c.change(zoneOf(t)))
		require.Equal(t, c.want, problem, name)
	}
	_, problem := readDocument(civil.Date{}, []byte("no picture"), nil)
	require.Equal(t, identity.Illegible, problem)
}

func TestDistortedSpecimensAreRefusedForIt(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0.15, 0.4} {
		data, err := Distorted(zonePicture(), share)
		require.NoError(t, err)
		_, problem := readDocument(civil.Date{Year: 2026, Month: time.November, Day: 21}, data)
		require.Equal(t, identity.Distortion, problem, share)
	}
}

// misprinted prints an 8 over the check digit of the document number, which is 7.
func misprinted(c canvas) canvas {
	s := cardID1
	c.unit = drawUnit
	left := deskMargin + float64(s.zoneX) + 14*glyphWidth*s.square
	top := float64(deskMargin + s.zoneY)
	c.rectangle(image.Rect(int(left), int(top), int(left+glyphWidth*s.square), int(top+7*s.square)+1), 0.5, zoneColor)
	c.letter(left, top, s.square, '8', inkColor)
	return c
}

// inUnits is a rectangle of the drawing, in pixels.
func inUnits(left, top, right, bottom int) image.Rectangle {
	return image.Rect(toPixels(left), toPixels(top), toPixels(right), toPixels(bottom))
}

// cut is a part of the picture.
func (c canvas) cut(r image.Rectangle) canvas {
	out := newCanvas(r.Dx(), r.Dy())
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:][:out.Stride], c.Pix[c.PixOffset(r.Min.X, r.Min.Y+y):])
	}
	return out
}

// expose is the picture with more or less light.
func (c canvas) expose(factor, add float64) canvas {
	for i, v := range c.Pix {
		if i%4 != 3 {
			c.Pix[i] = uint8(min(max(float64(v)*factor+add, 0), 255))
		}
	}
	return c
}

// noise adds the noise of a sensor, from a generator that always says the same.
func (c canvas) noise(most int) canvas {
	state := uint32(1)
	for i, v := range c.Pix {
		if i%4 != 3 {
			state = state*1664525 + 1013904223
			c.Pix[i] = uint8(min(max(int(v)+int(state>>16)%(2*most+1)-most, 0), 255))
		}
	}
	return c
}

func TestExpiry(t *testing.T) {
	on := civil.Date{Year: 2026, Month: time.November, Day: 21}
	for _, c := range []struct {
		expires civil.Date
		expired bool
	}{
		{civil.Date{Year: 2026, Month: time.November, Day: 20}, true},
		{civil.Date{Year: 2026, Month: time.November, Day: 21}, false},
		{civil.Date{Year: 2026, Month: time.October}, true},
		{civil.Date{Year: 2026, Month: time.November}, false},
		{civil.Date{Year: 2025}, true},
		{civil.Date{Year: 2026}, false},
		{civil.Date{}, false},
	} {
		problems := documentProblems(on, identity.Submission{Document: identity.IdentityCard, Name: "Anna"}, identity.MRZ{Surname: "ANNA", ExpiresOn: c.expires})
		require.Equal(t, c.expired, len(problems) == 1 && problems[0] == identity.Expired, c.expires)
		require.Equal(t, c.expired, len(problems) > 0)
	}
}

func TestHolderAndKind(t *testing.T) {
	m := identity.MRZ{Document: "I", Surname: "ERIKSSON", GivenNames: "ANNA MARIA", BirthDate: civil.Date{Year: 1974, Month: time.August, Day: 12}}
	said := identity.Submission{Document: identity.IdentityCard, Name: "Anna Eriksson", BirthDate: m.BirthDate}
	require.Empty(t, documentProblems(civil.Date{}, said, m))
	for name, change := range map[string]func(*identity.Submission){
		"another name":  func(s *identity.Submission) { s.Name = "Anna Maria Eriksen" },
		"no name":       func(s *identity.Submission) { s.Name = "" },
		"another year":  func(s *identity.Submission) { s.BirthDate.Year++ },
		"another month": func(s *identity.Submission) { s.BirthDate.Month++ },
		"another day":   func(s *identity.Submission) { s.BirthDate.Day++ },
		"another kind":  func(s *identity.Submission) { s.Document = identity.DrivingLicence },
		"everything":    func(s *identity.Submission) { *s = identity.Submission{} },
	} {
		changed := said
		change(&changed)
		require.Equal(t, []identity.Problem{identity.Mismatch}, documentProblems(civil.Date{}, changed, m), name)
	}
	m.BirthDate = civil.Date{Year: 1974} // all that the document knows
	said.BirthDate = civil.Date{Year: 1974, Month: time.May, Day: 1}
	require.Empty(t, documentProblems(civil.Date{}, said, m))
}

func TestHomographyAndItsInverse(t *testing.T) {
	from := [4]point{{0, 0}, {10, 0}, {10, 6}, {0, 6}}
	to := [4]point{{2, 1}, {11, 0}, {12, 8}, {1, 7}}
	m := mapping(from, to)
	for i := range from {
		there := m.apply(from[i])
		require.InDelta(t, to[i].x, there.x, 1e-9)
		require.InDelta(t, to[i].y, there.y, 1e-9)
		back := m.inverse().apply(to[i])
		require.InDelta(t, from[i].x, back.x, 1e-9)
		require.InDelta(t, from[i].y, back.y, 1e-9)
	}
}

// FuzzReadDocument: no picture makes the reader panic, and none but a zone is read.
func FuzzReadDocument(f *testing.F) {
	f.Add([]byte{})
	small := newCanvas(9, 5)
	small.rectangle(image.Rect(2, 1, 7, 4), 1, paperColor)
	data, err := encodeJPEG(small)
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if config, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && config.Width*config.Height > 1<<16 {
			return // package identity refuses what is too large before it comes here
		}
		_, problem := readDocument(civil.Date{Year: 2026, Month: time.November, Day: 21}, data)
		require.NotEmpty(t, problem)
	})
}
