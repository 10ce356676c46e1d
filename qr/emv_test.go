package qr

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seqrpay/seqr/internal/fault"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// samples are payloads of the standard and of national systems.
var samples = []string{
	"00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A",
	"00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115303156540523.725502015802CN5914BEST TRANSPORT6007BEIJING6233030412340603***0708A60086670902ME64200002ZH0104最佳运输0202北京6304CDE7",
	"0002010102121313JCB12345678900416MASTER12345678905204531153033925407999.1235802JP5906DONGRI6005TOKYO62240104hoge0504fuga0704piyo6304C343",
	"00020101021102160004hoge0104abcd520441115303156540523.725502015603500570155802CN5914BEST TRANSPORT6007BEIJING6107123456762950105123450205678900305098760405543210505abcde0605fghij0705klmno0805pqres0905tuvxy5010000110101i64280002ZH0102北京0204最佳运输0304abcd65020080320016A01122334499887707081234567863044220",
	"00020101021115312031041800520446JDBMSZZXE44BFS038680016A00526628466257701083217041802030020325mchVKyozC3MbjS51h67qal4Os5204581253034185802LA5915JDBMSZZXE44BFS06009Vientiane63043F88",
	"00020101021129370016A000000677010111011300668012345675802TH530376463046197",
	"00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469",
	"00020104141234567890123426580014BR.GOV.BCB.PIX0136123e4567-e12b-12d1-a456-42665544000027300012BR.COM.OUTRO011001234567895204000053039865406123.455802BR5917NOME DO RECEBEDOR6008BRASILIA61087007490080390012BR.COM.OUTRO01190123.ABCD.3456.WXYZ6304549C",
	"00020101021226760014br.gov.bcb.pix2554pix.example.com/qr/v2/8b3da2f39a4140d1a91abd93113bd4415204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***80800014br.gov.bcb.pix2558pix.example.com/qr/v2/rec/94ed2badcbc04c15b0bb7fa35319489063047741",
}

func TestCRC(t *testing.T) {
	require.Equal(t, "29B1", crcText("123456789"))
	require.Equal(t, "FFFF", crcText(""))
	for _, s := range samples {
		require.Equal(t, s[len(s)-4:], crcText(s[:len(s)-4]))
	}
}

// Every sample is read in full. Those marked strict have all that the standard wants; those marked
// sorted are then printed exactly as they were.
func TestSamples(t *testing.T) {
	require.Len(t, samples[0], 260)
	require.Equal(t, 248, utf8.RuneCountInString(samples[0]), "lengths count characters, the check sum bytes")
	for i, c := range []struct {
		plain          EMV
		strict, sorted bool
	}{
		{EMV{Initiation: "12", Currency: "156", Amount: "23.72", Tip: "01", Country: "CN", Name: "BEST TRANSPORT", City: "BEIJING"}, true, false},
		{EMV{Initiation: "12", Currency: "156", Amount: "23.72", Tip: "01", Country: "CN", Name: "BEST TRANSPORT", City: "BEIJING"}, true, true},
		{EMV{Initiation: "12", Currency: "392", Amount: "999.123", Country: "JP", Name: "DONGRI", City: "TOKYO"}, true, false},
		{EMV{Initiation: "11", Currency: "156", Amount: "23.72", Tip: "01", TipFixed: "500", TipPercent: "5", Country: "CN", Name: "BEST TRANSPORT", City: "BEIJING", Postal: "1234567"}, false, false},
		{EMV{Initiation: "11", Currency: "418", Country: "LA", Name: "JDBMSZZXE44BFS0", City: "Vientiane"}, true, true},
		{EMV{Initiation: "11", Currency: "764", Country: "TH"}, false, false},
		{EMV{Initiation: "12", Currency: "764", Amount: "4.22", Country: "TH"}, false, false},
		{EMV{Currency: "986", Amount: "123.45", Country: "BR", Name: "NOME DO RECEBEDOR", City: "BRASILIA", Postal: "70074900"}, true, true},
		{EMV{Initiation: "12", Currency: "986", Country: "BR", Name: "Fulano de Tal", City: "BRASILIA"}, true, true},
	} {
		got, err := ParseEMV(samples[i])
		require.NoError(t, err, "sample %d", i)
		plain := EMV{
			Initiation: got.Initiation, Currency: got.Currency, Amount: got.Amount, Tip: got.Tip, TipFixed: got.TipFixed,
			TipPercent: got.TipPercent, Country: got.Country, Name: got.Name, City: got.City, Postal: got.Postal,
		}
		require.Equal(t, c.plain, plain, "sample %d", i)
		text, err := got.Encode()
		if !c.strict {
			require.ErrorIs(t, err, ErrEMVField, "sample %d", i)
			continue
		}
		require.NoError(t, err, "sample %d", i)
		require.Equal(t, c.sorted, text == samples[i], "sample %d: %s", i, text)
		again, err := ParseEMV(text)
		require.NoError(t, err)
		again.Schemes, got.Schemes = nil, nil // their order is the one thing that may change
		require.Equal(t, got, again)
	}
}

