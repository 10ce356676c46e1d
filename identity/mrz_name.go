package identity

import (
	"slices"
	"strings"
	"unicode"
)

// NameMatches says whether a name as a person writes it can be the name of the zone: every word of the surname
// and the first given name must be in it. Order, case, accents and further given names do not
// count, and a name that the zone had to cut matches by what is left of it.
func (m MRZ) NameMatches(name string) bool {
	written := nameWords(name)
	required := strings.Fields(m.Surname)
	if given := strings.Fields(m.GivenNames); len(given) > 0 {
		required = append(required, given[0])
	}
	if len(required) == 0 {
		return false
	}
	cut := m.nameCut()
	for _, word := range required {
		i := slices.IndexFunc(written, func(spellings []string) bool { return spelled(spellings, word, cut) })
		if i < 0 {
			return false
		}
		written = slices.Delete(written, i, i+1)
	}
	return true
}

// spelled says whether a word of the zone is one of the spellings, or the beginning of one where the name may be cut.
func spelled(spellings []string, word string, cut bool) bool {
	return slices.ContainsFunc(spellings, func(s string) bool {
		return s == word || cut && strings.HasPrefix(s, word)
	})
}

// nameCut says whether the name fills its field, so that it may have been cut.
func (m MRZ) nameCut() bool {
	width := map[MRZFormat]int{TD1: 30, TD2: 31, TD3: 39}[m.Format]
	length := len(m.Surname) + len(m.GivenNames)
	if m.GivenNames != "" {
		length += 2
	}
	return length >= width
}

// nameWords are the words of a name, each in the spellings a zone may use for it: Doc 9303 writes Ä as AE,
// some states as A. A hyphen separates words; an apostrophe does not.
func nameWords(name string) [][]string {
	var words [][]string
	full, plain := strings.Fields(latinCapitals(name)), strings.Fields(plainCapitals(name))
	for i, word := range full {
		spellings := []string{word}
		if len(plain) == len(full) && plain[i] != word {
			spellings = append(spellings, plain[i])
		}
		words = append(words, spellings)
	}
	return words
}

// latinCapitals writes a name as a zone does: capital letters A to Z with single spaces, letters of other
// Latin alphabets transliterated by Doc 9303, anything else left out.
func latinCapitals(name string) string {
	return capitals(name, func(c rune) string {
		if s, ok := transliterated[c]; ok {
			return s
		}
		return unaccented[c]
	})
}

// plainCapitals is latinCapitals by the base letter: Ä as A.
func plainCapitals(name string) string {
	return capitals(name, func(c rune) string {
		if s, ok := unaccented[c]; ok {
			return s
		}
		return transliterated[c]
	})
}

func capitals(name string, other func(rune) string) string {
	var b strings.Builder
	for _, c := range name {
		c = unicode.ToUpper(c)
		switch {
		case c >= 'A' && c <= 'Z':
			b.WriteRune(c)
		case unicode.IsSpace(c) || c == '-' || c == ',' || c == '‐' || c == '<':
			b.WriteByte(' ')
		default:
			b.WriteString(other(c))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// transliterated are the letters that Doc 9303 writes with several.
var transliterated = map[rune]string{
	'Ä': "AE", 'Æ': "AE", 'Å': "AA", 'Ö': "OE", 'Ø': "OE", 'Œ': "OE", 'Ü': "UE",
	'ß': "SS", 'ẞ': "SS", 'Þ': "TH", 'Ð': "D", 'Ĳ': "IJ", 'Ŋ': "N", 'ſ': "S",
}

// unaccented is the base letter of every accented Latin letter.
var unaccented = baseLetters(map[string]string{
	"A": "ÀÁÂÃÄÅĀĂĄǍ", "AE": "Ǽ", "C": "ÇĆĈĊČ", "D": "ĎĐ", "E": "ÈÉÊËĒĔĖĘĚ", "G": "ĜĞĠĢ", "H": "ĤĦ",
	"I": "ÌÍÎÏĨĪĬĮİ", "J": "Ĵ", "K": "Ķ", "L": "ĹĻĽĿŁ", "N": "ÑŃŅŇ", "O": "ÒÓÔÕÖØŌŎŐ", "R": "ŔŖŘ",
	"S": "ŚŜŞŠȘ", "T": "ŢŤŦȚ", "U": "ÙÚÛÜŨŪŬŮŰŲ", "W": "Ŵ", "Y": "ÝŶŸ", "Z": "ŹŻŽ",
})

func baseLetters(accented map[string]string) map[rune]string {
	base := map[rune]string{}
	for letter, family := range accented {
		for _, c := range family {
			base[c] = letter
		}
	}
	return base
}
