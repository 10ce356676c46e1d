package sandbox

// faults scripts what goes wrong with the next calls. The owner's lock guards it.
type faults struct {
	fail, lose       int
	failErr, loseErr error
}

// before is the error of a call that must do nothing, or nil.
func (f *faults) before() error {
	if f.fail == 0 {
		return nil
	}
	f.fail--
	return f.failErr
}

// after is the error of a call that has done its work, or nil.
func (f *faults) after() error {
	if f.lose == 0 {
		return nil
	}
	f.lose--
	return f.loseErr
}
