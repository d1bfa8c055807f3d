package template

import (
	"strings"
	"testing"
)

const sesOfAccount = "arn:aws:ses:eu-central-1:111122223333:"

// sesSetup is how SES is set up in an account.
type sesSetup struct {
	identities []string
	// standard is the configuration set that the sender's identity has by default.
	standard string
	sandbox  bool
}

// send is a mail as SES authorizes it: on the sender's identity, the address itself where
// it is one; on the configuration set of the call, or else of the identity; and in the
// sandbox on each recipient's identity (aws-sdk-js #3641, terraform-aws-ses #40,
// aws-cdk #34402).
func (s sesSetup) send(from, set string, to ...string) Request {
	r := Request{Action: "ses:SendRawEmail", Context: map[string][]string{"ses:fromaddress": {from}}}
	r.Resources = append(r.Resources, sesOfAccount+"identity/"+s.identity(from))
	if set == "" {
		set = s.standard
	}
	if set != "" {
		r.Resources = append(r.Resources, sesOfAccount+"configuration-set/"+set)
	}
	for _, address := range to {
		if s.sandbox {
			r.Resources = append(r.Resources, sesOfAccount+"identity/"+s.identity(address))
		}
	}
	return r
}

func (s sesSetup) identity(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	for _, identity := range s.identities {
		if identity == address {
			return address
		}
	}
	return domain
}

// ofSES are mails of a good account, and what nobody may send.
func ofSES() []access {
	account := sesSetup{identities: []string{"contoso.com"}, standard: "company", sandbox: true}
	mail := account.send("eas@contoso.com", "", "a@fabrikam.com")
	quiet := mail
	quiet.Action = "ses:SendEmail"
	return []access{
		{"a mail: ", "ReportRole", mailing, mail, true},
		{"a mail with SesConfigurationSet: ", "ReportRole", mailing, account.send("eas@contoso.com", "eas", "a@fabrikam.com"), true},
		{"a mail by its other name: ", "ReportRole", mailing, quiet, true},
		{"a mail of somebody else: ", "ReportRole", mailing, account.send("ceo@contoso.com", "", "a@fabrikam.com"), false},
		{"a mail without a sender: ", "ReportRole", nil, mail, false},
		{"a mail of the other function: ", "IngestRole", mailing, mail, false},
	}
}

// TestSES sends as SES is set up in ordinary accounts. The policy before allowed the
// sender's domain and the configuration set of the parameters only.
func TestSES(t *testing.T) {
	template := readTemplate(t)
	before := edit(t, template, "Resources.ReportRole.Properties.Policies.0.PolicyDocument.Statement.3.Fn::If.1.Resource",
		[]any{sesOfAccount + "identity/contoso.com"})
	const from, to = "eas@contoso.com", "admin@fabrikam.com"
	for _, c := range []struct {
		name   string
		setup  sesSetup
		before string // what the policy before denied
	}{
		{"a verified domain", sesSetup{identities: []string{"contoso.com"}}, ""},
		{"the sandbox", sesSetup{identities: []string{"contoso.com", to}, sandbox: true}, "identity/" + to},
		{"the sandbox, the recipient's domain verified", sesSetup{identities: []string{"contoso.com", "fabrikam.com"}, sandbox: true}, "identity/fabrikam.com"},
		{"an identity with a configuration set", sesSetup{identities: []string{"contoso.com"}, standard: "company"}, "configuration-set/company"},
		{"an address verified by itself", sesSetup{identities: []string{"contoso.com", from}}, "identity/" + from},
	} {
		request := c.setup.send(from, "", to)
		if denied := resolve(t, before, mailing).Authorize("ReportRole", request); strings.TrimPrefix(denied, sesOfAccount) != c.before {
			t.Errorf("%s: the policy before denied %q, want %q: the test does not show the defect", c.name, denied, c.before)
		}
		s := resolve(t, template, mailing)
		if denied := s.Authorize("ReportRole", request); denied != "" {
			t.Errorf("%s: %s is denied", c.name, denied)
		}
		if s.Authorize("ReportRole", c.setup.send("ceo@contoso.com", "", to)) == "" {
			t.Errorf("%s: may send as anybody", c.name)
		}
		if s.Authorize("IngestRole", request) == "" {
			t.Errorf("%s: the ingest function may send", c.name)
		}
	}
	if s := resolve(t, template, nil); s.Authorize("ReportRole", sesSetup{identities: []string{"contoso.com"}}.send(from, "")) == "" {
		t.Error("a stack without a sender may send")
	}
}
