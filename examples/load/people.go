package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// payer is a person with a phone. Nobody but one client moves it.
type payer struct {
	id      account.ID
	from    account.PaymentAccount
	key     *identity.DeviceKey
	finger  *identity.DeviceKey // a second key, which the phone uses upon a fingerprint only
	pin     identity.PINKeys    // of the PIN, where the phone stretches it
	counter uint64              // of signed messages
}

// shop is a merchant with a lane that holds many invoices, as a web shop's does.
type shop struct {
	merchant payment.Merchant
	lane     payment.Lane
}

func newKey() seqr.Key { return seqr.Key(uuid.NewString()) }

// newIDs makes n IDs whose order is that of time, as the system does.
func newIDs(n int) ([]uuid.UUID, error) {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		var err error
		if ids[i], err = uuid.NewV7(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// openShop opens the i-th merchant.
func openShop(ctx context.Context, sys *seqr.System, i int) (shop, error) {
	m, err := sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: newKey(), Name: fmt.Sprintf("Shop %d", i+1)})
	if err != nil {
		return shop{}, err
	}
	l, err := sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: newKey(), Merchant: m.ID, Name: "Web shop", Address: "shop.example"})
	if err != nil {
		return shop{}, err
	}
	lane, err := sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: newKey(), Merchant: m.ID, Location: l.ID, Name: "Checkout", Channel: payment.Online, Many: true,
	})
	return shop{m, lane}, err
}

// openShops opens all merchants.
func (s *site) openShops(ctx context.Context) ([]shop, error) {
	s.begin("merchants", s.merchants)
	defer s.end()
	shops := make([]shop, s.merchants)
	for i := range shops {
		var err error
		if shops[i], err = openShop(ctx, s.sys, i); err != nil {
			return nil, err
		}
		s.add(1)
	}
	return shops, nil
}

// copyPayer adds the i-th payer to ch: the pattern's with another number, device, document and bank account.
func (s *site) copyPayer(ch *store.Changes, p pattern, i, collected int) (payer, error) {
	ids, err := newIDs(8)
	if err != nil {
		return payer{}, err
	}
	a := p.account
	a.ID, a.Version = account.ID{UUID: ids[0]}, 0
	if a.Phone, err = s.phoneTag(i); err != nil {
		return payer{}, err
	}
	own := payer{id: a.ID, from: p.account.Accounts[0]}
	own.from.ID, own.from.Bank, own.from.Collected = account.PaymentAccountID{UUID: ids[1]}, ids[2], collected
	own.from.Ledger = p.openIn(ch, own.from.Ledger, ledger.AccountID{UUID: ids[3]}, a.ID)
	own.from.Fees = p.openIn(ch, own.from.Fees, ledger.AccountID{UUID: ids[4]}, a.ID)
	a.Accounts = []account.PaymentAccount{own.from}
	cred, err := own.bind(s, p, identity.DeviceID{UUID: ids[5]}, identity.DeviceID{UUID: ids[6]})
	if err != nil {
		return payer{}, err
	}
	bank, mandate := p.bank, p.mandate
	bank.ID, bank.Version, bank.Owner = ach.BankAccountID{UUID: ids[2]}, 0, a.ID
	mandate.ID, mandate.Version, mandate.Owner, mandate.Bank = ach.MandateID{UUID: ids[7]}, 0, a.ID, bank.ID
	mandate.Device = cred.Device.UUID
	a.Documents = make([]account.Tag, len(p.documents))
	for n, d := range p.documents {
		d.ID, d.Version, d.Accounts = account.Tag(fmt.Sprintf("%s.%d", d.ID, i)), 0, []account.ID{a.ID}
		a.Documents[n] = d.ID
		ch.IDRecords = append(ch.IDRecords, d)
	}
	ch.Accounts = append(ch.Accounts, a)
	ch.Credentials = append(ch.Credentials, cred)
	ch.BankAccounts = append(ch.BankAccounts, bank)
	ch.Mandates = append(ch.Mandates, mandate)
	ch.Claims = append(ch.Claims, store.Claim{Kind: store.ClaimPhone, Value: string(a.Phone), Owner: ids[0]},
		store.Claim{Kind: store.ClaimDevice, Value: identity.DeviceFingerprint(cred.Algorithm, cred.PublicKey), Owner: ids[0]})
	return own, nil
}

