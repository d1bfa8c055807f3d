package activesync

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestOwnLog(t *testing.T) {
	f := func(query string, hasLog bool, status int32) {
		t.Helper()
		q := readQuery(query)
		if q.HasLog != hasLog || q.Log.EASStatus != status {
			t.Errorf("query %s: log %v, status %d, want %v, %d", query, q.HasLog, q.Log.EASStatus, hasLog, status)
		}
	}
	const frontKeys = "&CorrelationID=<empty>;&ClientId=ABC&cafeReqId=01234567-89ab;"

	f("Cmd=Sync&Log=S1_", true, 1)
	f("&Log=S1_", true, 1)
	f("Cmd=Sync&&Log=S1_", true, 1)
	f("Cmd=Sync&amp;Log=S1_", true, 1)
	f("Cmd=Sync&LOG=S1_", true, 1)
	f("Cmd=Sync&Log=", true, -1)
	f("Cmd=Sync&&Log=V4TEmSSC:0A0C0D0FS:3A0C0D0SP:1C", true, -1)
	f(checkVector+"&Log=S1_", true, 1)
	f("", false, -1)
	f("Cmd=Sync", false, -1)
	f("Cmd=Sync&Log", false, -1)
	f("Cmd=Sync&xLog=S1_", false, -1)

	// The front end of 2013 and later writes none.
	f("Cmd=Sync"+frontKeys, false, -1)
	f("&CorrelationID=<empty>;", false, -1)
	f("Cmd=Sync&Log=S1_"+frontKeys, false, -1)
	f("Cmd=Sync&Log=S1_&CorrelationID=<empty>;", false, -1)
	f("Cmd=Sync&Log=S1_&ClientId=ABC", false, -1)
	f("Cmd=Sync&Log=S1_&cafeReqId=1;", false, -1)
	f("Cmd=Sync&log=S1_&correlationid=<empty>;&CLIENTID=A&CAFEREQID=1;", false, -1)
	f("Cmd=Sync&amp;Log=S1_&amp;cafeReqId=1;", false, -1)
	f("Cmd=Sync&Log=S1_&Log=S2_"+frontKeys, false, -1)
	f(checkVector+"&Log=S1_"+frontKeys, false, -1)

	// The last counts, whatever the client sends before it.
	f("Log=S142_Error:X_&Cmd=Sync&Log=S1_", true, 1)
	f("Cmd=Sync&log=S142_&LOG=S143_&amp;Log=S1_", true, 1)
	f("Cmd=Sync&Log=S142_&Log=", true, -1)
	f("Cmd=Sync"+frontKeys+"&Log=S1_", true, 1)
	f("Cmd=Sync&cafeReqId=1;&Log=S1_", true, 1)
	f("Cmd=Sync&Log=S142_"+frontKeys+"&Log=S1_", true, 1)
	f("Cmd=Sync&X-ARR-LOG-ID=1&Log=S1_", true, 1)
	f("Cmd=Sync&Log=S142_&X-ARR-CACHE-HIT=0&X-ARR-LOG-ID=1", false, -1)
}

// TestClientCannotWriteTheLog puts keys that a client may send, in any order and case, in
// front of what each kind of server adds.
func TestClientCannotWriteTheLog(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 3))
	sent := []string{
		"Log=S142_PrxFrom:a_Hb9_", "Log=V4TEmSFC:9A0C0D", "Log=", "CorrelationID=x", "ClientId=x", "cafeReqId=x", "X-ARR-LOG-ID=1",
		"Cmd=Sync", "User=jo", "DeviceId=D1", "", "amp;Log=S143_PrxTo:b_",
	}
	for range 2000 {
		var client []string
		for range random.IntN(8) {
			key, value, _ := strings.Cut(sent[random.IntN(len(sent))], "=")
			client = append(client, randomCase(random, key)+"="+value)
		}
		for added, want := range map[string]struct {
			hasLog bool
			status int32
		}{
			"&Log=V141_S1_": {true, 1}, "&Log=PrxFrom:c_SC1:3_": {true, 3}, "&Log=": {true, -1},
			"&CorrelationID=<empty>;&cafeReqId=1;": {false, -1}, "&cafeReqId=1;": {false, -1},
			"&X-ARR-CACHE-HIT=0&X-ARR-LOG-ID=1": {false, -1},
		} {
			query := strings.Join(client, "&") + added
			q := readQuery(query)
			if q.HasLog != want.hasLog || q.Log.EASStatus != want.status || q.Log.Proxied != strings.Contains(added, "PrxFrom") || q.Log.HandedOn || q.Log.Full {
				t.Errorf("query %s: log %v %+v", query, q.HasLog, q.Log)
			}
		}
	}
}
