// Package civil holds calendar dates without time or zone: a birthday, a banking day, a
// month or quarter of the cashback programme.
//
// An instant becomes a day, month or quarter only in a time zone, which the caller names
// each time: [DateOf], [MonthOf], [QuarterOf]. The way back is [Date.Time], [Month.Start]
// and [Quarter.Start], which answer the first instant of the period in that zone, also on
// days whose midnight the clocks skip or repeat. A period holds its start and not its end.
//
// Years are 1 to 9999. Values are plain and comparable; their zero values are no day, no
// month and no quarter, and their text is empty.
package civil
