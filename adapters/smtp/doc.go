// Package smtp sends e-mail through the operator's mail server. A [Mailer] is the system's [account.Mail].
//
// Each message is one session, over TLS from the first byte or from STARTTLS on; a server that offers neither gets no
// credentials and no mail [PRV-1]. A mail has one recipient, a plain text in UTF-8, and nothing else:
//
//	connect --TLS--> log in --> MAIL FROM --> RCPT TO --> DATA --> taken
//	   |         |       |           |             |         |
//	   |         |       | 5xx       | 5xx         | 5xx     | 5xx
//	   |         |       v           v             v         v
//	   |         |     ErrDenied: the operator   ErrRefused: this message
//	   v         v
//	ErrUnavailable, as is everything else at any point: 4xx, no answer in time, a connection that breaks
//
// After ErrUnavailable the message may or may not have been taken; sending it again is right. Each attempt has the same
// Message-ID, made of the message's own ID, by which receivers know a mail that comes twice.
//
// Once the server has answered the last line of a mail with yes it is taken, whatever happens to the connection then.
// Errors show the server's code and never an address, a text, a credential or what the server said [PRV-4].
package smtp
