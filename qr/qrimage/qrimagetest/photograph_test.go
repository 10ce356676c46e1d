package qrimagetest_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/seqrpay/seqr/qr/qrimage/qrimagetest"
	"github.com/stretchr/testify/require"
)

func square(grey uint8) *image.Gray {
	img := image.NewGray(image.Rect(5, 5, 65, 65))
	for i := range img.Pix {
		img.Pix[i] = grey
	}
	return img
}

func TestSameArgumentsSameBytes(t *testing.T) {
	a, err := qrimagetest.Photograph(square(200), 9, 70)
	require.NoError(t, err)
	b, err := qrimagetest.Photograph(square(200), 9, 70)
	require.NoError(t, err)
	require.Equal(t, a, b)
	c, err := qrimagetest.Photograph(square(200), 10, 70)
	require.NoError(t, err)
	require.NotEqual(t, a, c)
}

func TestPictureLiesOnADesk(t *testing.T) {
	file, err := qrimagetest.Photograph(square(255), 45, 95)
	require.NoError(t, err)
	img, err := jpeg.Decode(bytes.NewReader(file))
	require.NoError(t, err)
	b := img.Bounds()
	require.InDelta(t, 85+42, b.Dx(), 1, "the diagonal, and room on both sides")
	grey := func(x, y int) uint8 {
		g, _ := color.GrayModel.Convert(img.At(x, y)).(color.Gray)
		return g.Y
	}
	require.Greater(t, grey(b.Dx()/2, b.Dy()/2), uint8(180))
	require.Less(t, grey(b.Dx()/2-30, b.Dy()/2-30), uint8(160), "a corner of the upright square is desk")
	require.Greater(t, grey(b.Dx()/2, b.Dy()/2-30), uint8(180), "its turned corner is not")
}

func TestRefused(t *testing.T) {
	_, err := qrimagetest.Photograph(image.NewGray(image.Rectangle{}), 0, 80)
	require.Error(t, err)
	for _, quality := range []int{0, 101} {
		_, err = qrimagetest.Photograph(square(0), 0, quality)
		require.Error(t, err)
	}
}

func ExamplePhotograph() {
	file, err := qrimagetest.Photograph(image.NewGray(image.Rect(0, 0, 100, 100)), 0, 80)
	img, _, _ := image.DecodeConfig(bytes.NewReader(file))
	fmt.Println(img.Width, img.Height, err)
	// Output: 170 170 <nil>
}
