package qrimage

import (
	"errors"
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode/detector"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// Bounds on the work of one pass. The library tries all threes of the finder patterns it sees,
// so their number is what a hostile picture would raise; photographs have a few dozen.
const (
	maxPatterns      = 300
	maxPatternsMulti = 60
	maxTries         = 100
)

// threshold tells dark from light.
type threshold func(gozxing.LuminanceSource) gozxing.Binarizer

// The two ways: by the surroundings of a pixel, or by one value for the whole picture.
var (
	local  threshold = gozxing.NewHybridBinarizer
	global threshold = gozxing.NewGlobalHistgramBinarizer
)

// crowded is thrown to stop the library when there are too many patterns.
type crowded struct{}

// harder makes the library search every third row.
var harder = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// atMost counts the finder patterns that the library sees, and stops it above a limit.
func atMost(limit int) gozxing.ResultPointCallback {
	return func(gozxing.ResultPoint) {
		if limit--; limit < 0 {
			panic(crowded{})
		}
	}
}

// find is the three finder patterns that are most like those of one symbol.
func find(matrix *gozxing.BitMatrix) (*detector.FinderPatternInfo, error) {
	info, err := detector.NewFinderPatternFinder(matrix, atMost(maxPatterns)).Find(harder)
	if err != nil {
		return nil, ErrNoCode
	}
	return info, nil
}

// safely runs f and takes a panic of the library for finding nothing.
func safely(f func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = ErrNoCode
		}
	}()
	return f()
}

// pass is one look at one plane: [ErrNoCode] if there is nothing, else the text, or
// [ErrSeveral] if there is another code with another text.
func pass(p plane, dark threshold) (string, error) {
	var text string
	err := safely(func() error {
		source, err := gozxing.NewPlanarYUVLuminanceSource(p.pix, p.w, p.h, 0, 0, p.w, p.h, false)
		if err != nil {
			return ErrNoCode
		}
		matrix, err := dark(source).GetBlackMatrix()
		if err != nil {
			return ErrNoCode
		}
		info, err := find(matrix)
		if err != nil {
			return err
		}
		found, t, err := symbol(matrix, info)
		if err != nil {
			return err
		}
		text = t
		return alone(matrix, found, text)
	})
	if err != nil {
		return "", err
	}
	return text, nil
}

// reading makes a text out of the symbol between three finder patterns.
type reading func(*gozxing.BitMatrix, *detector.FinderPatternInfo) (*common.DetectorResult, string, error)

// plain reads it the way the library lays its grid. Without a text there may still be a grid.
func plain(matrix *gozxing.BitMatrix, info *detector.FinderPatternInfo) (*common.DetectorResult, string, error) {
	found, err := detector.NewDetector(matrix).ProcessFinderPatternInfo(info)
	if err != nil {
		return nil, "", ErrNoCode
	}
	text, err := decode(found)
	return found, text, err
}

// symbol reads it like plain, then by grids of our own, for the size the library saw and the next ones.
func symbol(matrix *gozxing.BitMatrix, info *detector.FinderPatternInfo) (*common.DetectorResult, string, error) {
	found, text, err := plain(matrix, info)
	if found == nil || !errors.Is(err, ErrNoCode) {
		return found, text, err
	}
	seen := found.GetBits().GetWidth()
	for _, dim := range []int{seen, seen + 4, seen - 4} {
		for _, grid := range regrid(matrix, info, dim) {
			if text, err := decode(grid); !errors.Is(err, ErrNoCode) {
				return grid, text, err
			}
		}
	}
	return nil, "", ErrNoCode
}

// decode is the text of a detected symbol. One of a series of symbols is refused: its text is
// only a part.
func decode(found *common.DetectorResult) (string, error) {
	result, err := decoder.NewDecoder().Decode(found.GetBits(), nil)
	if err != nil || result.GetText() == "" {
		return "", ErrNoCode
	}
	if result.HasStructuredAppend() {
		return "", ErrSeveral
	}
	return result.GetText(), nil
}

// alone makes sure that the picture says nothing but text: among all threes of finder patterns
// that could be a symbol, and once more with the symbol that was found painted over.
func alone(matrix *gozxing.BitMatrix, found *common.DetectorResult, text string) error {
	differs := func(info *detector.FinderPatternInfo, read reading) bool {
		err := safely(func() error {
			_, other, err := read(matrix, info)
			if err == nil && other != text {
				return ErrSeveral
			}
			return err
		})
		return errors.Is(err, ErrSeveral)
	}
	for i, info := range candidates(matrix) {
		if i == maxTries {
			break
		}
		if differs(info, plain) {
			return ErrSeveral
		}
	}
	paintOver(matrix, found)
	var left *detector.FinderPatternInfo
	err := safely(func() (err error) {
		left, err = find(matrix)
		return err
	})
	if err == nil && differs(left, symbol) {
		return ErrSeveral
	}
	return nil
}

// candidates are the threes of finder patterns that have the shape of a symbol.
func candidates(matrix *gozxing.BitMatrix) (infos []*detector.FinderPatternInfo) {
	_ = safely(func() (err error) {
		infos, err = multi.NewMultiFinderPatternFinder(matrix, atMost(maxPatternsMulti)).FindMulti(harder)
		return err
	})
	return infos
}

// paintOver makes everything white where a symbol was found, with a margin of half a finder pattern.
func paintOver(matrix *gozxing.BitMatrix, found *common.DetectorResult) {
	points := found.GetPoints()
	bottomLeft, topLeft, topRight := points[0], points[1], points[2]
	// A position is topLeft + u*right + v*down; the symbol spans a little more than 0 to 1 in each.
	rightX, rightY := topRight.GetX()-topLeft.GetX(), topRight.GetY()-topLeft.GetY()
	downX, downY := bottomLeft.GetX()-topLeft.GetX(), bottomLeft.GetY()-topLeft.GetY()
	area := rightX*downY - rightY*downX
	if area == 0 {
		return
	}
	margin := 4.5 / float64(found.GetBits().GetWidth()-7)
	reach := (1 + 2*margin) * (math.Hypot(rightX, rightY) + math.Hypot(downX, downY))
	left, right := span(topLeft.GetX(), reach, matrix.GetWidth())
	top, bottom := span(topLeft.GetY(), reach, matrix.GetHeight())
	for y := top; y < bottom; y++ {
		dy := float64(y) - topLeft.GetY()
		for x := left; x < right; x++ {
			dx := float64(x) - topLeft.GetX()
			u, v := (dx*downY-dy*downX)/area, (rightX*dy-rightY*dx)/area
			if -margin < u && u < 1+margin && -margin < v && v < 1+margin {
				matrix.Unset(x, y)
			}
		}
	}
}

// span is what lies within reach of a position on a side of the given length.
func span(at, reach float64, length int) (from, to int) {
	return max(0, int(at-reach)), min(length, int(at+reach)+1)
}
