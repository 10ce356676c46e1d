package qrimage

import "github.com/seqrpay/seqr/internal/fault"

// Why a code was not drawn.
var (
	// ErrText: nothing to draw, or text that is not valid UTF-8.
	ErrText = fault.New(fault.Invalid, "qrimage: no text, or not UTF-8")
	// ErrTooMuch: the text does not fit the largest symbol, or not the sticker's size.
	ErrTooMuch = fault.New(fault.Invalid, "qrimage: text does not fit the symbol")
	// ErrOptions: an option out of its range, or a picture of more than MaxSide pixels a side.
	ErrOptions = fault.New(fault.Invalid, "qrimage: option out of range")
)

// Why no text was read.
var (
	// ErrNotAPicture: not a JPEG or PNG file, or a damaged one.
	ErrNotAPicture = fault.New(fault.Invalid, "qrimage: not a JPEG or PNG picture")
	// ErrPictureTooLarge: above one of the limits; said before anything is decoded.
	ErrPictureTooLarge = fault.New(fault.Invalid, "qrimage: picture is too large")
	// ErrNoCode: no readable code in the picture.
	ErrNoCode = fault.New(fault.Invalid, "qrimage: no code found")
	// ErrSeveral: codes with different texts in one picture, or a part of a text that several codes share.
	ErrSeveral = fault.New(fault.Invalid, "qrimage: several codes in one picture")
	// ErrOutOfTime: the context was done before the last look. The error of the context is wrapped beside it.
	ErrOutOfTime = fault.New(fault.Exceeded, "qrimage: out of time")
)
