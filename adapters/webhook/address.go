package webhook

import (
	"net/netip"
	"slices"
)

// global6 is where all public addresses of IPv6 are.
var global6 = netip.MustParsePrefix("2000::/3")

// special are the blocks beside private, loopback, link-local and multicast ones that are not the public Internet, as
// IANA's registries of special-purpose addresses have them, and what clouds put behind public numbers.
var special = prefixes(
	"0.0.0.0/8",        // this network
	"100.64.0.0/10",    // carriers' own; also the metadata of Alibaba
	"168.63.129.16/32", // what Azure's machines ask
	"192.0.0.0/24",     // protocols; also the metadata of Oracle
	"192.0.2.0/24",     // documentation
	"192.88.99.0/24",   // relays to IPv6
	"198.18.0.0/15",    // measurements
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"240.0.0.0/4",      // reserved, broadcast
	"2001::/23",        // protocols; has IPv4 addresses inside of Teredo
	"2001:db8::/32",    // documentation
	"2002::/16",        // has IPv4 addresses inside
	"3fff::/20",        // documentation
)

func prefixes(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		all[i] = netip.MustParsePrefix(t)
	}
	return all
}

// public says whether an address is one that a stranger's server can have. What is not known to be is not.
func public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.Zone() != "" || a.Is6() && !global6.Contains(a) {
		return false
	}
	return !within(special, a)
}

func within(all []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(all, func(p netip.Prefix) bool { return p.Contains(a.Unmap()) })
}
