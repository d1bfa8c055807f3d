package activity

// Total sums one quantity over the requests that carry it. With Count 0 there
// is no measurement, and Sum and Max mean nothing.
type Total struct{ Sum, Max, Count int64 }

// Add takes one measurement in.
func (t *Total) Add(v int64) { t.Merge(Total{Sum: v, Max: v, Count: 1}) }

// Merge takes the measurements of o in.
func (t *Total) Merge(o Total) {
	if o.Count == 0 {
		return
	}
	t.Max = max(t.Max, o.Max)
	t.Sum += o.Sum
	t.Count += o.Count
}
