package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seqrpay/seqr/adapters/nacha"
)

// otherBank is the bank at the other end of the folder. It knows files by their columns only.
type otherBank struct {
	dir     string
	entries []string // all that it was ever sent
	answers int
}

// take takes a file, says that it has it, and answers its lines.
func (b *otherBank) take(name string) ([]string, error) {
	from := filepath.Join(b.dir, "outgoing", name)
	content, err := os.ReadFile(from)
	if err != nil {
		return nil, err
	}
	if err := os.Rename(from, filepath.Join(b.dir, "archive", "outgoing", name)); err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	for _, l := range lines {
		if strings.HasPrefix(l, "6") {
			b.entries = append(b.entries, l)
		}
	}
	return lines, b.put(name+nacha.AcceptedNote, "received\n")
}

// put brings a file.
func (b *otherBank) put(name, content string) error {
	return os.WriteFile(filepath.Join(b.dir, "incoming", name), []byte(content), 0o600)
}

// The addenda of what comes back: a return's code, or a notification of change with the corrected data.
const (
	returned  = "799%s%s      07640125%44s%s\n"
	corrected = "798%s%s      07640125%-29s%15s%s\n"
)

// back is the entry of the last debit for an account on its way back, and the trace number that it had.
func (b *otherBank) back(account string) (entry, trace, newTrace string, err error) {
	for _, l := range b.entries {
		if strings.HasPrefix(l, "627") && strings.TrimSpace(l[12:29]) == account {
			entry = l
		}
	}
	if entry == "" {
		return "", "", "", fmt.Errorf("no debit for account %s", account)
	}
	b.answers++
	newTrace = fmt.Sprintf("07640125%07d", b.answers)
	return entry, entry[79:94], newTrace, nil
}

// bounce is the pair of records that brings a debit back.
func (b *otherBank) bounce(account, code string) (string, error) {
	entry, trace, now, err := b.back(account)
	return "626121042882" + entry[12:78] + "1" + now + "\n" + fmt.Sprintf(returned, code, trace, "", now), err
}

// correct is the pair of records that says what the next entry for an account must look like.
func (b *otherBank) correct(account, code, data string) (string, error) {
	entry, trace, now, err := b.back(account)
	return "626121042882" + entry[12:29] + "0000000000" + entry[39:78] + "1" + now + "\n" + fmt.Sprintf(corrected, code, trace, data, "", now), err
}
