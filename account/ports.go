package account

import "context"

// Accounts reads user accounts.
type Accounts interface {
	// Account finds one by its ID, or answers the store's ErrNotFound.
	Account(ctx context.Context, id ID) (Account, error)
	// AccountList lists all accounts ordered by ID, starting strictly after the given one, at most limit.
	AccountList(ctx context.Context, after ID, limit int) ([]Account, error)
	// Actions lists what customer service did to an account, oldest first, strictly after the given one, at most limit.
	Actions(ctx context.Context, of ID, after ActionID, limit int) ([]Action, error)
	// Trail finds the head of an account's chain of actions, or answers the store's ErrNotFound while there are none.
	Trail(ctx context.Context, of ID) (Trail, error)
	// TrailList lists the heads of all chains ordered by account, starting strictly after the given one, at most limit.
	TrailList(ctx context.Context, after ID, limit int) ([]Trail, error)
}

// SMS sends text messages. Implementations are idempotent by Message.ID: a message sent
// again is delivered at most once more, never to anybody else.
type SMS interface {
	SendSMS(ctx context.Context, m Message) error
}

// Mail sends e-mail, with the same promise as [SMS].
type Mail interface {
	SendMail(ctx context.Context, m Message) error
}

// Post sends letters to users who are identified by one (IDV-12), with the same promise as [SMS]. To is the holder's
// name: the address is the operator's to know, since a user with a protected identity gives none.
type Post interface {
	SendLetter(ctx context.Context, m Message) error
}

// Message is a text for one person. It holds personal data: never log it.
type Message struct {
	ID      string // the same for every attempt at the same message
	To      string // E.164 number or e-mail address
	Subject string // e-mail only
	Text    string
}
