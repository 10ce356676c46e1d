package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/adapters/bankfile"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/nacha"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/identity"
)

// begin is a Monday morning in New York.
var begin = time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC)

// operator is a system whose bank takes files, and the other end of that bank.
type operator struct {
	w     io.Writer
	clock *sandbox.Clock
	bank  *nacha.Bank
	other otherBank
	phone *sandbox.Phone
	sys   *seqr.System

	grocery, books *shop
	pat, sam, kim  *customer
	chapters       int
	keys           int
	ids            uint64
}

// open wires a full system with a bank by files. What the contract with a bank says is in the Originator.
func open(dir string, w io.Writer) (*operator, error) {
	o := &operator{w: w, clock: sandbox.NewClock(begin), phone: sandbox.NewPhone(), other: otherBank{dir: dir}}
	market := seqr.Demo(seqr.UnitedStates())
	pictures := &market.Identity.Documents // they are not the subject here
	pictures.MinWidth, pictures.MinHeight, pictures.MinSharpness, pictures.MinContrast, pictures.MaxGlare = 1, 1, -1, -1, 1
	mailbox, err := bankfile.NewDir(dir)
	if err != nil {
		return nil, err
	}
	o.bank, err = nacha.Open(nacha.Config{
		Originator: nacha.Originator{
			Destination: "121042882", DestinationName: "First Bank", Origin: "1234567890", OriginName: "SEQR Demo",
			ODFI: "121042882", CompanyID: "1234567890", Operator: "SEQR Demo",
		},
		Mailbox: mailbox, Journal: filepath.Join(dir, "journal"), Clock: o.clock.Now,
		Calendar: market.Collection.Calendar, Zone: market.Zone, CutOffs: []nacha.CutOff{{Hour: 16, Minute: 45}},
	})
	if err != nil {
		return nil, err
	}
	o.sys, err = seqr.New(seqr.Config{
		Market: market, Store: memory.New(), Bank: o.bank, Verifier: clerk{}, SMS: o.phone, Mail: sandbox.NewMailbox(),
		Clock: o.clock.Now, NewID: o.newID, Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	return o, err
}

// clerk is a verifier who knows everybody by name.
type clerk struct{}

func (clerk) Verify(_ context.Context, s identity.Submission) (identity.Verdict, error) {
	return identity.Verdict{Genuine: true, Country: "USA", Number: s.Name}, nil
}

// newID makes IDs that are the same in each run, so that the files are. An operator leaves Config.NewID as it is.
func (o *operator) newID() (uuid.UUID, error) {
	var id uuid.UUID
	o.ids++
	binary.BigEndian.PutUint64(id[:8], uint64(o.clock.Now().UnixMilli())<<16|0x7000)
	binary.BigEndian.PutUint64(id[8:], 1<<63|o.ids)
	return id, nil
}

// chapter begins a numbered part of the output.
func (o *operator) chapter(title string) {
	o.chapters++
	fmt.Fprintf(o.w, "\n%d. %s, %s\n", o.chapters, o.clock.Now().In(o.sys.Market().Zone).Format("Monday 2 January 15:04"), title)
}

func (o *operator) say(format string, args ...any) { fmt.Fprintf(o.w, "   "+format+"\n", args...) }

// key makes the key of a command.
func (o *operator) key() seqr.Key {
	o.keys++
	return seqr.Key(fmt.Sprintf("bankday-%08d", o.keys))
}

// until lets time pass as an operator's scheduler would: background work and the mailbox every hour.
func (o *operator) until(ctx context.Context, day, hour, minute int) error {
	to := time.Date(2026, time.July, day, hour, minute, 0, 0, o.sys.Market().Zone)
	for o.clock.Now().Before(to) {
		next := o.clock.Now().Add(time.Hour)
		if next.After(to) {
			next = to
		}
		o.clock.Set(next)
		if err := o.bank.Receive(ctx); err != nil {
			return err
		}
		if err := o.work(ctx); err != nil {
			return err
		}
	}
	return nil
}

// work does all background work that is due.
func (o *operator) work(ctx context.Context) error {
	for {
		p, err := o.sys.Step(ctx)
		if err != nil {
			return err
		}
		if p.Failed > 0 {
			return fmt.Errorf("%d background tasks failed", p.Failed)
		}
		if p.Idle() {
			return nil
		}
	}
}

// same checks a step of the story.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, should be %v", what, got, want)
	}
	return nil
}
