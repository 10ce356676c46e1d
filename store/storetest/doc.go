// Package storetest is the conformance suite of package store: what passes it is a store.
//
// An adapter's own test opens a fresh store for each case and hands over to [Run]:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) storetest.Opened {
//			s, err := myadapter.Open(filepath.Join(t.TempDir(), "store"))
//			require.NoError(t, err)
//			t.Cleanup(func() { s.Close() })
//			return storetest.Opened{Store: s, Reopen: …}
//		})
//	}
//
// The name of a case begins with the number of the promise that it holds the store to, as
// package store numbers them. There is nothing to opt out of. Only a store that forgets
// everything when it is closed says so, and why, in Opened.Volatile.
//
// Every case must be able to fail: the tests of this package run the suite against stores that
// break one promise each, and every one of them must be caught.
package storetest
