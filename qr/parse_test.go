package qr

import (
	"strings"
	"testing"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImlzcyI6ImV4YW1wbGUifQ.eyJhIjoiMjkuOTkiLCJjIjoiU0VLIiwiZCI6IlRlc3QgaW52b2ljZSIsInIiOiJSODIwOTE5IiwibyI6ImZhbHNlIn0.PwBs2SXHLMC3sofiSWayX180XM7i3wANOdZTjmXHmLg"

var (
	lane    = Code{Kind: Lane, Host: "SEQR.SE", ID: "0039394857311223"}
	invoice = Code{Kind: Invoice, Host: "SEQR.SE", ID: "1397222701693"}
	product = Code{Kind: Product, Host: "SEQR.SE", ID: "1234567890123456"}
	signed  = Code{Kind: SignedInvoice, Host: "SEQR.SE", ID: "INVOICE", Parameters: "j=" + token}
)

func service(id, parameters string) Code {
	return Code{Kind: Service, Host: "SEQR.SE", ID: id, Parameters: parameters}
}

// PAY-18: the forms, in upper and lower case, and what they print as.
func TestForms(t *testing.T) {
	for _, c := range []struct {
		text      string
		want      Code
		canonical string
	}{
		{"HTTP://SEQR.SE/Q0039394857311223", lane, "HTTP://SEQR.SE/Q0039394857311223"},
		{"http://seqr.se/q0039394857311223", lane, "HTTP://SEQR.SE/Q0039394857311223"},
		{"Http://Seqr.Se/Q0039394857311223", lane, "HTTP://SEQR.SE/Q0039394857311223"},
		{"HTTP://SEQR.SE/R1397222701693", invoice, "HTTP://SEQR.SE/R1397222701693"},
		{"http://seqr.se/r1397222701693", invoice, "HTTP://SEQR.SE/R1397222701693"},
		{"seqr://SEQR.SE/R1397222701693", invoice, "HTTP://SEQR.SE/R1397222701693"},
		{"SEQR://seqr.se/r1397222701693", invoice, "HTTP://SEQR.SE/R1397222701693"},
		{"http://seqr.se/qab12z", Code{Kind: Lane, Host: "SEQR.SE", ID: "AB12Z"}, "HTTP://SEQR.SE/QAB12Z"},
		{"HTTP://SEQR.SE/000/wss-dev?t=aB&w=7", service("WSS-DEV", "t=aB&w=7"), "HTTP://SEQR.SE/000/WSS-DEV?t=aB&w=7"},
		{"HTTP://SEQR.SE/P1234567890123456", product, "HTTP://SEQR.SE/P1234567890123456"},
		{"http://seqr.se/p1234567890123456", product, "HTTP://SEQR.SE/P1234567890123456"},
		{"HTTP://SEQR.SE/000/PARK_1", service("PARK_1", ""), "HTTP://SEQR.SE/000/PARK_1"},
		{"HTTP://SEQR.SE/000/S?u=http://x.y/z?%41", service("S", "u=http://x.y/z?%41"), "HTTP://SEQR.SE/000/S?u=http://x.y/z?%41"},
		{"HTTP://SEQR.SE/000/invoice?j=" + token, signed, "HTTP://SEQR.SE/000/invoice?j=" + token},
		{"http://seqr.se/000/INVOICE?j=" + token, signed, "HTTP://SEQR.SE/000/invoice?j=" + token},
		{"SEQR-ACTION://WIZARD/CANCEL", Code{Kind: LeaveService}, "SEQR-ACTION://WIZARD/CANCEL"},
		{"seqr-action://wizard/cancel", Code{Kind: LeaveService}, "SEQR-ACTION://WIZARD/CANCEL"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := Parse(c.text)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			require.Equal(t, c.canonical, got.String())
			again, err := Parse(got.String())
			require.NoError(t, err)
			require.Equal(t, got, again)
		})
	}
}

