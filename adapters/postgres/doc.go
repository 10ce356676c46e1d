// Package postgres is a store in a PostgreSQL database, version 14 or newer: for one service process or a fleet of them.
//
// A commit is on the server's disk before it is answered: fsync must be on, and synchronous_commit is set so. Commits that
// arrive while others are written share the next transaction, up to 256 of them, and each of its statements writes the rows of all: the
// cost of a round trip, of a statement and of the disk's sync is shared, and a busy merchant's balance is changed once for all of
// them. A commit that is refused is answered alone.
//
// A group is first written by a guess: every commit expects certain versions, and the statements say whether they found
// them. Where they did not, the rows are read and locked, and the commits are decided again with what is there; only then is anybody
// refused. Rows are locked in one order by everybody, and what is only relied upon is locked against changes until the
// group is committed, so that several processes may use one database at the same time. Whoever relies on the absence of a row
// takes an advisory lock on its table, which those who insert there share.
//
// Reading goes to a pool of connections of its own. The pool's size is pool_max_conns in the connection string.
//
// What another system knows of the past is taken over in bulk by [Store.Load].
//
// The host may keep tables of its own in the schema, of other names than the store's, and write
// them together with the store's: see [Store.Begin].
//
// If the connection ends before the server has answered a commit, nobody can say whether it was written: its callers get
// store.ErrUnknown, and repeating a command with its key tells. The next group has a new connection.
//
// Statements are prepared on their connections. Behind a pooler that moves a session between connections use its session mode for
// this store.
package postgres
