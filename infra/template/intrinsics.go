package template

import (
	"encoding/base64"
	"strings"
)

// intrinsics are the functions of CloudFormation that the template uses.
func intrinsics(r *resolver, name string, argument any) (any, bool) {
	switch name {
	case "Ref":
		return r.ref(argument.(string)), true
	case "Fn::GetAtt":
		return r.attribute(argument), true
	case "Fn::Sub":
		return r.sub(argument), true
	case "Fn::If":
		return r.choose(argument), true
	case "Fn::Base64":
		return base64.StdEncoding.EncodeToString([]byte(text(r.value(argument)))), true
	}
	list, ok := argument.([]any)
	if !ok {
		return nil, false
	}
	list, _ = r.value(list).([]any)
	switch name {
	case "Fn::Equals":
		return text(list[0]) == text(list[1]), true
	case "Fn::Not":
		return list[0] == false, true
	case "Fn::FindInMap":
		return at(r.mappings, strings.Join(texts(list), ".")), true
	case "Fn::Join":
		return strings.Join(texts(list[1]), text(list[0])), true
	case "Fn::Split":
		var parts []any
		for part := range strings.SplitSeq(text(list[1]), text(list[0])) {
			parts = append(parts, part)
		}
		return parts, true
	case "Fn::Select":
		from := list[1].([]any)
		if text(list[0]) == "0" {
			return from[0], true
		}
		return from[1], true
	}
	return nil, false
}
