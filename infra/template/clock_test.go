package template

import (
	"slices"
	"testing"
	"time"
)

// clock makes the points of metrics from what happens to a stack.
type clock struct{ points []Point }

func (c *clock) ours(name string, at time.Duration, value float64) {
	c.points = append(c.points, Point{"easreport", name, "", at, value})
}

func (c *clock) of(namespace, name, of string, at time.Duration, value float64) {
	c.points = append(c.points, Point{namespace, name, of, at, value})
}

// read is an hourly sync of one log that is read well, from a time until another.
func (c *clock) read(from, to time.Duration) {
	for at := from; at < to; at += time.Hour {
		c.ours("SourcesApplied", at, 1)
		c.ours("SourcesFailed", at, 0)
		c.of("AWS/Lambda", "Errors", "IngestFunction", at, 0)
	}
}

// watched is the watch, every five minutes and up to a minute late.
func (c *clock) watched(from, to time.Duration, overdue float64) {
	for i, at := 0, from; at < to; i, at = i+1, at+5*time.Minute {
		c.ours("ReportOverdue", at+time.Duration(i%4)*20*time.Second, overdue)
	}
}

// failing is a message that fails each time, as the ingest function hides it: for 30 s,
// then twice as long each time, up to an hour.
func (c *clock) failing(at time.Duration, times int) {
	wait := 30 * time.Second
	for range times {
		c.ours("SourcesFailed", at, 1)
		c.ours("SourcesApplied", at, 0)
		at += wait
		wait = min(2*wait, time.Hour)
	}
	c.of("AWS/SQS", "ApproximateNumberOfMessagesVisible", "IngestDeadLetterQueue", at, 1)
}

// failure is something that goes wrong, and the alarm that says so.
type failure struct {
	name, alarm string
	heard       time.Duration // within which
	happens     func(c *clock, at time.Duration)
}

// always is a metric of a resource that has a value each minute.
func (c *clock) always(namespace, name, of string, from time.Duration, value float64) {
	for at := from; at < from+20*time.Hour; at += time.Minute {
		c.of(namespace, name, of, at, value)
	}
}

// failures are things that go wrong, each after a day in which all was well: those that are heard
// within 15 minutes, or a day if logs are missing; and what follows from these, or speaks of load.
var failures = []failure{
	{"poison object", "QuarantinedAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.ours("SourcesQuarantined", at, 1)
	}},
	{"crashing function", "IngestErrorsAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		for range 12 { // nobody says when the message comes again
			c.of("AWS/Lambda", "Errors", "IngestFunction", at, 1)
			at += 90 * time.Minute
		}
	}},
	{"unreachable lake, a log", "SourcesFailedAlarm", 15 * time.Minute, func(c *clock, at time.Duration) { c.failing(at, 12) }},
	{"unreachable lake, no log comes", "ReportOverdueAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.watched(at+5*time.Minute, at+10*time.Hour, 1)
	}},
	{"missing logs", "MissingLogsAlarm", 25 * time.Hour, func(*clock, time.Duration) {}},
	{"no report", "ReportOverdueAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		// Due at this time, it may begin five minutes late; the watch looks at most five
		// minutes after that.
		c.watched(at+10*time.Minute, at+10*time.Hour, 1)
	}},
	{"SES refusal", "MailFailedAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.ours("MailsFailed", at, 1)
	}},
	{"a report that fails", "ReportErrorsAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.of("AWS/Lambda", "Errors", "ReportFunction", at, 1)
	}},
	{"a log given up", "IngestDeadLetterAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.always("AWS/SQS", "ApproximateNumberOfMessagesVisible", "IngestDeadLetterQueue", at+wakes, 1)
	}},
	{"a report, alert or reconcile given up", "ScheduleDeadLetterAlarm", 15 * time.Minute, func(c *clock, at time.Duration) {
		c.always("AWS/SQS", "ApproximateNumberOfMessagesVisible", "ScheduleDeadLetterQueue", at+wakes, 1)
	}},
	{"a queue that stands still", "QueueAgeAlarm", time.Hour + 25*time.Minute, func(c *clock, at time.Duration) {
		for age := wakes; age < 10*time.Hour; age += time.Minute {
			c.of("AWS/SQS", "ApproximateAgeOfOldestMessage", "IngestQueue", at+age, age.Seconds())
		}
	}},
	{"no concurrency for logs", "IngestThrottlesAlarm", 20 * time.Minute, func(c *clock, at time.Duration) {
		c.always("AWS/Lambda", "Throttles", "IngestFunction", at, 3)
	}},
	{"no concurrency for reports", "ReportThrottlesAlarm", 20 * time.Minute, func(c *clock, at time.Duration) {
		c.always("AWS/Lambda", "Throttles", "ReportFunction", at, 1)
	}},
}

// TestEveryAlarm: each alarm is of a failure that is walked through.
func TestEveryAlarm(t *testing.T) {
	for _, alarm := range resolve(t, readTemplate(t), mailing).Of("AWS::CloudWatch::Alarm") {
		if !slices.ContainsFunc(failures, func(f failure) bool { return f.alarm == alarm }) {
			t.Errorf("no failure is heard by %s", alarm)
		}
	}
}

