package activesync

import "net/netip"

// NetworkOf returns the network that an address is in: /24 of IPv4, /64 of IPv6; false if the
// text is no address.
func NetworkOf(address string) (netip.Prefix, bool) {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}, false
	}
	bits := 64
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = 24
	}
	network, err := ip.Prefix(bits)
	return network, err == nil
}
