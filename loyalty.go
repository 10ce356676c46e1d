package seqr

import (
	"context"
	"errors"
	"fmt"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/payment"
	"github.com/seqrpay/seqr/store"
)

// Loyalty keeps users' memberships in merchants' programmes. A merchant that asks to be told about members (see
// payment.OptionalAcknowledgment) learns the number when its owner scans, and may lower the amount before the PIN [LOY-1];
// it never learns of another merchant's [LOY-2].
type Loyalty struct{ c *core }

// MembershipRequest adds a membership.
type MembershipRequest struct {
	Key      Key
	Account  account.ID
	Merchant payment.MerchantID // whose programme it is
	Number   string             // the member's number or card
}

// MembershipView is a membership as its owner sees it.
type MembershipView struct {
	Merchant payment.MerchantID
	Name     string // the merchant's
	Number   string
}

// Add adds a membership, or replaces the number of the one that the user has at this merchant. It answers
// payment.ErrMembership for what is no number, store.ErrNotFound for an unknown merchant, and account.ErrClosed.
func (s *Loyalty) Add(ctx context.Context, r MembershipRequest) (payment.MembershipID, error) {
	c := s.c
	number, err := payment.MembershipNumber(r.Number)
	if err != nil {
		return payment.MembershipID{}, err
	}
	cmd := command{"loyalty.add", r.Account.String(), r.Key, []any{r.Merchant, number}}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.MembershipID, error) {
		m, err := c.membership(ctx, r.Account, r.Merchant)
		if err != nil {
			return m.ID, err
		}
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return m.ID, err
		}
		if a.State == account.Closed {
			return m.ID, refuse(account.ErrClosed)
		}
		if _, err := c.store.Merchant(ctx, r.Merchant); err != nil {
			return m.ID, err
		}
		sealed, err := c.keys.Seal(identity.KeyPersonal, []byte(number), sealContext("membership", m.ID.UUID))
		if err != nil {
			return m.ID, err
		}
		if m, err = m.Put(sealed, now.At); err != nil {
			return m.ID, err
		}
		ch.Memberships = []payment.Membership{m}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return m.ID, nil
	})
}

// RemoveMembershipRequest removes a membership.
type RemoveMembershipRequest struct {
	Key      Key
	Account  account.ID
	Merchant payment.MerchantID
}

// Remove forgets a membership; an invoice that has learned of it keeps it until it ends. It answers payment.ErrNoMembership.
func (s *Loyalty) Remove(ctx context.Context, r RemoveMembershipRequest) (payment.MembershipID, error) {
	c := s.c
	cmd := command{"loyalty.remove", r.Account.String(), r.Key, r.Merchant}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (payment.MembershipID, error) {
		m, err := c.membership(ctx, r.Account, r.Merchant)
		if err != nil {
			return m.ID, err
		}
		if _, err := c.store.Account(ctx, r.Account); err != nil {
			return m.ID, err
		}
		gone, err := m.Remove(now.At)
		if err != nil {
			return m.ID, err
		}
		ch.Memberships = []payment.Membership{gone}
		return m.ID, nil
	})
}

// List lists a user's memberships.
func (s *Loyalty) List(ctx context.Context, of account.ID) ([]MembershipView, error) {
	c := s.c
	var views []MembershipView
	for m, err := range every(ctx, c.store.MembershipsOf, of, membershipID) {
		if err != nil {
			return nil, err
		}
		if !m.Held() {
			continue
		}
		shop, err := c.store.Merchant(ctx, m.Merchant)
		if err != nil {
			return nil, err
		}
		number, err := c.openMembership(m.Number, m.ID)
		if err != nil {
			return nil, err
		}
		views = append(views, MembershipView{Merchant: m.Merchant, Name: shop.Name, Number: number})
	}
	return views, nil
}

// membership reads a user's membership at a merchant, or makes the value that stands for none.
func (c *core) membership(ctx context.Context, of account.ID, at payment.MerchantID) (payment.Membership, error) {
	m, err := c.store.Membership(ctx, payment.MembershipOf(of, at))
	if errors.Is(err, store.ErrNotFound) {
		return payment.NewMembership(of, at)
	}
	return m, err
}

func (c *core) openMembership(sealed []byte, id payment.MembershipID) (string, error) {
	number, err := c.keys.Open(identity.KeyPersonal, sealed, sealContext("membership", id.UUID))
	if err != nil {
		return "", fmt.Errorf("seqr: membership %s: %w", id, err)
	}
	return string(number), nil
}

// memberAt is the sealed number that a payer has at an invoice's merchant: read only where the merchant wants to be asked and was not yet.
func (c *core) memberAt(ctx context.Context, inv payment.Invoice, payer account.ID) ([]byte, error) {
	if inv.Ack == payment.NoAcknowledgment || inv.State != payment.Issued || inv.Payer != (account.ID{}) {
		return nil, nil
	}
	m, err := c.membership(ctx, payer, inv.Merchant)
	return m.Number, err
}
