package money

// Currency is an ISO 4217 alphabetic code such as "USD". The zero Currency is none.
type Currency string
