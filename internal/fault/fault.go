package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of an error: what a caller can do about it.
type Kind uint8

// The classes. Zero is no class: an error of somebody else's, treated as Internal.
const (
	// Invalid input: the request can never succeed as it stands.
	Invalid Kind = iota + 1
	// NotFound: no such thing, or not the caller's.
	NotFound
	// Conflict: something changed or is taken; reading again may help.
	Conflict
	// Denied: the caller may not do this (PIN, signature, block).
	Denied
	// Exceeded: a limit of money, number or time was passed.
	Exceeded
	// State: the thing is in a state that does not allow this.
	State
	// Unavailable: try again later, with the same key.
	Unavailable
	// Internal: a defect or a broken invariant.
	Internal
)

var kindNames = [...]string{"unclassified", "invalid", "not found", "conflict", "denied", "exceeded", "state", "unavailable", "internal"}

// String names the class in lower case.
func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// sentinel is one rule's error. Two sentinels are equal only if they are the same one.
type sentinel struct {
	kind Kind
	text string
}

func (s *sentinel) Error() string   { return s.text }
func (s *sentinel) FaultKind() Kind { return s.kind }

// registry lets a stored refusal find its sentinel again; filled while packages initialise, read-only after.
var registry = map[string]error{}

// New declares the sentinel of a rule. Text reads "room: what is wrong" and is unique
// in the module, because a stored refusal is found again by it; a second use panics.
// Call it only for package variables.
func New(kind Kind, text string) error {
	if _, taken := registry[text]; taken {
		panic("fault: declared twice: " + text)
	}
	s := &sentinel{kind: kind, text: text}
	registry[text] = s
	return s
}

// Lookup finds the sentinel that New made for text.
func Lookup(text string) (error, bool) {
	err, ok := registry[text]
	return err, ok
}

// Root finds the sentinel at the bottom of err, if it has one.
func Root(err error) (error, bool) {
	if s, ok := errors.AsType[*sentinel](err); ok {
		return s, true
	}
	return nil, false
}

// KindOf is the class of err: that of the first error in its tree that has one, else
// Internal, and 0 for nil.
func KindOf(err error) Kind {
	if err == nil {
		return 0
	}
	var k interface{ FaultKind() Kind }
	if errors.As(err, &k) {
		return k.FaultKind()
	}
	return Internal
}
