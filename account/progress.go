package account

import "slices"

// Step is one step of the registration.
type Step string

// The steps, in the order in which the app asks for them (REG-2).
const (
	StepTerms          Step = "terms"
	StepMobileNumber   Step = "mobile number"
	StepSMSCode        Step = "SMS code"
	StepPIN            Step = "PIN"
	StepPersonalData   Step = "personal data"
	StepPaymentAccount Step = "payment account"
	StepIdentityFront  Step = "identity front"
	StepIdentityBack   Step = "identity back"
)

// ScanProgress is how far the newest identity scan has come. The zero value is no scan.
type ScanProgress struct {
	Front     bool // this side was captured
	Back      bool
	Submitted bool // the verifier is at work
	Verified  bool
	Failed    bool // the verifier refused it: both sides are needed again
}

// Progress is the registration as its owner sees it.
type Progress struct {
	Done     []Step `json:"done"`
	Missing  []Step `json:"missing"`            // required and not done
	Optional []Step `json:"optional,omitempty"` // not required by the market, whether done or not
	Next     Step   `json:"next,omitempty"`     // the first that is missing; empty when none is
	Rescan   bool   `json:"rescan,omitempty"`   // the scan failed; the limit stays 0 until another succeeds (REG-14)
}

// Progress lists the registration's steps in their order (REG-2). The zero Account has done none.
func (a Account) Progress(p Policy, scan ScanProgress) Progress {
	verified := scan.Verified || !a.Verified.IsZero()
	failed := scan.Failed && !verified
	captured := func(side bool) bool { return verified || !failed && (side || scan.Submitted) }
	done := map[Step]bool{
		StepTerms:          a.Terms.Version != "",
		StepMobileNumber:   a.Phone != "",
		StepSMSCode:        !a.PhoneAt.IsZero(),
		StepPIN:            !a.PINAt.IsZero(),
		StepPersonalData:   a.Complete,
		StepPaymentAccount: a.hasLimitAccount() || !p.hasLimitKind() && a.hasPrepaid(),
		StepIdentityFront:  captured(scan.Front),
		StepIdentityBack:   captured(scan.Back),
	}
	return sortSteps(done, p.optional(a), failed)
}

// optional lists the steps that the market does not require of an account. The identity is one as long as nothing waits
// for it: there is a prepaid account that needs none, and no limit account.
func (p Policy) optional(a Account) (steps []Step) {
	if !p.NeedsBankAccount {
		steps = append(steps, StepPaymentAccount)
	}
	prepaidAlone := p.HasPrepaid() && !p.PrepaidNeedsIdentity && !p.NeedsBankAccount && !a.hasLimitAccount()
	if !p.hasLimitKind() && !p.PrepaidNeedsIdentity || prepaidAlone {
		steps = append(steps, StepIdentityFront, StepIdentityBack) // nothing waits for a verified identity
	}
	return steps
}

func sortSteps(done map[Step]bool, optional []Step, rescan bool) Progress {
	view := Progress{Done: []Step{}, Missing: []Step{}, Optional: optional, Rescan: rescan}
	for _, s := range steps() {
		switch {
		case done[s]:
			view.Done = append(view.Done, s)
		case !slices.Contains(optional, s):
			view.Missing = append(view.Missing, s)
		}
	}
	if len(view.Missing) > 0 {
		view.Next = view.Missing[0]
	}
	return view
}

// steps are all steps in their order.
func steps() []Step {
	return []Step{
		StepTerms, StepMobileNumber, StepSMSCode, StepPIN,
		StepPersonalData, StepPaymentAccount, StepIdentityFront, StepIdentityBack,
	}
}
