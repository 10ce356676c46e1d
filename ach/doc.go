// Package ach collects approved payments from the payers' bank accounts and pays money out to them.
package ach
