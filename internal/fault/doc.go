// Package fault gives every error of the module a class.
//
// A domain package declares a sentinel per rule with [New]; callers ask
// errors.Is for the rule and seqr.KindOf for the class. Messages start with the
// package's name, are lower case, and never carry personal data.
package fault
