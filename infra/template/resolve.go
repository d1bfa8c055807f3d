package template

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Parameters are values of parameters, by name. The zero value of a template's own
// are its defaults.
type Parameters map[string]string

// resolver works out the functions of CloudFormation in a template. A resource that
// is referred to is its logical id, its ARN is arn: and that; a bucket's is like S3's.
type resolver struct {
	parameters Parameters
	conditions map[string]any
	mappings   map[string]any
	resources  map[string]any
	mistakes   []error
}

// absent is what AWS::NoValue stands for.
type absent struct{}

// value works out a value of the template. What is absent is left out of lists and
// objects.
func (r *resolver) value(v any) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, element := range v {
			if e := r.value(element); e != (absent{}) {
				list = append(list, e)
			}
		}
		return list
	case map[string]any:
		for name, argument := range v {
			if len(v) == 1 {
				if result, ok := intrinsics(r, name, argument); ok {
					return result
				}
			}
		}
		object := map[string]any{}
		for name, element := range v {
			if e := r.value(element); e != (absent{}) {
				object[name] = e
			}
		}
		return object
	}
	return v
}

func (r *resolver) ref(name string) any {
	if name == "AWS::NoValue" {
		return absent{}
	}
	if value, ok := r.parameters[name]; ok {
		return value
	}
	if _, ok := r.resources[name]; ok {
		r.there(name)
		return name
	}
	r.mistakes = append(r.mistakes, fmt.Errorf("there is no %s to refer to", name))
	return ""
}

func (r *resolver) attribute(argument any) any {
	id, name := "", ""
	switch a := argument.(type) {
	case string:
		id, name, _ = strings.Cut(a, ".")
	case []any:
		id, name = a[0].(string), a[1].(string)
	}
	resource, ok := r.resources[id].(map[string]any)
	if !ok {
		r.mistakes = append(r.mistakes, fmt.Errorf("there is no %s to have an attribute of", id))
		return ""
	}
	r.there(id)
	switch {
	case name == "Value" && resource["Type"] == "AWS::SSM::Parameter":
		return r.value(at(resource, "Properties.Value"))
	case name == "Arn" && resource["Type"] == "AWS::S3::Bucket":
		return "arn:" + r.parameters["AWS::Partition"] + ":s3:::" + id
	case name == "Arn":
		return "arn:" + id
	}
	return id
}

// there notes a reference to a resource that the conditions leave out: CloudFormation
// refuses the whole template.
func (r *resolver) there(id string) {
	if condition, ok := at(r.resources[id], "Condition").(string); ok && !r.holds(condition) {
		r.mistakes = append(r.mistakes, fmt.Errorf("%s is referred to, and left out by condition %s", id, condition))
	}
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}`)

func (r *resolver) sub(argument any) any {
	text, ok := argument.(string)
	local := map[string]any{}
	if !ok {
		list := argument.([]any)
		text = list[0].(string)
		for name, v := range list[1].(map[string]any) {
			local[name] = r.value(v)
		}
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		if literal, ok := strings.CutPrefix(name, "!"); ok {
			return "${" + literal + "}"
		}
		if v, ok := local[name]; ok {
			return fmt.Sprint(v)
		}
		if strings.Contains(name, ".") {
			return fmt.Sprint(r.attribute(name))
		}
		return fmt.Sprint(r.ref(name))
	})
}

func (r *resolver) choose(argument any) any {
	list := argument.([]any)
	if r.holds(list[0].(string)) {
		return r.value(list[1])
	}
	return r.value(list[2])
}

func (r *resolver) holds(condition string) bool {
	v, ok := r.conditions[condition]
	if !ok {
		r.mistakes = append(r.mistakes, fmt.Errorf("there is no condition %s", condition))
	}
	return r.value(v) == true
}

// text is a value as CloudFormation compares it: all parameters are texts.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	encoded, _ := json.Marshal(v)
	return string(encoded)
}
