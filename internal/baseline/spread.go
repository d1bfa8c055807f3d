package baseline

import (
	"math"
	"slices"
)

// Spread is what some values were about.
type Spread struct {
	// Median is the middle value, MAD the median of the distances from it. Unlike
	// mean and deviation they stay where they are when one day was an incident.
	Median, MAD float64
}

// newSpread sorts the values. Without any it is zero.
func newSpread(values []float64) Spread {
	s := Spread{Median: median(values)}
	for i := range values {
		values[i] = math.Abs(values[i] - s.Median)
	}
	s.MAD = median(values)
	return s
}

func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return 0
	}
	slices.Sort(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
