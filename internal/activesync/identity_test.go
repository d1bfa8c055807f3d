package activesync

import "testing"

func TestAccount(t *testing.T) {
	f := func(user, want string) {
		t.Helper()
		if got := Account(user); got != want {
			t.Errorf("Account(%q) = %q, want %q", user, got, want)
		}
	}
	f("", "")
	f("Jo", "jo")
	f(`CONTOSO\Jo`, "jo")
	f(`contoso.com\Jo`, "jo")
	f("Jo@contoso.com", "jo")
	f(`CONTOSO\Jo@contoso.com`, "jo")
	f(`FOREST\CONTOSO\Jo`, "jo")
	f("Jo@a@b", "jo")
	f("ÉLODIE", "élodie")
	f("CAS01$", "cas01$")
	f("@contoso.com", "@contoso.com")
	f(`CONTOSO\`, `contoso\`)
	f(`\`, `\`)
	f("@", "@")
}

func TestFoldDevice(t *testing.T) {
	if got := FoldDevice("ApplDNQXYZ"); got != "appldnqxyz" {
		t.Errorf("got %q", got)
	}
}

func TestIsMachineAccount(t *testing.T) {
	for user, want := range map[string]bool{
		`CONTOSO\CAS01$`: true, "cas01$": true, "CAS01$@contoso.com": true,
		`CONTOSO\jo`: false, "": false, `CONTOSO$\jo`: false, "jo@contoso$": false,
	} {
		if got := IsMachineAccount(user); got != want {
			t.Errorf("IsMachineAccount(%q) = %v", user, got)
		}
	}
}

func TestIsProbe(t *testing.T) {
	for username, want := range map[string]bool{
		`contoso.com\HealthMailbox0123abc`: true, "healthmailbox0123@contoso.com": true,
		`CONTOSO\extest_0123`: true, "EXTEST_0123": true,
		"": false, "jo": false, "myextest_": false, `extest_\jo`: false, "jo@healthmailbox.example": false,
	} {
		if got := IsProbe(username); got != want {
			t.Errorf("IsProbe(%q) = %v", username, got)
		}
	}
}
