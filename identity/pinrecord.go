package identity

import (
	"bytes"
	"crypto/hmac"
)

// NewPINRecord is what is stored of a PIN that the server stretches: a keyed hash over the stretched PIN, with what it was
// stretched by. ErrPINStretched if either has a wrong form.
func NewPINRecord(k Keys, stretched []byte, by Stretch) (PINRecord, error) {
	if len(stretched) != stretchedSize || by.Check() != nil {
		return PINRecord{}, ErrPINStretched
	}
	keyID, mac, err := k.MAC(KeyPIN, pinBytes(stretched))
	if err != nil {
		return PINRecord{}, err
	}
	return PINRecord{KeyID: keyID, Salt: bytes.Clone(by.Salt), Cost: by.Cost, Hash: mac}, nil
}

// IsZero says whether no PIN has been chosen.
func (r PINRecord) IsZero() bool { return len(r.Hash) == 0 && !r.OnDevice() }

// OnDevice says whether the phone stretches this PIN, and the server never sees it.
func (r PINRecord) OnDevice() bool { return len(r.Sealed) > 0 }

// Stretch is what the PIN was stretched by.
func (r PINRecord) Stretch() Stretch { return Stretch{Salt: r.Salt, Cost: r.Cost} }

// Matches says in constant time whether a PIN, stretched as the record was, is the stored one.
// ErrPINMissing if none is stored, ErrStretch for one that the phone stretches, ErrKeyUnknown if its pepper is gone.
func (r PINRecord) Matches(k Keys, stretched []byte) (bool, error) {
	switch {
	case r.IsZero():
		return false, ErrPINMissing
	case r.OnDevice():
		return false, ErrStretch
	}
	mac, err := k.MACWith(KeyPIN, r.KeyID, pinBytes(stretched))
	if err != nil {
		return false, err
	}
	return hmac.Equal(mac, r.Hash), nil
}

// Outdated says whether the record was made with an older key than the current one. Renew it after a
// right PIN: [NewPINRecord] while the stretched PIN is at hand, or [Credential.RenewPIN].
func (r PINRecord) Outdated(k Keys) bool {
	ids := k.KeyIDs(KeyPIN)
	return !r.IsZero() && len(ids) > 0 && ids[0] != r.KeyID
}

func pinBytes(stretched []byte) []byte {
	return append([]byte("seqr.pin.v1\x00"), stretched...)
}

// clone shares no memory with r.
func (r PINRecord) clone() PINRecord {
	r.Salt, r.Hash, r.Sealed = bytes.Clone(r.Salt), bytes.Clone(r.Hash), bytes.Clone(r.Sealed)
	return r
}