// PAY-18: another host or form is refused.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		// Other hosts, and what address libraries make of them.
		{"http://seqr.se@evil.com/Q1", ErrHost},
		{"http://user:pass@seqr.se/Q1", ErrHost},
		{"http://seqr.se.evil.com/Q1", ErrHost},
		{"http://seqr.se./Q1", ErrHost},
		{"http://seqr.se:8080/Q1", ErrHost},
		{"http://seqr.se:80/Q1", ErrHost},
		{"http://seqr.se:/Q1", ErrHost},
		{"http://www.seqr.se/Q1", ErrHost},
		{"http://evil.com/Q1", ErrHost},
		{"http:///seqr.se/Q1", ErrHost},
		{"http://", ErrHost},
		{"http:///", ErrHost},
		{"http://seqr%2ese/Q1", ErrHost},
		{"http://seqr.se%00/Q1", ErrHost},
		{"http://seqr.se?/Q1", ErrHost},
		{"http://seqr.se#/Q1", ErrHost},
		{"http://[::1]/Q1", ErrHost},
		{"http://xn--sqr-qdd.se/Q1", ErrHost},
		{"seqr://evil.com/R1", ErrHost},
		// Other schemes, and none.
		{"", ErrForm},
		{"Q1", ErrForm},
		{"SEQR.SE/Q1", ErrForm},
		{"//seqr.se/Q1", ErrForm},
		{"http:seqr.se/Q1", ErrForm},
		{"http:/seqr.se/Q1", ErrForm},
		{"https://seqr.se/Q1", ErrForm},
		{"ftp://seqr.se/Q1", ErrForm},
		{"javascript://seqr.se/%0aalert(1)", ErrForm},
		{"://seqr.se/Q1", ErrForm},
		{"urn:http://seqr.se/Q1", ErrForm},
		{"seqr-demo://SEQR.SE/R1", ErrForm},
		{"seqr://SEQR.SE/Q1", ErrForm},
		{"seqr://SEQR.SE/000/S", ErrForm},
		{"SEQR-ACTION://WIZARD/CANCEL/", ErrForm},
		{"SEQR-ACTION://WIZARD/OTHER", ErrForm},
		// Other paths.
		{"http://seqr.se", ErrForm},
		{"http://seqr.se/", ErrForm},
		{"http://seqr.se/Q", ErrForm},
		{"http://seqr.se/R", ErrForm},
		{"http://seqr.se/X1", ErrForm},
		{"http://seqr.se/1", ErrForm},
		{"http://seqr.se//Q1", ErrForm},
		{"http://seqr.se/Q1/", ErrForm},
		{"http://seqr.se/Q1/../R2", ErrForm},
		{"http://seqr.se/./Q1", ErrForm},
		{"http://seqr.se/%2e%2e/Q1", ErrForm},
		{"http://seqr.se/Q%30%31", ErrForm},
		{"http://seqr.se/%510", ErrForm},
		{"http://seqr.se/Q1?x=1", ErrForm},
		{"http://seqr.se/Q1?", ErrForm},
		{"http://seqr.se/Q1#", ErrForm},
		{"http://seqr.se/Q1#x", ErrForm},
		{"http://seqr.se/Q1;x", ErrForm},
		{"http://seqr.se/Q_1", ErrForm},
		{"http://seqr.se/Q-1", ErrForm},
		{"http://seqr.se/Q1.", ErrForm},
		{"http://seqr.se/Q+1", ErrForm},
		// Services.
		{"http://seqr.se/000", ErrForm},
		{"http://seqr.se/000/", ErrForm},
		{"http://seqr.se/000/?a=b", ErrForm},
		{"http://seqr.se/000/S?", ErrForm},
		{"http://seqr.se/000/../Q1", ErrForm},
		{"http://seqr.se/000/S/T", ErrForm},
		{"http://seqr.se/000/-S", ErrForm},
		{"http://seqr.se/000/_S", ErrForm},
		{"http://seqr.se/000/S?a=b#c", ErrForm},
		{"http://seqr.se/000/S?a=%4", ErrForm},
		{"http://seqr.se/000/S?a=%zz", ErrForm},
		{"http://seqr.se/000/S?a=%", ErrForm},
		{"http://seqr.se/000/S?a=[b]", ErrForm},
		{"http://seqr.se/0000/S", ErrForm},
		{"http://seqr.se/000/invoice", ErrForm},
		{"http://seqr.se/000/invoice?j=", ErrForm},
		{"http://seqr.se/000/invoice?j=a.b", ErrForm},
		{"http://seqr.se/000/invoice?j=a..c", ErrForm},
		{"http://seqr.se/000/invoice?j=a.b.c.d", ErrForm},
		{"http://seqr.se/000/invoice?j=a.b.c&x=1", ErrForm},
		{"http://seqr.se/000/invoice?x=1", ErrForm},
		{"http://seqr.se/000/Invoice?J=a.b.c", ErrForm},
		// Characters.
		{" http://seqr.se/Q1", ErrCharacters},
		{"http://seqr.se/Q1 ", ErrCharacters},
		{"http://seqr.se/Q1\n", ErrCharacters},
		{"http://seqr.se/Q1\x00", ErrCharacters},
		{"http://seqr.se\\@evil.com/Q1", ErrCharacters},
		{"http:\\\\seqr.se\\Q1", ErrCharacters},
		{"http://seqr.se/Q\x7f", ErrCharacters},
		{"http://s\u0435qr.se/Q1", ErrCharacters},             // Cyrillic e
		{"http://seqr.se/Q\uff11\uff12", ErrCharacters},       // full-width digits
		{"http://seqr.se/Q\u0661", ErrCharacters},             // Arabic digit
		{"http://\u017feqr.se/Q1", ErrCharacters},             // long s, folds to S in Unicode
		{"http://seqr.se/Q1\u200b", ErrCharacters},            // zero width
		{"http://seqr\u3002se/Q1", ErrCharacters},             // ideographic full stop
		{"\ufeffhttp://seqr.se/Q1", ErrCharacters},            // byte order mark
		{"http://seqr.se/Q1\xff", ErrCharacters},              // not UTF-8
		{"http://seqr.se/000/S?a=\u00e9", ErrCharacters},      // not ASCII
		{"http://seqr.se/000/S?a=<script>", ErrCharacters},    // not of addresses
		{"http://seqr.se/000/S?a=b\r\nHost:x", ErrCharacters}, // a header
		// Lengths.
		{"http://seqr.se/Q" + strings.Repeat("1", MaxID+1), ErrTooLong},
		{"http://seqr.se/R" + strings.Repeat("A", MaxID+1), ErrTooLong},
		{"http://seqr.se/000/" + strings.Repeat("A", MaxID+1), ErrTooLong},
		{"http://seqr.se/000/S?" + strings.Repeat("a", MaxText), ErrTooLong},
		// Other systems.
		{"00020101021229300012D156000000000510A93FO3230Q3128", ErrForm},
		{"WIFI:S:home;T:WPA;P:secret;;", ErrForm},
		{"bitcoin:175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W", ErrForm},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := Parse(c.text)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Zero(t, got, "nothing of a refused text is passed on")
		})
	}
}

