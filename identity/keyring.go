package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"sync"
)

// MasterKey is a secret from which a [Keyring] derives all its keys. Keep it in a vault.
type MasterKey struct {
	ID     string // 1 to 32 of A–Z a–z 0–9 - _; stored beside everything made with the key
	Secret []byte // at least 32 random bytes
}

// minSecret is the length of a master key's secret: that of the keys derived from it.
const minSecret = 32

// maxKeyID keeps the length of a key ID in one byte, and tags short.
const maxKeyID = 32

// String is the key's ID, never its secret.
func (m MasterKey) String() string { return "MasterKey(" + m.ID + ")" }

// Format prints the key's ID, never its secret, whatever the verb.
func (m MasterKey) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// LogValue is the key's ID, never its secret.
func (m MasterKey) LogValue() slog.Value { return slog.StringValue(m.String()) }

// MarshalText is the key's ID, never its secret, for encoders to JSON and other formats.
func (m MasterKey) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Keyring is the [Keys] of a process that holds its master keys in memory. New things are made with the
// current master key; older ones only read what was made before. It never changes: rotate by building
// another with the new key in front. It is safe for concurrent use.
//
// Each purpose has a MAC key and a sealing key of its own, derived by HKDF-SHA256. Sealing is AES-256-GCM with a
// random nonce, which the standard library draws itself: a repeated nonce would give the key away, so
// no caller, test or replayed source of entropy is trusted with it. It is the only randomness in this package
// that is not an argument, and no decision depends on it. One purpose's key seals at most 2³² values;
// rotate long before.
type Keyring struct {
	keys []*masterKey // the current one first
	byID map[string]*masterKey
}

var _ Keys = (*Keyring)(nil)

// NewKeyring makes a keyring that writes with current and still reads what older keys wrote.
// ErrKeyID and ErrKeyWeak name the key that cannot be used. Secrets are copied.
func NewKeyring(current MasterKey, older ...MasterKey) (*Keyring, error) {
	r := &Keyring{byID: make(map[string]*masterKey, 1+len(older))}
	for _, m := range append([]MasterKey{current}, older...) {
		if _, taken := r.byID[m.ID]; taken {
			return nil, fmt.Errorf("%w: %q is used twice", ErrKeyID, m.ID)
		}
		key, err := newMasterKey(m)
		if err != nil {
			return nil, err
		}
		r.keys, r.byID[m.ID] = append(r.keys, key), key
	}
	return r, nil
}

// developmentSecret is published with the source: whoever wants it has it.
const developmentSecret = "seqr development key: published, protects nothing"

// DevelopmentKeyring is a keyring with a fixed, published key, for tests and first steps. Whatever it protects
// is open to everybody.
func DevelopmentKeyring() *Keyring {
	r, err := NewKeyring(MasterKey{ID: "development", Secret: []byte(developmentSecret)})
	if err != nil {
		panic(err) // the key is a constant
	}
	return r
}

// Development says whether any of the keys is the published one, under whatever ID. Refuse to
// start a production system with such a keyring.
func (r *Keyring) Development() bool {
	for _, k := range r.keys {
		if k.published {
			return true
		}
	}
	return false
}

// Format prints the IDs of the keys, never a key, whatever the verb.
func (r *Keyring) Format(f fmt.State, _ rune) {
	if r == nil {
		_, _ = io.WriteString(f, "Keyring(nil)")
		return
	}
	_, _ = fmt.Fprintf(f, "Keyring%s", r.ids())
}

// LogValue is the IDs of the keys, never a key.
func (r *Keyring) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(r)) }

// KeyIDs lists the master keys, the current one first. They are the same for every purpose.
func (r *Keyring) KeyIDs(Purpose) []string { return r.ids() }

func (r *Keyring) ids() []string {
	ids := make([]string, len(r.keys))
	for i, k := range r.keys {
		ids[i] = k.id
	}
	return ids
}

// MAC is HMAC-SHA256 of data under the purpose's current key, with that key's ID.
func (r *Keyring) MAC(p Purpose, data []byte) (keyID string, mac []byte, err error) {
	current := r.keys[0]
	mac, err = current.mac(p, data)
	return current.id, mac, err
}

// MACWith is the same under the named key; ErrKeyUnknown if the keyring does not hold it.
func (r *Keyring) MACWith(p Purpose, keyID string, data []byte) ([]byte, error) {
	key, err := r.named(keyID)
	if err != nil {
		return nil, err
	}
	return key.mac(p, data)
}

// Seal encrypts plain under the purpose's current key. The same context must be given to Open: name in it what
// the data is and whose, so that nothing sealed for one place can be read in another.
//
// The form is a byte with the length of the key's ID, that ID, a nonce of 12 bytes, the
// ciphertext, and a check value of 16 bytes.
func (r *Keyring) Seal(p Purpose, plain, context []byte) ([]byte, error) {
	current := r.keys[0]
	aead, err := current.sealing(p)
	if err != nil {
		return nil, err
	}
	sealed := make([]byte, 0, 1+len(current.id)+len(plain)+aead.Overhead())
	sealed = appendKeyID(sealed, current.id)
	return aead.Seal(sealed, nil, plain, context), nil //nolint:gosec // it makes a random nonce itself
}

