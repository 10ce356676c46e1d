package identity

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"io"
)

var (
	jpegMagic = []byte{0xFF, 0xD8, 0xFF}
	pngMagic  = []byte("\x89PNG\r\n\x1a\n")
)

// maxJPEGScans bounds the passes over a progressive JPEG. Encoders make about ten; a file made to keep a
// decoder busy can have hundreds of thousands, each costing a pass over all pixels.
const maxJPEGScans = 64

// pictureFormat is one of the two formats that are read. Formats are told by their first bytes, never by what the
// sender calls them, and decoders are called by name, so that other formats stay out even if the importing
// program registers them.
type pictureFormat struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

func pictureFormatOf(data []byte) (pictureFormat, error) {
	switch {
	case bytes.HasPrefix(data, jpegMagic):
		return pictureFormat{config: jpeg.DecodeConfig, decode: jpeg.Decode}, nil
	case bytes.HasPrefix(data, pngMagic):
		return pictureFormat{config: png.DecodeConfig, decode: png.Decode}, nil
	}
	return pictureFormat{}, ErrNotAPicture
}

// decodePicture decodes a picture after its header has passed the policy's limits.
func decodePicture(data []byte, p DocumentPolicy) (image.Image, error) {
	if int64(len(data)) > p.MaxBytes {
		return nil, ErrPictureTooLarge
	}
	format, err := pictureFormatOf(data)
	if err != nil {
		return nil, err
	}
	header, err := format.config(bytes.NewReader(data))
	if err != nil || header.Width <= 0 || header.Height <= 0 {
		return nil, ErrNotAPicture
	}
	if max(header.Width, header.Height) > p.MaxSide || int64(header.Width)*int64(header.Height) > int64(p.MaxPixels) {
		return nil, ErrPictureTooLarge
	}
	if bytes.HasPrefix(data, jpegMagic) && jpegScans(data) > maxJPEGScans {
		return nil, ErrPictureTooLarge
	}
	img, err := format.decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrNotAPicture
	}
	return img, nil
}

// jpegSegment is one marker of a JPEG file and its payload.
type jpegSegment struct {
	marker  byte
	payload []byte
}

// The markers that matter here.
const (
	jpegStart = 0xD8
	jpegEnd   = 0xD9
	jpegScan  = 0xDA
	jpegAPP1  = 0xE1
)

// nextJPEGSegment finds the first marker in data that has a payload, skipping compressed data and restart
// markers as decoders do, and answers what follows it. It answers ok false at the end of the picture.
func nextJPEGSegment(data []byte) (s jpegSegment, rest []byte, ok bool) {
	for {
		i := bytes.IndexByte(data, 0xFF)
		if i < 0 || i+1 >= len(data) {
			return s, nil, false
		}
		marker := data[i+1]
		switch {
		case marker == 0xFF: // fill byte
			data = data[i+1:]
			continue
		case marker == 0, marker == jpegStart, marker >= 0xD0 && marker <= 0xD7:
			data = data[i+2:]
			continue
		case marker == jpegEnd:
			return s, nil, false
		}
		data = data[i+2:]
		if len(data) < 2 {
			return s, nil, false
		}
		n := int(data[0])<<8 | int(data[1])
		if n < 2 || n > len(data) {
			return s, nil, false
		}
		return jpegSegment{marker: marker, payload: data[2:n]}, data[n:], true
	}
}

// jpegScans counts the passes over the picture.
func jpegScans(data []byte) int {
	scans := 0
	for {
		s, rest, ok := nextJPEGSegment(data)
		if !ok {
			return scans
		}
		if s.marker == jpegScan {
			scans++
		}
		data = rest
	}
}