// TestClock moves the clock until each failure is heard, wherever in a period it happens.
func TestClock(t *testing.T) {
	s := resolve(t, readTemplate(t), mailing)
	for _, f := range failures {
		worst := time.Duration(0)
		for offset := time.Duration(0); offset < 10*time.Minute; offset += 20 * time.Second {
			at := 24*time.Hour + offset
			c := new(clock)
			c.read(time.Minute, at)
			c.watched(0, at, 0)
			f.happens(c, at)
			fired, heard, err := s.Fires(f.alarm, c.points, at+30*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if !heard || fired < at {
				t.Fatalf("%s: %s fires at %v, heard %t; it happens at %v", f.name, f.alarm, fired, heard, at)
			}
			worst = max(worst, fired-at)
		}
		t.Logf("%-31s %-19s after %v at most", f.name, f.alarm, worst)
		if worst > f.heard {
			t.Errorf("%s: heard after %v, want %v", f.name, worst, f.heard)
		}
	}
}

// TestSilence: nothing fires while all is well, nor on a stack that nobody has sent logs
// to, nor for a log that failed once and was read half a minute later.
func TestSilence(t *testing.T) {
	s := resolve(t, readTemplate(t), mailing)
	fresh, well, once := new(clock), new(clock), new(clock)
	fresh.watched(5*time.Minute, 50*time.Hour, 0)
	for _, c := range []*clock{well, once} {
		c.watched(0, 50*time.Hour, 0)
		c.read(0, 50*time.Hour)
	}
	once.failing(30*time.Hour+4*time.Minute+50*time.Second, 1)
	once.points = once.points[:len(once.points)-1] // no dead letter
	for name, c := range map[string]*clock{"fresh": fresh, "well": well, "once": once} {
		for _, alarm := range s.Of("AWS::CloudWatch::Alarm") {
			if fired, heard, err := s.Fires(alarm, c.points, 50*time.Hour); heard || err != nil {
				t.Errorf("%s: %s fires at %v, error %v", name, alarm, fired, err)
			}
		}
	}
}

// TestClockOfOldAlarms: the alarms as they were heard of these failures late, or never.
func TestClockOfOldAlarms(t *testing.T) {
	template := readTemplate(t)
	fire := func(name string, template []byte, alarm string, c *clock, within time.Duration) (time.Duration, bool) {
		t.Helper()
		fired, heard, err := resolve(t, template, mailing).Fires(alarm, c.points, within)
		if err != nil {
			t.Fatal(name, err)
		}
		return fired, heard
	}
	// Three errors in a row, five minutes each: the message came again after 90 minutes.
	crashing := new(clock)
	failures[1].happens(crashing, time.Hour)
	old := edit(t, template, "Resources.IngestErrorsAlarm.Properties.EvaluationPeriods", 3)
	if fired, heard := fire("crashing", old, "IngestErrorsAlarm", crashing, 48*time.Hour); heard {
		t.Errorf("three periods in a row: heard after %v", fired)
	}
	// No data is breaching: a new stack alarms at once.
	old = edit(t, template, "Resources.MissingLogsAlarm.Properties.TreatMissingData", "breaching")
	if _, heard := fire("fresh", old, "MissingLogsAlarm", new(clock), time.Hour); !heard {
		t.Error("a new stack without logs: not heard, although missing data is breaching")
	}
	// A message that came again every 90 minutes was a dead letter after the fifth.
	slow := new(clock)
	slow.of("AWS/SQS", "ApproximateNumberOfMessagesVisible", "IngestDeadLetterQueue", 5*90*time.Minute, 1)
	if fired, heard := fire("slow", template, "IngestDeadLetterAlarm", slow, 10*time.Hour); !heard || fired < 7*time.Hour {
		t.Errorf("dead letter: heard %t, after %v", heard, fired)
	}
}

// TestJudge: windows of points by hand, one a minute; - is no point.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		points           string
		periods, toAlarm int
		missing          string
		want             State
	}{
		{"000", 3, 2, "notBreaching", OK},
		{"110", 3, 2, "notBreaching", InAlarm},
		{"1-1", 3, 2, "notBreaching", InAlarm},
		{"1--", 3, 2, "notBreaching", OK},
		{"---", 3, 3, "notBreaching", OK},
		{"---", 3, 3, "breaching", InAlarm},
		{"---", 3, 3, "missing", InsufficientData},
		{"--0", 3, 3, "missing", OK},
		{"0--", 3, 3, "breaching", OK},
		{"---", 3, 3, "ignore", InAlarm},
	} {
		var points []Point
		for i, p := range c.points {
			if p != '-' {
				points = append(points, Point{At: time.Duration(i) * time.Minute, Value: float64(p - '0')})
			}
		}
		a := alarm{period: time.Minute, periods: c.periods, toAlarm: c.toAlarm, missing: c.missing, above: true, statistic: "Sum"}
		if got := a.judge(points, 3*time.Minute, InAlarm); got != c.want {
			t.Errorf("%s, %d of %d, %s: %s, want %s", c.points, c.toAlarm, c.periods, c.missing, got, c.want)
		}
	}
}
