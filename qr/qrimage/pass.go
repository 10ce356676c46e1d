package qrimage

import (
	"context"
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
	maxTries         = 400
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

// hints make the library search every third row, and count the finder patterns it finds.
func hints(limit int) map[gozxing.DecodeHintType]any {
	count := 0
	return map[gozxing.DecodeHintType]any{
		gozxing.DecodeHintType_TRY_HARDER: true,
		gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK: gozxing.ResultPointCallback(func(p gozxing.ResultPoint) {
			if _, ok := p.(*detector.FinderPattern); !ok {
				return
			}
			if count++; count > limit {
				panic(crowded{})
			}
		}),
	}
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
func pass(ctx context.Context, p plane, dark threshold) (string, error) {
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
		found, err := detector.NewDetector(matrix).Detect(hints(maxPatterns))
		if err != nil {
			return ErrNoCode
		}
		text, err = decode(found)
		if err != nil {
			return err
		}
		return alone(ctx, matrix, found, text)
	})
	if err != nil {
		return "", err
	}
	return text, nil
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
func alone(ctx context.Context, matrix *gozxing.BitMatrix, found *common.DetectorResult, text string) error {
	differs := func(other *common.DetectorResult) error {
		if t, err := decode(other); err == ErrSeveral || err == nil && t != text {
			return ErrSeveral
		}
		return nil
	}
	for i, info := range candidates(matrix) {
		if i == maxTries || ctx.Err() != nil {
			break
		}
		err := safely(func() error {
			other, err := detector.NewDetector(matrix).ProcessFinderPatternInfo(info)
			if err != nil {
				return nil
			}
			return differs(other)
		})
		if err == ErrSeveral {
			return err
		}
	}
	paintOver(matrix, found)
	err := safely(func() error {
		other, err := detector.NewDetector(matrix).Detect(hints(maxPatterns))
		if err != nil {
			return nil
		}
		return differs(other)
	})
	if err == ErrSeveral {
		return err
	}
	return nil
}

// candidates are the threes of finder patterns that have the shape of a symbol.
func candidates(matrix *gozxing.BitMatrix) (infos []*detector.FinderPatternInfo) {
	h := hints(maxPatternsMulti)
	callback, _ := h[gozxing.DecodeHintType_NEED_RESULT_POINT_CALLBACK].(gozxing.ResultPointCallback)
	_ = safely(func() (err error) {
		infos, err = multi.NewMultiFinderPatternFinder(matrix, callback).FindMulti(h)
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
