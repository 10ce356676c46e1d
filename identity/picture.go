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
	// Sharpness is how much fine detail there is for the coarse structure, in the busiest parts: the variance
	// of the Laplacian relative to that of a coarse gradient, times 1,000. Sharp print has 400 to 3,000; blurred over
	// five pixels it has 20 to 150, however much print there is and however it is lit.
	Sharpness float64
	// GlareShare is the part of the picture, 0 to 1, that a reflection has burnt out: saturated areas that
	// fade softly into their surroundings. White paper has hard edges and is no glare.
	GlareShare float64
	// Contrast is the distance of dark and light, 0 to 1: between the 1st and 99th percentile.
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
// Decoding takes memory in proportion to the pixels: some 20 MB for the photo of a phone, but with the default
// policy up to 700 MB for the worst file that can be made (a progressive JPEG of 25 million pixels in four colours). A
// server that checks pictures of strangers bounds how many it checks at once.
func PreparePicture(data []byte, p DocumentPolicy) (Picture, error) {
	img, m, err := inspect(data, p)
	if err != nil {
		return Picture{}, err
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return Picture{}, ErrNotAPicture
	}
	size := img.Bounds().Size()
	return Picture{JPEG: out.Bytes(), Width: size.X, Height: size.Y, Measures: m}, nil
}

// InspectPicture makes the checks of [PreparePicture], with the same errors, and only measures. The measures come
// with a [PictureError] too.
func InspectPicture(data []byte, p DocumentPolicy) (Measures, error) {
	_, m, err := inspect(data, p)
	return m, err
}

// inspect is the picture, upright, if it passes all checks.
func inspect(data []byte, p DocumentPolicy) (image.Image, Measures, error) {
	img, err := decodePicture(data, p)
	if err != nil {
		return nil, Measures{}, err
	}
	img = upright(img, exifOrientation(data))
	m := measure(workingCopy(img))
	if problems := p.problems(img.Bounds().Size(), m); len(problems) > 0 {
		return nil, m, &PictureError{Problems: problems}
	}
	return img, m, nil
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
