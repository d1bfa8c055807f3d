package activesync

import "strings"

// AccessState is what Exchange made of the device when it asked for access.
type AccessState struct {
	// State is Allowed, Blocked, Quarantined or DeviceDiscovery (Exchange does
	// not know the device's kind yet), or a text as logged that is none of them.
	State string
	// Reason says in words why, "" where it is not logged or not known.
	Reason string
}

// ParseAccessState splits the decoded value of As: (seen), a state with one or
// more letters for its reason: "BlockedP" is blocked by policy. Devices that
// Exchange blocks by itself because of how they behave (KB2748176) have AB and a
// letter, with or without the state before it.
func ParseAccessState(text string) AccessState {
	for _, state := range []string{"Allowed", "Blocked", "Quarantined", "DeviceDiscovery"} {
		if letters, ok := strings.CutPrefix(text, state); ok {
			return AccessState{State: state, Reason: accessReason(letters)}
		}
	}
	if reason := accessReason(text); strings.HasPrefix(text, "AB") && reason != "" {
		return AccessState{State: "Blocked", Reason: reason}
	}
	return AccessState{State: text}
}

func accessReason(letters string) string {
	switch letters {
	case "G":
		return "global setting"
	case "I":
		return "individual setting"
	case "D":
		return "device rule"
	case "U":
		return "upgrade"
	case "P":
		return "policy"
	case "E":
		return "external management"
	case "ABU":
		return "automatic: user agent changes"
	case "ABR":
		return "automatic: recent commands"
	case "ABW":
		return "automatic: crashes on the server"
	case "ABO":
		return "automatic: out of budget"
	case "ABS":
		return "automatic: sync commands"
	case "ABE", "ABC":
		return "automatic: command frequency"
	}
	return ""
}
