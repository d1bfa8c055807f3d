package hostile

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Scene is what some senders do on a day, beside Phones phones that each send a request an
// hour, as CONTOSO\phoneN on the device PHONEN.
type Scene struct {
	// Accounts are those who log on; 0: nobody does. Each has so many Devices, an invented
	// id each, or with Known those of the phones.
	Accounts, Devices int
	Known             bool
	// Requests are so many in all; Texts is how many bytes of text each brings, new in each
	// request, in agent, type, User=, command and error text.
	Requests, Texts int
}

// Phones is how many phones there are.
const Phones = 20

// Scenes are those that a report must bear.
var Scenes = map[string]Scene{
	"strangers":          {Devices: 1 << 30, Requests: 1 << 30},
	"strangers-texts":    {Devices: 1 << 30, Requests: 1 << 30, Texts: 1500},
	"known-texts":        {Devices: Phones, Known: true, Requests: 1 << 30, Texts: 1500},
	"person-ids":         {Accounts: 1, Devices: 1 << 30, Requests: 1 << 30},
	"person-ids-texts":   {Accounts: 1, Devices: 1 << 30, Requests: 1 << 30, Texts: 1500},
	"person-texts":       {Accounts: 1, Devices: 1, Requests: 1 << 30, Texts: 1500},
	"accounts-ids":       {Accounts: 100, Devices: 1 << 30, Requests: 1 << 30},
	"accounts-ids-texts": {Accounts: 100, Devices: 1 << 30, Requests: 1 << 30, Texts: 1500},
}

// Write writes the log of a scene on a day, such as 2026-03-02, until it has so many requests
// or bytes of log. It returns how many requests it wrote beside those of the phones.
func (r Random) Write(to io.Writer, s Scene, day string, bytes int64) (requests int, err error) {
	w := bufio.NewWriterSize(to, 1<<20)
	_, _ = w.WriteString(fields) // Flush has the error
	for i := range Phones * 24 {
		n := i % Phones
		_, _ = fmt.Fprintf(w, row, day, i/Phones, 59, n, "Sync", fmt.Sprint("phone", n), fmt.Sprint("PHONE", n), "iPhone", "", fmt.Sprint(`CONTOSO\phone`, n), "192.0.2.77", "Apple-iPhone", 200)
	}
	for written := int64(0); requests < s.Requests && written < bytes; requests++ {
		n, err := w.WriteString(r.request(s, day, requests))
		if err != nil {
			return requests, fmt.Errorf("writing a scene: %w", err)
		}
		written += int64(n)
	}
	if err := w.Flush(); err != nil {
		return requests, fmt.Errorf("writing a scene: %w", err)
	}
	return requests, nil
}

const (
	fields = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\r\n"
	row    = "%s %02d:%02d:%02d 192.0.2.10 POST /Microsoft-Server-ActiveSync/default.eas Cmd=%s&User=%s&DeviceId=%s&DeviceType=%s%s 443 %s %s %s %d 0 0 30\r\n"
)

// request is the i-th of a scene.
func (r Random) request(s Scene, day string, i int) string {
	second := i % 86_400
	account, device := 0, i
	if s.Accounts > 0 {
		account, device = i%s.Accounts, i/s.Accounts
	}
	device %= s.Devices
	text := func(part int) string {
		if s.Texts == 0 {
			return ""
		}
		return fmt.Sprintf("%x%s", r.Uint64(), strings.Repeat("x", max(0, s.Texts/part-16)))
	}
	id, command, user, status := fmt.Sprintf("INVENTED%dx%d", account, device), "Sync", "-", 401
	if s.Known {
		id = fmt.Sprint("PHONE", device)
	}
	if s.Accounts > 0 {
		user, status = fmt.Sprintf(`CONTOSO\account%d`, account), 200
	}
	said, log := fmt.Sprint("account", account), ""
	if s.Texts > 0 {
		command, said, log = text(15), text(3), "&Log=V141_Error:"+text(6)+"_"
	}
	return fmt.Sprintf(row, day, second/3600, second/60%60, second%60, command, said, id, "x"+text(10), log, user,
		fmt.Sprintf("198.51.100.%d", i%9), "agent"+text(2), status)
}
