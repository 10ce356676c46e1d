package seqr

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/ledger"
	"github.com/seqrpay/seqr/store"
)

// Identity is the service that proves who an owner is: pictures of a document's front and back, and the verifier's decision.
type Identity struct{ c *core }

// CaptureRequest carries the picture of one side of a document.
type CaptureRequest struct {
	Key      Key
	Account  account.ID
	Document identity.DocumentKind
	Side     identity.Side
	Picture  []byte // JPEG or PNG as the camera made it
}

// ScanView is how far a scan has come [IDV-2, IDV-5].
type ScanView struct {
	Scan        identity.ScanID    `json:"scan"`
	State       identity.ScanState `json:"state"`
	Missing     []identity.Side    `json:"missing,omitempty"`
	Problems    []identity.Problem `json:"problems,omitempty"` // of a failed scan
	SubmittedAt time.Time          `json:"submitted_at,omitzero"`
	ExpectedBy  time.Time          `json:"expected_by,omitzero"`
	Delayed     bool               `json:"delayed,omitempty"`      // past ExpectedBy, and not failed
	SupportOnly bool               `json:"support_only,omitempty"` // no other scan until customer service allows it
}

// Capture checks and keeps the picture of one side. The picture is measured before anything is
// kept: *identity.PictureError names what to do better [IDV-4], identity.ErrNotAPicture and
// identity.ErrPictureTooLarge refuse what is no picture or too much of one. Metadata is removed.
// A new document begins with its first side; a side can be taken again until Submit. Where the market has a maximum of refused
// scans and it is reached, a new scan is identity.ErrTooManyScans, in a *SupportError; see Support.AllowScans.
func (s *Identity) Capture(ctx context.Context, r CaptureRequest) (ScanView, error) {
	c := s.c
	if _, err := identity.ParseDocumentKind(string(r.Document)); err != nil {
		return ScanView{}, err
	}
	var pic identity.Picture
	err := c.slowly(ctx, func() (err error) {
		pic, err = identity.PreparePicture(r.Picture, c.Market.Identity.Documents)
		return err
	})
	if err != nil {
		return ScanView{}, err
	}
	id, err := c.newID()
	if err != nil {
		return ScanView{}, err
	}
	sum := sha256.Sum256(r.Picture)
	in := []string{r.Account.String(), string(r.Document), r.Side.String(), hex.EncodeToString(sum[:])}
	cmd := command{"identity.capture", r.Account.String(), r.Key, in}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ScanView, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return ScanView{}, err
		}
		if a.State == account.Closed {
			return ScanView{}, refuse(account.ErrClosed)
		}
		scan, err := c.scanToCapture(ctx, ch, a, r.Document, identity.ScanID{UUID: id}, now.At)
		if err != nil {
			return ScanView{}, err
		}
		sealed, err := c.keys.Seal(identity.KeyPersonal, pic.JPEG, sealContext("scan/"+r.Side.String(), scan.ID.UUID))
		if err != nil {
			return ScanView{}, err
		}
		if scan, err = scan.Capture(r.Side, sealed, sum[:], now.At); err != nil {
			return ScanView{}, refuse(err)
		}
		ch.Scans = append(ch.Scans, scan)
		ch.Relied = append(ch.Relied, store.RelyOnAccount(a))
		return c.scanView(scan, now.At), nil
	})
}

// scanToCapture is the scan that waits for a side, if it is of the same kind of document, else a new one; what was captured
// of the other document is dropped.
func (c *core) scanToCapture(ctx context.Context, ch *store.Changes, a account.Account, k identity.DocumentKind, id identity.ScanID, at time.Time) (identity.Scan, error) {
	scan, err := c.store.LatestScan(ctx, a.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return identity.Scan{}, err
	}
	if err == nil && scan.State == identity.Submitted {
		return identity.Scan{}, refuse(identity.ErrScanSubmitted)
	}
	if err == nil && scan.State == identity.Capturing && scan.Document == k {
		return scan, nil
	}
	if err == nil && scan.State != identity.Capturing { // else it is discarded, and so changed
		ch.Relied = append(ch.Relied, store.RelyOnScan(scan))
	}
	if err := c.discardScan(ctx, ch, a); err != nil {
		return identity.Scan{}, err
	}
	next, err := identity.NewScan(id, a.ID, k, at)
	if err != nil {
		return next, err
	}
	next, err = scan.Again(next, c.Market.Identity.Documents)
	return next, refuseState(err)
}

