// Package sqlite is a store in one file: for a single machine, and for everything that fits on it.
//
// A commit is on the disk before it is answered, through SQLite's write-ahead log with
// synchronous FULL. Concurrent commits share transactions, and so the disk's time: while one
// group is written, the next one gathers. A member that is refused is undone alone. Reading
// goes to connections of its own and never waits for a writer.
//
// Several processes may open the same file on one machine; they take turns. The file, and the
// two that SQLite keeps beside it, are for their owner's eyes only.
//
// The host may keep tables of its own in the file, of other names than the store's, and write
// them together with the store's: see [Store.Begin].
//
// If writing to the disk fails, nobody can say whether the last commits are there. Their callers
// get store.ErrUnknown, later ones [ErrReopen]; Close and Open let SQLite's recovery decide, and
// repeating a command with its key tells.
package sqlite
