package sqlstore

import (
	"time"

	"github.com/google/uuid"

	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/identity"
)

var accounts = newTable("account", 1, func(v *account.Account) *int64 { return &v.Version },
	id("id", func(v *account.Account) *uuid.UUID { return &v.ID.UUID }),
	text("market", func(v *account.Account) *string { return &v.Market }),
	spelled("state", func(v *account.Account) *account.State { return &v.State }),
	text("phone", func(v *account.Account) *account.Tag { return &v.Phone }),
	instant("phone_at", func(v *account.Account) *time.Time { return &v.PhoneAt }),
	text("terms_version", func(v *account.Account) *string { return &v.Terms.Version }),
	instant("terms_at", func(v *account.Account) *time.Time { return &v.Terms.At }),
	blob("personal", func(v *account.Account) *[]byte { return &v.Personal }),
	flag("complete", func(v *account.Account) *bool { return &v.Complete }),
	instant("pin_at", func(v *account.Account) *time.Time { return &v.PINAt }),
	instant("verified_at", func(v *account.Account) *time.Time { return &v.Verified }),
	list("blocks", func(v *account.Account) *[]account.Block { return &v.Blocks }, keepBlock, restoreBlock),
	number("debts", func(v *account.Account) *int { return &v.Debts }),
	listRead("payment_accounts", func(v *account.Account) *[]account.PaymentAccount { return &v.Accounts }, keepPaymentAccount, restorePaymentAccount, readPaymentAccounts),
	id("pays_from", func(v *account.Account) *uuid.UUID { return &v.Default.UUID }),
	id("receives_on", func(v *account.Account) *uuid.UUID { return &v.Receiving }),
	list("documents", func(v *account.Account) *[]account.Tag { return &v.Documents }, same[account.Tag], same[account.Tag]),
	instant("opened_at", func(v *account.Account) *time.Time { return &v.OpenedAt }),
	instant("closed_at", func(v *account.Account) *time.Time { return &v.ClosedAt }),
	instant("erased_at", func(v *account.Account) *time.Time { return &v.ErasedAt }),
	id("successor", func(v *account.Account) *uuid.UUID { return &v.Successor.UUID }),
	list("former", func(v *account.Account) *[]account.ID { return &v.Former }, same[account.ID], same[account.ID]),
)

var actions = newTable("account_action", 1, nil,
	id("id", func(v *account.Action) *uuid.UUID { return &v.ID.UUID }),
	id("account", func(v *account.Action) *uuid.UUID { return &v.Account.UUID }),
	text("agent", func(v *account.Action) *string { return &v.Agent }),
	text("verb", func(v *account.Action) *string { return &v.Verb }),
	text("reason", func(v *account.Action) *string { return &v.Reason }),
	instant("made_at", func(v *account.Action) *time.Time { return &v.At }),
	number("number", func(v *account.Action) *int64 { return &v.Number }),
	blob("digest", func(v *account.Action) *[]byte { return &v.Digest }),
)

var trails = newTable("action_trail", 1, func(v *account.Trail) *int64 { return &v.Version },
	id("account", func(v *account.Trail) *uuid.UUID { return &v.Account.UUID }),
	number("number", func(v *account.Trail) *int64 { return &v.Number }),
	blob("digest", func(v *account.Trail) *[]byte { return &v.Digest }),
)

var activations = newTable("activation", 1, func(v *identity.Activation) *int64 { return &v.Version },
	text("phone", func(v *identity.Activation) *account.Tag { return &v.Phone }),
	id("account", func(v *identity.Activation) *uuid.UUID { return &v.Account.UUID }),
	blob("code", func(v *identity.Activation) *[]byte { return &v.Code }),
	instant("sent_at", func(v *identity.Activation) *time.Time { return &v.SentAt }),
	number("wrong", func(v *identity.Activation) *int { return &v.Wrong }),
	flag("done", func(v *identity.Activation) *bool { return &v.Done }),
	list("sends", func(v *identity.Activation) *[]time.Time { return &v.Sends }, keepTime, same[time.Time]),
)