// discardScan drops the pictures of a scan that was begun and will not be submitted any more [PRV-3].
func (c *core) discardScan(ctx context.Context, ch *store.Changes, a account.Account) error {
	scan, err := c.store.LatestScan(ctx, a.ID)
	if errors.Is(err, store.ErrNotFound) || err == nil && scan.State != identity.Capturing {
		return nil
	}
	if err != nil {
		return err
	}
	if scan, err = scan.Discard(); err != nil {
		return err
	}
	ch.Scans = append(ch.Scans, scan)
	return nil
}

// Submit hands the captured document to the verifier. *identity.MissingSideError names the side that is missing [IDV-2].
func (s *Identity) Submit(ctx context.Context, r StepRequest) (ScanView, error) {
	c := s.c
	cmd := command{"identity.submit", r.Account.String(), r.Key, r.Account}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ScanView, error) {
		a, err := c.store.Account(ctx, r.Account)
		if err != nil {
			return ScanView{}, err
		}
		if a.State == account.Closed {
			return ScanView{}, refuse(account.ErrClosed)
		}
		if !a.Complete {
			return ScanView{}, refuse(ErrStep)
		}
		scan, err := c.store.LatestScan(ctx, r.Account)
		if errors.Is(err, store.ErrNotFound) {
			scan, err = identity.Scan{State: identity.Capturing}, nil
		}
		if err != nil {
			return ScanView{}, err
		}
		if scan, err = scan.Submit(now.At); err != nil {
			return ScanView{}, refuse(err)
		}
		e, err := c.event(eventVerify, scan.ID.UUID, now.At, now.At)
		if err != nil {
			return ScanView{}, err
		}
		ch.Scans = []identity.Scan{scan}
		ch.Events = []store.Event{e}
		ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		return c.scanView(scan, now.At), nil
	})
}

// Scan reads an account's newest scan; store.ErrNotFound if there is none.
func (s *Identity) Scan(ctx context.Context, of account.ID) (ScanView, error) {
	scan, err := s.c.store.LatestScan(ctx, of)
	if err != nil {
		return ScanView{}, err
	}
	return s.c.scanView(scan, s.c.now()), nil
}

func (c *core) scanView(s identity.Scan, now time.Time) ScanView {
	v := ScanView{Scan: s.ID, State: s.State, Missing: s.Missing(), Problems: s.Problems, SubmittedAt: s.SubmittedAt}
	v.SupportOnly = s.UsedUp(c.Market.Identity.Documents)
	if !s.SubmittedAt.IsZero() {
		v.ExpectedBy = s.Expected(c.Market.Identity.Documents)
		v.Delayed = s.Delayed(now, c.Market.Identity.Documents)
	}
	return v
}

func (c *core) scanProgress(ctx context.Context, a account.Account) (account.ScanProgress, error) {
	s, err := c.store.LatestScan(ctx, a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return account.ScanProgress{}, nil
	}
	if err != nil {
		return account.ScanProgress{}, err
	}
	decided := s.State == identity.Submitted || s.State == identity.Verified
	return account.ScanProgress{
		Front: decided || len(s.Front) > 0, Back: decided || len(s.Back) > 0,
		Submitted: s.State == identity.Submitted, Verified: !a.Verified.IsZero(), Failed: s.State == identity.Failed,
	}, nil
}

// Decide books a verifier's decision about a scan. The relay calls it; a host whose verifier
// calls back may call it too: the second decision changes nothing [IDV-4, IDV-7, REG-13, REG-14].
func (s *Identity) Decide(ctx context.Context, id identity.ScanID, v identity.Verdict) (ScanView, error) {
	c := s.c
	if v.Pending {
		return ScanView{}, ErrRequest
	}
	cmd := command{"identity.decide", id.String(), ownKey("scan", id.String()), id}
	return execute(ctx, c, cmd, func(ctx context.Context, now round, ch *store.Changes) (ScanView, error) {
		scan, err := c.store.Scan(ctx, id)
		if err != nil {
			return ScanView{}, err
		}
		a, err := c.store.Account(ctx, scan.Account)
		if err != nil {
			return ScanView{}, err
		}
		kind := scan.Document
		if scan, err = scan.Decide(v, now.At); err != nil {
			return ScanView{}, err // not kept: the next decision may be one
		}
		ch.Scans = []identity.Scan{scan}
		if scan.State == identity.Verified && a.State != account.Closed {
			err = c.verified(ctx, ch, a, kind, v, now.At)
		} else {
			ch.Relied = []store.Ref{store.RelyOnAccount(a)}
		}
		return c.scanView(scan, now.At), err
	})
}

