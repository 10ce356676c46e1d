package qr

// The blocks of a Type 2 tag's data area.
const (
	blockNull        = 0x00
	blockLock        = 0x01
	blockMemory      = 0x02
	blockNDEF        = 0x03
	blockProprietary = 0xFD
	blockEnd         = 0xFE
	longLength       = 0xFF // two bytes of length follow
)

// NFCTag is the data area of a Type 2 tag that holds the address: what is written from page 4
// on. Capacity is the tag's room in bytes ([NTAG213] has 144); if it does not suffice the answer
// is [ErrCapacity]. The address is refused as by [NDEFMessage].
func NFCTag(uri string, capacity int) ([]byte, error) {
	message, err := NDEFMessage(uri)
	if err != nil {
		return nil, err
	}
	tag := []byte{blockNDEF, byte(len(message))}
	if len(message) >= longLength {
		tag = []byte{blockNDEF, longLength, byte(len(message) >> 8), byte(len(message))}
	}
	tag = append(append(tag, message...), blockEnd)
	if len(tag) > capacity {
		return nil, ErrCapacity
	}
	return tag, nil
}

// ParseTag is the address in the data area of a Type 2 tag. Blocks that say how the tag is
// locked are stepped over, bytes behind the end block are not looked at, and a missing end block
// is forgiven when the data ends there. Anything else is [ErrTag].
func ParseTag(data []byte) (string, error) {
	for r := (reader{b: data}); len(r.b) > 0; {
		kind := r.byte()
		switch kind {
		case blockNull:
			continue
		case blockLock, blockMemory, blockProprietary, blockNDEF:
		default:
			return "", ErrTag
		}
		size := int(r.byte())
		if size == longLength {
			size = r.uint16()
		}
		value := r.take(size)
		if r.short {
			return "", ErrTag
		}
		if kind == blockNDEF {
			return ParseNDEF(value)
		}
	}
	return "", ErrTag
}

// Tag is the data area of the tag that goes with the code: it resolves to the same lane (PAY-2).
// It answers [ErrCapacity] as [NFCTag] does, and [ErrForm] for the zero Code.
func (c Code) Tag(capacity int) ([]byte, error) {
	text := c.String()
	if text == "" {
		return nil, ErrForm
	}
	return NFCTag(text, capacity)
}

// ParseTag says what the code in a tag's data area means: [ErrTag] if there is none, else as
// [Parser.Parse] of its address.
func (p Parser) ParseTag(data []byte) (Code, error) {
	uri, err := ParseTag(data)
	if err != nil {
		return Code{}, err
	}
	return p.Parse(uri)
}
