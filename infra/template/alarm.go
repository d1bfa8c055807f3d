package template

import (
	"fmt"
	"slices"
	"time"
)

// Point is a value of a metric.
type Point struct {
	Namespace, Name string
	// Of is the resource that the metric is of, empty for a metric of the whole stack.
	Of    string
	At    time.Duration // since the clock began
	Value float64
}

// late is how much later than they happen CloudWatch may have the points of a namespace: ours come
// by way of the log. SQS begins to send those of a queue that was idle up to five minutes late
// (wakes), and then sends one a minute.
var late = map[string]time.Duration{"AWS/SQS": time.Minute, "AWS/Lambda": time.Minute, "easreport": 2 * time.Minute}

const wakes = 5 * time.Minute

// State is one of an alarm.
type State string

// The states of CloudWatch.
const (
	OK               State = "OK"
	InAlarm          State = "ALARM"
	InsufficientData State = "INSUFFICIENT_DATA"
)

// Fires returns when an alarm first tells somebody, within a time; false if it does not.
// The model is CloudWatch's (User Guide, "Using Amazon CloudWatch alarms"): each minute
// it looks at windows of one period that end now; those without a point count as
// TreatMissingData says; DatapointsToAlarm of them make an alarm; only a change of state
// tells, and a new alarm begins with INSUFFICIENT_DATA.
func (s Stack) Fires(alarm string, points []Point, within time.Duration) (time.Duration, bool, error) {
	a, err := s.alarm(alarm)
	if err != nil {
		return 0, false, err
	}
	points = slices.DeleteFunc(slices.Clone(points), func(p Point) bool {
		return p.Namespace != a.namespace || p.Name != a.metric || p.Of != a.of
	})
	state := InsufficientData
	for now := time.Minute; now <= within; now += time.Minute {
		next := a.judge(points, now, state)
		if next != state && (next == InAlarm && a.tells || next == InsufficientData && a.tellsNoData) {
			return now, true, nil
		}
		state = next
	}
	return 0, false, nil
}

type alarm struct {
	namespace, metric, of string
	statistic, missing    string
	period                time.Duration
	periods, toAlarm      int
	above                 bool // the threshold is breached, else below it
	threshold             float64
	tells, tellsNoData    bool
}

func (s Stack) alarm(id string) (alarm, error) {
	a := alarm{
		namespace: text(s.At(id, "Namespace")), metric: text(s.At(id, "MetricName")), statistic: text(s.At(id, "Statistic")),
		missing: text(s.At(id, "TreatMissingData")), period: time.Duration(number(s.At(id, "Period"))) * time.Second,
		periods: int(number(s.At(id, "EvaluationPeriods"))), threshold: number(s.At(id, "Threshold")),
		tells: len(list(s.At(id, "AlarmActions"))) > 0, tellsNoData: len(list(s.At(id, "InsufficientDataActions"))) > 0,
	}
	if a.toAlarm = a.periods; s.At(id, "DatapointsToAlarm") != nil {
		a.toAlarm = int(number(s.At(id, "DatapointsToAlarm")))
	}
	switch text(s.At(id, "ComparisonOperator")) {
	case "GreaterThanThreshold":
		a.above = true
	case "LessThanThreshold":
	default:
		return a, fmt.Errorf("%s: the model does not know its comparison", id)
	}
	for _, dimension := range list(s.At(id, "Dimensions")) {
		if at(dimension, "Name") != "Stack" {
			a.of = text(at(dimension, "Value"))
		}
	}
	return a, nil
}

// judge is the state that an alarm comes to.
func (a alarm) judge(points []Point, now time.Duration, was State) State {
	breaching, present := 0, 0
	for i := range a.periods {
		end := now - time.Duration(i)*a.period
		value, there := a.value(points, end-a.period, end, now)
		switch {
		case there:
			present++
			if a.above && value > a.threshold || !a.above && value < a.threshold {
				breaching++
			}
		case a.missing == "breaching":
			present++
			breaching++
		case a.missing == "notBreaching":
			present++
		}
	}
	switch {
	case breaching >= a.toAlarm:
		return InAlarm
	case present == 0 && a.missing == "ignore":
		return was
	case present == 0:
		return InsufficientData
	}
	return OK
}

// value is the statistic of the points in a window that CloudWatch has by now.
func (a alarm) value(points []Point, from, to, now time.Duration) (value float64, there bool) {
	for _, p := range points {
		if p.At < from || p.At >= to || p.At+late[p.Namespace] > now {
			continue
		}
		switch {
		case a.statistic == "Sum":
			value += p.Value
		case !there || p.Value > value:
			value = p.Value
		}
		there = true
	}
	return value, there
}
