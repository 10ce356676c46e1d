package memory

import (
	"slices"
	"sort"

	"github.com/google/uuid"
)

// blockSize is how many keys a full block has: small enough to move, large enough to be few.
const blockSize = 512

// inOrder is a list of unique keys that are visited in their order.
type inOrder[K any] interface {
	insert(k K)
	remove(k K)
	after(k K, visit func(K) bool)
}

// ordered is a list of unique keys in their order, kept in blocks that are never empty. Keys
// that arrive in order, as IDs made of the time mostly do, are appended; any other costs the
// move of part of one block. The zero value with a compare function is an empty list.
type ordered[K any] struct {
	compare func(a, b K) int
	blocks  [][]K
}

// find is where the key is or belongs: its block and the place in it. In an empty list it
// belongs to block 0, which does not exist. The last block is looked at first, and its end first of all: most keys are new.
func (o *ordered[K]) find(k K) (block, place int, found bool) {
	block = len(o.blocks) - 1
	if block < 0 {
		return 0, 0, false
	}
	if last := o.blocks[block]; o.compare(last[len(last)-1], k) < 0 {
		return block, len(last), false
	}
	if o.compare(o.blocks[block][0], k) > 0 {
		later := sort.Search(block, func(i int) bool { return o.compare(o.blocks[i][0], k) > 0 })
		block = max(later-1, 0)
	}
	place, found = slices.BinarySearchFunc(o.blocks[block], k, o.compare)
	return block, place, found
}

// insert adds a key; one that is there already stays.
func (o *ordered[K]) insert(k K) {
	block, place, found := o.find(k)
	switch {
	case found:
	case block == len(o.blocks):
		o.blocks = append(o.blocks, []K{k})
	case len(o.blocks[block]) < blockSize:
		o.blocks[block] = slices.Insert(o.blocks[block], place, k)
	case block == len(o.blocks)-1 && place == blockSize: // in order: leave the full block full
		o.blocks = append(o.blocks, append(make([]K, 0, blockSize), k))
	default:
		o.split(block)
		o.insert(k)
	}
}

func (o *ordered[K]) split(block int) {
	full := o.blocks[block]
	upper := append(make([]K, 0, blockSize), full[blockSize/2:]...)
	o.blocks[block] = full[:blockSize/2]
	o.blocks = slices.Insert(o.blocks, block+1, upper)
}

// remove takes out a key; one that is not there is no matter.
func (o *ordered[K]) remove(k K) {
	block, place, found := o.find(k)
	if !found {
		return
	}
	o.blocks[block] = slices.Delete(o.blocks[block], place, place+1)
	if len(o.blocks[block]) == 0 {
		o.blocks = slices.Delete(o.blocks, block, block+1)
	}
}

// after calls visit for each key strictly after k, in order, until it answers false.
func (o *ordered[K]) after(k K, visit func(K) bool) {
	block, place, found := o.find(k)
	if found {
		place++
	}
	o.from(block, place, visit)
}

// all calls visit for each key in order, until it answers false.
func (o *ordered[K]) all(visit func(K) bool) { o.from(0, 0, visit) }

func (o *ordered[K]) from(block, place int, visit func(K) bool) {
	for ; block < len(o.blocks); block, place = block+1, 0 {
		for _, k := range o.blocks[block][place:] {
			if !visit(k) {
				return
			}
		}
	}
}

// latest is the greatest key that is not greater than k, if there is any.
func (o *ordered[K]) latest(k K) (latest K, ok bool) {
	block, place, found := o.find(k)
	switch {
	case found:
		return k, true
	case place > 0:
		return o.blocks[block][place-1], true
	default: // only before the first key of all
		return latest, false
	}
}

// byOwner is the IDs of what many owners have, each owner's in their order.
type byOwner map[uuid.UUID]*ordered[uuid.UUID]

func (b byOwner) insert(k owned) {
	ids := b[k.owner]
	if ids == nil {
		ids = &ordered[uuid.UUID]{compare: compareIDs}
		b[k.owner] = ids
	}
	ids.insert(k.id)
}

func (b byOwner) remove(k owned) {
	ids := b[k.owner]
	if ids == nil {
		return
	}
	ids.remove(k.id)
	if len(ids.blocks) == 0 {
		delete(b, k.owner)
	}
}

// after calls visit for each key of k's owner strictly after k, in order, until it answers false.
func (b byOwner) after(k owned, visit func(owned) bool) {
	if ids := b[k.owner]; ids != nil {
		ids.after(k.id, func(id uuid.UUID) bool { return visit(owned{k.owner, id}) })
	}
}

// latest is the greatest ID of an owner, if there is any.
func (b byOwner) latest(owner uuid.UUID) (id uuid.UUID, ok bool) {
	if ids := b[owner]; ids != nil {
		return ids.latest(uuid.Max)
	}
	return id, false
}
