package ledger

import (
	"slices"
	"sort"

	"github.com/google/uuid"
)

// blockSize is how many items a full block has: small enough to move, large enough to be few.
const blockSize = 512

// keyed is an item of a sorted list. Keys are unique in a list and never change.
type keyed interface{ key() uuid.UUID }

// sorted is a list ordered by key, in blocks that are never empty. Keys that arrive in order,
// as UUIDv7 mostly do, are appended; any other costs the move of part of one block. So a
// million items stay cheap to add to, to take from and to page through. The zero value is
// an empty list. Reading changes nothing.
type sorted[T keyed] struct{ blocks [][]T }

// find is where an item with the key is or belongs: its block and its place there, and
// whether it is in the list. In an empty list it belongs to block 0, which does not exist.
// The last block is looked at first, and its end first of all: most keys are new.
func (s *sorted[T]) find(k uuid.UUID) (block, place int, found bool) {
	block = len(s.blocks) - 1
	if block < 0 {
		return 0, 0, false
	}
	if last := s.blocks[block]; compare(last[len(last)-1].key(), k) < 0 {
		return block, len(last), false
	}
	if compare(s.blocks[block][0].key(), k) > 0 {
		after := sort.Search(block, func(i int) bool { return compare(s.blocks[i][0].key(), k) > 0 })
		block = max(after-1, 0)
	}
	place, found = slices.BinarySearchFunc(s.blocks[block], k, func(item T, k uuid.UUID) int {
		return compare(item.key(), k)
	})
	return block, place, found
}

// insert adds an item whose key is not in the list yet.
func (s *sorted[T]) insert(item T) {
	block, place, _ := s.find(item.key())
	switch {
	case block == len(s.blocks):
		s.blocks = append(s.blocks, []T{item})
	case len(s.blocks[block]) < blockSize:
		s.blocks[block] = slices.Insert(s.blocks[block], place, item)
	case block == len(s.blocks)-1 && place == blockSize: // in order: leave the full block full
		s.blocks = append(s.blocks, append(make([]T, 0, blockSize), item))
	default:
		s.split(block)
		s.insert(item)
	}
}

// split makes two blocks of a full one.
func (s *sorted[T]) split(block int) {
	full := s.blocks[block]
	upper := append(make([]T, 0, blockSize), full[blockSize/2:]...)
	clear(full[blockSize/2:])
	s.blocks[block] = full[:blockSize/2]
	s.blocks = slices.Insert(s.blocks, block+1, upper)
}

// remove takes out the item with the key, if there is one.
func (s *sorted[T]) remove(k uuid.UUID) {
	block, place, found := s.find(k)
	if !found {
		return
	}
	s.blocks[block] = slices.Delete(s.blocks[block], place, place+1)
	if len(s.blocks[block]) == 0 {
		s.blocks = slices.Delete(s.blocks, block, block+1)
	}
}

// after lists in order the items strictly after the key, at most limit.
func (s *sorted[T]) after(k uuid.UUID, limit int) []T {
	var page []T
	block, place, found := s.find(k)
	if found {
		place++
	}
	for ; block < len(s.blocks) && len(page) < limit; block, place = block+1, 0 {
		rest := s.blocks[block][place:]
		page = append(page, rest[:min(len(rest), limit-len(page))]...)
	}
	return page
}
