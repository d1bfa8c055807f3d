package check

import (
	"maps"

	"github.com/easreport/easreport/infra/athena"
)

// Values are those with which a query finds something in the logs of this project, those of
// testdata here among them.
func Values(q athena.Query) map[string]string {
	all := map[string]string{
		"first_day": "2005-03-01", "last_day": "2022-07-31", "known_since": "2005-03-01",
		"device_id": "Appl5K0123ABA4S0", "user_name": "anna.keller",
		"minimum_hits": "10", "minimum_devices": "2", "minimum_days": "1", "minimum_ms": "1000", "rows": "30",
	}
	switch q.Name {
	case "above_own_habit":
		all["minimum_hits"], all["last_day"] = "40", "2022-07-26"
	case "meeting_response_loops":
		all["minimum_hits"] = "0"
	case "new_devices":
		all["first_day"] = "2016-01-01"
	}
	values := make(map[string]string)
	for _, p := range q.Parameters {
		values[p.Name] = all[p.Name]
	}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return values
}