// numbers are how many telephone numbers there are for payers: those of an area code that do not begin with 0 or 1.
const numbers = 8_000_000

// phoneTag is the tag of the i-th payer's number.
func (s *site) phoneTag(i int) (account.Tag, error) {
	phone, err := account.ParsePhone(fmt.Sprintf("+1801%07d", 2_000_000+i), s.sys.Market().Account.Phone)
	if err != nil {
		return "", err
	}
	return identity.PhoneTag(s.keys, phone)
}

// registered says whether the store has the i-th payer.
func (s *site) registered(ctx context.Context, i int) (bool, error) {
	tag, err := s.phoneTag(i)
	if err != nil {
		return false, err
	}
	_, err = s.store.Claimed(ctx, store.ClaimPhone, string(tag))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// newcomers registers payers whom the store does not have, under numbers from anywhere: earlier runs have taken some, and another
// process may be taking some now.
func (s *site) newcomers(ctx context.Context, p pattern, shops []shop, r *result) ([]payer, error) {
	payers := make([]payer, s.payers)
	keep := func(from int, batch []payer) { copy(payers[from:], batch) }
	for range 100 {
		first := mathrand.IntN(numbers - s.payers + 1) //nolint:gosec // which numbers is no secret
		err := s.fill(ctx, p, first, shops, r, keep)
		if !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrConflict) {
			return payers, err
		}
	}
	return nil, fmt.Errorf("no telephone numbers for %d payers more were found", s.payers)
}

// openIn adds to ch an empty account of the book like one of the pattern's.
func (p pattern) openIn(ch *store.Changes, like, id ledger.AccountID, owner account.ID) ledger.AccountID {
	l := p.book[like]
	l.ID, l.Owner = id, owner.UUID
	l.Balance, l.Held, l.Owed, l.Entries = 0, 0, 0, 0
	ch.Ledger = append(ch.Ledger, l)
	return id
}

// bind gives the payer a phone with two keys: its credential has the pattern's PIN, stretched by whom the options say.
func (own *payer) bind(s *site, p pattern, device, finger identity.DeviceID) (c identity.Credential, err error) {
	if own.key, err = identity.NewEd25519Key(rand.Reader); err != nil {
		return c, err
	}
	if own.finger, err = identity.NewEd25519Key(rand.Reader); err != nil {
		return c, err
	}
	c, err = identity.NewCredential(own.id, device, own.key.Algorithm(), own.key.PublicKey(), p.credential.BoundAt)
	if err != nil {
		return c, err
	}
	c.PIN = p.credential.PIN
	if s.pin == "device" {
		if c.PIN, err = own.enrol(s.keys, c, p); err != nil {
			return c, err
		}
	}
	return c.EnrolBiometric(finger, own.finger.Algorithm(), own.finger.PublicKey(), p.credential.BoundAt)
}

// enrol is the pattern's PIN as the payer's phone stretches it, with a secret of its own.
func (own *payer) enrol(keys identity.Keys, c identity.Credential, p pattern) (r identity.PINRecord, err error) {
	secret := make([]byte, identity.PhoneSecretSize)
	if _, err := rand.Read(secret); err != nil {
		return r, err
	}
	if own.pin, err = identity.NewPINKeys(p.stretched, secret, own.id, identity.KeyDigest(c.Algorithm, c.PublicKey)); err != nil {
		return r, err
	}
	return c.SealPIN(keys, identity.PINEnrolment{Stretch: p.credential.PIN.Stretch(), Keys: own.pin})
}
