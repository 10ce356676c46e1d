package stage

import (
	"context"
	"fmt"
	"io"
)

// Narrator writes a story in numbered chapters.
type Narrator struct {
	w        io.Writer
	chapters int
}

// NewNarrator begins a story with its title.
func NewNarrator(w io.Writer, title string) *Narrator {
	fmt.Fprintln(w, title)
	return &Narrator{w: w}
}

// Chapter begins the next chapter.
func (n *Narrator) Chapter(title string) {
	n.chapters++
	fmt.Fprintf(n.w, "\n%d. %s\n", n.chapters, title)
}

// Say writes a line of a chapter.
func (n *Narrator) Say(format string, args ...any) { fmt.Fprintf(n.w, "   "+format+"\n", args...) }

// Tell runs chapters, each on what those before have left, and ends at the first error.
func (n *Narrator) Tell(ctx context.Context, chapters ...func(context.Context) error) error {
	for _, chapter := range chapters {
		if err := chapter(ctx); err != nil {
			return fmt.Errorf("chapter %d: %w", n.chapters, err)
		}
	}
	return nil
}

// End closes a story that went as it should.
func (n *Narrator) End() { fmt.Fprintln(n.w, "\nThe story went as it should.") }

// Same answers an error unless a step of the story had the result that it should have.
func Same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, should be %v", what, got, want)
	}
	return nil
}
