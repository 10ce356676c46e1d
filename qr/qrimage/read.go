package qrimage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
)

// Read finds the text of the one code in a JPEG or PNG file. Orientation marks of cameras need no
// attention: a code is found however it is turned.
//
// It answers [ErrNotAPicture], [ErrPictureTooLarge], [ErrNoCode], [ErrSeveral], or [ErrOutOfTime]
// if the context was done first. A text is whatever the code says: give it to qr.Parse, never
// to a browser.
func Read(ctx context.Context, data []byte) (string, error) {
	f, err := check(data)
	if err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", outOfTime(err)
	}
	var grey plane
	err = safely(func() error {
		img, err := f.decode(&untilDone{ctx, bytes.NewReader(data)})
		if err == nil {
			grey = greyOf(img, true)
		}
		return err
	})
	switch {
	case ctx.Err() != nil:
		return "", outOfTime(ctx.Err())
	case err != nil:
		return "", ErrNotAPicture
	}
	return search(ctx, grey)
}

// untilDone ends a file when the context is done, so that decoding ends too.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

// Read is that of r, until the context is done.
func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// ReadImage is [Read] for a picture that is decoded already; it is not changed. Pictures of the
// kinds that the image package's decoders make are read without going through their colours.
// It answers [ErrPictureTooLarge], [ErrNoCode], [ErrSeveral] or [ErrOutOfTime].
func ReadImage(ctx context.Context, img image.Image) (string, error) {
	grey, err := greyWithin(img)
	if err != nil {
		return "", err
	}
	return search(ctx, grey)
}

// ReadFrame is [ReadImage] for a live camera: two looks at most, at 1,000 pixels at most. What it
// misses, the next frame may show.
func ReadFrame(ctx context.Context, img image.Image) (string, error) {
	grey, err := greyWithin(img)
	if err != nil {
		return "", err
	}
	s := newScan(ctx, grey)
	return s.run(frameLooks)
}

func greyWithin(img image.Image) (plane, error) {
	b := img.Bounds()
	switch {
	case b.Empty():
		return plane{}, ErrNoCode
	case !fits(b.Dx(), b.Dy()):
		return plane{}, ErrPictureTooLarge
	}
	return greyOf(img, false), nil
}

// outOfTime says so in our words and in those of the context.
func outOfTime(err error) error { return fmt.Errorf("%w: %w", ErrOutOfTime, err) }

// search takes all looks in their order, then those at full size.
func search(ctx context.Context, full plane) (string, error) {
	s := newScan(ctx, full)
	text, err := s.run(allLooks)
	if !errors.Is(err, ErrNoCode) || full.longer() <= doubleSide {
		return text, err
	}
	s.base = full
	return s.run(fullLooks)
}
