package identity

import (
	"encoding/binary"
	"strings"
	"unicode"

	"github.com/seqrpay/seqr/account"
)

// IDTags are the keys of the [IDRecord]s of one identity: each under every key of the keyring, the
// current one first. During a rotation both are linked, so that nobody passes the one-ID rule by waiting for it.
type IDTags struct {
	Document []account.Tag // of issuing country, kind and document number
	Personal []account.Tag // of issuing country and personal number; empty where the document has none
}

// All lists every tag, those of the document first.
func (t IDTags) All() []account.Tag {
	return append(append(make([]account.Tag, 0, len(t.Document)+len(t.Personal)), t.Document...), t.Personal...)
}

// DocumentTags makes the tags under which a verified document is known in a market (IDV-9). Two documents are the same ID
// if they share any tag. Case and separators do not count; neither number can be read from a tag. Only a genuine
// verdict has tags, since a failed scan links nothing (IDV-10); any other is ErrVerdict.
func DocumentTags(k Keys, market string, kind DocumentKind, v Verdict) (IDTags, error) {
	if !kind.known() {
		return IDTags{}, ErrDocumentKind
	}
	if err := v.Check(); err != nil || v.Pending || !v.Genuine {
		return IDTags{}, ErrVerdict
	}
	country := bareNumber(v.Country)
	document, err := tagsOf(k, KeyID, encodeFields("document", market, country, string(kind), bareNumber(v.Number)))
	if err != nil {
		return IDTags{}, err
	}
	tags := IDTags{Document: document}
	personal := bareNumber(v.PersonalNumber)
	if personal == "" {
		return tags, nil
	}
	tags.Personal, err = tagsOf(k, KeyID, encodeFields("personal", market, country, personal))
	if err != nil {
		return IDTags{}, err
	}
	return tags, nil
}

// bareNumber is a number without its spelling: upper case, letters and digits only.
func bareNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// encodeFields puts fields behind their lengths, so that no two different lists encode alike.
func encodeFields(fields ...string) []byte {
	var out []byte
	for _, f := range fields {
		out = binary.AppendUvarint(out, uint64(len(f)))
		out = append(out, f...)
	}
	return out
}
