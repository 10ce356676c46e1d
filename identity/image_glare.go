package identity

// A reflection is looked for in blocks of the working copy.
const (
	glareBlock = 8   // pixels
	burntOut   = 250 // luminance from which a sensor tells nothing
	burntLeast = 12  // blocks from which a burnt-out area hides something
	fadeLight  = 190 // least mean of a block in which a reflection fades
	fadeRange  = 72  // most difference inside such a block: an edge of print or paper has more
)

// block is what is known of one block of pixels.
type block struct {
	burnt bool // saturated and without texture
	fades bool // light, not burnt out, and without an edge
	area  int  // which burnt-out area it belongs to; 0: none
}

// blockGrid holds the blocks of a picture, row by row; w and h count blocks.
type blockGrid struct {
	w, h   int
	blocks []block
}

// glareShare is the part of a picture that lies in burnt-out areas with a soft rim. The rim decides, because
// overexposed white paper is as bright as a reflection, but ends at print or at its edge.
func glareShare(g grey) float64 {
	grid := newBlockGrid(g)
	burnt, areas := 0, 0
	for i := range grid.blocks {
		if !grid.blocks[i].burnt || grid.blocks[i].area != 0 {
			continue
		}
		areas++
		members := grid.fill(i, areas)
		if len(members) >= burntLeast && grid.softRim(members, areas) {
			burnt += len(members)
		}
	}
	if burnt == 0 {
		return 0
	}
	return float64(burnt*glareBlock*glareBlock) / float64(g.w*g.h)
}

func newBlockGrid(g grey) blockGrid {
	grid := blockGrid{w: g.w / glareBlock, h: g.h / glareBlock}
	grid.blocks = make([]block, 0, grid.w*grid.h)
	for y := range grid.h {
		for x := range grid.w {
			grid.blocks = append(grid.blocks, newBlock(g, x*glareBlock, y*glareBlock))
		}
	}
	return grid
}

func newBlock(g grey, left, top int) block {
	least, most, sum := uint8(255), uint8(0), 0
	for y := top; y < top+glareBlock; y++ {
		for _, v := range g.row(y)[left : left+glareBlock] {
			least, most = min(least, v), max(most, v)
			sum += int(v)
		}
	}
	burnt := least >= burntOut
	fades := !burnt && sum >= fadeLight*glareBlock*glareBlock && most-least <= fadeRange
	return block{burnt: burnt, fades: fades}
}

// fill marks the burnt-out blocks connected with the given one as an area, and lists them.
func (b blockGrid) fill(start, area int) []int {
	b.blocks[start].area = area
	members := []int{start}
	for next := 0; next < len(members); next++ {
		for _, n := range b.around(members[next], 1) {
			if b.blocks[n].burnt && b.blocks[n].area == 0 {
				b.blocks[n].area = area
				members = append(members, n)
			}
		}
	}
	return members
}

// around lists the blocks within the given distance of one, itself included.
func (b blockGrid) around(i, distance int) []int {
	cx, cy := i%b.w, i/b.w
	near := make([]int, 0, (2*distance+1)*(2*distance+1))
	for y := max(cy-distance, 0); y <= min(cy+distance, b.h-1); y++ {
		for x := max(cx-distance, 0); x <= min(cx+distance, b.w-1); x++ {
			near = append(near, y*b.w+x)
		}
	}
	return near
}

// softRim says whether at least half of the blocks around an area fade. An area that touches no other block fills
// the picture: nothing of it can be read, whatever it is.
func (b blockGrid) softRim(members []int, area int) bool {
	rim, soft := map[int]bool{}, 0
	for _, i := range members {
		for _, n := range b.around(i, 1) {
			if b.blocks[n].area == area || rim[n] {
				continue
			}
			rim[n] = true
			if b.blocks[n].fades {
				soft++
			}
		}
	}
	return 2*soft >= len(rim)
}
