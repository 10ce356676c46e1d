package identity

import (
	"encoding/base64"

	"github.com/seqrpay/seqr/account"
)

// PhoneTags are the tags of a mobile number under every key, the current one first. An account that was
// stored before a rotation has the tag of an older key, so look a number up by all of them.
func PhoneTags(k Keys, p account.Phone) ([]account.Tag, error) {
	return tagsOf(k, KeyPhone, []byte(p.E164()))
}

// PhoneTag is the tag of a mobile number under the current key: the one to store.
func PhoneTag(k Keys, p account.Phone) (account.Tag, error) {
	return tagOf(k, KeyPhone, []byte(p.E164()))
}

// tagsOf makes the tags of data under every key, the current one first; ErrTagEmpty for no data.
func tagsOf(k Keys, p Purpose, data []byte) ([]account.Tag, error) {
	if len(data) == 0 {
		return nil, ErrTagEmpty
	}
	ids := k.KeyIDs(p)
	if len(ids) == 0 {
		return nil, ErrKeyUnknown
	}
	tags := make([]account.Tag, len(ids))
	for i, id := range ids {
		mac, err := k.MACWith(p, id, data)
		if err != nil {
			return nil, err
		}
		tags[i] = tagText(id, mac)
	}
	return tags, nil
}

// tagOf makes the tag of data under the current key; ErrTagEmpty for no data.
func tagOf(k Keys, p Purpose, data []byte) (account.Tag, error) {
	if len(data) == 0 {
		return "", ErrTagEmpty
	}
	id, mac, err := k.MAC(p, data)
	if err != nil {
		return "", err
	}
	return tagText(id, mac), nil
}

func tagText(keyID string, mac []byte) account.Tag {
	return account.Tag(keyID + "." + base64.RawURLEncoding.EncodeToString(mac))
}
