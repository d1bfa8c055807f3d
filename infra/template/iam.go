package template

import (
	"slices"
	"strings"
)

// Request is a call as IAM judges it.
type Request struct {
	// Principal is who calls, if not a role of the stack: an account, an ARN or a service.
	Principal string
	Action    string
	// Resources are all that the service asks about for this call: each must be allowed.
	Resources []string
	// Context has the condition keys of the request, in lower case.
	Context map[string][]string
}

// Authorize evaluates the policies of a role of the stack, and those of its buckets and
// queues, as AWS documents it (IAM User Guide, "Policy evaluation logic"): nothing is
// allowed that no statement allows, and no statement allows what another denies. Without
// a role the caller is of another account, where only a resource's policy can allow. It
// returns the first resource that is denied; "" if the call is allowed.
func (s Stack) Authorize(role string, r Request) (denied string) {
	var identity, resource []Statement
	if role != "" {
		identity = s.Statements(role)
	}
	for _, kind := range []string{"AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"} {
		for _, id := range s.Of(kind) {
			resource = append(resource, s.Statements(id)...)
		}
	}
	resource = slices.DeleteFunc(resource, func(s Statement) bool { return !s.isAbout(r.Principal) })
	for _, name := range r.Resources {
		allowed := false
		for _, statement := range slices.Concat(identity, resource) {
			if !statement.applies(name, r) {
				continue
			}
			if statement.Effect == "Deny" {
				return name
			}
			allowed = true
		}
		if !allowed {
			return name
		}
	}
	return ""
}

// isAbout reports whether a statement of a resource's policy is about a caller.
func (s Statement) isAbout(principal string) bool {
	named := slices.Concat(texts(at(s.Principal, "AWS")), texts(at(s.Principal, "Service")))
	return s.Principal == "*" || principal != "" && slices.Contains(named, principal)
}

func (s Statement) applies(resource string, r Request) bool {
	return slices.ContainsFunc(s.Actions, func(p string) bool { return matches(p, r.Action) }) &&
		slices.ContainsFunc(s.Resources, func(p string) bool { return matches(p, resource) }) &&
		holds(s.Condition, r.Context)
}

// holds evaluates a statement's conditions: all operators and all keys must hold.
func holds(condition any, context map[string][]string) bool {
	operators, _ := condition.(map[string]any)
	for operator, keys := range operators {
		operator, optional := strings.CutSuffix(operator, "IfExists")
		for key, wanted := range keys.(map[string]any) {
			values, there := context[strings.ToLower(key)]
			switch {
			case operator == "Null":
				if there == (text(wanted) == "true") {
					return false
				}
			case !there:
				if !optional {
					return false
				}
			case !slices.ContainsFunc(values, func(v string) bool { return meets(operator, v, texts(wanted)) }):
				return false
			}
		}
	}
	return true
}

// meets reports whether a value is one of those that an operator wants. An operator that
// is not known here meets nothing: a test then fails.
func meets(operator, value string, wanted []string) bool {
	return slices.ContainsFunc(wanted, func(w string) bool {
		switch operator {
		case "StringEquals", "Bool":
			return value == w
		case "StringLike", "ArnLike", "ArnEquals":
			return matches(w, value)
		}
		return false
	})
}
