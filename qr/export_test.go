package qr

// What the tests outside of the package need of those inside.
var (
	Sealed  = sealed
	Samples = samples
)
