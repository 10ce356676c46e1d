package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/seqrpay/seqr"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
)

// market is what this program needs to know of a country.
type market struct {
	programme   cashback.Programme
	businessDay func(civil.Date) bool
}

// markets are the countries that this program knows, by their code: all that come with the SDK.
func markets() map[string]market {
	known := map[string]market{}
	for _, m := range seqr.Markets() {
		known[m.Code] = market{programme: m.Cashback, businessDay: m.Collection.Calendar.IsBankingDay}
	}
	return known
}

func marketCodes() string {
	return strings.Join(slices.Sorted(maps.Keys(markets())), ", ")
}
