package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seqrpay/seqr/ach"
	"github.com/seqrpay/seqr/cashback"
	"github.com/seqrpay/seqr/civil"
	"github.com/seqrpay/seqr/money"
)

// market is what this program needs to know of a country.
type market struct {
	programme   cashback.Programme
	businessDay func(civil.Date) bool
}

// markets are the countries that this program knows, by their code.
func markets() map[string]market {
	return map[string]market{
		"US": {
			programme:   cashback.Standard(money.USD, zone("America/New_York")),
			businessDay: ach.FedCalendar().IsBankingDay,
		},
	}
}

func marketCodes() string {
	return strings.Join(slices.Sorted(maps.Keys(markets())), ", ")
}

// zone loads a time zone of the data that are built in; that they lack it would be a mistake in this file.
func zone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return z
}
