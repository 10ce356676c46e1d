package webhook

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostKeys is how many keys sign or verify: the old, the new, and some for a mishap.
const mostKeys = 4

// Signer signs requests with all of its keys. It is safe for concurrent use. A receiver's tests use one to make
// requests that its [Verifier] accepts.
type Signer struct{ keys []SigningKey }

// NewSigner makes a signer of one to four keys. It answers ErrConfig.
func NewSigner(keys ...SigningKey) (*Signer, error) {
	if len(keys) == 0 || len(keys) > mostKeys || slices.ContainsFunc(keys, func(k SigningKey) bool { return !k.set() }) {
		return nil, fmt.Errorf("%w: Keys are not 1 to %d", ErrConfig, mostKeys)
	}
	return &Signer{slices.Clone(keys)}, nil
}

// Header makes the three headers of a request that is sent at a time, of which whole seconds count. The ID has 1 to
// 255 visible ASCII characters without a dot, or nobody accepts it.
func (s *Signer) Header(id string, at time.Time, body []byte) http.Header {
	seconds := strconv.FormatInt(at.Unix(), 10)
	content := signed(id, seconds, body)
	signatures := make([]string, len(s.keys))
	for i, k := range s.keys {
		signatures[i] = k.sign(content)
	}
	h := http.Header{}
	h.Set(headerID, id)
	h.Set(headerTimestamp, seconds)
	h.Set(headerSignature, strings.Join(signatures, " "))
	return h
}

// signed is what signatures cover. Neither ID nor seconds have a dot, so no other request has the same bytes.
func signed(id, seconds string, body []byte) []byte {
	return slices.Concat([]byte(id), []byte("."), []byte(seconds), []byte("."), body)
}