func TestLongestTexts(t *testing.T) {
	code, err := Parse("http://seqr.se/Q" + strings.Repeat("1", MaxID))
	require.NoError(t, err)
	require.LessOrEqual(t, len(code.String()), 50, "fits a sticker")
	head := "http://seqr.se/000/S?"
	_, err = Parse(head + strings.Repeat("a", MaxText-len(head)))
	require.NoError(t, err)
}

func TestConstructors(t *testing.T) {
	for id, want := range map[string]string{
		"0039394857311223":         "0039394857311223",
		"a":                        "A",
		"aB9":                      "AB9",
		strings.Repeat("z", MaxID): strings.Repeat("Z", MaxID),
	} {
		code, err := LaneCode(id)
		require.NoError(t, err)
		require.Equal(t, Code{Kind: Lane, Host: "SEQR.SE", ID: want}, code)
		code, err = InvoiceCode(id)
		require.NoError(t, err)
		require.Equal(t, Code{Kind: Invoice, Host: "SEQR.SE", ID: want}, code)
		code, err = ProductCode(id)
		require.NoError(t, err)
		require.Equal(t, Code{Kind: Product, Host: "SEQR.SE", ID: want}, code)
	}
	for _, id := range []string{"", " ", "1 ", "a_b", "a-b", "é", "１", "1/2", "..", "%31", strings.Repeat("1", MaxID+1)} {
		_, err := LaneCode(id)
		require.ErrorIs(t, err, ErrID, "%q", id)
		_, err = InvoiceCode(id)
		require.ErrorIs(t, err, ErrID, "%q", id)
		_, err = ProductCode(id)
		require.ErrorIs(t, err, ErrID, "%q", id)
	}
}

