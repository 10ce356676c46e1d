package seqr

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/internal/fault"
)

// refused is the stored form of a refusal: which rule, and the numbers that a screen needs.
type refused struct {
	Rule    string                     `json:"rule"`
	Limit   *LimitError                `json:"limit,omitempty"`
	PINWait *identity.PINWaitError     `json:"pin_wait,omitempty"`
	Code    *identity.CodeWaitError    `json:"code_wait,omitempty"`
	Blocked *account.BlockedError      `json:"blocked,omitempty"`
	Sides   *identity.MissingSideError `json:"sides,omitempty"`
	Picture *identity.PictureError     `json:"picture,omitempty"`
}

func encodeRefusal(err error) (*refused, error) {
	rule, ok := fault.Root(err)
	if !ok {
		return nil, fmt.Errorf("seqr: refusal without a rule: %w", err)
	}
	r := &refused{Rule: rule.Error()}
	errors.As(err, &r.Limit)
	errors.As(err, &r.PINWait)
	errors.As(err, &r.Code)
	errors.As(err, &r.Blocked)
	errors.As(err, &r.Sides)
	errors.As(err, &r.Picture)
	return r, nil
}

func (r *refused) decode() error {
	switch {
	case r.Limit != nil:
		return r.Limit
	case r.PINWait != nil:
		return r.PINWait
	case r.Code != nil:
		return r.Code
	case r.Blocked != nil:
		return r.Blocked
	case r.Sides != nil:
		return r.Sides
	case r.Picture != nil:
		return r.Picture
	}
	if err, ok := fault.Lookup(r.Rule); ok {
		return err
	}
	return fmt.Errorf("%w: stored refusal %q is of another version", ErrDeclined, r.Rule)
}

// marshal is for bodies that cannot fail to encode: plain structs of strings and numbers.
func marshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("seqr: body cannot be encoded: " + err.Error())
	}
	return b
}
