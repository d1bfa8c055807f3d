package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/easreport/easreport/internal/estate"
)

// withLog are the versions of Exchange whose Log= has an element for each fact.
var withLog = []estate.Exchange{estate.Exchange2007, estate.Exchange2010, estate.Exchange2013, estate.Exchange2016}

// casesOf writes the logs of some requests, which come a minute apart, as a version of
// Exchange has them.
func casesOf(t *testing.T, exchange estate.Exchange, requests ...estate.Request) world {
	t.Helper()
	for i := range requests {
		requests[i].End = estate.At("2026-03-02 10:00:30") + int64(i)*60_000
	}
	return estateWorld(t, estate.Case(estate.Options{Exchange: exchange}, requests...))
}

func estateWorld(t *testing.T, e *estate.Estate) world {
	t.Helper()
	folder := t.TempDir()
	if _, err := e.Write(folder); err != nil {
		t.Fatal(err)
	}
	logs, err := Logs(folder)
	if err != nil {
		t.Fatal(err)
	}
	return makeWorld(t, logs)
}

func sam() *estate.Login {
	p := estate.Person{Domain: "CONTOSO", Account: "sam", UPN: "samuel.smith@contoso.com"}
	return p.Login()
}

// TestExportedFacts adds up by hand what Exchange notes of some requests in Log=. Each is
// logged once by Exchange 2007 and 2010, and twice from 2013 on.
func TestExportedFacts(t *testing.T) {
	phone := &estate.Device{ID: "Phone1", Type: "iPhone", Agent: "Apple-iPhone15C2/2107.102", Version: 141}
	tablet := &estate.Device{ID: "Tablet1", Type: "iPad", Agent: "Apple-iPad7C2/2107.102", Version: 160, Mailbox: 1}
	other := &estate.Device{ID: "None1", Type: "iPad", Agent: "Apple-iPad7C2/2107.102", Version: 160}
	folder := func(kind string, toClient, fromClient estate.Items) estate.Folder {
		return estate.Folder{Kind: kind, Sync: "S", ToClient: toClient, FromClient: fromClient}
	}
	for _, exchange := range withLog {
		w := casesOf(t, exchange,
			estate.Request{Device: phone, Login: sam(), Command: "Sync", EAS: 1, Folders: []estate.Folder{
				folder("Em", estate.Items{Adds: 3, Changes: 2, Deletes: 1}, estate.Items{Deletes: 7}),
				folder("Ca", estate.Items{Adds: 10}, estate.Items{Adds: 1, Changes: 1}),
				folder("Co", estate.Items{Changes: 4}, estate.Items{}),
				folder("Ri", estate.Items{Adds: 5}, estate.Items{}),
			}},
			estate.Request{Device: phone, Login: sam(), Command: "Sync", EAS: 1, Folders: []estate.Folder{
				folder("Em", estate.Items{Adds: 30}, estate.Items{}),
				folder("Ta", estate.Items{Deletes: 8}, estate.Items{Changes: 3}),
				folder("Nt", estate.Items{Adds: 2}, estate.Items{Adds: 9}),
			}},
			estate.Request{Device: phone, Login: sam(), Command: "Provision", EAS: 1, PolicyAck: 3},
			estate.Request{Device: phone, Login: sam(), Command: "Provision", EAS: 1, PolicyAck: 2},
			estate.Request{Device: phone, Login: sam(), Command: "Settings", EAS: 1, OutOfOffice: "Get"},
			estate.Request{Device: phone, Login: sam(), Command: "Settings", EAS: 1, OutOfOffice: "Get"},
			estate.Request{Device: phone, Login: sam(), Command: "Settings", EAS: 1, OutOfOffice: "Set"},
			estate.Request{Device: phone, Login: sam(), Command: "Search", EAS: 1},
			estate.Request{Device: tablet, Login: sam(), Command: "ItemOperations", EAS: 1, Attachments: 2, AttachmentBytes: 5000},
			estate.Request{Device: tablet, Login: sam(), Command: "ItemOperations", EAS: 1, Attachments: 1, AttachmentBytes: 70},
			estate.Request{Device: tablet, Login: sam(), Command: "ItemOperations", EAS: 1, SharePointReads: 4},
			estate.Request{Device: tablet, Login: sam(), Command: "ItemOperations", EAS: 1, UNCReads: 6},
			estate.Request{Device: tablet, Login: sam(), Command: "Provision", EAS: 1, PolicyAck: 1},
			estate.Request{Device: other, Login: sam(), Command: "FolderSync", EAS: 1},
		)
		w.compareAnswer(t, "export_users", []string{
			`[contoso\sam phone1 iPhone 65 21 8 36 7 10 2 4 0 8 3 2 9 1 2 1 0 0 0 0 partially]`,
			`[contoso\sam tablet1 iPad 0 0 5 0 0 0 0 0 0 0 0 0 0 0 0 0 4 6 3 5070 compliant]`,
			`[contoso\sam none1 iPad 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 unknown]`,
		}, "user_name", "device_id", "device_type", "items_sent", "items_received", "hits",
			"total_emails_sent", "total_emails_received", "total_calendar_sent", "total_calendar_received",
			"total_contacts_sent", "total_contacts_received", "total_tasks_sent", "total_tasks_received",
			"total_notes_sent", "total_notes_received", "total_oof_messages_set_by_client", "total_oof_messages_retrieved_from_server",
			"total_searches_requested", "total_sharepoint_access", "total_unc_access", "total_attachment_downloads",
			"total_attachment_size", "currently_compliant_with_policy")
	}
}

