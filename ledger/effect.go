package ledger

// Effect is what a transfer does to one account, in minor units.
type Effect struct {
	Balance int64 // change of the balance
	Held    int64 // change of what is held
	Owed    int64 // change of the debt that may lie beyond the floor, if the account has one
	Spends  bool  // whether the floor is checked
}

// Effects is what the transfer does to its two accounts. Hold is the transfer that a post or
// void resolves, and the zero Transfer for a move or hold:
//
//	        debit account                              credit account
//	move    balance −amount, spends                    balance +amount
//	hold    held +amount, spends                       –
//	post    held −the hold's amount, balance −amount   balance +amount
//	void    held −the hold's amount                    –
//
// A post does not ask the floor again: its hold did, and a post takes no more. Debt (see
// [Purpose.Debt]) raises what the debit account owes instead of spending; what settles debt
// lowers what the credit account owes. A hold that is debt gives back what its post leaves, and
// what its void releases.
//
// It answers what [Transfer.Check] and [Transfer.CheckAgainst] do.
func (t Transfer) Effects(hold Transfer) (debit, credit Effect, err error) {
	if err := t.Check(); err != nil {
		return Effect{}, Effect{}, err
	}
	if err := t.CheckAgainst(hold); err != nil {
		return Effect{}, Effect{}, err
	}
	amount := t.Amount.Minor()
	switch t.Kind {
	case Move:
		debit, credit = Effect{Balance: -amount, Spends: true}, Effect{Balance: amount}
	case Hold:
		debit = Effect{Held: amount, Spends: true}
	case Post:
		debit, credit = Effect{Balance: -amount, Held: -hold.Amount.Minor()}, Effect{Balance: amount}
	case Void:
		debit = Effect{Held: -hold.Amount.Minor()}
	}
	switch {
	case t.Kind == Post && hold.Purpose.Debt():
		debit.Owed = amount - hold.Amount.Minor()
	case t.Kind == Void && hold.Purpose.Debt():
		debit.Owed = -amount
	case t.Purpose.Debt():
		debit.Owed, debit.Spends = amount, false
	}
	if t.Purpose.SettlesDebt() {
		credit.Owed = -amount
	}
	return debit, credit, nil
}
