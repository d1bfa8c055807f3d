package template

import (
	"regexp"
	"slices"
)

// Allows reports whether CloudFormation takes a value for a parameter: it must be one of
// AllowedValues, match AllowedPattern as a whole, and be neither longer nor larger nor smaller than
// the limits say.
func (s Stack) Allows(parameter, value string) bool {
	p := s.Declared[parameter]
	if values := texts(at(p, "AllowedValues")); values != nil && !slices.Contains(values, value) {
		return false
	}
	if pattern := at(p, "AllowedPattern"); pattern != nil && !regexp.MustCompile(`^(?:`+text(pattern)+`)$`).MatchString(value) {
		return false
	}
	if most := at(p, "MaxLength"); most != nil && float64(len(value)) > number(most) {
		return false
	}
	if at(p, "Type") != "Number" {
		return true
	}
	n, least, most := number(value), at(p, "MinValue"), at(p, "MaxValue")
	return n >= 0 && (least == nil || n >= number(least)) && (most == nil || n <= number(most))
}
