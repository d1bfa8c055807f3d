package activesync

import "testing"

func TestIsStem(t *testing.T) {
	f := func(stem string, want bool) {
		t.Helper()
		if got := IsStem([]byte(stem)); got != want {
			t.Errorf("IsStem(%q) = %v", stem, got)
		}
	}
	f("/Microsoft-Server-ActiveSync", true)
	f("/Microsoft-Server-ActiveSync/", true)
	f("/Microsoft-Server-ActiveSync/default.eas", true)
	f("/Microsoft-Server-ActiveSync/Proxy/default.eas", true)
	f("/Microsoft-Server-ActiveSync/error.aspx", true)
	f("/microsoft-server-activesync/default.eas", true)
	f("/Microsoft-Server-Activesync", true)
	f("/MICROSOFT-SERVER-ACTIVESYNC", true)

	f("", false)
	f("-", false)
	f("/", false)
	f("/owa/", false)
	f("Microsoft-Server-ActiveSync", false)
	f("/Microsoft-Server-ActiveSyn", false)
	f("/Microsoft-Server-ActiveSyncs", false)
	f("/Microsoft-Server-ActiveSyncs/x", false)
	f("/Microsoft\rServer\rActiveSync", false)
	f("/exchange/jo/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/PocketPC/1", false)
	f("/x/Microsoft-Server-ActiveSync", false)
}

func TestIsHealthCheck(t *testing.T) {
	for stem, want := range map[string]bool{
		"/Microsoft-Server-ActiveSync/Proxy/healthcheck.htm": true,
		"/Microsoft-Server-ActiveSync/healthcheck.htm":       true, "/MICROSOFT-SERVER-ACTIVESYNC/HEALTHCHECK.HTM": true,
		"/microsoft-server-activesync/HealthCheck.htm":  true,
		"/Microsoft-Server-ActiveSync/healthcheck.html": false, "/Microsoft-Server-ActiveSync/healthcheck": false,
		"/Microsoft-Server-ActiveSync/default.eas": false, "/owa/healthcheck.htm": false, "/healthcheck.htm": false,
		"/Microsoft-Server-ActiveSync/x/healthcheck.htm": false, "": false,
	} {
		if got := IsHealthCheck([]byte(stem)); got != want {
			t.Errorf("IsHealthCheck(%q) = %v", stem, got)
		}
	}
}

func TestIsServerTraffic(t *testing.T) {
	f := func(stem string, want bool) {
		t.Helper()
		if got := IsServerTraffic([]byte(stem)); got != want {
			t.Errorf("IsServerTraffic(%q) = %v", stem, got)
		}
	}
	f("/exchange/jo/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/PocketPC/0123", true)
	f("/Exchange/jo@contoso.com/NON_IPM_SUBTREE/microsoft-server-activesync", true)
	f("/exchange-oma/jo/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/SP/1", true)

	f("/Microsoft-Server-ActiveSync/default.eas", false)
	f("/exchange/jo/Inbox", false)
	f("/exchange/jo/NON_IPM_SUBTREE/Microsoft-Server-ActiveSyncs/1", false)
	f("/scan/Microsoft-Server-ActiveSync", false)
	f("/exchange", false)
	f("", false)
}
