package tidy

import (
	"slices"
	"strings"
)

const (
	uuid     = "github.com/google/uuid"
	decimal  = "github.com/shopspring/decimal"
	require  = "github.com/stretchr/testify/require"
	assert   = "github.com/stretchr/testify/assert" // where several goroutines fail
	rapid    = "pgregory.net/rapid"
	goleak   = "go.uber.org/goleak"
	anything = "*" // every package of the module
)

// domain are the packages that know the product and nothing of the world: no I/O, no clock, no randomness.
var domain = []string{
	"account", "ach", "audit", "cashback", "civil", "identity", "internal/fault",
	"ledger", "money", "payment", "qr", "store",
}

// may is the import matrix: what the code of each package may import besides the standard library, packages of the
// module by their folder and others by their path. A package that is not here may not exist.
var may = map[string][]string{
	"internal/fault": {},
	"civil":          {"internal/fault"},
	"money":          {"internal/fault", decimal},
	"ledger":         {"internal/fault", "money", uuid},
	"account":        {"civil", "internal/fault", "ledger", "money", uuid, "github.com/nyaruka/phonenumbers"},
	"identity":       {"account", "civil", "internal/fault", "money", uuid, "golang.org/x/crypto/argon2"},
	"payment":        {"account", "civil", "internal/fault", "ledger", "money", decimal, uuid},
	"cashback":       {"account", "civil", "internal/fault", "money", "payment", decimal, uuid},
	"ach":            {"account", "civil", "internal/fault", "ledger", "money", uuid},
	"store": {
		"account", "ach", "cashback", "civil", "identity", "internal/fault", "ledger", "money", "payment", uuid,
	},
	"audit": {
		"account", "ach", "cashback", "civil", "identity", "internal/fault", "ledger", "money", "payment", "store", uuid,
	},

	"qr": {"internal/fault"},
	"qr/qrimage": {
		"internal/fault", "qr", "github.com/skip2/go-qrcode",
		"github.com/makiuchi-d/gozxing", "github.com/makiuchi-d/gozxing/common",
		"github.com/makiuchi-d/gozxing/multi/qrcode/detector",
		"github.com/makiuchi-d/gozxing/qrcode/decoder", "github.com/makiuchi-d/gozxing/qrcode/detector",
	},

	"ach/achtest":            {"account", "ach", "civil", "ledger", "money", uuid, require},
	"identity/device":        {"account", "civil", "identity", "internal/fault"},
	"identity/identitytest":  {"civil", "identity", "internal/fault", uuid, require},
	"qr/qrimage/qrimagetest": {},
	"store/storetest": {
		"account", "ach", "cashback", "civil", "identity", "internal/fault", "ledger", "money", "payment", "store",
		decimal, uuid, assert, require,
	},

	".": {
		"account", "ach", "audit", "cashback", "civil", "identity", "internal/fault", "ledger", "money", "payment", "qr",
		"store", uuid,
	},
	"adapters/bankfile": {"ach", "civil", "internal/fault"},
	"adapters/memory": {
		"account", "ach", "cashback", "civil", "identity", "ledger", "money", "payment", "store", uuid,
	},
	"adapters/nacha":   {"ach", "adapters/bankfile", "civil", "internal/fault", "money", "github.com/moov-io/ach"},
	"adapters/sandbox": {"account", "ach", "civil", "identity", "internal/fault", "money", "payment"},
	"adapters/sepa": {
		"ach", "adapters/bankfile", "civil", "internal/fault", "money",
		"github.com/jacoelho/banking/bic", "github.com/jacoelho/banking/iban",
	},
	"adapters/smsgateway": {"account", "internal/fault"},
	"adapters/smtp":       {"account", "internal/fault", "github.com/wneessen/go-mail"},
	"adapters/webhook":    {"internal/fault", "payment", "store", uuid},
	"adapters/postgres": {
		"internal/fault", "internal/sqlstore", "store", uuid,
		"github.com/jackc/pgx/v5", "github.com/jackc/pgx/v5/pgconn", "github.com/jackc/pgx/v5/pgproto3", "github.com/jackc/pgx/v5/pgtype", "github.com/jackc/pgx/v5/pgxpool",
	},
	"internal/pgtest": {"github.com/jackc/pgx/v5"},
	"adapters/sqlite": {
		"account", "ach", "cashback", "civil", "identity", "internal/fault", "internal/sqlstore", "ledger", "money",
		"payment", "store", uuid, "modernc.org/libc", "modernc.org/sqlite", "modernc.org/sqlite/lib",
	},
	"internal/sqlstore": {
		"account", "ach", "cashback", "civil", "identity", "internal/fault", "ledger", "money", "payment", "store",
		decimal, uuid,
	},
	"internal/tidy": {},

	"examples/bankday":              {anything, uuid},
	"examples/bankreturns":          {"adapters/nacha"},
	"examples/cashback":             {anything, decimal},
	"examples/hostapp":              {anything, uuid},
	"examples/load":                 {anything, uuid},
	"examples/internal/stage":       {anything},
	"examples/internal/programtest": {require},
	"examples/offers":               {anything, "examples/internal/stage", uuid},
	"examples/prepaid":              {anything, "examples/internal/stage"},
	"examples/qrscan":               {"internal/fault", "payment", "qr", "qr/qrimage"},
	"examples/quickstart":           {anything},
	"examples/sendmoney":            {anything, "examples/internal/stage", uuid},
	"examples/shop":                 {anything, "examples/internal/stage", uuid},
	"examples/support":              {anything},
	"examples/webhook":              {anything, "examples/internal/stage"},
}

