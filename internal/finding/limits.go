package finding

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// Limit is a threshold by itself.
type Limit struct {
	// Name is its JSON name, Unit says what it counts.
	Name, Unit     string
	Value, Default int64
}

// DefaultThresholds are those that the rules' sources give, and where they give
// none such that an ordinary phone stays below.
func DefaultThresholds() Thresholds {
	var t Thresholds
	for limit, value := range t.fields() {
		*value = limit.Default
	}
	return t
}

// Limits are all thresholds, in order.
func (t *Thresholds) Limits() []Limit {
	var all []Limit
	for limit := range t.fields() {
		all = append(all, limit)
	}
	return all
}

// fields yields the thresholds, each with its place.
func (t *Thresholds) fields() iter.Seq2[Limit, *int64] {
	return func(yield func(Limit, *int64) bool) {
		value := reflect.ValueOf(t).Elem()
		for i := range value.NumField() {
			tag := value.Type().Field(i).Tag
			to := value.Field(i).Addr().Interface().(*int64)
			usual, _ := strconv.ParseInt(tag.Get("default"), 10, 64) // a test reads them all
			if !yield(Limit{tag.Get("json"), tag.Get("unit"), *to, usual}, to) {
				return
			}
		}
	}
}

// Validate tells all that is wrong with the thresholds.
func (t *Thresholds) Validate() error {
	var wrong []error
	for limit := range t.fields() {
		if limit.Value < 1 {
			wrong = append(wrong, fmt.Errorf("%s is %d: want 1 or more", limit.Name, limit.Value))
		}
	}
	if t.CommandFailingPart > 100 {
		wrong = append(wrong, fmt.Errorf("command_failing_percent is %d: want at most 100", t.CommandFailingPart))
	}
	if t.SuspiciousUsage < t.HighUsage {
		wrong = append(wrong, errors.New("suspicious_usage is below high_usage"))
	}
	if t.SuspiciousUsageWithoutPing < t.HighUsageWithoutPing {
		wrong = append(wrong, errors.New("suspicious_usage_without_ping is below high_usage_without_ping"))
	}
	return errors.Join(wrong...)
}

// ParseThresholds reads a JSON object of thresholds; those that it does not name
// are as by default. The error tells all mistakes.
func ParseThresholds(text []byte) (Thresholds, error) {
	t := DefaultThresholds()
	var given map[string]json.RawMessage
	if err := json.Unmarshal(text, &given); err != nil {
		first := t.Limits()[0]
		return t, fmt.Errorf("reading thresholds: want JSON such as {%q: %d}: %w", first.Name, first.Value, err)
	}
	var wrong []error
	for limit, value := range t.fields() {
		number, ok := given[limit.Name]
		delete(given, limit.Name)
		if ok && (string(number) == "null" || json.Unmarshal(number, value) != nil) {
			wrong = append(wrong, fmt.Errorf("%s is %.40s: want a whole number", limit.Name, number))
			*value = limit.Default
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		wrong = append(wrong, fmt.Errorf("%.40q is no threshold", name))
	}
	if err := errors.Join(append(wrong, t.Validate())...); err != nil {
		return t, fmt.Errorf("reading thresholds: %w", err)
	}
	return t, nil
}
