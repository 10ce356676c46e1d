package account

import "fmt"

// State is where a user account is in its life.
type State uint8

// The states of an account.
const (
	Registering State = iota + 1 // steps of the registration are missing
	Open                         // registered; what it may do depends on verification and blocks
	Closed                       // deregistered; debts stay
)

var stateNames = [...]string{Registering: "registering", Open: "open", Closed: "closed"}

// String names the state in lower case.
func (s State) String() string {
	if s == 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("state(%d)", uint8(s))
	}
	return stateNames[s]
}

// MarshalText is String; empty for the zero State.
func (s State) MarshalText() ([]byte, error) {
	if s == 0 {
		return nil, nil
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads what MarshalText wrote, or answers ErrMalformed.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return ErrMalformed
}
