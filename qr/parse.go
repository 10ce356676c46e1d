package qr

import "strings"

// Parser reads the texts of codes. The zero Parser allows what the original system printed;
// set the fields where codes carry hosts or app schemes of your own.
type Parser struct {
	// Hosts that codes may name, compared without case. The first is printed in new codes.
	// None means DefaultHost.
	Hosts []string
	// AppSchemes that may stand in place of HTTP before an invoice, compared without case.
	// None means DefaultAppScheme.
	AppSchemes []string
}

// Parse says what the text of a code means, on the default host. See [Parser.Parse].
func Parse(text string) (Code, error) { return Parser{}.Parse(text) }

// Parse says what the text of a code means. It never opens anything and never decodes anything:
// the text is one of the forms, letter for letter but for case, or it is refused with
// [ErrTooLong], [ErrCharacters], [ErrForm] or [ErrHost] (PAY-18).
func (p Parser) Parse(text string) (Code, error) {
	if len(text) > MaxText {
		return Code{}, ErrTooLong
	}
	if strings.ContainsFunc(text, forbidden) {
		return Code{}, ErrCharacters
	}
	if fold(text, leaveText) {
		return Code{Kind: LeaveService}, nil
	}
	scheme, rest, ok := strings.Cut(text, "://")
	app := p.isAppScheme(scheme)
	if !ok || !app && !fold(scheme, "HTTP") {
		return Code{}, ErrForm
	}
	host, path, _ := strings.Cut(rest, "/")
	if !p.allows(host) {
		return Code{}, ErrHost
	}
	code, err := parsePath(path)
	if err != nil {
		return Code{}, err
	}
	if app && code.Kind != Invoice {
		return Code{}, ErrForm
	}
	code.Host = upper(host)
	return code, nil
}

// parsePath reads what stands behind the first slash of a code.
func parsePath(path string) (Code, error) {
	if service, ok := strings.CutPrefix(path, "000/"); ok {
		return parseService(service)
	}
	if path == "" {
		return Code{}, ErrForm
	}
	kind, id := Lane, path[1:]
	switch path[0] {
	case 'Q', 'q':
	case 'R', 'r':
		kind = Invoice
	case 'P', 'p':
		kind = Product
	default:
		return Code{}, ErrForm
	}
	if !alphanumeric(id) {
		return Code{}, ErrForm
	}
	if len(id) > MaxID {
		return Code{}, ErrTooLong
	}
	return Code{Kind: kind, ID: upper(id)}, nil
}

// parseService reads the service's id and keeps its parameters as they are. The service called
// invoice is our own, so its parameters have to be exactly one token.
func parseService(text string) (Code, error) {
	id, parameters, marked := strings.Cut(text, "?")
	switch {
	case !isServiceID(id), marked && parameters == "", !isQuery(parameters):
		return Code{}, ErrForm
	case len(id) > MaxID:
		return Code{}, ErrTooLong
	}
	code := Code{Kind: Service, ID: upper(id), Parameters: parameters}
	if code.ID != signedService {
		return code, nil
	}
	code.Kind = SignedInvoice
	token, ok := strings.CutPrefix(parameters, "j=")
	if !ok || !isToken(token) {
		return Code{}, ErrForm
	}
	return code, nil
}

func (p Parser) hosts() []string {
	if len(p.Hosts) == 0 {
		return []string{DefaultHost}
	}
	return p.Hosts
}

func (p Parser) allows(host string) bool { return host != "" && foldsToAny(host, p.hosts()) }

func (p Parser) isAppScheme(scheme string) bool {
	if len(p.AppSchemes) == 0 {
		return fold(scheme, DefaultAppScheme)
	}
	return foldsToAny(scheme, p.AppSchemes)
}

func foldsToAny(text string, allowed []string) bool {
	for _, a := range allowed {
		if fold(text, a) {
			return true
		}
	}
	return false
}
