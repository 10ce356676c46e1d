// Package civil holds calendar dates without time or zone: a birthday, a banking day, a month of the cashback programme.
package civil
