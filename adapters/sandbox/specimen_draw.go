package sandbox

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"

	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
)

// The look of the specimens. No part is near white, so that only a reflection burns out.
const (
	drawUnit   = 0.61 // pixels per unit, in which everything below is given
	deskMargin = 60   // of desk around the card
	cardRound  = 34   // radius of the corners
	cardFrame  = 20   // light rim on which nothing is printed: by it a reader finds the card
)

var (
	paperColor  = color.RGBA{R: 204, G: 215, B: 208, A: 255}
	zoneColor   = color.RGBA{R: 219, G: 223, B: 218, A: 255}
	inkColor    = color.RGBA{R: 28, G: 30, B: 36, A: 255}
	labelColor  = color.RGBA{R: 62, G: 92, B: 104, A: 255}
	lineColor   = color.RGBA{R: 92, G: 138, B: 150, A: 255}
	roseColor   = color.RGBA{R: 168, G: 112, B: 128, A: 255}
	markColor   = color.RGBA{R: 176, G: 30, B: 44, A: 255}
	titleColor  = color.RGBA{R: 226, G: 232, B: 230, A: 255}
	photoColor  = color.RGBA{R: 168, G: 186, B: 200, A: 255}
	coatColor   = color.RGBA{R: 54, G: 66, B: 92, A: 255}
	skinColor   = color.RGBA{R: 206, G: 168, B: 142, A: 255}
	hairColor   = color.RGBA{R: 74, G: 54, B: 42, A: 255}
	bannerColor = map[identity.DocumentKind]color.RGBA{
		identity.IdentityCard:   {R: 30, G: 78, B: 96, A: 255},
		identity.DrivingLicence: {R: 118, G: 62, B: 88, A: 255},
		identity.Passport:       {R: 44, G: 52, B: 106, A: 255},
	}
	titles = map[identity.DocumentKind]string{
		identity.IdentityCard:   "IDENTITY CARD",
		identity.DrivingLicence: "DRIVING LICENCE",
		identity.Passport:       "PASSPORT",
	}
)

// specimenDrawing is a specimen and what is derived from it.
type specimenDrawing struct {
	Specimen
	shape cardShape
	lines []string
}

func (d specimenDrawing) front() canvas {
	c := d.blank()
	d.banner(c)
	d.portrait(c)
	d.fields(c)
	d.rosette(c, d.shape.width-190, 250, 120)
	if d.Kind == identity.Passport {
		d.zonePrint(c)
	} else {
		c.text(60, 600, 3, "NOT A VALID DOCUMENT. DRAWN FOR TESTS.", labelColor)
	}
	d.mark(c, 0.42)
	return d.onDesk(c)
}

func (d specimenDrawing) back() canvas {
	c := d.blank()
	d.rosette(c, 250, 270, 170)
	notes := []string{
		"THIS DOCUMENT IS A SPECIMEN.", "IT WAS DRAWN BY A PROGRAM FOR TESTS", "AND PROVES NOBODY'S IDENTITY.", "",
		"ISSUED BY THE REGISTRY OFFICE OF " + printable(d.Country), "IF FOUND, PLEASE SMILE AND KEEP IT.",
	}
	for i, note := range notes {
		c.text(500, 110+i*44, 3, printable(note), inkColor)
	}
	c.text(500, 400, 2, "SIGNATURE OF HOLDER", labelColor)
	d.signature(c, image.Rect(500, 420, 1100, 500))
	if d.Kind != identity.Passport {
		d.zonePrint(c)
	}
	d.mark(c, 0.3)
	return d.onDesk(c)
}

func toPixels(units int) int { return int(math.Round(float64(units) * drawUnit)) }

// blank is an empty card: paper and guilloche lines inside the light rim.
func (d specimenDrawing) blank() canvas {
	c := newCanvas(toPixels(d.shape.width), toPixels(d.shape.height))
	c.unit = drawUnit
	draw.Draw(c.RGBA, c.Rect, image.NewUniform(paperColor), image.Point{}, draw.Src)
	inner := image.Rect(0, 0, d.shape.width, d.shape.height).Inset(cardFrame)
	for i := range 64 {
		phase, base := float64(i)*0.21, float64(i)*float64(d.shape.height)/56-40
		c.curve(inner, lineColor, 0.38, func(x float64) float64 { return base + 26*math.Sin(x/83+phase) })
		c.curve(inner, roseColor, 0.26, func(x float64) float64 { return base + 34*math.Sin(x/131-phase*1.7) + 9*math.Sin(x/29) })
	}
	return c
}

func (d specimenDrawing) banner(c canvas) {
	c.rectangle(image.Rect(cardFrame, cardFrame, d.shape.width-cardFrame, 112), 16, bannerColor[d.Kind])
	c.text(56, 46, 6, titles[d.Kind], titleColor)
	country := printable(d.Country)
	c.text(d.shape.width-60-len(country)*glyphWidth*6, 46, 6, country, titleColor)
}

// portrait is a head and shoulders of nobody.
func (d specimenDrawing) portrait(c canvas) {
	frame := image.Rect(60, 150, 370, 550)
	c.rectangle(frame, 14, photoColor)
	photo := canvas{RGBA: c.SubImage(c.pixels(frame)).(*image.RGBA), unit: c.unit}
	photo.ellipse(215, 600, 148, 150, coatColor)
	photo.ellipse(215, 330, 96, 118, hairColor)
	photo.rectangle(image.Rect(185, 400, 245, 480), 20, skinColor)
	photo.ellipse(215, 350, 76, 98, skinColor)
	photo.ellipse(187, 340, 9, 6, hairColor)
	photo.ellipse(243, 340, 9, 6, hairColor)
	photo.curve(frame, hairColor, 0.9, func(x float64) float64 { return 398 - math.Pow((x-215)/30, 2)*8 + outside(x, 185, 245) })
	for i := range 40 {
		y := float64(frame.Min.Y + 10*i)
		photo.curve(frame, lineColor, 0.3, func(x float64) float64 { return y + 5*math.Sin(x/17+y) })
	}
}

