package payment

// Erase takes the sealed names, numbers and note out of a transfer that is over. It answers ErrTransferOpen for one that is not.
func (v Transfer) Erase() (Transfer, error) {
	if v.State != TransferDone && !v.CameBack() {
		return v, ErrTransferOpen
	}
	v.Personal, v.ToPhone = nil, ""
	return v, nil
}

// Erase takes the sealed names, numbers and note out of a request for money, which ends if it is open.
func (r MoneyRequest) Erase() MoneyRequest {
	if r.State == RequestOpen {
		r.State = RequestWithdrawn
	}
	r.Personal = nil
	return r
}
