package activesync

import "bytes"

// firstAddress is the first address of X-Forwarded-For, which is the device's
// where every proxy adds to it and none is the device's own, nil where there is
// none; c-ip then is the next best, which behind a load balancer is the load
// balancer. Addresses are separated by ',' and by a space, logged as '+'.
func firstAddress(forwardedFor []byte) []byte {
	if len(forwardedFor) == 0 {
		return nil
	}
	first := bytes.TrimLeft(forwardedFor, ", +")
	for i, c := range first {
		if c == ',' || c == ' ' || c == '+' {
			first = first[:i]
			break
		}
	}
	first = withoutPort(first)
	if len(first) == 0 || string(first) == "-" {
		return nil
	}
	return first
}

// withoutPort cuts the port that some proxies put behind the address (IIS's
// Application Request Routing unless told otherwise): else each connection of a
// device would be another client.
func withoutPort(address []byte) []byte {
	if len(address) > 0 && address[0] == '[' {
		address, _ = cut(address[1:], ']')
		return address
	}
	colon := bytes.IndexByte(address, ':')
	if colon >= 0 && bytes.LastIndexByte(address, ':') == colon {
		return address[:colon] // an IPv6 address has more than one colon
	}
	return address
}
