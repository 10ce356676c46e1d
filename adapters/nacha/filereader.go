package nacha

// fileReader follows the records of a file, and compares what the controls say with what was there.
type fileReader struct {
	records int  // so far
	last    line // that was taken
	returns []Return

	headed   bool // the file has a header
	file     sums
	controls int // file or batch controls that were seen

	open    bool  // a batch header or entry was seen since the last control
	opened  line  // the batch's first record
	loose   *line // a batch without a control
	skipped bool  // a batch whose records have another layout
	foreign bool  // the file has such a batch
	iat     bool  // an international batch, whose entries have no individual ID
	batch   sums
	entries []entry
	reasons []reason
}

// sums is what a control repeats.
type sums struct{ batches, records, hash, amounts int64 }

// add adds what a batch has.
func (s *sums) add(t sums) {
	s.batches, s.records = s.batches+t.batches, s.records+t.records
	s.hash, s.amounts = s.hash+t.hash, s.amounts+t.amounts
}

// take reads the next record.
func (f *fileReader) take(l line) error {
	f.last = l
	if f.records++; f.records > MaxRecords {
		return ErrTooLarge
	}
	switch l.kind() {
	case '1':
		return f.fileHeader(l)
	case '5':
		return f.batchHeader(l)
	case '6':
		return f.entry(l)
	case '7':
		f.addenda(l)
		return nil
	case '8':
		return f.batchControl(l)
	default:
		return f.fileControl(l)
	}
}

func (f *fileReader) fileHeader(l line) error {
	if f.headed {
		return l.damaged("another file begins before the control of the one above")
	}
	if err := f.closeBatch(); err != nil {
		return err
	}
	f.headed, f.file = true, sums{}
	return nil
}

func (f *fileReader) batchHeader(l line) error {
	if err := f.closeBatch(); err != nil {
		return err
	}
	f.open, f.opened = true, l
	class := l.field(51, 53)
	f.skipped, f.iat = class == "ADV", class == "IAT"
	f.foreign = f.foreign || f.skipped
	return nil
}

func (f *fileReader) entry(l line) error {
	if !f.open {
		f.open, f.opened = true, l
	}
	if f.skipped {
		return nil
	}
	e, err := readEntry(l)
	if err != nil {
		return err
	}
	hash, err := l.digits(4, 11, "the routing number")
	if err != nil {
		return err
	}
	if f.iat {
		e.id = ""
	}
	f.batch.add(sums{records: 1, hash: hash, amounts: e.amount})
	f.entries = append(f.entries, e)
	return nil
}

func (f *fileReader) addenda(l line) {
	if !f.open {
		f.open, f.opened = true, l
	}
	if f.skipped {
		return
	}
	f.batch.records++
	if t := l.field(2, 3); t == "98" || t == "99" {
		f.reasons = append(f.reasons, reason{l, len(f.entries) - 1})
	}
}

// batchControl compares a batch with its control.
func (f *fileReader) batchControl(l line) error {
	if !f.open {
		return l.damaged("a batch ends that did not begin")
	}
	f.controls++
	if !f.skipped {
		if err := f.batch.compare(l); err != nil {
			return err
		}
	}
	if err := f.resolve(); err != nil {
		return err
	}
	f.finish()
	return nil
}

// closeBatch ends a batch that has no control.
func (f *fileReader) closeBatch() error {
	if !f.open {
		return nil
	}
	if f.loose == nil {
		opened := f.opened
		f.loose = &opened
	}
	if err := f.resolve(); err != nil {
		return err
	}
	f.finish()
	return nil
}

// finish forgets the batch and adds it to the file.
func (f *fileReader) finish() {
	f.batch.batches = 1
	f.file.add(f.batch)
	f.open, f.skipped, f.batch, f.entries, f.reasons = false, false, sums{}, nil, nil
}

func (f *fileReader) fileControl(l line) error {
	if err := f.closeBatch(); err != nil {
		return err
	}
	f.controls++
	if !f.foreign {
		if err := f.file.compareFile(l); err != nil {
			return err
		}
	}
	f.headed, f.foreign, f.file = false, false, sums{}
	return nil
}

// end is called after the last record. A file with a header that has no control was cut off, and so was a batch without a control
// where others have one; with no controls at all there is nothing to compare with.
func (f *fileReader) end() error {
	if f.records == 0 {
		return &Damage{Line: 1, Reason: "the file has no records"}
	}
	if f.headed {
		return f.last.damaged("the file ends without its control")
	}
	if err := f.closeBatch(); err != nil {
		return err
	}
	if f.loose != nil && f.controls > 0 {
		return f.loose.damaged("the batch that begins here has no control")
	}
	return nil
}

// compare reads the control of a batch.
func (s sums) compare(l line) error {
	records, err := l.digits(5, 10, "the number of entries")
	if err != nil {
		return err
	}
	hash, err := l.digits(11, 20, "the entry hash")
	switch {
	case err != nil:
		return err
	case records != s.records:
		return l.damaged("the control counts %d entries and addenda, there are %d", records, s.records)
	case hash != s.hash%10_000_000_000:
		return l.damaged("the routing numbers do not agree with the hash of the control")
	}
	return s.compareTotals(l, 21)
}

// compareFile reads the control of a file. Programs do not agree about what its counts are of, so one of the two
// may be wrong; where a batch is lost, both are.
func (s sums) compareFile(l line) error {
	batches, err := l.digits(2, 7, "the number of batches")
	if err != nil {
		return err
	}
	records, err := l.digits(14, 21, "the number of entries")
	switch {
	case err != nil:
		return err
	case batches != s.batches && records != s.records:
		return l.damaged("the control counts %d batches, there are %d", batches, s.batches)
	}
	return s.compareTotals(l, 32)
}

// compareTotals reads the totals of debits and credits, of twelve digits each. Which of the two a return counts
// as is not the same everywhere, their sum is.
func (s sums) compareTotals(l line, from int) error {
	debits, err := l.digits(from, from+11, "the total of debits")
	if err != nil {
		return err
	}
	credits, err := l.digits(from+12, from+23, "the total of credits")
	switch {
	case err != nil:
		return err
	case debits+credits != s.amounts:
		return l.damaged("the amounts do not agree with the totals of the control")
	}
	return nil
}

// resolve makes a return of each reason in the batch: of the entry with its trace number, else of the entry above it.
func (f *fileReader) resolve() error {
	byTrace := map[string]int{}
	for i, e := range f.entries {
		if _, twice := byTrace[e.trace]; twice {
			i = -1
		}
		byTrace[e.trace] = i
	}
	for _, a := range f.reasons {
		at := a.after
		if i, ok := byTrace[a.field(80, 94)]; ok && i >= 0 {
			at = i
		}
		if at < 0 {
			return a.damaged("the addenda belong to no entry")
		}
		r, err := readReason(f.entries[at], a.line)
		if err != nil {
			return err
		}
		f.entries[at].told = true
		f.returns = append(f.returns, r)
	}
	for _, e := range f.entries {
		if e.returned() && !e.told {
			return e.damaged("the entry came back without saying why")
		}
	}
	return nil
}
