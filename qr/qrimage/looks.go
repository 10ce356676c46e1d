package qrimage

import (
	"context"
	"errors"
)

// workSide is the longer side that large pictures are brought to first. Codes that fill a fair
// part of the picture are found faster there, and noise is gone.
const workSide = 1000

// quietPixels is the border put around pictures that may lack a quiet zone.
const quietPixels = 24

// scan is one search: the picture, the picture to look at, and memory for altered copies.
type scan struct {
	ctx        context.Context
	full, base plane
	small      []byte // memory of base, where it is not full itself
	altered    []byte // memory of the copy that is being looked at
}

func newScan(ctx context.Context, full plane) *scan {
	s := &scan{ctx: ctx, full: full, base: full}
	if full.longer() > workSide {
		s.base = fitted(full, workSide, &s.small)
	}
	return s
}

// look is one way to see the picture, and the thresholds to see it by.
type look struct {
	view       func(s *scan) plane
	thresholds []threshold
}

var (
	both     = []threshold{local, global}
	asItIs   = look{func(s *scan) plane { return s.base }, both}
	turns    = []look{turn(1), turn(2), turn(3)}
	inverse  = look{func(s *scan) plane { return inverted(s.base, &s.altered) }, both}
	halfSize = look{func(s *scan) plane { return s.by(1, 2) }, both}
)

// The looks in the order of what they found per time on photographs.
var (
	frameLooks = []look{asItIs}
	allLooks   = append(append([]look{asItIs}, turns...),
		inverse,
		halfSize,
		look{(*scan).doubled, both},
		look{func(s *scan) plane { return sharpened(s.base, &s.altered) }, both},
		look{func(s *scan) plane { return blurred(s.base, &s.altered) }, both},
		look{func(s *scan) plane { return padded(s.base, quietPixels, &s.altered) }, both},
		look{func(s *scan) plane { return s.by(3, 4) }, both},
		look{func(s *scan) plane { return s.by(1, 3) }, both},
		look{func(s *scan) plane { return s.by(3, 2) }, both},
	)
	// fullLooks are few because each is slow and takes memory by the size of the picture.
	fullLooks = []look{asItIs}
)

func turn(quarters int) look {
	return look{func(s *scan) plane { return turned(s.base, quarters, &s.altered) }, both}
}

// doubleSide is the longest side that the looks reach before the one at full size.
const doubleSide = 2 * workSide

// by is the picture at a fraction of its size.
func (s *scan) by(num, den int) plane {
	return scaled(s.base, max(1, s.base.w*num/den), max(1, s.base.h*num/den), &s.altered)
}

// doubled is the picture at double size, from the original where that has the detail.
func (s *scan) doubled() plane {
	if s.full.longer() > s.base.longer() {
		return fitted(s.full, min(doubleSide, s.full.longer()), &s.altered)
	}
	return s.by(2, 1)
}

// run takes looks one after the other until one finds something, or the context is done.
func (s *scan) run(looks []look) (string, error) {
	for _, l := range looks {
		var view plane
		for _, dark := range l.thresholds {
			if err := s.ctx.Err(); err != nil {
				return "", outOfTime(err)
			}
			if view.pix == nil {
				view = l.view(s)
			}
			if text, err := pass(view, dark); !errors.Is(err, ErrNoCode) {
				return text, err
			}
		}
	}
	return "", ErrNoCode
}
