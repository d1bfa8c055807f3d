package estate

import "slices"

// Add adds requests to those that the estate invents. They are written where their End says,
// which lies in the span.
func (e *Estate) Add(requests ...Request) {
	e.added = append(e.added, requests...)
	slices.SortStableFunc(e.added, func(a, b Request) int { return int(min(max(a.End-b.End, -1), 1)) })
}

// withAdded calls yield with the invented requests, after what Options.Twist makes of them, and
// with the added ones between them.
func (e *Estate) withAdded(each func(yield func(*Request) error) error, yield func(*Request) error) error {
	next := 0
	until := func(end int64) error {
		for ; next < len(e.added) && e.added[next].End <= end; next++ {
			if err := yield(&e.added[next]); err != nil {
				return err
			}
		}
		return nil
	}
	err := each(func(r *Request) error {
		if err := until(r.End); err != nil {
			return err
		}
		if e.options.Twist != nil {
			e.options.Twist(r)
		}
		return yield(r)
	})
	if err != nil {
		return err
	}
	return until(e.options.end())
}
