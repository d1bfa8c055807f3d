package activesync

import (
	"strconv"
	"strings"
)

// HTTPText returns the HTTP status with its substatus, and what that means: "507",
// "403.16 client certificate untrusted or invalid". Of a 401 it is sc-win32-status that
// tells a refusal from a challenge, and so its meaning alone counts there.
func (a Answer) HTTPText() string {
	text := strconv.Itoa(int(a.Status))
	if a.Substatus > 0 {
		text += "." + strconv.Itoa(int(a.Substatus))
	}
	code := iisCodes[iisCode{a.Status, a.Substatus}]
	if a.Status == 401 && !code.Failure {
		return text
	}
	return strings.TrimSpace(text + " " + code.Meaning)
}

// Win32Text returns sc-win32-status and what it means: "1326 unknown user or wrong password".
func (a Answer) Win32Text() string {
	return strings.TrimSpace(strconv.FormatInt(a.Win32, 10) + " " + windowsCodes[a.Win32].Meaning)
}

// EASText returns the EAS status with its name or meaning: "142 DeviceNotProvisioned".
func (a Answer) EASText() string {
	meaning := StatusName(a.EASStatus)
	if a.commandFailed() {
		meaning = CommandStatus(a.Command, a.EASStatus)
	}
	return strings.TrimSpace(strconv.Itoa(int(a.EASStatus)) + " " + meaning)
}
