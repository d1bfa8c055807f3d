package publish

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/easreport/easreport/internal/finding"
	"github.com/easreport/easreport/internal/report"
)

// published is all that a report's files can be made of.
type published struct {
	Publisher Publisher
	Report    report.Report
	Diagnosis finding.Diagnosis
}

const (
	made  = "made of the inputs, as the question asks"
	rules = "made of the devices table, whose ETag is in the fingerprint, by the question"
	named = "the program's own column of that name: the version stands for it"
)

// notInFingerprint are the fields that a fingerprint leaves out, and why it may. A path
// stands for all below it; "[]" is any element.
var notInFingerprint = map[string]string{
	"Publisher.Lake":                   "the inputs stand for what was read of it",
	"Publisher.Engine":                 "it adds up the same rows, elsewhere",
	"Publisher.URL":                    "only in mails, as the address of files",
	"Publisher.Limits":                 "which files a mail carries, not what is in them",
	"Publisher.Clock":                  "the time that claims are judged by",
	"Publisher.Look.Columns[].Heading": named,
	"Publisher.Look.Columns[].Meaning": named,
	"Publisher.Look.Columns[].Kind":    named,
	"Publisher.Look.Columns[].append":  named,
	"Publisher.Look.Columns[].Short":   named,
	"Publisher.Look.Columns[].Hint":    named,
	"Publisher.Look.Columns[].Missing": named,

	"Report.Query.Now": "the question says whether the span was over by then, the hours of servers and sites which of them were",

	"Report.Rows":                 made,
	"Report.Devices":              made,
	"Report.Top":                  made,
	"Report.Totals":               made,
	"Report.Timeline":             made,
	"Report.Breakdown":            made,
	"Report.SharedUsers":          made,
	"Report.Places":               made,
	"Report.Persons":              "names of the inputs, by which rows of them are told apart",
	"Report.Traffic":              "only in the traffic table, which has a fingerprint of its own",
	"Report.Coverage.Sources":     made,
	"Report.Coverage.Quarantined": made,
	"Report.Coverage.Damaged":     made,
	"Report.Coverage.Hours":       made,
	"Report.Coverage.Front":       made,
	"Report.Coverage.Back":        made,
	"Report.Coverage.OneSided":    made,
	"Report.Coverage.Copies":      made,
	"Report.Coverage.Doubles":     made,
	"Report.Coverage.Rejected":    made,
	"Report.Query.Without":        made,
	"Report.Folded":               "made of the inputs, by bounds that the version stands for",

	"Diagnosis.Shared":           made,
	"Diagnosis.Devices":          made,
	"Diagnosis.Well":             made,
	"Diagnosis.Busiest":          made,
	"Diagnosis.LeftOut":          made,
	"Diagnosis.Baseline.Wanted":  "the question's BaselineDays",
	"Diagnosis.Baseline.Days":    rules,
	"Diagnosis.Baseline.Ignored": rules,
	"Diagnosis.Baseline.counted": rules,
	"Diagnosis.Baseline.estate":  rules,
	"Diagnosis.Baseline.perUser": rules,
	"Diagnosis.Baseline.units":   rules,
	"Diagnosis.Baseline.values":  rules,
	"Diagnosis.Baseline.words":   rules,
}

// fromLogs are the fields that may differ between revisions of a report.
var fromLogs = []string{"Report.Coverage.", "Diagnosis.Baseline."}

