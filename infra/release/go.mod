module github.com/easreport/easreport/infra/release

go 1.26.0

require (
	github.com/tc-hib/winres v0.2.1
	golang.org/x/mod v0.33.0
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/nfnt/resize v0.0.0-20180221191011-83c6a9932646 // indirect
	golang.org/x/image v0.12.0 // indirect
)
