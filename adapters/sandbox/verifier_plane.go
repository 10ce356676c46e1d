package sandbox

import "math"

// point is a place in a picture, in pixels; pixel centres are at halves.
type point struct{ x, y float64 }

func (p point) minus(q point) point { return point{p.x - q.x, p.y - q.y} }

func (p point) length() float64 { return math.Hypot(p.x, p.y) }

// homography maps one plane to another as a camera does, row by row.
type homography [9]float64

func (m homography) apply(p point) point {
	z := m[6]*p.x + m[7]*p.y + m[8]
	return point{(m[0]*p.x + m[1]*p.y + m[2]) / z, (m[3]*p.x + m[4]*p.y + m[5]) / z}
}

// after is first n, then m.
func (m homography) after(n homography) homography {
	var out homography
	for row := range 3 {
		for col := range 3 {
			for k := range 3 {
				out[3*row+col] += m[3*row+k] * n[3*k+col]
			}
		}
	}
	return out
}

// inverse is the way back, up to a factor, which a homography does not mind.
func (m homography) inverse() homography {
	return homography{
		m[4]*m[8] - m[5]*m[7], m[2]*m[7] - m[1]*m[8], m[1]*m[5] - m[2]*m[4],
		m[5]*m[6] - m[3]*m[8], m[0]*m[8] - m[2]*m[6], m[2]*m[3] - m[0]*m[5],
		m[3]*m[7] - m[4]*m[6], m[1]*m[6] - m[0]*m[7], m[0]*m[4] - m[1]*m[3],
	}
}

// mapping takes four corners, in order around the figure, to four others.
func mapping(from, to [4]point) homography {
	return fromSquare(to).after(fromSquare(from).inverse())
}

// fromSquare takes the unit square to four corners (Heckbert 1989).
func fromSquare(q [4]point) homography {
	d1, d2 := q[1].minus(q[2]), q[3].minus(q[2])
	s := point{q[0].x - q[1].x + q[2].x - q[3].x, q[0].y - q[1].y + q[2].y - q[3].y}
	area := d1.x*d2.y - d2.x*d1.y
	g := (s.x*d2.y - d2.x*s.y) / area
	h := (d1.x*s.y - s.x*d1.y) / area
	return homography{
		q[1].x - q[0].x + g*q[1].x, q[3].x - q[0].x + h*q[3].x, q[0].x,
		q[1].y - q[0].y + g*q[1].y, q[3].y - q[0].y + h*q[3].y, q[0].y,
		g, h, 1,
	}
}

// edge is a nearly straight line as one coordinate over the other: at = base + slope × along.
type edge struct{ base, slope float64 }

// fitEdge lays a line through points (along, at), leaving out those that are far off: a corner, a shadow,
// a reflection. It answers false if too few agree.
func fitEdge(points []point) (edge, bool) {
	var e edge
	for _, most := range []float64{math.Inf(1), 12, 5, 2.5} {
		kept := points[:0:0]
		for _, p := range points {
			if math.Abs(p.y-e.base-e.slope*p.x) <= most {
				kept = append(kept, p)
			}
		}
		if len(kept) < 20 || 2*len(kept) < len(points) {
			return e, false
		}
		e = leastSquares(kept)
	}
	return e, true
}

func leastSquares(points []point) edge {
	var n, x, y, xx, xy float64
	for _, p := range points {
		n, x, y, xx, xy = n+1, x+p.x, y+p.y, xx+p.x*p.x, xy+p.x*p.y
	}
	slope := (n*xy - x*y) / (n*xx - x*x)
	return edge{base: (y - slope*x) / n, slope: slope}
}

// crossing is where a level edge (y over x) meets an upright one (x over y).
func crossing(level, upright edge) point {
	x := (upright.base + upright.slope*level.base) / (1 - upright.slope*level.slope)
	return point{x, level.base + level.slope*x}
}
