package finding

// aboveHabit finds devices that do far more than they usually do. Challenges do not count. It
// is a note while the device does not do much.
func aboveHabit() check {
	far := func(s *Subject, t *Thresholds, hits int64) bool {
		if s.Baseline == nil || hits <= t.HabitRequests {
			return false
		}
		habit, seen := s.Baseline.Device(s.Row.User, s.Row.DeviceID)
		usual := habit.Hits
		return seen && int64(habit.Days) >= t.HabitDays && float64(hits) > float64(t.HabitTimes)*usual.Median &&
			float64(hits) > usual.Median+float64(t.HabitSpreads)*usual.MAD
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			if far(s, t, s.Row.Hits) {
				return s.Row.Hits
			}
			return 0
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			d := s.busiest(allHits)
			hits := s.served()(d.hits)
			if !far(s, t, hits) || s.withAll(d.first, d.last) {
				return e
			}
			e.note = hits <= t.HighUsage
			habit, _ := s.Baseline.Device(s.Row.User, s.Row.DeviceID)
			e.during(d.first, d.last)
			e.hits = d.hits
			e.add("%s requests on %s; on %d days before it made %s a day (median, give or take %s).",
				number(d.hits), d.name, habit.Days, number(int64(habit.Hits.Median)), number(int64(habit.Hits.MAD)))
			return e
		},
	}
}

// newDevice finds devices that were not there before. Ids that a phone invents are none.
func newDevice() check {
	unseen := func(s *Subject, t *Thresholds) bool {
		if s.Baseline == nil || int64(s.Baseline.Days) < t.HabitDays || s.Row.DeviceID == "" || int64(s.OthersNew) >= t.NewIDs {
			return false
		}
		_, seen := s.Baseline.Device(s.Row.User, s.Row.DeviceID)
		return !seen
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			if unseen(s, t) {
				return s.Row.Hits
			}
			return 0
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			if !unseen(s, t) {
				return e
			}
			e.during(s.Row.First, s.Row.Last)
			e.hits = s.Row.Hits
			e.add("First seen %s; it was on none of the %d whole days before.", s.from(s.Row.First, s.Row.First), s.Baseline.Days)
			return e
		},
	}
}

// manyDevices finds users who have a collection, by the device that they use most.
func manyDevices() check {
	devices := func(s *Subject) (n, before int64) {
		if s.UserDevices == 0 || s.Row.DeviceID == "" {
			return 0, 0
		}
		if s.Baseline != nil {
			before = int64(s.Baseline.Devices(s.Row.User))
		}
		return int64(s.UserDevices), before
	}
	return check{
		hint: func(s *Subject, t *Thresholds) int64 {
			n, before := devices(s)
			return from(max(n, before), t.UserDevices)
		},
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			n, before := devices(s)
			if max(n, before) < t.UserDevices {
				return e
			}
			e.during(s.Row.First, s.Row.Last)
			e.hits = s.Row.Hits
			e.add("Devices of the user in this report: %s.", number(n))
			if s.Baseline != nil && s.Baseline.Days > 0 {
				e.add("In the %d days before: %s.", s.Baseline.Days, number(before))
			}
			return e
		},
	}
}

// inventsIDs reports whether so many of a user's devices hardly did anything that they are one
// with a new id on each try.
func inventsIDs(hardlyUsed, devices int, t *Thresholds) bool {
	return int64(hardlyUsed) >= t.NewIDs && 2*hardlyUsed >= devices
}

// newIDs finds users most of whose device ids hardly did anything.
func newIDs() check {
	return check{
		hint: func(s *Subject, t *Thresholds) int64 { return from(int64(s.NewIDs), t.NewIDs) },
		judge: func(s *Subject, t *Thresholds) (e evidence) {
			if !inventsIDs(s.NewIDs, s.UserDevices, t) {
				return e
			}
			e.during(s.Row.First, s.Row.Last)
			e.hits = s.Row.Hits
			e.add("%d of the %d device ids of %s sent only a few requests each.", s.NewIDs, s.UserDevices, quote(s.Row.User))
			return e
		},
	}
}
