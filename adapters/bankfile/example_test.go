package bankfile_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/bankfile"
)

// A file is handed over once, however often that is tried, and another one never takes its place.
func ExampleDir() {
	ctx := context.Background()
	root, err := os.MkdirTemp("", "bankfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	box, err := bankfile.NewDir(root)
	fmt.Println(err)
	fmt.Println(box.Put(ctx, "20260105-1.txt", []byte("debits")))
	fmt.Println(box.Put(ctx, "20260105-1.txt", []byte("debits")))
	fmt.Println(box.Put(ctx, "20260105-1.txt", []byte("others")))

	err = os.WriteFile(filepath.Join(root, "incoming", "answer.txt"), []byte("returns"), 0o600)
	fmt.Println(err)
	fmt.Println(box.Incoming(ctx))
	fmt.Println(box.Done(ctx, "answer.txt"))
	fmt.Println(box.Incoming(ctx))
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// bankfile: file name is taken by another content: 20260105-1.txt
	// <nil>
	// [answer.txt] <nil>
	// <nil>
	// [] <nil>
}

// A crash in the middle of a line leaves what was answered before it.
func ExampleJournal() {
	root, err := os.MkdirTemp("", "bankfile")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	path := filepath.Join(root, "journal")
	type record struct {
		Order string `json:"order"`
	}
	show := func(r record) error {
		fmt.Println("applied", r.Order)
		return nil
	}
	j, err := bankfile.OpenJournal(path, show)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(j.Append(record{"A"}))
	fmt.Println(j.Close())
	fmt.Println(os.WriteFile(path, []byte("{\"order\":\"A\"}\n{\"ord"), 0o600))
	if j, err = bankfile.OpenJournal(path, show); err == nil {
		err = j.Close()
	}
	fmt.Println(err)
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// applied A
	// <nil>
}

// On a Saturday the last cut-off is that of Friday evening, however they are listed.
func ExampleLatest() {
	saturday := time.Date(2026, time.January, 10, 9, 0, 0, 0, time.UTC)
	last, ok := bankfile.Latest(saturday, time.UTC, ach.TARGETCalendar(), []bankfile.CutOff{{Hour: 17}, {Hour: 9, Minute: 30}})
	fmt.Println(last.Day, last.At.Format("15:04"), last.Index, ok)
	// Output: 2026-01-09 17:00 0 true
}