// testMay is what tests of every package may import besides, testMayAlso those of one package.
var (
	testMay     = []string{assert, require, rapid, goleak, uuid, decimal}
	testMayAlso = map[string][]string{
		"examples/bankreturns": {"github.com/moov-io/ach"},               // writes the files of another program
		"qr/qrimage":           {"github.com/makiuchi-d/gozxing/qrcode"}, // the reader that drawn codes must satisfy
	}
)

// findImports compares the code of each package with its line of the matrix.
func findImports(t *tree) (all []finding) {
	for _, p := range t.folders() {
		line, ok := may[p.dir]
		if !ok {
			first := append(slices.Clone(p.code), p.tests...)[0]
			all = append(all, t.found(first, first.Name, "package %s has no line in the import matrix of internal/tidy", p.dir))
			continue
		}
		for _, f := range p.code {
			for path, spec := range f.imports() {
				if !permitted(path, line) {
					all = append(all, t.found(f, spec, "%s may not import %s", p.dir, path))
				}
				if spec.Name != nil && spec.Name.Name == "." {
					all = append(all, t.found(f, spec, "a dot import hides where names come from"))
				}
			}
		}
	}
	return all
}

// findTestImports keeps the tests of domain packages as low as the packages: a rule of payment is tested without a
// store and without the services. Other tests may import all of the module.
func findTestImports(t *tree) (all []finding) {
	for _, p := range t.folders() {
		line := slices.Concat(may[p.dir], testMay, testMayAlso[p.dir])
		switch {
		case p.dir == "audit" || p.dir == "store" || !slices.Contains(domain, p.dir):
			line = append(line, anything, p.dir, "examples/internal/programtest")
		default:
			line = append(line, p.dir, p.dir+"/"+p.dir+"test", "internal/fault", "civil")
		}
		for _, f := range p.tests {
			for path, spec := range f.imports() {
				if !permitted(path, line) {
					all = append(all, t.found(f, spec, "tests of %s may not import %s", p.dir, path))
				}
			}
		}
	}
	return all
}

// permitted says whether line has the package at path, which the standard library's need not.
func permitted(path string, line []string) bool {
	dir, ours := folderOf(path)
	if !ours {
		first, _, _ := strings.Cut(path, "/")
		return path != "C" && (!strings.Contains(first, ".") || slices.Contains(line, path))
	}
	if slices.Contains(line, dir) {
		return true
	}
	return slices.Contains(line, anything) && !strings.HasPrefix(dir, "examples/")
}

// folderOf is the folder of one of our own packages.
func folderOf(path string) (dir string, ours bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}
