package account

import "time"

// New starts a registration whose terms were accepted (REG-1, REG-3). Phone is the tag of the
// mobile number, personal the sealed [Holder] with that number in it.
//
// It answers ErrTerms without an acceptance and ErrMalformed without one of the other parts.
func New(id ID, market string, phone Tag, personal []byte, terms Acceptance, at time.Time) (Account, error) {
	if terms.Version == "" || terms.At.IsZero() {
		return Account{}, ErrTerms
	}
	if id == (ID{}) || market == "" || phone == "" || len(personal) == 0 || at.IsZero() {
		return Account{}, ErrMalformed
	}
	terms.At = terms.At.UTC()
	return Account{
		ID: id, Market: market, State: Registering, Phone: phone, Personal: personal, Terms: terms, OpenedAt: at.UTC(),
	}, nil
}

// ChangePhone corrects the mobile number while its code is outstanding (REG-8). It answers
// ErrPhoneProved once the number was proved, and ErrClosed.
func (a Account) ChangePhone(phone Tag, personal []byte) (Account, error) {
	switch {
	case a.State == Closed:
		return a, ErrClosed
	case !a.PhoneAt.IsZero():
		return a, ErrPhoneProved
	case phone == "" || len(personal) == 0:
		return a, ErrMalformed
	}
	a.Phone, a.Personal = phone, personal
	return a, nil
}

// ProvePhone records that the code sent to the mobile number was entered (REG-6). It answers
// ErrPhoneProved if one was before, and ErrClosed.
func (a Account) ProvePhone(at time.Time, p Policy) (Account, error) {
	switch {
	case a.State == Closed:
		return a, ErrClosed
	case !a.PhoneAt.IsZero():
		return a, ErrPhoneProved
	}
	a.PhoneAt = at.UTC()
	return a.settle(p), nil
}

// ChoosePIN records that the PIN was chosen (PIN-1). It answers ErrPINChosen if one was before,
// *BlockedError while blocked, and ErrClosed.
func (a Account) ChoosePIN(at time.Time, p Policy) (Account, error) {
	switch {
	case a.State == Closed:
		return a, ErrClosed
	case !a.PINAt.IsZero():
		return a, ErrPINChosen
	case a.Blocked():
		return a, a.blockedError()
	}
	a.PINAt = at.UTC()
	return a.settle(p), nil
}

// Describe replaces the sealed personal data by complete ones: with name, e-mail address and
// birth date. They can be corrected until the identity is verified; after that it answers
// ErrDescribed. It answers ErrClosed for a closed account.
func (a Account) Describe(personal []byte, p Policy) (Account, error) {
	switch {
	case a.State == Closed:
		return a, ErrClosed
	case a.Complete && !a.Verified.IsZero():
		return a, ErrDescribed
	case len(personal) == 0:
		return a, ErrMalformed
	}
	a.Personal, a.Complete = personal, true
	return a.settle(p), nil
}

// settle opens a registering account as soon as no step is missing that it needs for that. The
// identity is not among them: until it is verified the limit is 0 (REG-13).
func (a Account) settle(p Policy) Account {
	if a.State != Registering || a.PhoneAt.IsZero() || a.PINAt.IsZero() || !a.Complete {
		return a
	}
	if p.NeedsBankAccount && !a.hasLimitAccount() {
		return a
	}
	a.State = Open
	return a
}

// Close ends the account: it may do nothing any more, while its debts stay (CS-9). It answers ErrClosed if it is closed.
func (a Account) Close(at time.Time) (Account, error) {
	if a.State == Closed {
		return a, ErrClosed
	}
	a.State, a.ClosedAt = Closed, at.UTC()
	return a, nil
}
