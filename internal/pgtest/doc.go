// Package pgtest finds or starts a PostgreSQL server for tests: the one that SEQR_TEST_POSTGRES names, or a private one from
// the installed binaries, in a temporary folder and on a free loopback port.
package pgtest
