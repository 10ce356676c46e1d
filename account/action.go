package account

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// ActionID names an Action.
type ActionID struct{ uuid.UUID }

// Action is what customer service did to an account: written once, never changed (CS-6). The actions of an account are
// a chain, see [Trail], that shows whether one was.
type Action struct {
	ID      ActionID
	Account ID
	Number  int64  // 1, 2, 3 … without a gap per account; 0 until [Trail.Append]
	Agent   string // the agent's own name for themselves in the operator's systems
	Verb    string // "block", "unblock", "manual payment", …
	Reason  string
	At      time.Time // UTC
	Digest  []byte    // of all this and of the action before; nil until [Trail.Append]
}

// The most characters of an action's parts.
const (
	maxAgentRunes  = 100
	maxVerbRunes   = 50
	maxReasonRunes = 1000
)

// NewAction makes the record of what an agent did, and why. Agent, verb and reason are trimmed;
// it answers ErrAction if one of them is empty, of more than 100, 50 and 1000 characters, or has
// control characters in it, and ErrMalformed without IDs or time.
func NewAction(id ActionID, of ID, agent, verb, reason string, at time.Time) (Action, error) {
	agent, verb, reason = strings.TrimSpace(agent), strings.TrimSpace(verb), strings.TrimSpace(reason)
	if !written(agent, maxAgentRunes) || !written(verb, maxVerbRunes) || !written(reason, maxReasonRunes) {
		return Action{}, ErrAction
	}
	if id == (ActionID{}) || of == (ID{}) || at.IsZero() {
		return Action{}, ErrMalformed
	}
	return Action{ID: id, Account: of, Agent: agent, Verb: verb, Reason: reason, At: at.UTC()}, nil
}

func written(s string, maxRunes int) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= maxRunes && !strings.ContainsFunc(s, unprintable)
}
