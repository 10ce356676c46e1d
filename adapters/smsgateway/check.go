package smsgateway

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// check names the first field that is wrong, and never its value.
func (c Config) check() error {
	rules := []struct {
		field, wrong string
		bad          bool
	}{
		{"Method", "is none of POST, PUT, PATCH", c.Method != http.MethodPost && c.Method != http.MethodPut && c.Method != http.MethodPatch},
		{"Encoding", "is unknown", c.Encoding > JSON},
		{"ToField", "cannot be left out", c.ToField == None},
		{"TextField", "cannot be left out", c.TextField == None},
		{"TextField", "is the same as ToField", c.TextField == c.ToField},
		{"IDField", "is the same as another field", c.IDField == c.ToField || c.IDField == c.TextField},
		{"IDHeader", "is no name of a header", c.IDHeader != None && !token(c.IDHeader)},
		{"Fields", "has one of the message's fields", c.hasOwnField()},
		{"Header", "has what no header may have", !validHeader(c.Header)},
		{"User", "and Password come together", (c.User == "") != (c.Password == "")},
		{"User", "contains a colon", strings.Contains(c.User, ":")},
		{"User", "and an Authorization in Header exclude each other", c.User != "" && c.Header.Get("Authorization") != ""},
		{"Accepted", "has a status that is no 2xx", c.acceptsFailure()},
		{"Timeout", "is negative", c.Timeout < 0},
	}
	if err := checkURL(c.URL, c.AllowPlainText); err != nil {
		return err
	}
	for _, r := range rules {
		if r.bad {
			return fmt.Errorf("%w: %s %s", ErrConfig, r.field, r.wrong)
		}
	}
	return nil
}

// checkURL wants encryption everywhere but on this machine [PRV-1].
func checkURL(text string, plain bool) error {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return fmt.Errorf("%w: URL is required", ErrConfig)
	case err != nil || u.Host == "" || u.Hostname() == "":
		return fmt.Errorf("%w: URL is not absolute", ErrConfig)
	case u.User != nil:
		return fmt.Errorf("%w: URL has credentials; they belong into User and Password, or Header", ErrConfig)
	case u.Scheme == "https":
		return nil
	case u.Scheme != "http":
		return fmt.Errorf("%w: URL is not https", ErrConfig)
	case !plain || !thisMachine(u.Hostname()):
		return fmt.Errorf("%w: URL is not https; AllowPlainText permits http to this machine", ErrConfig)
	}
	return nil
}

func thisMachine(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func (c Config) hasOwnField() bool {
	for name := range c.Fields {
		if name == c.ToField || name == c.TextField || name == c.IDField {
			return true
		}
	}
	return false
}

func (c Config) acceptsFailure() bool {
	for _, status := range c.Accepted {
		if status < 200 || status > 299 {
			return true
		}
	}
	return false
}

func validHeader(h http.Header) bool {
	for name, values := range h {
		if !token(name) || strings.ContainsFunc(strings.Join(values, ""), control) {
			return false
		}
	}
	return true
}

// token says whether s is a name that RFC 9110 permits for headers.
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

func control(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
