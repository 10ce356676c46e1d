// Package qrimagetest takes photographs of drawn codes, for tests and examples that need a
// picture as a customer's phone would send it. The same arguments make the same bytes.
package qrimagetest
