module github.com/easreport/easreport/infra/release

go 1.26.0

require (
	github.com/hashicorp/hcl/v2 v2.25.0
	github.com/tc-hib/winres v0.2.1
	github.com/zclconf/go-cty v1.20.0
	golang.org/x/mod v0.33.0
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/agext/levenshtein v1.2.1 // indirect
	github.com/apparentlymart/go-textseg/v15 v15.0.0 // indirect
	github.com/apparentlymart/go-textseg/v17 v17.0.1 // indirect
	github.com/mitchellh/go-wordwrap v1.0.1 // indirect
	github.com/nfnt/resize v0.0.0-20180221191011-83c6a9932646 // indirect
	golang.org/x/image v0.12.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
	golang.org/x/text v0.31.0 // indirect
	golang.org/x/tools v0.41.0 // indirect
)
