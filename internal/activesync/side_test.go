package activesync

import "testing"

func TestSide(t *testing.T) {
	f := func(stem, port string, proxied bool, want Side) {
		t.Helper()
		if got := sideOf([]byte(stem), []byte(port), proxied); got != want {
			t.Errorf("sideOf(%q, %q, %v) = %v", stem, port, proxied, got)
		}
	}
	f(root, "443", false, FrontEnd)
	f(root+"/default.eas", "443", false, FrontEnd)
	f(root+"/default.eas", "80", false, FrontEnd)
	f(root+"/default.eas", "", false, FrontEnd)
	f(root+"/Proxying/default.eas", "443", false, FrontEnd)
	f(root+"/default.eas/Proxy", "443", false, FrontEnd)
	f(root+"/", "4444", false, FrontEnd)

	f(root+"/Proxy", "", false, BackEnd)
	f(root+"/Proxy/default.eas", "443", false, BackEnd)
	f(root+"/pROXY/default.eas", "443", false, BackEnd)
	f(root+"/default.eas", "444", false, BackEnd)
	f(root+"/default.eas", "443", true, BackEnd)
}

func TestSideString(t *testing.T) {
	if FrontEnd.String() != "front" || BackEnd.String() != "back" {
		t.Errorf("sides are %q and %q", FrontEnd, BackEnd)
	}
}
