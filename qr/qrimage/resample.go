package qrimage

// scaled is p at another size: the mean of what falls on a pixel where it gets smaller, a
// straight line between neighbours where it gets larger. All in integers, so that every machine sees
// the same picture.
func scaled(p plane, w, h int, memory *[]byte) plane {
	if w <= p.w && h <= p.h {
		return shrunk(p, w, h, memory)
	}
	return enlarged(p, w, h, memory)
}

// fitted is p with its longer side brought to the given length.
func fitted(p plane, side int, memory *[]byte) plane {
	longer := p.longer()
	return scaled(p, max(1, p.w*side/longer), max(1, p.h*side/longer), memory)
}

// shrunk averages: a target pixel covers a rectangle of source pixels, those at its edges in part.
func shrunk(p plane, w, h int, memory *[]byte) plane {
	out := blank(memory, w, h)
	columns := make([]uint64, w) // sums of one target row, by target column
	for y := range h {
		fill64(columns)
		// Source row r spans r*h to (r+1)*h on a scale on which a target row spans y*p.h to (y+1)*p.h.
		for r := y * p.h / h; r < p.h && r*h < (y+1)*p.h; r++ {
			weight := min((r+1)*h, (y+1)*p.h) - max(r*h, y*p.h)
			addRow(columns, p.row(r), uint64(weight))
		}
		area := uint64(p.w) * uint64(p.h)
		for x, sum := range columns {
			out.pix[y*w+x] = byte((sum + area/2) / area)
		}
	}
	return out
}

// addRow adds a source row, times weight, to the sums of the target columns it covers.
func addRow(columns []uint64, row []byte, weight uint64) {
	w, n := len(columns), len(row)
	x, end := 0, n // the target column that is being filled, and where it ends
	for i, v := range row {
		from, to := i*w, (i+1)*w
		value := uint64(v) * weight
		if to <= end {
			columns[x] += value * uint64(w)
		} else {
			columns[x] += value * uint64(end-from)
			x, end = x+1, end+n
			columns[x] += value * uint64(to-end+n)
		}
		if to == end && x < w-1 {
			x, end = x+1, end+n
		}
	}
}

func fill64(sums []uint64) {
	for i := range sums {
		sums[i] = 0
	}
}

// enlarged interpolates between the centres of source pixels.
func enlarged(p plane, w, h int, memory *[]byte) plane {
	out := blank(memory, w, h)
	steps := interpolate(p.w, w)
	for y, v := range interpolate(p.h, h) {
		upper, lower := p.row(v.at), p.row(v.next)
		row := out.row(y)
		for x, s := range steps {
			top := int(upper[s.at])*(256-s.part) + int(upper[s.next])*s.part
			bottom := int(lower[s.at])*(256-s.part) + int(lower[s.next])*s.part
			row[x] = byte((top*(256-v.part) + bottom*v.part + 1<<15) >> 16)
		}
	}
	return out
}

// step says between which two source positions a target position lies, and how far along, in 256ths.
type step struct{ at, next, part int }

func interpolate(from, to int) []step {
	steps := make([]step, to)
	for i := range steps {
		// The centre of target i on the source, in 256ths of a pixel, from the centre of source 0.
		pos := max((2*i+1)*from*128/to-128, 0)
		at := min(pos/256, from-1)
		steps[i] = step{at: at, next: min(at+1, from-1), part: pos % 256}
	}
	return steps
}
