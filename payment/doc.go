// Package payment holds merchants and what they ask for, what payers consent to, and what is given back.
package payment
