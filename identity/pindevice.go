package identity

import (
	"bytes"
	"crypto/hmac"
	"encoding/binary"
)

// SealPIN is what is stored of a PIN that the account's phone stretches: its keys, sealed by the keyring, for
// [Credential.ChangePIN] and [Credential.RestorePIN]. Copied to another account or phone it opens no more. ErrPINStretched for an
// enrolment that [PINEnrolment.Bytes] would refuse.
func (c Credential) SealPIN(k Keys, e PINEnrolment) (PINRecord, error) {
	if e.Keys.IsZero() || e.Stretch.Check() != nil {
		return PINRecord{}, ErrPINStretched
	}
	return c.seal(k, e.Stretch, e.Keys.bytes())
}

func (c Credential) seal(k Keys, by Stretch, keys []byte) (PINRecord, error) {
	ids := k.KeyIDs(KeyPIN)
	if len(ids) == 0 {
		return PINRecord{}, ErrKeyUnknown
	}
	sealed, err := k.Seal(KeyPIN, keys, c.pinContext(by))
	if err != nil {
		return PINRecord{}, err
	}
	return PINRecord{KeyID: ids[0], Salt: bytes.Clone(by.Salt), Cost: by.Cost, Sealed: sealed}, nil
}

// pinContext names what is sealed and whose: account, phone, and by what the PIN was stretched.
func (c Credential) pinContext(by Stretch) []byte {
	b := make([]byte, 0, 128)
	b = append(b, "seqr.pin.device.v1\x00"...)
	b = append(b, c.Account.UUID[:]...)
	b = append(b, c.Device.UUID[:]...)
	b = append(b, by.Salt...)
	for _, n := range []int{by.Cost.Passes, by.Cost.MemoryKiB, by.Cost.Threads} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return b
}

// open is what was sealed: the proving key, and the checking key behind it.
func (c Credential) open(k Keys) (keys []byte, err error) {
	switch {
	case c.PIN.IsZero():
		return nil, ErrPINMissing
	case !c.PIN.OnDevice():
		return nil, ErrStretch
	}
	keys, err = k.Open(KeyPIN, c.PIN.Sealed, c.pinContext(c.PIN.Stretch()))
	if err == nil && len(keys) != 2*stretchedSize {
		err = ErrSealBroken
	}
	return keys, err
}

// ProvesApproval says in constant time whether proof is what [PINKeys.ProveApproval] made of an approval's bytes with the right PIN. It costs
// one decryption and one HMAC: the slow hash was made on the phone. Look at the signature first, ask [Credential.Ready], and
// count the outcome by [Credential.Attempt]. ErrPINMissing if no PIN is stored, ErrStretch for one that the server stretches.
func (c Credential) ProvesApproval(k Keys, message, proof []byte) (bool, error) {
	return c.proves(k, PINKeys.ProveApproval, message, proof)
}

// ProvesAction is ProvesApproval for an action.
func (c Credential) ProvesAction(k Keys, message, proof []byte) (bool, error) {
	return c.proves(k, PINKeys.ProveAction, message, proof)
}

func (c Credential) proves(k Keys, prove func(PINKeys, []byte) []byte, message, proof []byte) (bool, error) {
	keys, err := c.open(k)
	if err != nil {
		return false, err
	}
	return hmac.Equal(prove(pinKeysOf(keys[:stretchedSize], nil), message), proof), nil
}

// Recognizes says in constant time whether an enrolment by another phone was made with the same PIN (DEV-4). The other phone has another
// secret, so only what is made of the PIN alone is compared. ErrStretch if it was stretched by something else, or the
// PIN is one that the server stretches; ErrPINMissing.
func (c Credential) Recognizes(k Keys, e PINEnrolment) (bool, error) {
	keys, err := c.open(k)
	if err != nil {
		return false, err
	}
	if e.Keys.IsZero() || !e.Stretch.Equal(c.PIN.Stretch()) {
		return false, ErrStretch
	}
	return e.Keys.sameCheck(keys[stretchedSize:]), nil
}

// IsPIN says in constant time whether a PIN, stretched as [PINRecord.Stretch] of the stored one says, is the stored one, whoever stretches that: for
// rules that are known only after a PIN was chosen, such as the birth date. It is no way to approve. ErrPINMissing.
func (c Credential) IsPIN(k Keys, stretched []byte) (bool, error) {
	if !c.PIN.OnDevice() {
		return c.PIN.Matches(k, stretched)
	}
	keys, err := c.open(k)
	if err != nil {
		return false, err
	}
	checking, err := checkingKey(stretched, c.Account)
	if err != nil {
		return false, err
	}
	return hmac.Equal(checking, keys[stretchedSize:]), nil
}

// RenewPIN seals a PIN that the phone stretches under the current key, after a rotation; the PIN itself is not needed for that. A PIN that the
// server stretches is left as it is.
func (c Credential) RenewPIN(k Keys) (Credential, error) {
	if !c.PIN.OnDevice() {
		return c, nil
	}
	keys, err := c.open(k)
	if err != nil {
		return c, err
	}
	r, err := c.seal(k, c.PIN.Stretch(), keys)
	if err != nil {
		return c, err
	}
	return c.ChangePIN(r), nil
}
