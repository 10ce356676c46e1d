// Package qr says what a code says: the text of a sticker or of an invoice's code, the bytes of
// the NFC tag glued beside it, and EMV merchant-presented payloads. It knows no pictures;
// package qrimage draws and reads those.
//
//	picture ──qrimage.Read──▶ text ──Parse──▶ Code{Lane, Invoice, Product, Service, SignedInvoice, LeaveService}
//	tag ─────ParseTag───────▶ text ──Parse──▶ the same Code
//	Code ────String─────────▶ text ──qrimage.Draw──▶ picture
//	Code ────Tag────────────▶ bytes of the tag
//
// # The forms
//
//	HTTP://SEQR.SE/Q<lane id>                a checkout lane: the sticker at the till
//	HTTP://SEQR.SE/R<reference>              one invoice, on a screen, a page or a printed bill
//	seqr://SEQR.SE/R<reference>              the same invoice, as a link that opens the app
//	HTTP://SEQR.SE/P<product code>           one product of Shop on the Spot, on a page or an advertisement; our own form
//	HTTP://SEQR.SE/000/<service>?<params>    a service of somebody else's; the parameters are passed on unread
//	HTTP://SEQR.SE/000/invoice?j=<JWT>       an invoice signed by its issuer; the token is kept, not verified
//	SEQR-ACTION://WIZARD/CANCEL              leave the view of a service
//
// Upper and lower case mean the same. The canonical text is upper case because a QR symbol then
// stays in its alphanumeric mode and small (a lane's text fits 25 by 25 modules); only what is
// passed on unread keeps its case.
//
// # A code is never opened
//
// [Parse] takes the id out of a text and refuses everything that is not exactly one of the
// forms on an allowed host: no user info, port, fragment, percent sign, look-alike letter,
// second slash or dot segment survives, and no address library gets to interpret any of it.
// Two texts mean the same only if they are the same but for case (and for the app's scheme in
// place of HTTP).
//
// # Tags
//
// [NFCTag] writes what an NTAG21x holds: a Type 2 tag with one URI record. [ParseTag] reads such
// tags and those of other writers: absolute-URI records, long records, an Android application
// record behind the address. The tag beside a sticker and the sticker parse to the same [Code].
//
// # EMV
//
// [ParseEMV] reads merchant-presented payloads leniently, as national schemes write them;
// [EMV.Encode] writes them strictly. [EMV.WithCode] puts a lane or an invoice into one, and
// [EMV.Code] takes it out again.
package qr
