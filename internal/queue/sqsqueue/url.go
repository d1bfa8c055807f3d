package sqsqueue

import (
	"fmt"
	"net/url"
	"regexp"
)

// CheckURL returns an error if a text cannot be the URL of a queue.
func CheckURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(u.Path) < 2 {
		return fmt.Errorf("%q is not the URL of a queue: want one such as https://sqs.eu-central-1.amazonaws.com/123456789012/logs", text)
	}
	return nil
}

var amazonHost = regexp.MustCompile(`^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$`)

// Region is the region that the URL of a queue names, empty if it names none.
func Region(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	if m := amazonHost.FindStringSubmatch(u.Hostname()); m != nil {
		return m[1]
	}
	return ""
}
