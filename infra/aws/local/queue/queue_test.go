package queue

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

const visibility = 10 * time.Second

// bodies receives all that is there now.
func bodies(t *testing.T, q *Queue) (texts []string, receipts []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	for _, m := range q.Receive(ctx, 10) {
		texts = append(texts, m.Body)
		receipts = append(receipts, m.Receipt)
	}
	return texts, receipts
}

func TestQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dead := New(Rules{Visibility: visibility})
		q := New(Rules{Visibility: visibility, Receives: 2, DeadLetters: dead})
		q.Send("good")
		q.Send("poison")
		got, receipts := bodies(t, q)
		if len(got) != 2 {
			t.Fatalf("received %q", got)
		}
		q.Delete(receipts[0])
		if again, _ := bodies(t, q); len(again) != 0 {
			t.Errorf("received %q, which is hidden", again)
		}
		if ready, hidden := q.Depth(); ready != 0 || hidden != 1 {
			t.Errorf("%d ready, %d hidden", ready, hidden)
		}
		time.Sleep(visibility)
		if again, _ := bodies(t, q); len(again) != 1 || again[0] != "poison" {
			t.Errorf("received %q the second time", again)
		}
		q.Delete(receipts[1]) // too late: the receipt is an old one
		time.Sleep(visibility)
		if again, _ := bodies(t, q); len(again) != 0 {
			t.Errorf("received %q the third time", again)
		}
		if letters, _ := bodies(t, dead); len(letters) != 1 || letters[0] != "poison" {
			t.Errorf("dead letters %q", letters)
		}
	})
}

// TestWait receives what is sent later, and what is shown again meanwhile.
func TestWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(Rules{Visibility: visibility})
		time.AfterFunc(time.Hour, func() { q.Send("late") })
		start := time.Now()
		for _, want := range []time.Duration{time.Hour, time.Hour + visibility} {
			if got := q.Receive(t.Context(), 1); len(got) != 1 || time.Since(start) != want {
				t.Errorf("received %v after %v", got, time.Since(start))
			}
		}
	})
}

func TestPurge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(Rules{Visibility: time.Hour})
		q.Send("hidden")
		q.Receive(t.Context(), 1)
		q.Send("ready")
		q.Purge()
		time.Sleep(2 * time.Hour)
		if ready, hidden := q.Depth(); ready+hidden > 0 {
			t.Errorf("%d ready, %d hidden", ready, hidden)
		}
	})
}

// TestHide: a message that is hidden for less comes again sooner, also to who waits.
func TestHide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(Rules{Visibility: time.Hour})
		q.Send("a")
		m := q.Receive(t.Context(), 1)[0]
		start := time.Now()
		go func() {
			time.Sleep(time.Second)
			q.Hide(m.Receipt, time.Minute)
			q.Hide("of nobody", time.Second)
		}()
		again := q.Receive(t.Context(), 1)
		if took := time.Since(start); len(again) != 1 || again[0].Receives != 2 || took != 61*time.Second {
			t.Errorf("received %+v after %v", again, took)
		}
	})
}
