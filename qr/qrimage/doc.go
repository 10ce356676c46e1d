// Package qrimage draws QR codes and reads them from pictures. What a text means is the
// business of package qr.
//
// # Drawing
//
// [Draw] and [PNG] make every module of a code a whole number of pixels, which is what keeps
// readers from missing it; [Sticker] makes the one size that stickers are printed in.
//
// # Reading
//
// [Read] takes the bytes of a JPEG or PNG file, [ReadImage] a picture that is decoded already,
// [ReadFrame] a frame of a live camera. All look at the brightness alone, and look again, each time in
// another way, until a code is found or the context is done:
//
//	file ─header: kind, size, memory─▶ pixels ─▶ grey, 1,000 px ─▶ as it is ─▶ other threshold ─▶
//	quarter turns ─▶ inverted ─▶ half ─▶ double ─▶ sharper ─▶ softer ─▶ padded ─▶ other scales ─▶
//	full size ─▶ ErrNoCode
//
// The time to spend is the deadline of the context, checked between looks; without one, all are
// tried. [FrameBudget], [StillBudget] and [UploadBudget] are what fits the three uses. A reader holds
// no lock and starts no goroutine; a server bounds the number that run at a time.
//
// Two codes with different texts in one picture are refused ([ErrSeveral]): nobody can tell which one
// the customer meant.
//
// # Limits
//
// A file is refused from its header, before any pixel is decoded, above 10 MB, 6,000 pixels a
// side, 25 million pixels, or [MaxMemory] of decoded pixels. With that no picture takes more than
// 64 MiB in all, allocations that are garbage already included. What cameras and screens make meets
// the last limit late: JPEG in baseline coding with 4:2:0 colour not before 25 million pixels, with
// full colour at 13, colour PNG of 8 bits at 10. What is costly to decode meets it earlier: progressive
// JPEG with 4:2:0 colour and PNG of 16 bits at 5, interlaced PNG at half of the others.
package qrimage
