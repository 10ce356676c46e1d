// Package stage is what the example programs that tell a story share: a whole system on a SQLite file with the sandbox
// around it, people with phones, and a narrator that numbers the chapters. Whatever a program says is checked first, so that a
// story that was told to its end is true. examples/quickstart shows the same without this package.
package stage
