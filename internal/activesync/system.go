package activesync

import (
	"strconv"
	"strings"
)

// System returns the operating system that a user agent says it runs on, with its major version
// where the agent has it: "iOS 18", "Android 13", "Windows Mobile"; empty where it says none that
// we know. It is the client's own word.
func System(userAgent string) string {
	product, version, _ := strings.Cut(userAgent, "/")
	switch {
	case strings.HasPrefix(product, "Apple-"):
		return appleSystem(product, version)
	case product == "Outlook-iOS-Android":
		return "Outlook for iOS and Android"
	case product == "Android": // Android/13-EAS-2.0
		return withMajor("Android", version)
	case strings.HasPrefix(product, "Android-"), strings.HasPrefix(product, "SAMSUNG"): // their makers' own numbers follow
		return "Android"
	case strings.HasPrefix(product, "MSFT-WIN"):
		return "Windows Mail"
	case strings.HasPrefix(product, "MSFT-WP"):
		return withMajor("Windows Phone", version)
	case strings.HasPrefix(product, "MSFT-PPC"), strings.HasPrefix(product, "MSFT-SPhone"), strings.HasPrefix(product, "Microsoft-PocketPC"):
		return "Windows Mobile"
	case strings.HasPrefix(product, "RIM-"), strings.HasPrefix(product, "BlackBerry"):
		return "BlackBerry"
	}
	return ""
}

// appleSystem reads the build at the end of Apple's agents: 2207.100 is 22G100, the letter
// as two digits, of iOS 18. Up to build 22 the version of iOS is four less, 23 is iOS 26: the
// name jumped (Apple's lists of releases).
func appleSystem(product, version string) string {
	system := "iOS"
	if strings.HasPrefix(product, "Apple-iPad") {
		system = "iPadOS"
	} else if !strings.HasPrefix(product, "Apple-iP") {
		return "Apple"
	}
	build, _, _ := strings.Cut(version, ".")
	const letter = 2 // digits
	if len(build) <= letter {
		return system
	}
	major, err := strconv.ParseUint(build[:len(build)-letter], 10, 8)
	switch {
	case err != nil || major < 7: // before iOS 3 there was no ActiveSync of this form
		return system
	case major <= 22:
		return system + " " + strconv.FormatUint(major-4, 10)
	}
	return system + " " + strconv.FormatUint(major+3, 10)
}

// withMajor returns a system with the digits that a version begins with: 8 of 8.10.14219, 13
// of 13-EAS-2.0.
func withMajor(system, version string) string {
	digits := len(version) - len(strings.TrimLeft(version, "0123456789"))
	if digits == 0 || digits > 2 {
		return system
	}
	return system + " " + version[:digits]
}