var credentials = newTable("credential", 1, func(v *identity.Credential) *int64 { return &v.Version },
	id("account", func(v *identity.Credential) *uuid.UUID { return &v.Account.UUID }),
	id("device", func(v *identity.Credential) *uuid.UUID { return &v.Device.UUID }),
	text("algorithm", func(v *identity.Credential) *identity.Algorithm { return &v.Algorithm }),
	blob("public_key", func(v *identity.Credential) *[]byte { return &v.PublicKey }),
	text("pin_key", func(v *identity.Credential) *string { return &v.PIN.KeyID }),
	blob("pin_salt", func(v *identity.Credential) *[]byte { return &v.PIN.Salt }),
	number("pin_passes", func(v *identity.Credential) *int { return &v.PIN.Cost.Passes }),
	number("pin_memory", func(v *identity.Credential) *int { return &v.PIN.Cost.MemoryKiB }),
	number("pin_threads", func(v *identity.Credential) *int { return &v.PIN.Cost.Threads }),
	blob("pin_hash", func(v *identity.Credential) *[]byte { return &v.PIN.Hash }),
	blob("pin_sealed", func(v *identity.Credential) *[]byte { return &v.PIN.Sealed }),
	number("wrong", func(v *identity.Credential) *int { return &v.Wrong }),
	instant("wait_until", func(v *identity.Credential) *time.Time { return &v.WaitUntil }),
	number("counter", func(v *identity.Credential) *uint64 { return &v.Counter }),
	number("used", func(v *identity.Credential) *uint64 { return &v.Used }),
	flag("frozen", func(v *identity.Credential) *bool { return &v.Frozen }),
	instant("bound_at", func(v *identity.Credential) *time.Time { return &v.BoundAt }),
	instant("restore_by", func(v *identity.Credential) *time.Time { return &v.RestoreBy }),
	instant("move_by", func(v *identity.Credential) *time.Time { return &v.MoveBy }),
	id("biometric", func(v *identity.Credential) *uuid.UUID { return &v.Biometric.ID.UUID }),
	text("biometric_algorithm", func(v *identity.Credential) *identity.Algorithm { return &v.Biometric.Algorithm }),
	blob("biometric_key", func(v *identity.Credential) *[]byte { return &v.Biometric.PublicKey }),
	instant("biometric_at", func(v *identity.Credential) *time.Time { return &v.Biometric.EnrolledAt }),
	instant("biometric_ended_at", func(v *identity.Credential) *time.Time { return &v.Biometric.EndedAt }),
)

var scans = newTable("scan", 1, func(v *identity.Scan) *int64 { return &v.Version },
	id("id", func(v *identity.Scan) *uuid.UUID { return &v.ID.UUID }),
	id("account", func(v *identity.Scan) *uuid.UUID { return &v.Account.UUID }),
	text("document", func(v *identity.Scan) *identity.DocumentKind { return &v.Document }),
	choice("state", func(v *identity.Scan) *identity.ScanState { return &v.State },
		identity.Capturing, identity.Submitted, identity.Verified, identity.Failed),
	blob("front", func(v *identity.Scan) *[]byte { return &v.Front }),
	blob("back", func(v *identity.Scan) *[]byte { return &v.Back }),
	blob("digest", func(v *identity.Scan) *[]byte { return &v.Digest }),
	list("problems", func(v *identity.Scan) *[]identity.Problem { return &v.Problems }, same[identity.Problem], same[identity.Problem]),
	number("refused", func(v *identity.Scan) *int { return &v.Refused }),
	instant("opened_at", func(v *identity.Scan) *time.Time { return &v.OpenedAt }),
	instant("submitted_at", func(v *identity.Scan) *time.Time { return &v.SubmittedAt }),
	instant("decided_at", func(v *identity.Scan) *time.Time { return &v.DecidedAt }),
)

var idRecords = newTable("id_record", 1, func(v *identity.IDRecord) *int64 { return &v.Version },
	text("id", func(v *identity.IDRecord) *account.Tag { return &v.ID }),
	list("accounts", func(v *identity.IDRecord) *[]account.ID { return &v.Accounts }, same[account.ID], same[account.ID]),
	list("former", func(v *identity.IDRecord) *[]account.ID { return &v.Former }, same[account.ID], same[account.ID]),
)