func TestTemplatesOfTheStandardSample(t *testing.T) {
	e, err := ParseEMV(samples[0])
	require.NoError(t, err)
	require.Equal(t, []EMVTemplate{
		{ID: "29", Unique: "D15600000000", Data: []EMVObject{{"05", "A93FO3230Q"}}},
		{ID: "31", Unique: "D15600000001", Data: []EMVObject{{"03", "12345678"}}},
	}, e.Templates)
	require.Equal(t, []EMVObject{{"03", "1234"}, {"06", "***"}, {"07", "A6008667"}, {"09", "ME"}}, e.Additional)
	require.Equal(t, []EMVObject{{"00", "ZH"}, {"01", "最佳运输"}, {"02", "北京"}}, e.Local)
	require.Equal(t, []EMVObject{{"91", "0016A011223344998877070812345678"}}, e.Others)
}

// sealed is a payload with the right check sum.
func sealed(body string) string {
	text := emvHead + body + emvTail
	return text + crcText(text)
}

const plainBody = "26110007SE.SEQR5204541153038405802US5904SHOP6004CITY"

func TestPayloadsThatAreRefused(t *testing.T) {
	_, err := ParseEMV(sealed(plainBody))
	require.NoError(t, err)
	good := samples[1]
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"last digit changed":          {good[:len(good)-1] + "6", ErrCRC},
		"lower-case check sum":        {good[:len(good)-4] + "cde7", ErrCRC},
		"a letter changed":            {strings.Replace(good, "BEST", "BEET", 1), ErrCRC},
		"cut before the check sum":    {good[:len(good)-8], ErrEMV},
		"cut in the check sum":        {good[:len(good)-1], ErrEMV},
		"something behind it":         {good + "6401A", ErrEMV},
		"check sum not last":          {sealed(plainBody + "6304ABCD"), ErrEMV},
		"length over-run":             {sealed("5999SHOP"), ErrEMV},
		"name over-run":               {sealed(strings.Replace(plainBody, "5904", "5999", 1)), ErrEMV},
		"amount twice":                {sealed(plainBody + "54011" + "54012"), ErrEMV},
		"length 00":                   {sealed(plainBody + "6100"), ErrEMV},
		"name of 26 characters":       {sealed("5926" + strings.Repeat("N", 26)), ErrEMV},
		"city of 16":                  {sealed("6016" + strings.Repeat("N", 16)), ErrEMV},
		"beyond U+FFFF":               {sealed(plainBody + "64110002ZH0101😀"), ErrEMV},
		"control character":           {sealed("5904A\x00BC"), ErrEMV},
		"not UTF-8":                   {sealed("5904A\xffBC"), ErrEMV},
		"head missing":                {good[6:], ErrEMV},
		"head twice":                  {sealed("000201" + plainBody), ErrEMV},
		"another version":             {strings.Replace(good, "000201", "000202", 1), ErrEMV},
		"id of letters":               {sealed("AA0212"), ErrEMV},
		"length of letters":           {sealed("59AAXX"), ErrEMV},
		"full-width length":           {sealed("59０１X"), ErrEMV},
		"amount of words":             {sealed("5403ten"), ErrEMV},
		"amount with two points":      {sealed("54051.2.3"), ErrEMV},
		"amount with a comma":         {sealed("54041,20"), ErrEMV},
		"negative amount":             {sealed("5402-1"), ErrEMV},
		"amount of 14":                {sealed("5414" + strings.Repeat("1", 14)), ErrEMV},
		"percentage of 100":           {sealed("5703100"), ErrEMV},
		"percentage of nothing":       {sealed("57040.00"), ErrEMV},
		"broken template":             {sealed("26050007SE"), ErrEMV},
		"object twice in a template":  {sealed("26160007SE.SEQR0001X"), ErrEMV},
		"broken additional data":      {sealed("6203ABC"), ErrEMV},
		"nothing":                     {"", ErrEMV},
		"a SEQR code":                 {"HTTP://SEQR.SE/Q0039394857311223", ErrEMV},
		"more than 512 characters":    {sealed(strings.Repeat("6599"+strings.Repeat("x", 99), 6)), ErrEMV},
		"a thousand bytes of nothing": {strings.Repeat("\x00", 1000), ErrEMV},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := ParseEMV(c.text)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.Zero(t, e)
		})
	}
}

