// Package programtest checks what the tests of all example programs check.
package programtest
