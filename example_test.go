package seqr_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/account"
	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/adapters/memory"
	"github.com/seqrpay/seqr/adapters/sandbox"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/identity"
	"github.com/seqrpay/seqr/money"
	"github.com/seqrpay/seqr/payment"
)

// A customer registers, proves her identity, and pays at a checkout. The world outside is the sandbox.
func Example() {
	ctx := context.Background()
	clock := sandbox.NewClock(time.Date(2026, time.July, 6, 14, 0, 0, 0, time.UTC))
	market := seqr.Demo(seqr.UnitedStates())
	phone := sandbox.NewPhone()
	sys, err := seqr.New(seqr.Config{
		Market: market, Store: memory.New(), Clock: clock.Now,
		Bank:     sandbox.NewBank(clock.Now, market.Collection.Calendar, market.Zone),
		Verifier: sandbox.NewVerifier(clock.Now, 3*time.Minute),
		SMS:      phone, Mail: sandbox.NewMailbox(),
		Keys: identity.DevelopmentKeyring(), AllowDevelopmentKeys: true,
	})
	check(err)

	// The merchant.
	shop, err := sys.Merchants.Open(ctx, seqr.MerchantRequest{Key: "example-open-shop-1", Name: "Corner Grocery"})
	check(err)
	place, err := sys.Merchants.AddLocation(ctx, seqr.LocationRequest{Key: "example-location-01", Merchant: shop.ID, Name: "Main Street"})
	check(err)
	lane, err := sys.Merchants.AddLane(ctx, seqr.LaneRequest{
		Key: "example-lane-00001", Merchant: shop.ID, Location: place.ID, Name: "Lane 1", Code: "0039394857311223", Channel: payment.InStore,
	})
	check(err)

	// The customer registers on her phone and proves her identity.
	device, err := identity.NewEd25519Key(rand.Reader)
	check(err)
	id := registerCustomer(ctx, sys, device, phone, clock)

	// The till asks for money; she scans the lane, sees the amount and approves it.
	inv, err := sys.Merchants.Issue(ctx, seqr.InvoiceRequest{
		Key: "example-invoice-01", Merchant: shop.ID, Lane: lane.ID, Draft: payment.Draft{Total: money.FromMinor(23_45, money.USD)},
	})
	check(err)
	seen, err := sys.Payments.Scan(ctx, seqr.ScanRequest{Account: id, Code: "HTTP://SEQR.SE/Q0039394857311223"})
	check(err)
	fmt.Printf("%s asks for %s; %s available\n", seen.Merchant, seen.Bill.Total, seen.Available)
	seen.Message.Counter = 1
	message, signature, err := device.Approve(seen.Message)
	check(err)
	_, err = sys.Payments.Approve(ctx, seqr.ApproveRequest{
		Key: "example-approve-01", Account: id, Message: message, Signature: signature, PIN: "280461",
	})
	check(err)

	status, err := sys.Merchants.Status(ctx, shop.ID, inv.Invoice)
	check(err)
	available, err := sys.Payments.Available(ctx, id, account.PaymentAccountID{})
	check(err)
	fmt.Printf("the merchant sees %s; %s left\n", status.State, available)
	// Output:
	// Corner Grocery asks for 23.45 USD; 100.00 USD available
	// the merchant sees PAID; 76.55 USD left
}

