package webhook

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// mostBody is how many bytes the body of a request has at most.
const mostBody = 64 << 10

// mostType is how many characters the type of an event has at most.
const mostType = 128

// Message is one fact for one receiver. It has IDs and amounts, and no personal data: the receiver keeps what it gets.
type Message struct {
	ID   string          // the same for every attempt; 1 to 255 visible ASCII characters without a dot
	Type string          // what happened, such as "payment.paid": 1 to 128 of letters, digits, "_" and "."
	Time time.Time       // when it happened
	Body json.RawMessage // what there is to know, in JSON
}

// Event is the body of a request, as Standard Webhooks recommends it.
type Event struct {
	Type string          `json:"type"`
	Time time.Time       `json:"timestamp"` // when it happened, UTC; the header has the time of sending
	Data json.RawMessage `json:"data"`
}

// body writes the message as an event. Equal messages have equal bytes.
func (m Message) body() ([]byte, error) {
	switch {
	case !goodID(m.ID):
		return nil, fmt.Errorf("%w: the ID is not 1 to %d visible ASCII characters without a dot", ErrMessage, mostID)
	case !goodType(m.Type):
		return nil, fmt.Errorf("%w: the type is not 1 to %d of letters, digits, underscores and dots", ErrMessage, mostType)
	case m.Time.IsZero():
		return nil, fmt.Errorf("%w: no time", ErrMessage)
	case !json.Valid(m.Body):
		return nil, fmt.Errorf("%w: the body is not JSON", ErrMessage)
	}
	body, err := json.Marshal(Event{Type: m.Type, Time: m.Time.UTC(), Data: m.Body})
	if err != nil {
		return nil, fmt.Errorf("%w: the time is out of range", ErrMessage)
	}
	if len(body) > mostBody {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrMessage, mostBody)
	}
	return body, nil
}

func goodType(s string) bool {
	return s != "" && len(s) <= mostType && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}
