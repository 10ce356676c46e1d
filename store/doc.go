// Package store is the contract of everything that is kept.
//
// A use case reads, decides and commits. What it read is committed state; what it decided is
// one plain value, [Changes]: all of it is written, or nothing. There is no transaction to hold
// open and no lock to forget, so a store may write many commits at once.
//
//	a, _ := st.Account(ctx, id)               // read, at version 7
//	a, _ = a.Block(account.LostPhone, now)    // decide: a pure function
//	err := st.Commit(ctx, store.Changes{      // write, if a is still at version 7
//		Accounts: []account.Account{a},
//		Events:   []store.Event{tell},
//	})
//
// # The contract
//
// Every store keeps it. The names of the cases of package storetest begin with these numbers.
//
// 1. Commit is atomic, and durable when it answers nil. If it answers an error other than
// [ErrUnknown], nothing was written. An ended context before it has begun is such an error.
// Values are copied on their way in and out. After Close everything answers [ErrClosed].
//
// 2. [ErrConflict]: an aggregate that is changed, or named in Relied, is no longer at the
// version that was read; 0 stands for its absence. A commit raises the version of what it
// changes by one and leaves alone what it only relied on. A decision that names all that it
// rests on is serializable: read again, decide again. There is one collection to a payment; a
// second one is a conflict too, and so is a release of a claim that its owner does not hold.
//
// 3. [ErrExists]: a claim, a command's key, an event's ID or the ID of a value that is written
// once is taken. Of two commits with one key exactly one is written. Releases come before
// claims, so a value can pass from one owner to another.
//
// 4. [ErrInsufficient]: a transfer would take a ledger account below its floor. The store asks
// when it writes, of what is there then; no balance that was read before is trusted. Debts of
// a named purpose may pass the floor. Each entry on an account with a floor has a number and
// tells what stands after it.
//
// 5. Balances and tallies change by increments, which never conflict with one another.
//
// 6. The book is that of package ledger: transfers are entered once, in the order given, each
// seeing those before it; holds are resolved once; each currency sums to zero at every moment.
// Its errors are answered as they are.
//
// 7. [ErrUnknown]: nobody can say whether the commit was written. Repeat the command with the
// same key: either it is done now, or ErrExists tells that it was, and [Reader.Command] what it
// answered.
//
// 8. A claimed event is leased: nobody else gets it before the lease is over. Then it comes
// back, until somebody is Done with it. None is lost, none is claimed twice within a lease.
//
// 9. Times are kept in UTC at microseconds, cut off below; amounts over all of int64; texts and
// keys byte for byte; empty lists as nil. Lists are ordered by key, start strictly after the
// given one and hold at most limit values; none for a limit of 0 or less. Of several scans or
// mandates the latest is the one with the greatest ID. What is not there is [ErrNotFound]; an
// account of the book, ledger.ErrUnknownAccount.
//
// 10. All of it may be used by many at once.
//
// If a commit could be refused for several reasons, what is taken (3) is told first, then what
// has moved (2), then what the tallies and the book refuse (4 to 6).
package store
