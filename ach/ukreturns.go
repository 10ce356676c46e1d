package ach

import "maps"

// UKCodes are the reason codes with which British banks return a Direct Debit, as ARUDD reports have them, and their
// classes: 0, "refer to payer", is the one for lack of funds. They are made to be the Codes of a market's [Policy]. Each
// call makes a new map, to which an operator may add.
func UKCodes() map[string]ReturnClass { return maps.Clone(ukReturns) }

var ukReturns = map[string]ReturnClass{
	"0": ReturnNSF,      // refer to payer
	"1": ReturnUnauth,   // instruction cancelled
	"2": ReturnDeceased, // payer deceased
	"3": ReturnAccount,  // account transferred
	"4": ReturnStopped,  // advance notice disputed
	"5": ReturnAccount,  // no account, or wrong account type
	"6": ReturnUnauth,   // no instruction
	"7": ReturnStopped,  // amount differs
	"8": ReturnStopped,  // amount not yet due
	"9": ReturnStopped,  // presentation overdue
	"A": ReturnFormat,   // service user differs
	"B": ReturnAccount,  // account closed
}
