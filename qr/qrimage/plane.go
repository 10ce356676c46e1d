package qrimage

// plane is a grey picture: one byte per pixel, rows one after the other without gaps. The
// functions that change a plane write into the memory they are given, so that one look after
// another costs no new memory.
type plane struct {
	pix  []byte
	w, h int
}

// longer is the longer side.
func (p plane) longer() int { return max(p.w, p.h) }

// row is one row of pixels.
func (p plane) row(y int) []byte { return p.pix[y*p.w : (y+1)*p.w] }

// blank is a plane of the given size over memory that is made larger when it has to be. Its
// pixels are whatever the memory held.
func blank(memory *[]byte, w, h int) plane {
	if cap(*memory) < w*h {
		*memory = make([]byte, w*h)
	}
	return plane{pix: (*memory)[:w*h], w: w, h: h}
}

// turned is p after a number of quarter turns clockwise, 1 to 3.
func turned(p plane, quarters int, memory *[]byte) plane {
	if quarters == 2 {
		out := blank(memory, p.w, p.h)
		for i, v := range p.pix {
			out.pix[len(out.pix)-1-i] = v
		}
		return out
	}
	out := blank(memory, p.h, p.w)
	for y := range p.h {
		for x, v := range p.row(y) {
			if quarters == 1 {
				out.pix[x*out.w+out.w-1-y] = v
			} else {
				out.pix[(out.h-1-x)*out.w+y] = v
			}
		}
	}
	return out
}

// inverted swaps dark and light.
func inverted(p plane, memory *[]byte) plane {
	out := blank(memory, p.w, p.h)
	for i, v := range p.pix {
		out.pix[i] = 0xFF - v
	}
	return out
}

// padded puts a white border of n pixels around p, for codes that were cut out too tightly.
func padded(p plane, n int, memory *[]byte) plane {
	out := blank(memory, p.w+2*n, p.h+2*n)
	fill(out.pix, 0xFF)
	for y := range p.h {
		copy(out.row(y + n)[n:], p.row(y))
	}
	return out
}

// blurred takes the mean of every pixel and its eight neighbours.
func blurred(p plane, memory *[]byte) plane {
	return neighbours(p, memory, func(_, sum int) int { return sum / 9 })
}

// sharpened takes away half of what blurring would do, twice over.
func sharpened(p plane, memory *[]byte) plane {
	return neighbours(p, memory, func(v, sum int) int { return v + 2*(v-sum/9) })
}

// neighbours makes every pixel out of itself and the sum of the nine pixels around and including
// it. Pixels at the edge are taken to go on beyond it.
func neighbours(p plane, memory *[]byte, f func(v, sum int) int) plane {
	out := blank(memory, p.w, p.h)
	sums := make([]int, p.w) // of three pixels above each other
	for y := range p.h {
		above, here, below := p.row(max(y-1, 0)), p.row(y), p.row(min(y+1, p.h-1))
		for x := range sums {
			sums[x] = int(above[x]) + int(here[x]) + int(below[x])
		}
		for x, v := range here {
			sum := sums[max(x-1, 0)] + sums[x] + sums[min(x+1, p.w-1)]
			out.pix[y*p.w+x] = byte(min(max(f(int(v), sum), 0), 0xFF))
		}
	}
	return out
}