// Open undoes Seal. ErrKeyUnknown if the key it was sealed with is not held, and ErrSealBroken if
// anything else about the data, its purpose or its context differs.
func (r *Keyring) Open(p Purpose, sealed, context []byte) ([]byte, error) {
	keyID, body, ok := cutKeyID(sealed)
	if !ok {
		return nil, ErrSealBroken
	}
	key, err := r.named(keyID)
	if err != nil {
		return nil, err
	}
	aead, err := key.sealing(p)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, body, context)
	if err != nil {
		return nil, ErrSealBroken
	}
	return plain, nil
}

// named finds a key. The ID is well-formed whenever it is put into the error, so it cannot
// forge a line in a log.
func (r *Keyring) named(keyID string) (*masterKey, error) {
	if key, ok := r.byID[keyID]; ok {
		return key, nil
	}
	if !isKeyID(keyID) {
		return nil, ErrKeyUnknown
	}
	return nil, fmt.Errorf("%w: %s", ErrKeyUnknown, keyID)
}

// appendKeyID puts a key's ID in front of what was made with the key.
func appendKeyID(dst []byte, id string) []byte {
	return append(append(dst, byte(len(id))), id...)
}

// cutKeyID undoes appendKeyID; ok is false for anything that it did not make.
func cutKeyID(b []byte) (id string, rest []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	id, rest = string(b[1:1+b[0]]), b[1+b[0]:]
	return id, rest, isKeyID(id)
}

// isKeyID says whether s can name a key: short, and free of the point that ends it in a [account.Tag].
func isKeyID(s string) bool {
	for i := range len(s) {
		c := s[i]
		plain := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
		if !plain {
			return false
		}
	}
	return 1 <= len(s) && len(s) <= maxKeyID
}

// masterKey is one key of a ring, with the keys derived from it so far.
type masterKey struct {
	id        string
	root      []byte   // HKDF's pseudorandom key; the secret itself is not kept
	published bool     // the development key
	macs      sync.Map // Purpose → *sync.Pool of HMAC states
	seals     sync.Map // Purpose → cipher.AEAD
}

func newMasterKey(m MasterKey) (*masterKey, error) {
	if !isKeyID(m.ID) {
		return nil, fmt.Errorf("%w: %q", ErrKeyID, m.ID)
	}
	if len(m.Secret) < minSecret || sameBytes(m.Secret) {
		return nil, fmt.Errorf("%w: %s", ErrKeyWeak, m.ID)
	}
	root, err := hkdf.Extract(sha256.New, m.Secret, nil)
	if err != nil {
		return nil, fmt.Errorf("identity: derive key %s: %w", m.ID, err)
	}
	return &masterKey{id: m.ID, root: root, published: string(m.Secret) == developmentSecret}, nil
}

// sameBytes catches a secret that was allocated and never filled.
func sameBytes(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return true
}

// mac is HMAC-SHA256 under the purpose's key. States are pooled because setting one up costs as much as
// using it, and payments do several.
func (k *masterKey) mac(p Purpose, data []byte) ([]byte, error) {
	pool, err := k.pool(p)
	if err != nil {
		return nil, err
	}
	h := pool.Get().(hash.Hash)
	defer pool.Put(h)
	h.Reset()
	h.Write(data)
	return h.Sum(nil), nil
}

func (k *masterKey) pool(p Purpose) (*sync.Pool, error) {
	if pool, ok := k.macs.Load(p); ok {
		return pool.(*sync.Pool), nil
	}
	key, err := k.derive("mac", p)
	if err != nil {
		return nil, err
	}
	made := &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
	pool, _ := k.macs.LoadOrStore(p, made)
	return pool.(*sync.Pool), nil
}

// sealing is the purpose's cipher.
func (k *masterKey) sealing(p Purpose) (cipher.AEAD, error) {
	if aead, ok := k.seals.Load(p); ok {
		return aead.(cipher.AEAD), nil
	}
	key, err := k.derive("seal", p)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	made, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	aead, _ := k.seals.LoadOrStore(p, made)
	return aead.(cipher.AEAD), nil
}

// derive makes the key for one use of one purpose. The label is part of every stored value's
// meaning: changed, nothing stored can be read.
func (k *masterKey) derive(use string, p Purpose) ([]byte, error) {
	key, err := hkdf.Expand(sha256.New, k.root, "seqr.key.v1/"+use+"/"+string(p), minSecret)
	if err != nil {
		return nil, fmt.Errorf("identity: derive key %s: %w", k.id, err)
	}
	return key, nil
}
