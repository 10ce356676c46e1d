package identity

// Again opens the next attempt of the account that s is the newest scan of, as [NewScan] opens the first; the zero Scan
// stands for none. Where the market has a maximum of refused scans and it is reached, the answer is ErrTooManyScans until
// customer service allows more (IDV-4).
func (s Scan) Again(next Scan, p DocumentPolicy) (Scan, error) {
	if s.UsedUp(p) {
		return next, ErrTooManyScans
	}
	next.Refused = s.Refused
	return next, nil
}

// UsedUp says whether so many scans were refused that another needs customer service.
func (s Scan) UsedUp(p DocumentPolicy) bool { return p.MaxRefused > 0 && s.Refused >= p.MaxRefused }

// AllowMore forgets the refused scans of an account, of which s is the newest: it may make as many as at first.
// ErrScansLeft if it may make another anyway.
func (s Scan) AllowMore(p DocumentPolicy) (Scan, error) {
	if !s.UsedUp(p) {
		return s, ErrScansLeft
	}
	s.Refused = 0
	return s, nil
}