func TestHostsAndSchemesOfOnesOwn(t *testing.T) {
	p := Parser{Hosts: []string{"Pay.Example", "SEQR.SE"}, AppSchemes: []string{"seqr-demo"}}
	code, err := p.LaneCode("7")
	require.NoError(t, err)
	require.Equal(t, "HTTP://PAY.EXAMPLE/Q7", code.String())
	for _, text := range []string{"http://pay.example/q7", "HTTP://PAY.EXAMPLE/Q7"} {
		got, err := p.Parse(text)
		require.NoError(t, err)
		require.Equal(t, code, got)
	}
	old, err := p.Parse("HTTP://SEQR.SE/Q7")
	require.NoError(t, err)
	require.NotEqual(t, code, old, "the same id on another host is another lane")
	_, err = Parse("HTTP://PAY.EXAMPLE/Q7")
	require.ErrorIs(t, err, ErrHost)
	_, err = p.Parse("seqr-demo://pay.example/R1")
	require.NoError(t, err)
	_, err = p.Parse("seqr://pay.example/R1")
	require.ErrorIs(t, err, ErrForm)
	_, err = Parser{Hosts: []string{""}}.Parse("http:///Q1")
	require.ErrorIs(t, err, ErrHost, "no host is never allowed")
}

func TestPartsOfACode(t *testing.T) {
	require.Equal(t, "seqr://SEQR.SE/R1397222701693", invoice.AppLink("seqr"))
	require.Empty(t, lane.AppLink("seqr"))
	require.Equal(t, token, signed.Token())
	require.Empty(t, invoice.Token())
	require.Empty(t, service("S", "j=a.b.c").Token())
	require.Empty(t, Code{}.String())
	require.Empty(t, Code{Kind: 99}.String())
	for kind, name := range map[Kind]string{
		0: "none", Lane: "lane", Invoice: "invoice", Service: "service", SignedInvoice: "signed-invoice", LeaveService: "leave-service", Product: "product", 7: "unknown", 255: "unknown",
	} {
		require.Equal(t, name, kind.String())
	}
}

func ids() *rapid.Generator[string] { return rapid.StringMatching(`[0-9A-Za-z]{1,32}`) }

func codes() *rapid.Generator[Code] {
	return rapid.Custom(func(t *rapid.T) Code {
		text := rapid.OneOf(
			rapid.Map(ids(), func(id string) string { return "HTTP://SEQR.SE/Q" + id }),
			rapid.Map(ids(), func(id string) string { return "HTTP://SEQR.SE/R" + id }),
			rapid.Map(ids(), func(id string) string { return "seqr://SEQR.SE/R" + id }),
			rapid.StringMatching(`HTTP://SEQR\.SE/000/[A-HJ-Za-hj-z0-9][A-Za-z0-9_-]{0,20}\?[a-z]=([A-Za-z0-9._~&=-]|%[0-9A-F]{2}){1,30}`),
			rapid.StringMatching(`HTTP://SEQR\.SE/000/invoice\?j=[A-Za-z0-9_-]{1,9}\.[A-Za-z0-9_-]{1,9}\.[A-Za-z0-9_-]{1,9}`),
			rapid.Just("SEQR-ACTION://WIZARD/CANCEL"),
		).Draw(t, "text")
		code, err := Parse(text)
		require.NoError(t, err, text)
		return code
	})
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := codes().Draw(t, "code")
		again, err := Parse(code.String())
		require.NoError(t, err)
		require.Equal(t, code, again)
	})
}

// Two texts with one meaning differ in case and in the app's scheme, and in nothing else. What is
// passed on unread does not even differ in case.
func TestMeaningIsUnique(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := codes().Draw(t, "a"), codes().Draw(t, "b")
		require.Equal(t, a == b, a.String() == b.String())
	})
}