// shop is the least that can be written.
func shop() EMV {
	return EMV{
		Templates: []EMVTemplate{{ID: "26", Unique: "SE.SEQR"}},
		Category:  "5411", Currency: "840", Country: "US", Name: "SHOP", City: "CITY",
	}
}

func TestEncode(t *testing.T) {
	text, err := shop().Encode()
	require.NoError(t, err)
	require.Equal(t, sealed("26110007SE.SEQR5204541153038405802US5904SHOP6004CITY"), text)
	for name, change := range map[string]func(*EMV){
		"no account":              func(e *EMV) { e.Templates = nil },
		"no category":             func(e *EMV) { e.Category = "" },
		"no currency":             func(e *EMV) { e.Currency = "" },
		"currency by letters":     func(e *EMV) { e.Currency = "USD" },
		"no country":              func(e *EMV) { e.Country = "" },
		"lower-case country":      func(e *EMV) { e.Country = "us" },
		"no name":                 func(e *EMV) { e.Name = "" },
		"name of 26":              func(e *EMV) { e.Name = strings.Repeat("N", 26) },
		"name not ASCII":          func(e *EMV) { e.Name = "Café" },
		"no city":                 func(e *EMV) { e.City = "" },
		"postal code of 11":       func(e *EMV) { e.Postal = "12345678901" },
		"initiation of 13":        func(e *EMV) { e.Initiation = "13" },
		"amount with a sign":      func(e *EMV) { e.Amount = "-1" },
		"amount of 14":            func(e *EMV) { e.Amount = "12345678901.34" },
		"unknown tip":             func(e *EMV) { e.Tip = "04" },
		"fixed tip without fee":   func(e *EMV) { e.Tip = "02" },
		"fee without fixed tip":   func(e *EMV) { e.TipFixed = "1" },
		"percentage without tip":  func(e *EMV) { e.TipPercent = "5" },
		"tip without percentage":  func(e *EMV) { e.Tip = "03" },
		"tip of 0 percent":        func(e *EMV) { e.Tip, e.TipPercent = "03", "0" },
		"template without owner":  func(e *EMV) { e.Templates = []EMVTemplate{{ID: "26"}} },
		"owner of 33":             func(e *EMV) { e.Templates = []EMVTemplate{{ID: "26", Unique: strings.Repeat("A", 33)}} },
		"template out of range":   func(e *EMV) { e.Templates = []EMVTemplate{{ID: "52", Unique: "A"}} },
		"template twice":          func(e *EMV) { e.Templates = []EMVTemplate{{ID: "26", Unique: "A"}, {ID: "26", Unique: "B"}} },
		"template too long":       func(e *EMV) { e.Templates[0].Data = []EMVObject{{"01", strings.Repeat("1", 85)}} },
		"owner as data":           func(e *EMV) { e.Templates[0].Data = []EMVObject{{"00", "X"}} },
		"scheme out of range":     func(e *EMV) { e.Schemes = []EMVObject{{"26", "X"}} },
		"scheme without a digit":  func(e *EMV) { e.Schemes = []EMVObject{{"0x", "X"}} },
		"additional of 26":        func(e *EMV) { e.Additional = []EMVObject{{"05", strings.Repeat("1", 26)}} },
		"additional 00":           func(e *EMV) { e.Additional = []EMVObject{{"00", "1"}} },
		"additional, empty":       func(e *EMV) { e.Additional = []EMVObject{{"05", ""}} },
		"local without name":      func(e *EMV) { e.Local = []EMVObject{{"00", "ZH"}} },
		"local without language":  func(e *EMV) { e.Local = []EMVObject{{"01", "北京"}} },
		"local beyond U+FFFF":     func(e *EMV) { e.Local = []EMVObject{{"00", "ZH"}, {"01", "😀"}} },
		"other in a used place":   func(e *EMV) { e.Others = []EMVObject{{"63", "ABCD"}} },
		"other of 100 characters": func(e *EMV) { e.Others = []EMVObject{{"80", strings.Repeat("x", 100)}} },
		"513 characters": func(e *EMV) {
			for _, id := range []string{"65", "66", "67", "68", "69"} {
				e.Others = append(e.Others, EMVObject{id, strings.Repeat("x", 99)})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := shop()
			change(&e)
			text, err := e.Encode()
			require.ErrorIs(t, err, ErrEMVField)
			require.Empty(t, text)
		})
	}
}

