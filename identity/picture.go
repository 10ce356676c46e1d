package identity

import (
	"bytes"
	"image"
	"image/jpeg"
)

// Picture is a captured side of a document that passed the checks, ready for a verifier: upright, and without the
// metadata a camera adds (place, time, device).
type Picture struct {
	JPEG          []byte
	Width, Height int // pixels
	Measures      Measures
}

// Measures is what a picture was measured at. All of them are taken on a grey copy whose longer side is at most
// 1,000 pixels, so they compare between cameras.
type Measures struct {
	// Sharpness is how much of the detail is fine: the variance of the Laplacian relative to that of the
	// gradient, times 1,000, in the busiest parts. Sharp print has 700 and more; blurred over five pixels it
	// has about 200, however much print there is and however it is lit.
	Sharpness float64
	// GlareShare is the part of the picture, 0 to 1, that a reflection has burnt out: saturated areas that
	// fade softly into their surroundings. White paper has hard edges and is no glare.
	GlareShare float64
	// Contrast is the distance of dark and light, 0 to 1: between the 5th and 95th percentile.
	Contrast float64
}

// jpegQuality keeps print of a machine readable zone legible at about a tenth of a byte per pixel.
const jpegQuality = 90

// PreparePicture checks one captured side and makes it ready for a verifier.
//
// The limits of bytes, sides and pixels are checked on the header, before anything is decoded: a small file can
// hold a picture of gigabytes. They answer ErrPictureTooLarge; what is no JPEG or PNG picture answers
// ErrNotAPicture. A picture on which a document could not be read answers a [PictureError] with everything
// that is wrong (IDV-4).
//
// Decoding takes memory in proportion to the pixels: with the default policy up to 400 MB for the worst
// file. A server that checks pictures of strangers bounds how many it checks at once.
func PreparePicture(data []byte, p DocumentPolicy) (Picture, error) {
	img, err := decodePicture(data, p)
	if err != nil {
		return Picture{}, err
	}
	img = upright(img, exifOrientation(data))
	size := img.Bounds().Size()
	m := measure(workingCopy(img))
	if problems := p.problems(size, m); len(problems) > 0 {
		return Picture{}, &PictureError{Problems: problems}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return Picture{}, ErrNotAPicture
	}
	return Picture{JPEG: out.Bytes(), Width: size.X, Height: size.Y, Measures: m}, nil
}

// problems is everything a user should do better. A picture without contrast is black, white or fogged: calling it
// blurred as well would send the user after the wrong cause.
func (p DocumentPolicy) problems(size image.Point, m Measures) []Problem {
	var problems []Problem
	if max(size.X, size.Y) < p.MinWidth || min(size.X, size.Y) < p.MinHeight {
		problems = append(problems, TooSmall)
	}
	if m.GlareShare > p.MaxGlare {
		problems = append(problems, Glare)
	}
	switch {
	case m.Contrast < p.MinContrast:
		problems = append(problems, Illegible)
	case m.Sharpness < p.MinSharpness:
		problems = append(problems, Blur)
	}
	return problems
}
