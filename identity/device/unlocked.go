package device

import "github.com/seqrpay/seqr/identity"

// Unlocked is a phone whose owner has just typed a PIN.
type Unlocked struct {
	phone *Phone
	by    identity.Stretch
	keys  identity.PINKeys
}

// Signed is what a phone sends to show that its owner agrees: the bytes, the key's signature, and the proof of the PIN.
type Signed struct {
	Message   []byte
	Signature []byte
	PINProof  []byte // 32 bytes; of no use for other bytes
}

// Approve signs and proves an approval, with the device's counter filled in. It answers identity.ErrApprovalShape.
func (u *Unlocked) Approve(m identity.ApprovalMessage) (Signed, error) {
	message, signature, err := u.phone.key.Approve(m)
	if err != nil {
		return Signed{}, err
	}
	return Signed{message, signature, u.keys.ProveApproval(message)}, nil
}

// Act signs and proves an action, with the device's counter filled in. It answers identity.ErrApprovalShape.
func (u *Unlocked) Act(m identity.ActionMessage) (Signed, error) {
	message, signature, err := u.phone.key.Act(m)
	if err != nil {
		return Signed{}, err
	}
	return Signed{message, signature, u.keys.ProveAction(message)}, nil
}

// Enrol is the enrolment of the typed PIN as it is: a phone that takes the account over shows by it that its owner knows the PIN, and is
// enrolled by it (DEV-4). A PIN that is chosen goes through [Phone.Choose] instead.
func (u *Unlocked) Enrol() ([]byte, error) {
	return identity.PINEnrolment{Stretch: u.by, Keys: u.keys}.Bytes()
}
