package identity

// A reflection is looked for in blocks of the working copy.
const (
	glareBlock = 8   // pixels
	burntOut   = 250 // luminance from which a sensor tells nothing
	burntLeast = 9   // core blocks from which a burnt-out area hides something
	fadeLight  = 190 // least luminance of a block in which a reflection fades
	fadeRange  = 72  // most difference inside such a block: an edge of print or paper has more
	fadeReach  = 8   // blocks over which the light around a reflection is followed
	fadeDrop   = 10  // by which it falls on the way at least
)

// block is what is known of one block of pixels.
type block struct {
	light int  // mean luminance
	burnt bool // saturated and without texture
	core  bool // burnt, as are all blocks next to it
	calm  bool // without an edge
	area  int  // which area of core blocks it belongs to; 0: none
	seen  int  // the area for which it was last looked at
}

// blockGrid holds the blocks of a picture, row by row; w and h count blocks.
type blockGrid struct {
	w, h   int
	blocks []block
}

// glareShare is the part of a picture that lies in burnt-out areas around which the light fades. The fading decides,
// because overexposed white paper is as bright as a reflection, but ends at print or at its edge, or
// goes on as bright as it was. Only the core of an area counts: between lines of print, burnt-out paper
// reaches out from it like fingers.
func glareShare(g grey) float64 {
	grid := newBlockGrid(g)
	burnt, areas := 0, 0
	for i := range grid.blocks {
		if !grid.blocks[i].core || grid.blocks[i].area != 0 {
			continue
		}
		areas++
		members := grid.fill(i, areas)
		if len(members) >= burntLeast && grid.fades(members, areas) {
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
	for i := range grid.blocks {
		core := grid.blocks[i].burnt
		grid.around(i, func(n int) { core = core && grid.blocks[n].burnt })
		grid.blocks[i].core = core
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
	return block{light: sum / (glareBlock * glareBlock), burnt: least >= burntOut, calm: most-least <= fadeRange}
}

// fill marks the core blocks connected with the given one as an area, and lists them.
func (b blockGrid) fill(start, area int) []int {
	b.blocks[start].area = area
	members := []int{start}
	for next := 0; next < len(members); next++ {
		b.around(members[next], func(n int) {
			if b.blocks[n].core && b.blocks[n].area == 0 {
				b.blocks[n].area = area
				members = append(members, n)
			}
		})
	}
	return members
}

// around visits the up to eight blocks next to one.
func (b blockGrid) around(i int, visit func(n int)) {
	cx, cy := i%b.w, i/b.w
	for y := max(cy-1, 0); y <= min(cy+1, b.h-1); y++ {
		for x := max(cx-1, 0); x <= min(cx+1, b.w-1); x++ {
			if n := y*b.w + x; n != i {
				visit(n)
			}
		}
	}
}

// band lists the blocks next to the given ones that were not seen yet for this area.
func (b blockGrid) band(from []int, area int) []int {
	var next []int
	for _, i := range from {
		b.around(i, func(n int) {
			if b.blocks[n].seen != area && b.blocks[n].area != area {
				b.blocks[n].seen = area
				next = append(next, n)
			}
		})
	}
	return next
}

// fades says whether at least half of what lies around an area is light without an edge, and the light
// falls from there outwards. An area with nothing but burnt-out blocks around it fills the picture: nothing of it
// can be read, whatever it is.
func (b blockGrid) fades(members []int, area int) bool {
	var soft, far brightness
	rim, band := 0, members
	for distance := 1; distance <= fadeReach; distance++ {
		band = b.band(band, area)
		for _, i := range band {
			block := b.blocks[i]
			switch {
			case block.burnt:
			case distance > fadeReach/2:
				far.add(block.light)
			case distance <= 2:
				rim++
				if block.calm && block.light >= fadeLight {
					soft.add(block.light)
				}
			}
		}
	}
	if 2*soft.count < rim {
		return false
	}
	return far.count == 0 || soft.mean()-far.mean() >= fadeDrop
}

// brightness is a mean in the making.
type brightness struct{ sum, count int }

func (m *brightness) add(light int) { m.sum, m.count = m.sum+light, m.count+1 }

func (m brightness) mean() int { return m.sum / max(m.count, 1) }