// outside keeps a curve within two limits by throwing it off the picture elsewhere.
func outside(x, left, right float64) float64 {
	if x < left || x > right {
		return math.Inf(-1)
	}
	return 0
}

func (d specimenDrawing) fields(c canvas) {
	nationality := d.Nationality
	if nationality == "" {
		nationality = d.Country
	}
	rows := [][2]string{
		{"SURNAME", d.Surname},
		{"GIVEN NAMES", d.GivenNames},
		{"DATE OF BIRTH", dayText(d.BirthDate)},
		{"NATIONALITY", nationality},
		{"DATE OF EXPIRY", dayText(d.ExpiresOn)},
		{"DOCUMENT NO.", d.Number},
	}
	for i, row := range rows {
		y := 146 + i*70
		c.text(410, y, 2, row[0], labelColor)
		c.text(410, y+22, 4, clip(printable(row[1]), 24), inkColor)
	}
	c.text(860, 286, 2, "SEX", labelColor)
	c.text(860, 308, 4, printable(d.Sex), inkColor)
}

// dayText is a date as documents print it; an unlimited one says so.
func dayText(d civil.Date) string {
	if d.IsZero() {
		return "UNLIMITED"
	}
	return strings.ReplaceAll(d.String(), "-", ".")
}

func clip(s string, most int) string {
	if len(s) > most {
		return s[:most]
	}
	return s
}

// rosette is a figure of fine lines as security printers engrave it.
func (d specimenDrawing) rosette(c canvas, cx, cy int, radius float64) {
	for turn := range 9 {
		for step := range 2400 {
			angle := float64(step) / 2400 * 2 * math.Pi
			r := radius * (0.62 + 0.38*math.Cos(7*angle+float64(turn)*0.35))
			x, y := float64(cx)+r*math.Cos(angle), float64(cy)+r*math.Sin(angle)
			c.blend(int(x*c.unit), int(y*c.unit), labelColor, 0.5)
		}
	}
}

func (d specimenDrawing) signature(c canvas, r image.Rectangle) {
	c.rectangle(r, 8, zoneColor)
	middle := float64(r.Min.Y+r.Max.Y) / 2
	for thick := range 3 {
		c.curve(r.Inset(12), inkColor, 0.9, func(x float64) float64 {
			return middle + float64(thick) + 17*math.Sin(x/11) + 8*math.Sin(x/4.7)
		})
	}
}

// zonePrint prints the machine readable zone on a calm ground.
func (d specimenDrawing) zonePrint(c canvas) {
	s := d.shape
	c.rectangle(image.Rect(cardFrame, s.zoneY-26, s.width-cardFrame, s.height-cardFrame), 10, zoneColor)
	for i, line := range d.lines {
		c.text(s.zoneX, s.zoneY+i*s.pitch, s.square, line, inkColor)
	}
}

// mark says in large letters what this is, above the zone.
func (d specimenDrawing) mark(c canvas, opacity float64) {
	c.slanted(float64(d.shape.width)*0.56, float64(d.shape.zoneY)*0.56, 15, 14, opacity, "SPECIMEN", markColor)
}

// onDesk lays the card on a desk of dark wood.
func (d specimenDrawing) onDesk(card canvas) canvas {
	margin := toPixels(deskMargin)
	desk := newDesk(card.Rect.Dx()+2*margin, card.Rect.Dy()+2*margin)
	desk.unit = drawUnit
	place := image.Rect(0, 0, d.shape.width, d.shape.height).Add(image.Pt(deskMargin, deskMargin))
	shadow := place.Add(image.Pt(7, 9))
	dark := func(x, y float64) float64 { return 0.5 * insideRounded(shadow, cardRound, x, y) }
	below := image.Rect(shadow.Min.X, place.Max.Y-cardRound, shadow.Max.X, shadow.Max.Y)
	desk.fill(below, color.RGBA{A: 255}, dark)
	desk.fill(image.Rect(place.Max.X-cardRound, shadow.Min.Y, shadow.Max.X, below.Min.Y), color.RGBA{A: 255}, dark)
	desk.lay(image.Pt(margin, margin), card, cardRound*drawUnit)
	return desk
}

// newDesk is an empty desk of so many pixels, of dark wood, its grain from left to right.
func newDesk(width, height int) canvas {
	desk := newCanvas(width, height)
	for x := range width {
		bend := 3 * math.Sin(float64(x)/210)
		for y := range height {
			grain := 7*wave(float64(y)/9+bend) + 4*wave(float64(y)/3.1+float64(x)/95)
			p := desk.Pix[desk.PixOffset(x, y):]
			p[0], p[1], p[2], p[3] = uint8(74+grain), uint8(56+grain), uint8(44+grain), 255
		}
	}
	return desk
}

// waves is one turn of a sine, for drawing many.
var waves = func() (turn [1024]float64) {
	for i := range turn {
		turn[i] = math.Sin(2 * math.Pi * float64(i) / float64(len(turn)))
	}
	return turn
}()

// wave is the sine of an angle, exact to half a hundredth.
func wave(angle float64) float64 {
	return waves[int(math.Floor(angle/(2*math.Pi)*float64(len(waves))))&(len(waves)-1)]
}
