package main

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// account checks what parameters name in the AWS account. An error means that nothing
// can be asked.
func (d *doctor) account(ctx context.Context, c *cloud, p parameters) error {
	configuration, err := c.load(ctx)
	if err != nil {
		return err
	}
	if p["Sender"] != "" {
		d.mail(ctx, sesv2.NewFromConfig(configuration), p)
	}
	buckets := s3.NewFromConfig(configuration)
	if bucket := p["ExistingLogsBucket"]; bucket != "" {
		d.events(ctx, buckets, bucket)
		d.encryption(ctx, buckets, bucket, p["KmsKeyArn"])
	}
	if bucket := p["ExistingLakeBucket"]; bucket != "" {
		d.encryption(ctx, buckets, bucket, p["KmsKeyArn"])
	}
	if p["Sender"] != "" || p["ExistingLogsBucket"] != "" || p["MaximumConcurrency"] != "" {
		d.concurrency(ctx, c, p["MaximumConcurrency"])
	}
	return nil
}

// forReports is how many concurrent functions to keep free beside those that read logs: for the
// report, the watch, the reconcile, and a few others of the account.
const forReports = 5

// concurrency checks that logs leave the account functions for the report: a new account has as
// few as ten in all, and what is over that waits.
func (d *doctor) concurrency(ctx context.Context, c *cloud, parameter string) {
	limit, err := c.concurrency(ctx)
	if err != nil {
		d.fix("Lambda: %v", err)
		return
	}
	logs, err := strconv.Atoi(cmp.Or(parameter, defaultConcurrency))
	switch {
	case err != nil: // the parameter's own line says so
	case limit < logs+forReports:
		d.fix("Lambda: the account runs %d functions at a time, MaximumConcurrency %d leaves too few for reports: set it to %d, or raise the quota (Service Quotas, Lambda, Concurrent executions)",
			limit, logs, max(2, limit-forReports))
	default:
		d.ok("Lambda: the account runs %d functions at a time, logs take %d of them", limit, logs)
	}
}

// defaultConcurrency is the template's MaximumConcurrency.
const defaultConcurrency = "10"

// mail checks what SES needs to take a mail.
func (d *doctor) mail(ctx context.Context, client *sesv2.Client, p parameters) {
	out, err := client.GetAccount(ctx, &sesv2.GetAccountInput{})
	if err != nil {
		d.fix("SES: asking for the account's state: %v", err)
		return
	}
	if out.SendingEnabled {
		d.ok("SES: sending is on, %.0f mails of %.0f a day used", quota(out).SentLast24Hours, quota(out).Max24HourSend)
	} else {
		d.fix("SES: sending is paused or suspended: see the account's status in the SES console")
	}
	sandbox := !out.ProductionAccessEnabled
	recipients := strings.FieldsFunc(p["Recipients"], func(r rune) bool { return r == ',' || r == ' ' })
	if sandbox {
		d.ok("SES: the account is in the sandbox, so each recipient must be verified as well, or request production access")
	}
	d.identity(ctx, client, "Sender", p["Sender"])
	for _, recipient := range recipients {
		if sandbox {
			d.identity(ctx, client, "recipient", recipient)
		}
		d.suppressed(ctx, client, recipient)
	}
	if set := p["SesConfigurationSet"]; set != "" {
		_, err := client.GetConfigurationSet(ctx, &sesv2.GetConfigurationSetInput{ConfigurationSetName: &set})
		d.check(err, "SES: configuration set %s", set)
	}
}

func quota(out *sesv2.GetAccountOutput) types.SendQuota {
	if out.SendQuota == nil {
		return types.SendQuota{}
	}
	return *out.SendQuota
}

// identity checks that an address is verified, by itself or by its domain.
func (d *doctor) identity(ctx context.Context, client *sesv2.Client, who, address string) {
	_, domain, _ := strings.Cut(address, "@")
	for _, identity := range []string{address, domain} {
		out, err := client.GetEmailIdentity(ctx, &sesv2.GetEmailIdentityInput{EmailIdentity: &identity})
		var missing *types.NotFoundException
		switch {
		case errors.As(err, &missing):
			continue
		case err != nil:
			d.fix("SES: %s %s: %v", who, address, err)
		case !out.VerifiedForSendingStatus:
			d.fix("SES: %s %s: the identity %s is not verified yet: follow the mail or the DNS records that the SES console shows", who, address, identity)
		case aws.ToString(out.ConfigurationSetName) != "":
			d.ok("SES: %s %s is verified, as %s with configuration set %s", who, address, identity, *out.ConfigurationSetName)
		default:
			d.ok("SES: %s %s is verified, as %s", who, address, identity)
		}
		return
	}
	d.fix("SES: %s %s: neither the address nor its domain is an identity in this region: verify one in the SES console", who, address)
}

// suppressed checks that SES does not drop mails to an address because of earlier bounces.
func (d *doctor) suppressed(ctx context.Context, client *sesv2.Client, address string) {
	out, err := client.GetSuppressedDestination(ctx, &sesv2.GetSuppressedDestinationInput{EmailAddress: &address})
	var missing *types.NotFoundException
	switch {
	case errors.As(err, &missing):
	case err != nil:
		d.fix("SES: suppression of %s: %v", address, err)
	default:
		d.fix("SES: %s is on the suppression list (%s), so SES drops its mails: remove it there once the mailbox works", address, out.SuppressedDestination.Reason)
	}
}

// events checks that a bucket that logs are in already tells EventBridge of them.
func (d *doctor) events(ctx context.Context, client *s3.Client, bucket string) {
	out, err := client.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: &bucket})
	switch {
	case err != nil:
		d.fix("bucket %s: asking for its notifications: %v", bucket, err)
	case out.EventBridgeConfiguration == nil:
		d.fix("bucket %s: Amazon EventBridge is off, so nobody hears of new logs: switch it on in the S3 console, Properties, Event notifications", bucket)
	default:
		d.ok("bucket %s: EventBridge is on", bucket)
	}
}

// encryption checks that the functions may use the key of a bucket that is there already.
func (d *doctor) encryption(ctx context.Context, client *s3.Client, bucket, key string) {
	out, err := client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: &bucket})
	if err != nil {
		d.fix("bucket %s: asking for its encryption: %v", bucket, err)
		return
	}
	for _, rule := range out.ServerSideEncryptionConfiguration.Rules {
		by := rule.ApplyServerSideEncryptionByDefault
		if by == nil || aws.ToString(by.KMSMasterKeyID) == "" || sameKey(*by.KMSMasterKeyID, key) {
			continue
		}
		d.fix("bucket %s: it is encrypted with %s: set KmsKeyArn to the ARN of that key, or the functions cannot read what is in it", bucket, *by.KMSMasterKeyID)
		return
	}
	d.ok("bucket %s: its encryption fits KmsKeyArn", bucket)
}

// sameKey reports whether a bucket's key, an ARN or an id, is the one of an ARN.
func sameKey(id, arn string) bool { return id == arn || arn != "" && strings.HasSuffix(arn, "/"+id) }
