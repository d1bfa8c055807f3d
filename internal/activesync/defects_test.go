package activesync

import "testing"

// One test for each defect of the script of 2012 that is this package's to mend.

func TestDefectSmartForwardMisspelt(t *testing.T) {
	// The script compares with "SmartFoward", so its column is always 0.
	if q := readQuery("Cmd=SmartForward"); q.Command != SmartForward || q.Command.String() != "SmartForward" {
		t.Errorf("got %v", q.Command)
	}
}

func TestDefectOptionsAndUnknownCommandsInNoColumn(t *testing.T) {
	row := rowOptions()
	var q Request
	if q.read(&row); q.Command != Options {
		t.Errorf("OPTIONS is %v", q.Command)
	}
	if q := readQuery("Cmd=Find"); q.Command != Other || string(q.CommandText) != "Find" {
		t.Errorf("Find is %v %q", q.Command, q.CommandText)
	}
	if q := readQuery("User=jo"); q.Command != None {
		t.Errorf("no Cmd is %v", q.Command)
	}
}

func TestDefectCommandComparedWithCase(t *testing.T) {
	for _, text := range []string{"sync", "SYNC", "sYNC", "S%79nc"} {
		if q := readQuery("Cmd=" + text); q.Command != Sync {
			t.Errorf("%s is %v", text, q.Command)
		}
	}
}

func TestDefectUserOfAnonymousRows(t *testing.T) {
	q := readQuery("Cmd=Sync&User=contoso%5Cjo")
	if got := q.Decode(q.User); got != `contoso\jo` {
		t.Errorf("got %q", got)
	}
}

func TestDefectUserOfRowsProxiedByAnotherServer(t *testing.T) {
	row := row2010()
	row.username = []byte(`CONTOSO\CAS01$`)
	row.query = []byte("Cmd=Sync&User=contoso%5Cjo&DeviceId=D1&DeviceType=SP&Log=PrxFrom:10.1.1.1_V140_S1_")
	var q Request
	q.read(&row)
	if got := q.Decode(q.User); got != `contoso\jo` {
		t.Errorf("got %q", got)
	}
	if q.Side != BackEnd {
		t.Error("the row counts twice: it is not told from the first server's")
	}
}

func TestDefectFailuresBehindHTTP200(t *testing.T) {
	q := readQuery("Cmd=Sync&Log=V141_S142_")
	q.Status = 200
	a := Answer{Command: q.Command.String(), Status: q.Status, EASStatus: q.Log.EASStatus, HasError: q.Log.ErrorNames() != ""}
	if r := a.Reason(); r != 142 || r.Meaning() != "DeviceNotProvisioned" {
		t.Errorf("status %s", r)
	}
	if !a.Failed() {
		t.Error("no failure")
	}
}

func TestDefectOneErrorPerRow(t *testing.T) {
	q := readQuery("Cmd=Sync&Log=V141_Error:DeviceNotProvisioned%3bAccessDenied%3aDetail_")
	if got := q.Log.ErrorNames(); got != "DeviceNotProvisioned;AccessDenied" {
		t.Errorf("got %q", got)
	}
}

func TestDefectQuotaExceededInNoColumn(t *testing.T) {
	q := readQuery("Cmd=Sync&Log=V141_S113_Error:QuotaExceeded_")
	if got := q.Log.ErrorNames(); got != "QuotaExceeded" || CanonicalError(got) != "MailboxQuotaExceeded" {
		t.Errorf("got %q", got)
	}
}

func TestDefectChallengesCountedAsErrors(t *testing.T) {
	if (Answer{Status: 401, Win32: 2148074254}).Failed() {
		t.Error("a challenge is a failure")
	}
	if !(Answer{Status: 401, Win32: 1326}).Failed() {
		t.Error("a wrong password is none")
	}
}

func TestDefectFrontAndBackEndCountedTwice(t *testing.T) {
	front, back := rowFront(), row2016Back()
	var q Request
	if q.read(&front); q.Side != FrontEnd {
		t.Errorf("the front end's row is %v", q.Side)
	}
	if q.read(&back); q.Side != BackEnd {
		t.Errorf("the back end's row is %v", q.Side)
	}
}

func TestDefectServerTrafficCountedAsHits(t *testing.T) {
	stem := []byte("/exchange/jo/NON_IPM_SUBTREE/Microsoft-Server-ActiveSync/PocketPC/0123")
	if IsStem(stem) || !IsServerTraffic(stem) {
		t.Errorf("IsStem %v, IsServerTraffic %v", IsStem(stem), IsServerTraffic(stem))
	}
}

func TestDefectHeartbeatInAverageTime(t *testing.T) {
	if q := readQuery("Cmd=Ping&Log=Hb600_"); !q.Waits() {
		t.Error("a Ping does not wait")
	}
}
