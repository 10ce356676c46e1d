// Package memory is a store in memory: for tests, examples, and everything that may be
// forgotten when the process ends.
//
// It is a store in every other respect: a commit is written wholly or not at all, versions,
// claims and floors are checked, what is read and written is copied, and all of it is safe for
// concurrent use. One lock covers a commit's checks and its effect.
package memory
