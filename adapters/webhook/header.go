package webhook

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers, which HTTP does not care about the case of.
const (
	headerID        = "webhook-id"
	headerTimestamp = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

const (
	mostID         = 255
	mostTimestamp  = 11 // digits: until the year 5138
	mostSignatures = 2048
)

// header is what the headers of a request say.
type header struct {
	id         string
	seconds    string // the timestamp as it was signed
	at         time.Time
	signatures []signature // of versions that are known here
}

type signature struct {
	version string
	bytes   []byte
}

// parse reads the headers of a request: each once, and nothing in them that could be read in another way. It answers
// ErrHeader. Signatures of unknown versions are skipped, because the standard may get more.
func parse(h http.Header) (header, error) {
	id, okID := only(h, headerID)
	seconds, okTime := only(h, headerTimestamp)
	list, okList := only(h, headerSignature)
	if !okID || !okTime || !okList || !goodID(id) || !digits(seconds) || len(list) > mostSignatures {
		return header{}, ErrHeader
	}
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return header{}, ErrHeader
	}
	signatures, ok := parseSignatures(list)
	if !ok {
		return header{}, ErrHeader
	}
	return header{id: id, seconds: seconds, at: time.Unix(unix, 0).UTC(), signatures: signatures}, nil
}

// only is the value of a header that is there once.
func only(h http.Header, name string) (string, bool) {
	values := h.Values(name)
	return strings.Join(values, ""), len(values) == 1
}

// goodID says whether an ID can be signed: with a dot in it, the same bytes could be two messages.
func goodID(id string) bool {
	return id != "" && len(id) <= mostID && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '.' })
}

func digits(s string) bool {
	return s != "" && len(s) <= mostTimestamp && strings.Trim(s, "0123456789") == ""
}

// parseSignatures reads "v1,base64 v1a,base64". A list without one that is known here is refused later, as wrong.
func parseSignatures(list string) (all []signature, ok bool) {
	for word := range strings.SplitSeq(list, " ") {
		version, text, found := strings.Cut(word, ",")
		if !found || version == "" {
			return nil, false
		}
		if version != hmacVersion && version != ed25519Version {
			continue
		}
		bytes, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil || strings.ContainsAny(text, "\r\n") { // which the decoder skips
			return nil, false
		}
		all = append(all, signature{version, bytes})
	}
	return all, true
}
