// Package sqlstore is what the SQL stores have in common: which column keeps which field, the
// texts of all statements, the order in which a commit is checked and written, and the queue
// by which concurrent commits share one transaction.
//
// It knows no engine. Statements use ? for arguments and bind values of a few plain types
// (int64, string, bool, []byte, uuid.UUID, time.Time, nil); a [Runner] turns both into what its
// engine wants. What is unique, or bounded, beyond that is in each adapter's schema.
package sqlstore