// TestShortHeartbeats has a device whose heartbeat a firewall has shortened, and one that
// gets mail so often that its Pings are short, though it would wait for half an hour.
func TestShortHeartbeats(t *testing.T) {
	cut := &estate.Device{ID: "Cut", Type: "iPhone", Agent: "a", Version: 141}
	busy := &estate.Device{ID: "Busy", Type: "iPhone", Agent: "a", Version: 141}
	for _, exchange := range withLog {
		w := casesOf(t, exchange,
			estate.Request{Device: cut, Login: sam(), Command: "Ping", EAS: 1, Heartbeat: 100, Took: 100_000},
			estate.Request{Device: cut, Login: sam(), Command: "Ping", EAS: 1, Heartbeat: 80, Took: 80_000},
			estate.Request{Device: cut, Login: sam(), Command: "Sync", EAS: 1, Heartbeat: 3000, Took: 90_000},
			estate.Request{Device: busy, Login: sam(), Command: "Ping", EAS: 2, Heartbeat: 1800, Took: 20_000},
			estate.Request{Device: busy, Login: sam(), Command: "Ping", EAS: 2, Heartbeat: 1800, Took: 30_000},
		)
		w.compareAnswer(t, "short_heartbeats", []string{"[cut 2 90 90 100]"}, "device", "pings", "heartbeat_seconds", "mean_seconds", "longest_seconds")
	}
}

// TestLoggedHits counts requests by what only Log= says: not those refused at the door.
func TestLoggedHits(t *testing.T) {
	old := &estate.Device{ID: "Old", Type: "PocketPC", Agent: "a", Version: 121}
	later := &estate.Device{ID: "New", Type: "iPhone", Agent: "b", Version: 141, Mailbox: 1}
	for _, exchange := range withLog {
		w := casesOf(t, exchange,
			estate.Request{Device: old, Login: sam(), Command: "Sync", EAS: 1, Throttle: 700},
			estate.Request{Device: old, Login: sam(), Command: "Sync", EAS: 1, Throttle: 900},
			estate.Request{Device: later, Login: sam(), Command: "Sync", EAS: 1, SyncState: 40, SyncCommit: 2, Folders: []estate.Folder{{Kind: "Em", Sync: "S"}}},
			estate.Request{Device: later, Login: sam(), Command: "Sync", Refused: true, Front: estate.HTTP{Status: 403}},
		)
		answer, err := Ask(t.Context(), w.db, `SELECT protocol_version, sum(logged_hits), sum(throttle_ms), max(throttle_max_ms), max(sync_state_max_kb), count(DISTINCT mailbox_server)
			FROM requests WHERE logged_hits > 0 GROUP BY 1 ORDER BY 1`)
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"121", "2", "1600", "900", Null, "1"}, {"141", "1", "0", "0", "40", "1"}}
		if diff := cmp.Diff(want, answer.Rows); diff != "" {
			t.Errorf("Exchange %d (-want +got):\n%s", exchange, diff)
		}
		if n := w.number(t, "select sum(hits) from requests"); n != 4 {
			t.Errorf("Exchange %d: %d hits", exchange, n)
		}
	}
}

// TestFourSides compares the views with reports of an estate in which a proxy stands in
// front and servers hand requests on, some by way of a third.
func TestFourSides(t *testing.T) {
	w := estateWorld(t, estate.New(3, estate.Options{Exchange: estate.Exchange2010, Devices: 40, PerDay: 60, Fronts: 3, HandOn: 300, ARR: true}))
	if n := w.number(t, "select count(distinct side) from activity"); n != 4 {
		t.Errorf("%d sides in activity", n)
	}
	if n := w.number(t, "select count(*) from requests where side = 'both' and back_server is not null"); n == 0 {
		t.Error("no request of several servers")
	}
	compareWithReports(t, w)
}
