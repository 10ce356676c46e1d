package sandbox

import (
	"math"
	"strings"
)

// The specimens' letters are drawn on cells of glyphWidth × glyphHeight squares, of which the last column
// and the last two rows stay empty.
const (
	glyphWidth  = 6
	glyphHeight = 9
)

// glyph is one character: five squares wide, seven high, row by row.
type glyph [7][5]bool

// at is the ink of a square, 0 or 1; outside the character there is none.
func (g glyph) at(x, y int) float64 {
	if x < 0 || x >= 5 || y < 0 || y >= 7 || !g[y][x] {
		return 0
	}
	return 1
}

// ink is how dark the character is at a point of its cell, 0 to 1, edges soft over about 1/scale squares. It is
// interpolated between the squares, so that letters are round at any size.
func (g glyph) ink(x, y, scale float64) float64 {
	x, y = x-0.5, y-0.5
	left, top := math.Floor(x), math.Floor(y)
	fx, fy := x-left, y-top
	i, j := int(left), int(top)
	above := g.at(i, j)*(1-fx) + g.at(i+1, j)*fx
	below := g.at(i, j+1)*(1-fx) + g.at(i+1, j+1)*fx
	level := above*(1-fy) + below*fy
	return min(max((level-0.42)*scale+0.5, 0), 1)
}

// glyphOf is the drawing of a character; one that the font lacks is blank.
func glyphOf(c rune) glyph { return font[c] }

var font = readFont(map[rune]string{
	'A':  ".###. #...# #...# ##### #...# #...# #...#",
	'B':  "####. #...# #...# ####. #...# #...# ####.",
	'C':  ".###. #...# #.... #.... #.... #...# .###.",
	'D':  "####. #...# #...# #...# #...# #...# ####.",
	'E':  "##### #.... #.... ####. #.... #.... #####",
	'F':  "##### #.... #.... ####. #.... #.... #....",
	'G':  ".###. #...# #.... #.### #...# #...# .###.",
	'H':  "#...# #...# #...# ##### #...# #...# #...#",
	'I':  "##### ..#.. ..#.. ..#.. ..#.. ..#.. #####",
	'J':  "..### ...#. ...#. ...#. ...#. #..#. .##..",
	'K':  "#...# #..#. #.#.. ##... #.#.. #..#. #...#",
	'L':  "#.... #.... #.... #.... #.... #.... #####",
	'M':  "#...# ##.## #.#.# #.#.# #...# #...# #...#",
	'N':  "#...# ##..# ##..# #.#.# #..## #..## #...#",
	'O':  ".###. #...# #...# #...# #...# #...# .###.",
	'P':  "####. #...# #...# ####. #.... #.... #....",
	'Q':  ".###. #...# #...# #...# #.#.# #..#. .##.#",
	'R':  "####. #...# #...# ####. #.#.. #..#. #...#",
	'S':  ".#### #.... #.... .###. ....# ....# ####.",
	'T':  "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
	'U':  "#...# #...# #...# #...# #...# #...# .###.",
	'V':  "#...# #...# #...# #...# .#.#. .#.#. ..#..",
	'W':  "#...# #...# #...# #.#.# #.#.# ##.## #...#",
	'X':  "#...# #...# .#.#. ..#.. .#.#. #...# #...#",
	'Y':  "#...# #...# .#.#. ..#.. ..#.. ..#.. ..#..",
	'Z':  "##### ....# ...#. ..#.. .#... #.... #####",
	'0':  ".###. #...# #..## #.#.# ##..# #...# .###.",
	'1':  "..#.. .##.. #.#.. ..#.. ..#.. ..#.. .###.",
	'2':  ".###. #...# ....# ...#. ..#.. .#... #####",
	'3':  "####. ....# ....# .###. ....# ....# ####.",
	'4':  "...#. ..##. .#.#. #..#. ##### ...#. ...#.",
	'5':  "##### #.... ####. ....# ....# #...# .###.",
	'6':  "..##. .#... #.... ####. #...# #...# .###.",
	'7':  "##### ....# ...#. ...#. ..#.. ..#.. ..#..",
	'8':  ".###. #...# #...# .###. #...# #...# .###.",
	'9':  ".###. #...# #...# .#### ....# ...#. .##..",
	'<':  "....# ...#. ..#.. .#... ..#.. ...#. ....#",
	'.':  "..... ..... ..... ..... ..... .##.. .##..",
	',':  "..... ..... ..... ..... .##.. ..#.. .#...",
	'\'': "..#.. ..#.. .#... ..... ..... ..... .....",
	'-':  "..... ..... ..... .###. ..... ..... .....",
	'/':  "....# ....# ...#. ..#.. .#... #.... #....",
	':':  "..... .##.. .##.. ..... .##.. .##.. .....",
})

func readFont(rows map[rune]string) map[rune]glyph {
	all := make(map[rune]glyph, len(rows))
	for c, drawing := range rows {
		var g glyph
		for y, row := range strings.Fields(drawing) {
			for x := range row {
				g[y][x] = row[x] == '#'
			}
		}
		all[c] = g
	}
	return all
}
