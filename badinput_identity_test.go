package seqr_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"

	"github.com/stretchr/testify/require"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/store"
)

func badIdentity(c *cast) map[string][]bad {
	return map[string][]bad{"Capture": badCapture(c), "Submit": badSubmit(c), "Decide": badDecide(c), "ConfirmLetter": badConfirmLetter(c)}
}

// bomb is a PNG file of a few bytes that says it is a picture of so many pixels.
func bomb(width, height uint32) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	file := b.Bytes()
	binary.BigEndian.PutUint32(file[16:], width)
	binary.BigEndian.PutUint32(file[20:], height)
	binary.BigEndian.PutUint32(file[29:], crc32.ChecksumIEEE(file[12:29]))
	return file
}

func badCapture(c *cast) []bad {
	ann := c.enrol("Slow Example", "+18015550118")
	ann.submit() // nobody has decided
	capture := func(p *person, change func(*seqr.CaptureRequest)) func() error {
		return func() error {
			r := p.capture(identity.FrontSide, tiny())
			change(&r)
			_, err := c.sys.Identity.Capture(c.ctx, r)
			return err
		}
	}
	lee := func(f func(*seqr.CaptureRequest)) func() error { return capture(c.lee, f) }
	picture := func(b []byte) func() error { return lee(func(r *seqr.CaptureRequest) { r.Picture = b }) }
	return append(shapes(func(k seqr.Key) error { return lee(func(r *seqr.CaptureRequest) { r.Key = k })() }),
		refused("no picture", picture(nil), identity.ErrNotAPicture, seqr.Invalid),
		refused("text", picture([]byte("this is not a picture")), identity.ErrNotAPicture, seqr.Invalid),
		refused("GIF", picture([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;")), identity.ErrNotAPicture, seqr.Invalid),
		refused("half a picture", picture(tiny()[:len(tiny())/2]), identity.ErrNotAPicture, seqr.Invalid),
		refused("JPEG in name only", picture([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 16}), identity.ErrNotAPicture, seqr.Invalid),
		refused("bomb of 20,000 pixels square", picture(bomb(20_000, 20_000)), identity.ErrPictureTooLarge, seqr.Exceeded),
		refused("bomb of one line", picture(bomb(1<<31-1, 1)), identity.ErrPictureTooLarge, seqr.Exceeded),
		refused("11 MB", picture(append(bytes.Clone(tiny()), make([]byte, 11<<20)...)), identity.ErrPictureTooLarge, seqr.Exceeded),
		refused("no document", lee(func(r *seqr.CaptureRequest) { r.Document = "" }), identity.ErrDocumentKind, seqr.Invalid),
		refused("library card", lee(func(r *seqr.CaptureRequest) { r.Document = "library_card" }), identity.ErrDocumentKind, seqr.Invalid),
		refused("third side", lee(func(r *seqr.CaptureRequest) { r.Side = 3 }), identity.ErrSide, seqr.Invalid),
		refused("no side", lee(func(r *seqr.CaptureRequest) { r.Side = 0 }), identity.ErrSide, seqr.Invalid),
		refused("unknown account", lee(func(r *seqr.CaptureRequest) { r.Account = nobody() }), store.ErrNotFound, seqr.NotFound),
		refused("closed", capture(c.kim, func(*seqr.CaptureRequest) {}), account.ErrClosed, seqr.State),
		refused("while one is being decided", capture(ann, func(*seqr.CaptureRequest) {}), identity.ErrScanSubmitted, seqr.State),
		c.reused(func(k seqr.Key) error { return lee(func(r *seqr.CaptureRequest) { r.Key = k })() },
			func(k seqr.Key) error {
				return lee(func(r *seqr.CaptureRequest) { r.Key, r.Side = k, identity.BackSide })()
			}),
	)
}

func badSubmit(c *cast) []bad {
	submit := func(of account.ID) func(seqr.Key) error {
		return func(k seqr.Key) error {
			_, err := c.sys.Identity.Submit(c.ctx, seqr.StepRequest{Key: k, Account: of})
			return err
		}
	}
	now := func(of account.ID) func() error { return func() error { return submit(of)(c.key()) } }
	none, half := c.enrol("Ann Example", "+18015550119"), c.enrol("Dan Example", "+18015550120")
	_, err := c.sys.Identity.Capture(c.ctx, half.capture(identity.FrontSide, tiny()))
	require.NoError(c.t, err)
	twice := c.enrol("Slow Eve Example", "+18015550121")
	twice.submit()
	return append(shapes(submit(half.id)),
		refused("unknown account", now(nobody()), store.ErrNotFound, seqr.NotFound),
		refused("before personal data", now(c.lee.id), seqr.ErrStep, seqr.State),
		refused("nothing captured", now(none.id), identity.ErrSideMissing, seqr.State),
		refused("front only", now(half.id), identity.ErrSideMissing, seqr.State),
		refused("submitted already", now(twice.id), identity.ErrScanSubmitted, seqr.State),
		refused("closed", now(c.kim.id), account.ErrClosed, seqr.State),
	)
}

func badDecide(c *cast) []bad {
	half := c.enrol("Fay Example", "+18015550122")
	captured, err := c.sys.Identity.Capture(c.ctx, half.capture(identity.FrontSide, tiny()))
	require.NoError(c.t, err)
	twice := c.enrol("Slow Gus Example", "+18015550123")
	twice.submit()
	waiting, err := c.sys.Identity.Scan(c.ctx, twice.id)
	require.NoError(c.t, err)
	yes := identity.Verdict{Genuine: true, Country: "USA", Number: "X1"}
	decide := func(id identity.ScanID, v identity.Verdict) func() error {
		return func() error {
			_, err := c.sys.Identity.Decide(c.ctx, id, v)
			return err
		}
	}
	return []bad{
		refused("pending is no decision", decide(waiting.Scan, identity.Verdict{Pending: true}), seqr.ErrRequest, seqr.Invalid),
		refused("genuine without a number", decide(waiting.Scan, identity.Verdict{Genuine: true, Country: "USA"}), identity.ErrVerdict, seqr.Internal),
		refused("genuine with problems", decide(waiting.Scan, identity.Verdict{Genuine: true, Country: "USA", Number: "X1", Problems: []identity.Problem{identity.Glare}}), identity.ErrVerdict, seqr.Internal),
		refused("unknown scan", decide(identity.ScanID{UUID: newUUID()}, yes), store.ErrNotFound, seqr.NotFound),
		refused("not submitted", decide(captured.Scan, yes), identity.ErrScanNotSubmitted, seqr.State),
	}
}
