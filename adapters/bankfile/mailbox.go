package bankfile

import (
	"context"
	"io"
)

// Mailbox is where files go to the bank and come from it: a folder that a transfer program looks after, see [Dir], or a
// server of the bank. Names have letters, digits, dots, dashes and underscores.
type Mailbox interface {
	// Put hands over a file. It is idempotent: the same file again answers nil and is sent once, however
	// long ago that was; other content under its name is ErrTaken.
	Put(ctx context.Context, name string, content []byte) error
	// Incoming lists the files that came and are not done, ordered by name.
	Incoming(ctx context.Context) ([]string, error)
	// Open opens one of them, or answers ErrName.
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Done says that a file was read and need not be listed again. An unknown name is ignored.
	Done(ctx context.Context, name string) error
}
