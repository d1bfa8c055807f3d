package activesync

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommandsAreTheScriptsColumns(t *testing.T) {
	want := strings.Fields(`Ping Sync FolderSync SendMail SmartReply MeetingResponse
		GetAttachment SmartForward GetHierarchy CreateCollection DeleteCollection
		MoveCollection FolderCreate FolderDelete FolderUpdate MoveItems GetItemEstimate
		Search Settings ItemOperations Provision ResolveRecipients ValidateCert`)
	got := Commands()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(got) != 23 {
		t.Errorf("%d commands", len(got))
	}
	for i, name := range got {
		if c := Ping + Command(i); c.String() != name {
			t.Errorf("Commands()[%d] = %q, but the command is %v", i, name, c)
		}
	}
	got[0] = "spoilt"
	if Commands()[0] != "Ping" {
		t.Error("Commands returns the package's own slice")
	}
}

func TestCommandString(t *testing.T) {
	for c, want := range map[Command]string{
		None: "None", Ping: "Ping", ValidateCert: "ValidateCert",
		Options: "Options", Other: "Other", 200: "Other",
	} {
		if got := c.String(); got != want {
			t.Errorf("Command(%d) is %q, want %q", uint8(c), got, want)
		}
	}
}

func TestParseCommand(t *testing.T) {
	for c := Ping; c <= Options; c++ {
		name := c.String()
		var escaped strings.Builder
		for _, b := range []byte(name) {
			escaped.WriteString("%" + string("0123456789abcdef"[b>>4]) + string("0123456789ABCDEF"[b&15]))
		}
		for _, text := range []string{name, strings.ToLower(name), strings.ToUpper(name), escaped.String()} {
			if got := ParseCommand([]byte(text)); got != c {
				t.Errorf("ParseCommand(%q) = %v, want %v", text, got, c)
			}
		}
	}
	for _, text := range []string{
		"", "Pin", "Pings", "Find", "Notify", "None", "Other", "SmartFoward", "Pin%67%", "%", "Ping%00",
		"Sync'--", "\xff", strings.Repeat("Ping", 50), strings.Repeat("%50", 50),
	} {
		if got := ParseCommand([]byte(text)); got != Other {
			t.Errorf("ParseCommand(%q) = %v, want Other", text, got)
		}
	}
}

// The numbers are those of [MS-ASHTTP] 2.2.1.1.1.1.2.
func TestCommandOfCode(t *testing.T) {
	want := map[byte]Command{
		0: Sync, 1: SendMail, 2: SmartForward, 3: SmartReply, 4: GetAttachment,
		9: FolderSync, 10: FolderCreate, 11: FolderDelete, 12: FolderUpdate, 13: MoveItems,
		14: GetItemEstimate, 15: MeetingResponse, 16: Search, 17: Settings, 18: Ping,
		19: ItemOperations, 20: Provision, 21: ResolveRecipients, 22: ValidateCert,
	}
	for code := range 256 {
		got, ok := commandOfCode(byte(code))
		command, known := want[byte(code)]
		if got != command || ok != known {
			t.Errorf("code %d is %v, %v; want %v, %v", code, got, ok, command, known)
		}
	}
}