// TestFingerprintHasEveryField changes each field that a report may be made of: its
// fingerprint changes, or the list says why it need not. A report whose fingerprint
// stays is taken for one that was stored and mailed before.
func TestFingerprintHasEveryField(t *testing.T) {
	var p published
	identify := func() (fingerprint, about string) {
		fingerprint, err := p.Publisher.fingerprint(&p.Report, &p.Diagnosis)
		if err != nil {
			t.Fatal(err)
		}
		if about, err = p.Publisher.about(&p.Report.Query); err != nil {
			t.Fatal(err)
		}
		return fingerprint, about
	}
	listed := make(map[string]bool)
	skip := func(path string) bool {
		_, skipped := notInFingerprint[path]
		listed[path] = listed[path] || skipped
		return skipped
	}
	fill(t, "", reflect.ValueOf(&p).Elem(), skip)
	before, aboutBefore := identify()
	changed := 0
	change(t, "", reflect.ValueOf(&p).Elem(), skip, func(path, how string) {
		changed++
		fingerprint, about := identify()
		if fingerprint == before {
			t.Errorf("%s: the fingerprint stays when it %s", path, how)
		}
		revision := slices.ContainsFunc(fromLogs, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
		if revision != (about == aboutBefore) {
			t.Errorf("%s: taken for a revision of the same report: %v, want %v", path, about == aboutBefore, revision)
		}
	})
	if after, _ := identify(); after != before {
		t.Fatal("a change was not taken back")
	}
	for _, path := range slices.Sorted(maps.Keys(notInFingerprint)) {
		if !listed[path] {
			t.Errorf("%s is on the list, and there is no such field", path)
		}
	}
	if changed < 80 { // of thresholds alone there are 39
		t.Errorf("%d changes: the fields were not walked", changed)
	}
}

// TestFingerprintOfColumnsInOrder: the page shows them in the order that was asked for.
func TestFingerprintOfColumnsInOrder(t *testing.T) {
	var p published
	fill(t, "", reflect.ValueOf(&p).Elem(), func(path string) bool { _, skipped := notInFingerprint[path]; return skipped })
	p.Publisher.Look.Columns = append(p.Publisher.Look.Columns, p.Publisher.Look.Columns...)
	p.Publisher.Look.Columns[1].Name = "another"
	one, err := p.Publisher.fingerprint(&p.Report, &p.Diagnosis)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(p.Publisher.Look.Columns)
	if other, err := p.Publisher.fingerprint(&p.Report, &p.Diagnosis); err != nil || other == one {
		t.Errorf("the order of columns is not in the fingerprint (%v)", err)
	}
}

// fill gives a value of its own to every field, and each list and map one element.
func fill(t *testing.T, path string, v reflect.Value, skip func(path string) bool) {
	t.Helper()
	if skip(path) {
		return
	}
	if !v.CanSet() {
		t.Errorf("%s: a field that this test cannot set: put it on the list, with the reason why the fingerprint need not have it", path)
		return
	}
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2011, 12, 24, 0, 0, 0, 0, time.UTC).AddDate(0, 0, strings.Count(path, "To"))))
		return
	case *time.Location:
		v.Set(reflect.ValueOf(time.FixedZone("Contoso", 3600)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i), skip)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, path, v.Elem(), skip)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(t, path+"[]", v.Index(0), skip)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, path+" key", key, skip)
		fill(t, path+"[]", value, skip)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	default:
		for _, replace := range others(t, path, v) {
			replace()
		}
	}
}

// change changes each field after the other and takes it back, and calls changed while
// it is so.
func change(t *testing.T, path string, v reflect.Value, skip func(path string) bool, changed func(path, how string)) {
	t.Helper()
	if skip(path) || !v.CanSet() {
		return
	}
	try := func(how string, replace func()) {
		before := reflect.New(v.Type()).Elem()
		before.Set(v)
		replace()
		changed(path, how)
		v.Set(before)
	}
	_, instant := v.Interface().(time.Time)
	_, zone := v.Interface().(*time.Location)
	switch {
	case v.Kind() == reflect.Struct && !instant:
		for i := range v.NumField() {
			change(t, strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), v.Field(i), skip, changed)
		}
	case v.Kind() == reflect.Pointer && !zone:
		change(t, path, v.Elem(), skip, changed)
	case v.Kind() == reflect.Slice:
		try("is emptied", func() { v.Set(reflect.Zero(v.Type())) })
		try("grows", func() { v.Set(reflect.Append(v, v.Index(0))) })
		change(t, path+"[]", v.Index(0), skip, changed)
	case v.Kind() == reflect.Map:
		try("is emptied", func() { v.Set(reflect.Zero(v.Type())) })
		key := v.MapKeys()[0]
		try("has another key", func() {
			other := reflect.New(key.Type()).Elem()
			other.Set(key)
			others(t, path, other)["becomes another"]()
			value := v.MapIndex(key)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(other, value)
		})
		try("has another value", func() {
			other := reflect.New(v.Type().Elem()).Elem()
			other.Set(v.MapIndex(key))
			others(t, path, other)["becomes another"]()
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(key, other)
		})
	default:
		for how, replace := range others(t, path, v) {
			try(how, replace)
		}
	}
}

// others give a value that is not made of others a different one, by what it does then.
func others(t *testing.T, path string, v reflect.Value) map[string]func() {
	t.Helper()
	set := func(other any) func() {
		return func() { v.Set(reflect.ValueOf(other).Convert(v.Type())) }
	}
	const another = "becomes another"
	switch value := v.Interface().(type) {
	case time.Time:
		return map[string]func(){another: set(value.Add(time.Hour)), "becomes zero": set(time.Time{})}
	case *time.Location:
		return map[string]func(){
			another: set(time.FixedZone("Fabrikam", 3600)), "has other rules": set(time.FixedZone("Contoso", 7200)),
		}
	}
	switch v.Kind() {
	case reflect.Bool:
		return map[string]func(){another: func() { v.SetBool(!v.Bool()) }}
	case reflect.String:
		return map[string]func(){another: func() { v.SetString(v.String() + "x") }}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return map[string]func(){another: func() { v.SetInt(v.Int() + 1) }}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return map[string]func(){another: func() { v.SetUint(v.Uint() + 1) }}
	case reflect.Float32, reflect.Float64:
		return map[string]func(){another: func() { v.SetFloat(v.Float() + 1) }}
	}
	t.Fatalf("%s is a %s, which this test cannot change: teach it, or put it on the list", path, v.Type())
	return nil
}
