package s3store

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/easreport/easreport/internal/store"
)

// maxParts is how many parts S3 takes of one object.
const maxParts = 10_000

// upload is an object on its way in parts.
type upload struct {
	*Store
	key      *string
	id       *string
	checksum types.ChecksumAlgorithm
	parts    []types.CompletedPart
}

// putParts uploads a body of this size in parts. What came of them is taken back
// when it fails; where that fails too they stay, and cost, until the lifecycle of
// the bucket ends them (AbortIncompleteMultipartUpload).
func (s *Store) putParts(ctx context.Context, key string, body io.ReadSeeker, size int64, c store.Condition) (store.Object, error) {
	u := &upload{Store: s, key: s.name(key)}
	// Announced or not at all: servers refuse parts with a checksum in an upload
	// without. Who has turned checksums off has a server that cannot take them.
	if s.client.Options().RequestChecksumCalculation != aws.RequestChecksumCalculationWhenRequired {
		u.checksum = types.ChecksumAlgorithmCrc32
	}
	out, err := s.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: s.bucket, ExpectedBucketOwner: s.owner, Key: u.key, ChecksumAlgorithm: u.checksum,
	})
	if err != nil {
		return store.Object{}, err
	}
	u.id = out.UploadId
	length := s.partLength(size)
	for at := int64(0); at < size; at += length {
		if err := u.send(ctx, &part{body: body, start: at, size: min(length, size-at)}); err != nil {
			return store.Object{}, u.abort(ctx, err)
		}
	}
	o, err := u.complete(ctx, c)
	if err != nil {
		return store.Object{}, u.abort(ctx, err)
	}
	return describe(key, o.ETag, o.VersionId, size, nil), nil
}

func (s *Store) partLength(size int64) int64 {
	return max(s.part, (size+maxParts-1)/maxParts)
}

func (u *upload) send(ctx context.Context, p *part) error {
	if _, err := p.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind the body: %w", err)
	}
	number := aws.Int32(int32(len(u.parts) + 1))
	out, err := u.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: u.bucket, ExpectedBucketOwner: u.owner, Key: u.key, UploadId: u.id,
		PartNumber: number, Body: p, ContentLength: &p.size, ChecksumAlgorithm: u.checksum,
	})
	if err != nil {
		return fmt.Errorf("part %d: %w", *number, err)
	}
	u.parts = append(u.parts, types.CompletedPart{PartNumber: number, ETag: out.ETag, ChecksumCRC32: out.ChecksumCRC32})
	return nil
}

func (u *upload) complete(ctx context.Context, c store.Condition) (*s3.CompleteMultipartUploadOutput, error) {
	return u.client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{
		Bucket: u.bucket, ExpectedBucketOwner: u.owner, Key: u.key, UploadId: u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts},
		IfNoneMatch:     ifNoneMatch(c), IfMatch: optional(c.ETag),
	}, once(c))
}

// abort takes the parts back because of err, also when it was ctx that ended.
func (u *upload) abort(ctx context.Context, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, abortErr := u.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{
		Bucket: u.bucket, ExpectedBucketOwner: u.owner, Key: u.key, UploadId: u.id,
	})
	if abortErr != nil && code(abortErr) != "NoSuchUpload" {
		return fmt.Errorf("%w (its parts are left: %s)", err, abortErr.Error())
	}
	return err
}