func TestTips(t *testing.T) {
	for _, c := range []EMV{{Tip: "01"}, {Tip: "02", TipFixed: "1.50"}, {Tip: "03", TipPercent: "00.01"}, {Tip: "03", TipPercent: "99.99"}} {
		e := shop()
		e.Tip, e.TipFixed, e.TipPercent = c.Tip, c.TipFixed, c.TipPercent
		text, err := e.Encode()
		require.NoError(t, err)
		again, err := ParseEMV(text)
		require.NoError(t, err)
		require.Equal(t, e, again)
	}
}

func TestCodesInPayloads(t *testing.T) {
	for _, code := range []Code{lane, invoice} {
		e, err := shop().WithCode(code)
		require.NoError(t, err)
		require.Len(t, e.Templates, 1, "the one of an earlier code is replaced")
		text, err := e.Encode()
		require.NoError(t, err)
		again, err := ParseEMV(text)
		require.NoError(t, err)
		got, err := again.Code()
		require.NoError(t, err)
		require.Equal(t, code, got)
	}
	e, err := shop().WithCode(lane)
	require.NoError(t, err)
	require.Equal(t, "11", e.Initiation)
	require.Equal(t, []EMVObject{{"07", lane.ID}}, e.Additional)
	e, err = e.WithCode(invoice)
	require.NoError(t, err)
	require.Equal(t, "12", e.Initiation)
	require.Equal(t, []EMVObject{{"05", invoice.ID}}, e.Additional)
	require.Empty(t, e.Templates[0].Data, "an invoice names no lane")
}

func TestCodesThatPayloadsHaveNot(t *testing.T) {
	_, err := shop().WithCode(signed)
	require.ErrorIs(t, err, ErrForm)
	long := invoice
	long.ID = strings.Repeat("1", 26)
	_, err = shop().WithCode(long)
	require.ErrorIs(t, err, ErrEMVField)
	full := shop()
	full.Templates = nil
	for n := 26; n <= 51; n++ {
		full.Templates = append(full.Templates, EMVTemplate{ID: twoDigits(n), Unique: "X"})
	}
	_, err = full.WithCode(lane)
	require.ErrorIs(t, err, ErrEMVField)
	_, err = shop().Code()
	require.ErrorIs(t, err, ErrForm, "ours, but without a lane")
	pix, err := ParseEMV(samples[8])
	require.NoError(t, err)
	_, err = pix.Code()
	require.ErrorIs(t, err, ErrHost)
	other, err := Parser{Hosts: []string{"PAY.EXAMPLE"}}.LaneCode("7")
	require.NoError(t, err)
	e, err := EMV{}.WithCode(other)
	require.NoError(t, err)
	require.Equal(t, "EXAMPLE.PAY", e.Templates[0].Unique)
	_, err = e.Code()
	require.ErrorIs(t, err, ErrHost)
	got, err := Parser{Hosts: []string{"seqr.se", "pay.example"}}.EMVCode(e)
	require.NoError(t, err)
	require.Equal(t, other, got)
}

func TestPayloadRoundTrip(t *testing.T) {
	digit := rapid.StringMatching
	rapid.Check(t, func(t *rapid.T) {
		e := EMV{
			Initiation: rapid.SampledFrom([]string{"", "11", "12"}).Draw(t, "01"),
			Templates:  []EMVTemplate{{ID: "51", Unique: digit(`[A-Z.]{1,32}`).Draw(t, "51")}},
			Category:   digit(`[0-9]{4}`).Draw(t, "52"), Currency: digit(`[0-9]{3}`).Draw(t, "53"),
			Amount:  digit(`([0-9]{1,9}(\.[0-9]{1,3})?)?`).Draw(t, "54"),
			Country: digit(`[A-Z]{2}`).Draw(t, "58"), Name: digit(`[ -~]{1,25}`).Draw(t, "59"), City: digit(`[ -~]{1,15}`).Draw(t, "60"),
			Postal: digit(`[A-Z0-9]{0,10}`).Draw(t, "61"),
			Local:  []EMVObject{{"00", "ZH"}, {"01", digit(`[一-龥]{1,25}`).Draw(t, "64")}},
		}
		text, err := e.Encode()
		require.NoError(t, err)
		again, err := ParseEMV(text)
		require.NoError(t, err)
		require.Equal(t, e, again)
	})
}
