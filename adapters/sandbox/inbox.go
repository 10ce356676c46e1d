package sandbox

import (
	"context"
	"slices"
	"sync"

	"github.com/seqrpay/seqr/account"
)

// inbox keeps messages per receiver. Its exported methods are those of [Phone], [Mailbox] and [PostOffice].
type inbox struct {
	mu       sync.Mutex
	seen     map[string]account.Message
	received map[string][]account.Message
	faults   faults
}

func newInbox() inbox {
	return inbox{seen: map[string]account.Message{}, received: map[string][]account.Message{}}
}

// deliver keeps a message once, however often it is sent.
func (i *inbox) deliver(ctx context.Context, m account.Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.faults.before(); err != nil {
		return err
	}
	switch first, ok := i.seen[m.ID]; {
	case !ok:
		i.seen[m.ID] = m
		i.received[m.To] = append(i.received[m.To], m)
	case first != m:
		return ErrMessageReused
	}
	return i.faults.after()
}

// Messages lists what a number or address received, oldest first.
func (i *inbox) Messages(to string) []account.Message {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.received[to])
}

// Last is the newest message to a number or address, and whether there is one.
func (i *inbox) Last(to string) (account.Message, bool) {
	all := i.Messages(to)
	if len(all) == 0 {
		return account.Message{}, false
	}
	return all[len(all)-1], true
}

// Fail lets the next n messages be refused with err; nothing is delivered.
func (i *inbox) Fail(n int, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.faults.fail, i.faults.failErr = n, err
}

// LoseAnswer lets the next n messages be delivered and err be answered all the same.
func (i *inbox) LoseAnswer(n int, err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.faults.lose, i.faults.loseErr = n, err
}
