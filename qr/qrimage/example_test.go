package qrimage_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"

	"github.com/seqrpay/seqr/qr"
	"github.com/seqrpay/seqr/qr/qrimage"
	"github.com/seqrpay/seqr/qr/qrimage/qrimagetest"
)

// A lane's sticker is drawn, photographed a little askew, and read again.
func Example() {
	code, _ := qr.LaneCode("0039394857311223")
	sticker, _ := qrimage.Draw(code.String(), qrimage.Options{MinVersion: 4})
	photo, _ := qrimagetest.Photograph(sticker, 7, 80)

	ctx, cancel := context.WithTimeout(context.Background(), 60*qrimage.StillBudget)
	defer cancel()
	text, err := qrimage.Read(ctx, photo)
	if err != nil {
		fmt.Println(err)
		return
	}
	seen, err := qr.Parse(text)
	fmt.Println(seen.Kind, seen.ID, err)
	// Output: lane 0039394857311223 <nil>
}

func ExampleDraw() {
	img, err := qrimage.Draw("HTTP://SEQR.SE/R1397222701693", qrimage.Options{Module: 3, Level: qrimage.LevelQ})
	fmt.Println(img.Bounds().Max, err)
	// Output: (99,99) <nil>
}

func ExamplePNG() {
	var file bytes.Buffer
	err := qrimage.PNG(&file, "HTTP://SEQR.SE/R1397222701693", qrimage.Options{})
	text, _ := qrimage.Read(context.Background(), file.Bytes())
	fmt.Println(text, err)
	// Output: HTTP://SEQR.SE/R1397222701693 <nil>
}

func ExampleSticker() {
	code, _ := qr.LaneCode("0039394857311223")
	var file bytes.Buffer
	err := qrimage.Sticker(&file, code, 10)
	drawn, _, _ := image.DecodeConfig(&file)
	fmt.Println(drawn.Width, drawn.Height, err)
	// Output: 410 410 <nil>
}

func ExampleRead_refused() {
	_, err := qrimage.Read(context.Background(), []byte("GIF89a"))
	fmt.Println(errors.Is(err, qrimage.ErrNotAPicture), err)
	// Output: true qrimage: not a JPEG or PNG picture
}

func ExampleReadImage() {
	sheet := image.NewGray(image.Rect(0, 0, 640, 480))
	_, err := qrimage.ReadImage(context.Background(), sheet)
	fmt.Println(err)
	// Output: qrimage: no code found
}

func ExampleReadFrame() {
	frame, _ := qrimage.Draw("HTTP://SEQR.SE/Q7", qrimage.Options{})
	text, err := qrimage.ReadFrame(context.Background(), frame)
	fmt.Println(text, err)
	// Output: HTTP://SEQR.SE/Q7 <nil>
}