// registerCustomer takes a customer through all steps of the registration.
func registerCustomer(ctx context.Context, sys *seqr.System, device *identity.DeviceKey, phone *sandbox.Phone, clock *sandbox.Clock) account.ID {
	started, err := sys.Accounts.Start(ctx, seqr.StartRequest{
		Key: "example-register-1", Phone: "+18015550123", TermsVersion: "demo-1",
		Algorithm: device.Algorithm(), PublicKey: device.PublicKey(),
	})
	check(err)
	step(ctx, sys) // the SMS is sent
	id := started.Account
	_, err = sys.Accounts.Confirm(ctx, seqr.ConfirmRequest{Key: "example-confirm-01", Account: id, Code: phone.Code("+18015550123")})
	check(err)
	_, err = sys.Accounts.ChoosePIN(ctx, seqr.ChoosePINRequest{Key: "example-choose-pin", Account: id, PIN: "280461", Repeat: "280461"})
	check(err)
	_, err = sys.Accounts.Describe(ctx, seqr.DescribeRequest{
		Key: "example-describe-1", Account: id, Name: "Pat Specimen", Email: "pat@mail.example", BirthDate: "05/17/1990",
	})
	check(err)
	_, err = sys.Accounts.AddBankAccount(ctx, seqr.BankAccountRequest{
		Key: "example-add-bank-1", Account: id, Kind: account.ACHDebit, Type: ach.Checking,
		Routing: "076401251", Number: "12345678", Mandate: "mandate-2026-1",
	})
	check(err)

	// She photographs her driving licence. Minutes later her limit is 100.00.
	front, back, err := sandbox.DrawSpecimen(sandbox.Specimen{
		Kind: identity.DrivingLicence, Country: "USA", Surname: "SPECIMEN", GivenNames: "PAT", Number: "D08010123", Sex: "F",
		BirthDate: civil.Date{Year: 1990, Month: time.May, Day: 17}, ExpiresOn: civil.Date{Year: 2032, Month: time.May, Day: 17},
	})
	check(err)
	for side, picture := range map[identity.Side][]byte{identity.FrontSide: front, identity.BackSide: back} {
		_, err = sys.Identity.Capture(ctx, seqr.CaptureRequest{
			Key: seqr.Key("example-capture-" + side.String()), Account: id, Document: identity.DrivingLicence, Side: side, Picture: picture,
		})
		check(err)
	}
	_, err = sys.Identity.Submit(ctx, seqr.StepRequest{Key: "example-submit-001", Account: id})
	check(err)
	for range 5 {
		clock.Advance(time.Minute)
		step(ctx, sys)
	}
	return id
}

// step does all background work that is due.
func step(ctx context.Context, sys *seqr.System) {
	for {
		p, err := sys.Step(ctx)
		check(err)
		if p.Idle() {
			return
		}
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// New names the first thing that is wrong, and lists every market value that nobody has stated.
func ExampleNew() {
	_, err := seqr.New(seqr.Config{Market: seqr.UnitedStates()})
	fmt.Println(errors.Is(err, seqr.ErrConfig), seqr.KindOf(err))
	_, err = seqr.New(seqr.Config{Market: seqr.Demo(seqr.UnitedStates())})
	fmt.Println(err)
	// Output:
	// true invalid
	// seqr: configuration: Store is required
}

// The class of an error says what to answer: here, as an HTTP status.
func ExampleKindOf() {
	status := func(err error) int {
		switch seqr.KindOf(err) {
		case seqr.Invalid:
			return 400
		case seqr.Denied:
			return 403
		case seqr.NotFound:
			return 404
		case seqr.Conflict, seqr.State:
			return 409
		case seqr.Exceeded:
			return 422
		case seqr.Unavailable:
			return 503
		default:
			return 500
		}
	}
	fmt.Println(status(identity.ErrPINWrong), status(payment.ErrPaid), status(&seqr.LimitError{}), status(errors.New("disk on fire")))
	// Output: 403 409 422 500
}

// A key has 16 to 64 characters; a UUID in text form will do.
func ExampleKey_Check() {
	fmt.Println(seqr.Key("6f1c2a9e-0b1d-4c57-9a52-0d8f6f6f4a11").Check())
	fmt.Println(seqr.Key("too short").Check())
	// Output:
	// <nil>
	// seqr: command key must be 16 to 64 characters of A-Z a-z 0-9 _ -
}

// A market is data: an operator fills in what no programme text states.
func ExampleMarket() {
	m := seqr.UnitedStates().
		WithContact(account.Contact{Phone: "+1 801 555 0100", Email: "help@pay.example"}).
		WithTerms("2026-1", "https://pay.example/terms", "https://pay.example/privacy").
		WithRetention(5 * 365).
		WithFee(money.FromMinor(15_00, money.USD))
	fmt.Println(m.Validate(), m.Account.Kinds[0].Name, m.Account.Kinds[0].Maximum)
	// Output: <nil> ACH Direct Debit Account 100.00 USD
}

// What a screen needs stands in the typed error.
func ExampleLimitError() {
	var err error = &seqr.LimitError{Needed: money.FromMinor(120_00, money.USD), Available: money.FromMinor(80_00, money.USD)}
	if limit, ok := errors.AsType[*seqr.LimitError](err); ok {
		fmt.Printf("asked for %s, %s available\n", limit.Needed, limit.Available)
	}
	// Output: asked for 120.00 USD, 80.00 USD available
}
