package smsgateway

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Encoding is how the fields of a message are written.
type Encoding uint8

// The encodings.
const (
	Form Encoding = iota // application/x-www-form-urlencoded
	JSON                 // one object of strings
)

// None as a name leaves the thing out.
const None = "-"

// Config is what a provider's documentation says. Printed, it shows none of it.
type Config struct {
	// URL is where messages go: https, without user or password. Required.
	URL string
	// Method is POST, PUT or PATCH. Default: POST.
	Method string
	// Encoding is how the fields are written. Default: Form.
	Encoding Encoding

	// ToField is what the provider calls the number, which is E.164 with its plus. Default: "to".
	ToField string
	// TextField is what it calls the text. Default: "text".
	TextField string
	// IDField is what it calls the sender's ID of a message; None if it has no such field. Default: "id".
	IDField string
	// IDHeader is the header that has the same ID; None if it knows no such header. Default: "Idempotency-Key".
	IDHeader string
	// Fields are sent with every message, such as the sender's name. Default: none.
	Fields map[string]string

	// Header is sent with every message, such as an API key. Default: none.
	Header http.Header
	// User and Password are for HTTP Basic authentication. Default: none.
	User, Password string

	// Accepted are the statuses that mean that the provider took the message; each is a 2xx, and the other 2xx then mean
	// that nobody knows. Default: every 2xx.
	Accepted []int
	// Timeout is how long one message may take. Default: 10 s.
	Timeout time.Duration
	// Client makes the connections; its cookies, timeout and policy on redirects are not used. Default: one over
	// http.DefaultTransport.
	Client *http.Client
	// AllowPlainText permits a URL with http, to this machine only, for tests. Default: false.
	AllowPlainText bool
}

const configRedacted = "smsgateway.Config{redacted}"

// Format prints no secrets, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, configRedacted) }

// LogValue logs no secrets.
func (c Config) LogValue() slog.Value { return slog.StringValue(configRedacted) }

// withDefaults fills in what is unset, and copies what the caller could change later.
func (c Config) withDefaults() Config {
	c.Method = cmp.Or(c.Method, http.MethodPost)
	c.ToField = cmp.Or(c.ToField, "to")
	c.TextField = cmp.Or(c.TextField, "text")
	c.IDField = cmp.Or(c.IDField, "id")
	c.IDHeader = cmp.Or(c.IDHeader, "Idempotency-Key")
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	if c.Client == nil {
		c.Client = &http.Client{Transport: http.DefaultTransport}
	}
	c.Fields = maps.Clone(c.Fields)
	c.Header = c.Header.Clone()
	c.Accepted = slices.Clone(c.Accepted)
	return c
}
