package qr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Bounds of a payload, and the objects at its ends.
const (
	emvMaxText = 512 // characters
	emvHead    = "000201"
	emvTail    = "6304"
)

// ParseEMV reads a merchant-presented payload. It is lenient with what national codes leave out or
// write in another order, and strict with what could be misread: wrong check sum ([ErrCRC]), objects
// cut off, empty, written twice or longer than they may be, malformed amounts, characters beyond
// U+FFFF, anything behind the check sum ([ErrEMV]).
func ParseEMV(payload string) (EMV, error) {
	body, err := checkEMV(payload)
	if err != nil {
		return EMV{}, err
	}
	objects, err := cutObjects(body)
	if err != nil {
		return EMV{}, err
	}
	var e EMV
	for _, o := range objects {
		if err := e.add(o); err != nil {
			return EMV{}, err
		}
	}
	return e, nil
}

// checkEMV is what stands between head and check sum, if those are as they should be.
func checkEMV(payload string) (string, error) {
	end := len(payload) - 4
	switch {
	case len(payload) > emvMaxText*utf8.UTFMax, !utf8.ValidString(payload), utf8.RuneCountInString(payload) > emvMaxText:
		return "", ErrEMV
	case end < len(emvHead)+len(emvTail), !strings.HasPrefix(payload, emvHead), !strings.HasSuffix(payload[:end], emvTail):
		return "", ErrEMV
	case payload[end:] != crcText(payload[:end]):
		return "", ErrCRC
	}
	return payload[len(emvHead) : end-len(emvTail)], nil
}

// cutObjects takes a text apart. Lengths count characters, not bytes.
func cutObjects(text string) ([]EMVObject, error) {
	runes := []rune(text)
	seen := make(map[string]bool)
	var objects []EMVObject
	for len(runes) > 0 {
		if len(runes) < 5 || !consists(string(runes[:4]), isDigit) {
			return nil, ErrEMV
		}
		id, size := string(runes[:2]), int(runes[2]-'0')*10+int(runes[3]-'0')
		runes = runes[4:]
		if size == 0 || size > len(runes) || seen[id] {
			return nil, ErrEMV
		}
		for _, r := range runes[:size] {
			if r < ' ' || r == 0x7F || r > 0xFFFF {
				return nil, ErrEMV
			}
		}
		seen[id] = true
		objects = append(objects, EMVObject{ID: id, Value: string(runes[:size])})
		runes = runes[size:]
	}
	return objects, nil
}

// add puts an object where it belongs.
func (e *EMV) add(o EMVObject) (err error) {
	switch {
	case o.ID == "00", o.ID == "63":
		return ErrEMV
	case "02" <= o.ID && o.ID <= "25":
		e.Schemes = append(e.Schemes, o)
	case "26" <= o.ID && o.ID <= "51":
		return e.addTemplate(o)
	case o.ID == "62":
		e.Additional, err = cutObjects(o.Value)
	case o.ID == "64":
		e.Local, err = cutObjects(o.Value)
	case o.ID > "64":
		e.Others = append(e.Others, o)
	default:
		return e.setField(o)
	}
	return err
}

// addTemplate reads an account template. One without an owner is kept: some national codes have it so.
func (e *EMV) addTemplate(o EMVObject) error {
	parts, err := cutObjects(o.Value)
	if err != nil {
		return err
	}
	t := EMVTemplate{ID: o.ID}
	for _, p := range parts {
		if p.ID == "00" {
			t.Unique = p.Value
		} else {
			t.Data = append(t.Data, p)
		}
	}
	e.Templates = append(e.Templates, t)
	return nil
}

func (e *EMV) setField(o EMVObject) error {
	for _, f := range emvFields {
		if f.id != o.ID {
			continue
		}
		if utf8.RuneCountInString(o.Value) > f.max || f.number && !f.valid(o.Value) {
			return ErrEMV
		}
		*f.of(e) = o.Value
	}
	return nil
}

// crcText is the check sum of everything before it: CRC-16 with polynomial 0x1021, begun at
// 0xFFFF, over the bytes, as four upper-case hexadecimal digits.
func crcText(text string) string {
	crc := uint16(0xFFFF)
	for i := range len(text) {
		crc ^= uint16(text[i]) << 8
		for range 8 {
			carry := crc&0x8000 != 0
			crc <<= 1
			if carry {
				crc ^= 0x1021
			}
		}
	}
	return fmt.Sprintf("%04X", crc)
}
