package s3store_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// pageSize is so small that every listing has several pages.
const pageSize = 3

type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	EncodingType          string
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []listed
}

type listed struct {
	Key          string
	ETag         string
	Size         int64
	LastModified string
}

// list answers ListObjectsV2; the token is the last key of the page before.
func (s *standIn) list(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if len(query.Get("prefix")) > 1024 {
		refuse(w, http.StatusBadRequest, "KeyTooLongError")
		return
	}
	page := listing{EncodingType: query.Get("encoding-type")}
	for o, err := range s.List(r.Context(), query.Get("prefix")) {
		if err != nil {
			refuseErr(w, err)
			return
		}
		if o.Key <= query.Get("continuation-token") {
			continue
		}
		if len(page.Contents) == pageSize {
			page.IsTruncated = true
			break
		}
		page.NextContinuationToken = o.Key
		page.Contents = append(page.Contents, listed{
			Key: url.QueryEscape(o.Key), ETag: strconv.Quote(o.ETag), Size: o.Size, LastModified: o.Modified.UTC().Format(time.RFC3339Nano),
		})
	}
	if !page.IsTruncated {
		page.NextContinuationToken = ""
	}
	_ = xml.NewEncoder(w).Encode(page)
}
