package qrimage

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/seqrpay/seqr/qr"
	qrcode "github.com/skip2/go-qrcode"
)

// Level is how much of a symbol may be lost. The zero value is the usual one.
type Level uint8

// The levels, with the part of the symbol that may be unreadable.
const (
	LevelM Level = iota // 15 percent
	LevelL              // 7 percent
	LevelQ              // 25 percent
	LevelH              // 30 percent
)

var recovery = [...]qrcode.RecoveryLevel{qrcode.Medium, qrcode.Low, qrcode.High, qrcode.Highest}

// Sizes of drawn codes.
const (
	defaultModule = 8
	defaultQuiet  = 4 // what the standard asks for around a symbol, in modules
	maxQuiet      = 64
	maxVersion    = 40

	stickerVersion = 4
	stickerText    = 50
)

// Options of a drawing. The zero value draws the smallest symbol at level M, 8 pixels per module,
// with a quiet zone of 4 modules.
type Options struct {
	// Module is the side of one module in pixels; 0 means 8.
	Module int
	// Quiet is the white border in modules, at most 64; 0 means 4, which readers are entitled to.
	Quiet int
	// Level of error correction.
	Level Level
	// MinVersion is the smallest symbol version to use, 1 to 40, so that codes printed beside
	// each other have one size; 0 leaves it to the text.
	MinVersion int
}

// blackOnWhite is the palette of every drawing.
var blackOnWhite = color.Palette{color.Gray{Y: 0xFF}, color.Gray{Y: 0}}

// Draw makes a picture of text as a QR code, black on white, every module a whole number of
// pixels. It answers [ErrText], [ErrTooMuch] or [ErrOptions].
//
// Upper-case texts that hold only 0-9 A-Z space $%*+-./: make the smallest symbols.
func Draw(text string, opt Options) (*image.Paletted, error) {
	if text == "" || !utf8.ValidString(text) {
		return nil, ErrText
	}
	opt, err := opt.complete()
	if err != nil {
		return nil, err
	}
	modules, err := encode(text, opt)
	if err != nil {
		return nil, err
	}
	if (len(modules)+2*opt.Quiet)*opt.Module > MaxSide {
		return nil, ErrOptions
	}
	return raster(modules, opt), nil
}

// complete fills in the defaults and refuses what is out of range.
func (o Options) complete() (Options, error) {
	if o.Module == 0 {
		o.Module = defaultModule
	}
	if o.Quiet == 0 {
		o.Quiet = defaultQuiet
	}
	ok := 0 < o.Module && o.Module <= MaxSide && 0 < o.Quiet && o.Quiet <= maxQuiet &&
		int(o.Level) < len(recovery) && 0 <= o.MinVersion && o.MinVersion <= maxVersion
	if !ok {
		return Options{}, ErrOptions
	}
	return o, nil
}

// encode is the one call of the encoding library: a fresh object each time, because it changes
// while it works, and no border, because ours has a size of its own. Its panics are our errors.
func encode(text string, opt Options) (modules [][]bool, err error) {
	defer func() {
		if recover() != nil {
			modules, err = nil, ErrTooMuch
		}
	}()
	code, err := qrcode.New(text, recovery[opt.Level])
	if err == nil && code.VersionNumber < opt.MinVersion {
		code, err = qrcode.NewWithForcedVersion(text, opt.MinVersion, recovery[opt.Level])
	}
	if err != nil {
		return nil, ErrTooMuch
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}

// raster paints a square of pixels for each dark module.
func raster(modules [][]bool, opt Options) *image.Paletted {
	side := (len(modules) + 2*opt.Quiet) * opt.Module
	img := image.NewPaletted(image.Rect(0, 0, side, side), blackOnWhite)
	for y, row := range modules {
		top := (y + opt.Quiet) * opt.Module * img.Stride
		first := img.Pix[top : top+side]
		for x, dark := range row {
			if dark {
				left := (x + opt.Quiet) * opt.Module
				fill(first[left:left+opt.Module], 1)
			}
		}
		for i := 1; i < opt.Module; i++ {
			copy(img.Pix[top+i*img.Stride:], first)
		}
	}
	return img
}

func fill(pix []byte, v byte) {
	for i := range pix {
		pix[i] = v
	}
}

// pngBuffers keeps the encoder's work space between pictures.
type pngBuffers struct{ pool sync.Pool }

func (p *pngBuffers) Get() *png.EncoderBuffer {
	b, _ := p.pool.Get().(*png.EncoderBuffer)
	return b
}

func (p *pngBuffers) Put(b *png.EncoderBuffer) { p.pool.Put(b) }

var pngEncoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: new(pngBuffers)}

// PNG writes the drawing of text as a PNG file. Errors are those of [Draw] and of w.
func PNG(w io.Writer, text string, opt Options) error {
	img, err := Draw(text, opt)
	if err != nil {
		return err
	}
	return pngEncoder.Encode(w, img)
}

// Sticker writes the code of a lane as it is printed on stickers: version 4 (33 by 33 modules),
// level M, quiet zone 4, the given number of pixels per module (0 means 8). All stickers have one size that way. A code of
// more than 50 characters, or one with parameters, does not fit a sticker: [ErrTooMuch].
func Sticker(w io.Writer, code qr.Code, modulePixels int) error {
	text := code.String()
	if len(text) > stickerText || code.Parameters != "" {
		return ErrTooMuch
	}
	return PNG(w, text, Options{Module: modulePixels, MinVersion: stickerVersion})
}
