package qr

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Encode is the payload as a text, objects in the order of their ids. Everything that the standard
// wants has to be there and well formed, else [ErrEMVField]: category, currency, country, name, city,
// and an account with somebody; TipFixed and TipPercent exactly with the Tip that needs them; ASCII
// everywhere but in Local and Others; at most 512 characters.
func (e EMV) Encode() (string, error) {
	var w emvWriter
	w.put("00", "01")
	w.fields(e, "00", "02")
	w.accounts(e)
	w.fields(e, "52", "62")
	w.require((e.TipFixed != "") == (e.Tip == "02") && (e.TipPercent != "") == (e.Tip == "03"))
	w.objects("62", e.Additional, "01", "99", isPlain)
	w.local(e.Local)
	for _, o := range w.sorted(e.Others, "65", "99", isText) {
		w.put(o.ID, o.Value)
	}
	w.out.WriteString(emvTail)
	text := w.out.String()
	text += crcText(text)
	w.require(utf8.RuneCountInString(text) <= emvMaxText)
	if w.wrong {
		return "", ErrEMVField
	}
	return text, nil
}

// emvWriter gathers objects, and remembers whether one of them was wrong.
type emvWriter struct {
	out   strings.Builder
	wrong bool
}

func (w *emvWriter) require(ok bool) { w.wrong = w.wrong || !ok }

// put writes one object.
func (w *emvWriter) put(id, value string) {
	size := utf8.RuneCountInString(value)
	w.require(1 <= size && size <= 99)
	fmt.Fprintf(&w.out, "%s%02d%s", id, size, value)
}

// fields writes the plain values with ids from one up to, and without, another.
func (w *emvWriter) fields(e EMV, from, to string) {
	for _, f := range emvFields {
		if f.id < from || f.id >= to {
			continue
		}
		value := *f.of(&e)
		if value == "" {
			w.require(!f.must)
			continue
		}
		w.require(len(value) <= f.max && f.valid(value))
		w.put(f.id, value)
	}
}

// accounts writes 02 to 51.
func (w *emvWriter) accounts(e EMV) {
	all := w.sorted(e.Schemes, "02", "25", isPlain)
	templates := make([]EMVObject, 0, len(e.Templates))
	for _, t := range e.Templates {
		var inner emvWriter
		inner.require(len(t.Unique) <= 32 && isPlain(t.Unique))
		inner.put("00", t.Unique)
		for _, o := range inner.sorted(t.Data, "01", "99", isPlain) {
			inner.put(o.ID, o.Value)
		}
		w.require(!inner.wrong)
		templates = append(templates, EMVObject{t.ID, inner.out.String()})
	}
	all = append(all, w.sorted(templates, "26", "51", isPlain)...)
	w.require(len(all) > 0)
	for _, o := range all {
		w.put(o.ID, o.Value)
	}
}

// objects writes a template of plain objects, if there are any. Those with ids below 09 hold 25
// characters at most.
func (w *emvWriter) objects(id string, objects []EMVObject, from, to string, valid func(string) bool) {
	if len(objects) == 0 {
		return
	}
	var inner emvWriter
	for _, o := range inner.sorted(objects, from, to, valid) {
		inner.require(o.ID >= "09" || utf8.RuneCountInString(o.Value) <= emvAdditionalLimit)
		inner.put(o.ID, o.Value)
	}
	w.require(!inner.wrong)
	w.put(id, inner.out.String())
}

// local writes 64: with a language there has to be a name.
func (w *emvWriter) local(objects []EMVObject) {
	if len(objects) == 0 {
		return
	}
	w.require(len(valueOf(objects, "00")) == 2 && valueOf(objects, "01") != "")
	w.objects("64", objects, "00", "99", isText)
}

// sorted is a copy in the order of the ids, which have to be in their range and different.
func (w *emvWriter) sorted(objects []EMVObject, from, to string, valid func(string) bool) []EMVObject {
	out := slices.Clone(objects)
	slices.SortStableFunc(out, func(a, b EMVObject) int { return strings.Compare(a.ID, b.ID) })
	for i, o := range out {
		w.require(digits(2)(o.ID) && from <= o.ID && o.ID <= to && valid(o.Value))
		w.require(i == 0 || out[i-1].ID != o.ID)
	}
	return out
}

// isText tells whether text may stand where other alphabets are allowed.
func isText(text string) bool {
	return text != "" && utf8.ValidString(text) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7F || r > 0xFFFF })
}