// verified links the document to the account, raises the limits of its payment accounts, and
// blocks every account that the document is linked to if there is more than one [IDV-7].
func (c *core) verified(ctx context.Context, ch *store.Changes, a account.Account, k identity.DocumentKind, v identity.Verdict, at time.Time) error {
	a, err := c.raiseLimits(ch, a, at)
	if err != nil {
		return err
	}
	tags, err := identity.DocumentTags(c.keys, c.Market.Code, k, v)
	if err != nil {
		return err
	}
	a = a.LinkDocuments(tags.All())
	others, former, err := c.linkDocument(ctx, ch, a)
	if err != nil {
		return err
	}
	closed, err := c.accounts(ctx, former)
	if err != nil {
		return err
	}
	if a, err = c.inherit(ctx, ch, a, closed, at); err != nil {
		return err
	}
	if len(closed) > 0 {
		if err := c.usable(ch, a, at); err != nil {
			return err
		}
	}
	if len(others) > 0 {
		if a, err = a.Block(account.DuplicateID, at); err != nil {
			return refuse(err)
		}
	}
	ch.Accounts = append(ch.Accounts, a)
	for _, id := range others {
		other, err := c.store.Account(ctx, id)
		if err != nil {
			return err
		}
		if other, err = other.Block(account.DuplicateID, at); err != nil {
			return refuse(err)
		}
		ch.Accounts = append(ch.Accounts, other)
		if err := c.tellInto(ch, other, "Your SEQR account is blocked", "Your SEQR account is blocked because its identity document was used for another account. Please contact customer service: "+c.Market.Account.Contact.Phone, at); err != nil {
			return err
		}
	}
	return c.tellVerified(ch, a, at)
}

// raiseLimits gives an account what a verified identity brings: the limits of its payment accounts [REG-13].
func (c *core) raiseLimits(ch *store.Changes, a account.Account, at time.Time) (account.Account, error) {
	a, err := a.VerifyIdentity(at, c.Market.Account.Maxima())
	if err != nil {
		return a, refuse(err)
	}
	for _, pa := range a.Accounts {
		if pa.Kind != account.Prepaid {
			ch.Floors = append(ch.Floors, ledger.Floor{Account: pa.Ledger, Floor: -pa.Maximum.Minor()})
		}
	}
	return a, nil
}

func (c *core) accounts(ctx context.Context, ids []account.ID) ([]account.Account, error) {
	all := make([]account.Account, 0, len(ids))
	for _, id := range ids {
		a, err := c.store.Account(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func (c *core) tellVerified(ch *store.Changes, a account.Account, at time.Time) error {
	if a.Blocked() {
		return c.tellInto(ch, a, "Your SEQR account is blocked", "Your SEQR account is blocked because your identity document is linked to another account. Please contact customer service: "+c.Market.Account.Contact.Phone, at)
	}
	text := "Your identity is verified."
	if pa, err := a.DefaultPaymentAccount(); err == nil && pa.Maximum.IsPositive() {
		text += " You can spend up to " + pa.Maximum.String() + "."
	}
	return c.tellInto(ch, a, "Your identity is verified", text, at)
}

func (c *core) tellInto(ch *store.Changes, a account.Account, subject, text string, at time.Time) error {
	events, err := c.tell(a, subject, text, at)
	ch.Events = append(ch.Events, events...)
	return err
}

// linkDocument adds the account to the records of its document and personal number, under every
// key that is in use. It answers the other accounts that they are linked to, and the closed ones that they were linked to.
func (c *core) linkDocument(ctx context.Context, ch *store.Changes, a account.Account) (others, former []account.ID, err error) {
	seen := map[account.ID]bool{a.ID: true}
	add := func(to *[]account.ID, ids []account.ID) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				*to = append(*to, id)
			}
		}
	}
	for _, tag := range a.Documents {
		rec, err := c.store.IDRecord(ctx, tag)
		if errors.Is(err, store.ErrNotFound) {
			rec, err = identity.IDRecord{ID: tag}, nil
		}
		if err != nil {
			return nil, nil, err
		}
		rec, linked := rec.Link(a.ID)
		rec, before := rec.Inherit()
		ch.IDRecords = append(ch.IDRecords, rec)
		add(&others, linked)
		add(&former, before)
	}
	return others, former, nil
}
