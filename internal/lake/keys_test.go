package lake

import (
	"testing"
	"time"
)

func TestKeys(t *testing.T) {
	day, err := ParseDay("2011-12-24")
	if err != nil || day.Start() != time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC) {
		t.Fatalf("day %v, %v", day, err)
	}
	id := NewSourceID("logs", "CAS01/W3SVC1/u_ex111224.log")
	if id == NewSourceID("log", "sCAS01/W3SVC1/u_ex111224.log") || id != NewSourceID("logs", "CAS01/W3SVC1/u_ex111224.log") {
		t.Error("source ids do not tell sources apart")
	}
	key := ActivityKey(day, id)
	if want := "activity/v2/dt=2011-12-24/" + string(id) + ".parquet"; key != want {
		t.Errorf("activity key %q, want %q", key, want)
	}
	if d, i, ok := ParseActivityKey(key); d != day || i != id || !ok {
		t.Errorf("%q is read as %v %v %v", key, d, i, ok)
	}
	output := Output{ActivityTable, day}
	if got := output.MarkerKey(id); got != "index/"+generation+"/"+string(id)+"/activity/2011-12-24" {
		t.Errorf("marker key %q", got)
	}
	if o, ok := ParseMarkerKey(output.MarkerKey(id), id); o != output || !ok {
		t.Errorf("%q is read as %v %v", output.MarkerKey(id), o, ok)
	}
	for _, other := range []string{DoneKey(id), QuarantineMarkerKey(id), SourcePrefix(id) + "future/2011-12-24", output.MarkerKey(id) + "/x", output.MarkerKey("other")} {
		if o, ok := ParseMarkerKey(other, id); ok {
			t.Errorf("%q is taken for the marker of %v", other, o)
		}
	}
	if i, ok := ParseQuarantineKey(QuarantineKey(id)); i != id || !ok {
		t.Errorf("%q is read as %v %v", QuarantineKey(id), i, ok)
	}
	if d, ok := ParseReconciledKey(ReconciledKey(day)); d != day || !ok {
		t.Errorf("%q is read as %v %v", ReconciledKey(day), d, ok)
	}
	if _, ok := ParseReconciledKey("request_day/v2/dt=2011-12-24/other.parquet"); ok {
		t.Error("another file is taken for a reconciled day")
	}
	for _, bad := range []string{"", "activity/v2/x", "activity/v2/dt=2011-12-24/x.parquet", "activity/v2/dt=2011-13-24/" + string(id) + ".parquet"} {
		if _, _, ok := ParseActivityKey(bad); ok {
			t.Errorf("%q is taken for an activity key", bad)
		}
	}
	if _, err := ParseDay("12-24-2011"); err == nil {
		t.Error("another form of a day is accepted")
	}
	if DayOf(-1) != -1 || DayOf(0) != 0 || DayOf(86399) != 0 {
		t.Error("days are not counted from 1970")
	}
}

func TestCovers(t *testing.T) {
	want := Stamp{Revision: "r", Parser: 2, BucketSeconds: 300}
	for _, c := range []struct {
		name string
		have Stamp
		ok   bool
	}{
		{"the same", want, true},
		{"a newer parser, a finer grain", Stamp{Revision: "r", Parser: 3, BucketSeconds: 60}, true},
		{"another revision", Stamp{Revision: "q", Parser: 2, BucketSeconds: 300}, false},
		{"an older parser", Stamp{Revision: "r", Parser: 1, BucketSeconds: 300}, false},
		{"a coarser grain", Stamp{Revision: "r", Parser: 2, BucketSeconds: 600}, false},
		{"a grain that does not fit", Stamp{Revision: "r", Parser: 2, BucketSeconds: 240}, false},
		{"nothing", Stamp{}, false},
	} {
		if got := c.have.Covers(want); got != c.ok {
			t.Errorf("%s: %v, want %v", c.name, got, c.ok)
		}
	}
}
