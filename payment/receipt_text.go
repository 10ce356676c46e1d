package payment

// Text is the receipt as plain text for a terminal.
func (r Receipt) Text() string { return "" }
