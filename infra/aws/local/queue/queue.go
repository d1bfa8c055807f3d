// Package queue is a queue of messages with the rules of Amazon SQS: a message that
// was received is hidden, and comes again unless it is deleted in time; one that was
// received too often goes to the queue of dead letters.
//
// It must not know what the messages say.
package queue

import (
	"context"
	"strconv"
	"sync"
	"time"
)

// Rules are those of one queue.
type Rules struct {
	// Visibility is how long a message that was received stays hidden.
	Visibility time.Duration
	// Receives is how often a message is received before it is a dead letter; without
	// DeadLetters, for ever.
	Receives    int
	DeadLetters *Queue
}

// Message is one that was received.
type Message struct {
	ID, Body string
	// Receipt is what Delete wants: that of the last receiving.
	Receipt string
	// Receives counts, this one too.
	Receives int
	Sent     time.Time
}

// Queue is safe for concurrent use.
type Queue struct {
	rules  Rules
	mu     sync.Mutex
	next   int // numbers messages and receipts
	ready  []Message
	hidden map[string]hidden // by receipt
	// more is closed, and made anew, when a message is ready.
	more chan struct{}
}

type hidden struct {
	message Message
	until   time.Time
}

// New returns an empty queue.
func New(rules Rules) *Queue {
	return &Queue{rules: rules, hidden: make(map[string]hidden), more: make(chan struct{})}
}

// Send appends a message.
func (q *Queue) Send(body string) (id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	m := Message{ID: q.number(), Body: body, Sent: time.Now()}
	q.append(m)
	return m.ID
}

func (q *Queue) number() string {
	q.next++
	return strconv.Itoa(q.next)
}

func (q *Queue) append(m Message) {
	q.ready = append(q.ready, m)
	close(q.more)
	q.more = make(chan struct{})
}

// Receive waits for messages, and hides at most limit of them. It returns none when
// ctx is done.
func (q *Queue) Receive(ctx context.Context, limit int) []Message {
	for {
		received, more, wait := q.take(limit)
		if len(received) > 0 {
			return received
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-more:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return nil
		}
	}
}

// take hides what is ready. Where nothing is, it tells what to wait for.
func (q *Queue) take(limit int) (received []Message, more <-chan struct{}, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	wait = q.show(now)
	for len(q.ready) > 0 && len(received) < limit {
		m := q.ready[0]
		q.ready = q.ready[1:]
		if q.rules.DeadLetters != nil && m.Receives >= q.rules.Receives {
			q.rules.DeadLetters.Send(m.Body)
			continue
		}
		m.Receives++
		m.Receipt = q.number()
		q.hidden[m.Receipt] = hidden{message: m, until: now.Add(q.rules.Visibility)}
		received = append(received, m)
	}
	return received, q.more, wait
}

// show makes ready what was hidden long enough, and tells when the next will be.
func (q *Queue) show(now time.Time) time.Duration {
	wait := q.rules.Visibility
	for receipt, h := range q.hidden {
		if left := h.until.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		delete(q.hidden, receipt)
		q.append(h.message)
	}
	return wait
}

// Delete removes the message of a receipt. One that is no longer hidden stays.
func (q *Queue) Delete(receipt string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.hidden, receipt)
}

// Hide hides the message of a receipt for so long, counted from now. One that is no
// longer hidden stays as it is.
func (q *Queue) Hide(receipt string, d time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if h, ok := q.hidden[receipt]; ok {
		h.until = time.Now().Add(d)
		q.hidden[receipt] = h
		close(q.more) // who waits must see how long now
		q.more = make(chan struct{})
	}
}

// Purge removes all messages, hidden ones too.
func (q *Queue) Purge() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ready = nil
	clear(q.hidden)
}

// Visibility is how long a message stays hidden of which nobody says.
func (q *Queue) Visibility() time.Duration { return q.rules.Visibility }

// Depth counts the messages that can be received, and those that are hidden.
func (q *Queue) Depth() (ready, hidden int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.ready), len(q.hidden)
}
