package audit

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"

	"github.com/seqrpay/seqr/account"
)

// auditActions follows the chain of what customer service did to each account, from its first action to its head.
func (a *auditor) auditActions(ctx context.Context) error {
	heads := map[account.ID]account.Trail{}
	err := all(ctx, a.read.TrailList, func(t account.Trail) account.ID { return t.Account }, func(t account.Trail) { heads[t.Account] = t })
	if err != nil {
		return err
	}
	for id := range a.accounts {
		if _, known := heads[id]; !known {
			heads[id] = account.Trail{Account: id}
		}
	}
	actionsOf := func(ctx context.Context, of account.ID) ([]account.Action, error) {
		list := func(ctx context.Context, after account.ActionID, limit int) ([]account.Action, error) {
			return a.read.Actions(ctx, of, after, limit)
		}
		return whole(ctx, list, func(v account.Action) account.ActionID { return v.ID })
	}
	return each(ctx, slices.Collect(maps.Keys(heads)), actionsOf, func(of account.ID, actions []account.Action) {
		a.auditTrail(of, heads[of], actions)
	})
}

func (a *auditor) auditTrail(of account.ID, head account.Trail, actions []account.Action) {
	for _, v := range actions {
		a.report.Actions++
		a.noteDeed(v)
		a.actions[v.ID.UUID] = v
	}
	slices.SortFunc(actions, func(x, y account.Action) int { return cmp.Compare(x.Number, y.Number) })
	subject := "actions on account " + of.String()
	var before []byte
	for i, act := range actions {
		want := linked(act, before)
		if act.Number != int64(i+1) || !bytes.Equal(act.Digest, want) {
			a.found("chain of actions", subject, "place %d has number %d, and its digest does not follow", i+1, act.Number)
			return
		}
		before = want
	}
	if head.Number != int64(len(actions)) || !bytes.Equal(head.Digest, before) {
		a.found("chain of actions", subject, "%d actions, the head is of number %d", len(actions), head.Number)
	}
}

// linked is an action's digest after that of its predecessor: SHA-256 of domain, predecessor, account, ID, agent, verb,
// reason, number and microsecond, each after its length in eight bytes.
func linked(v account.Action, before []byte) []byte {
	var content []byte
	for _, part := range [][]byte{
		[]byte("seqr/account/action/1"), before, v.Account.UUID[:], v.ID.UUID[:], []byte(v.Agent), []byte(v.Verb), []byte(v.Reason),
		binary.BigEndian.AppendUint64(nil, uint64(v.Number)),
		binary.BigEndian.AppendUint64(nil, uint64(v.At.UnixMicro())),
	} {
		content = append(binary.BigEndian.AppendUint64(content, uint64(len(part))), part...)
	}
	sum := sha256.Sum256(content)
	return sum[:]
}
