# `make` lists the targets. Most need no more than Go. check needs a C compiler, and what
# else is missing (Node.js, Python, Java, Chromium) is said by the targets that skip.
.DEFAULT_GOAL := help
.PHONY: help run test test-arm64 test-aws test-aws-full test-athena test-mail test-page test-interleavings test-integrity
.PHONY: demo estate race lint fmt bench bench-peers profile athena-cost score screenshots fuzz build build-functions
.PHONY: release test-windows test-upgrade test-runbook
.PHONY: tools check clean vulnerabilities validate deploy

FUZZTIME ?= 30s
SIZE ?= 1G
BENCH ?= .
COUNT ?= 6
BOOTSTRAP = GOOS=linux GOARCH=$(or $(GOARCH),arm64) CGO_ENABLED=0 \
	go build -trimpath -tags lambda.norpc -ldflags='-s -w' -o
LINT = PATH="$$(.ci/tools):$$PATH" golangci-lint

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## report on the logs of testdata/logs
	go run ./functions/easreport run testdata/logs

test: ## test everything, the command line and the SQL for Athena too
	go test ./...
	go -C functions/easreport/scripttest test ./...
	@if command -v "$${CC:-cc}" >/dev/null; then go -C infra/athena/check test ./...; \
		else echo "SKIPPED: infra/athena/check, DuckDB needs a C compiler"; fi

test-arm64: ## test what has code for arm64 there, by emulation elsewhere (installs Debian's qemu-user)
	.ci/arm64

# -count=1: a server's answers are not cached.
test-aws: ## test on a cloud of this machine: S3, SES, the real functions, and the stack on moto's CloudFormation (servers are installed once, some three minutes)
	.ci/with-cloud go test -count=1 -timeout 20m ./internal/store/s3store/... ./internal/queue/... ./functions/easreport ./infra/aws/...
	.ci/with-cloud go -C functions/easreport/scripttest test -count=1 -run TestDamageInBucket .
	.ci/stack

test-runbook: ## run every line of the runbook, in the state that it is for, on a cloud of this machine (a minute; a part of test-aws)
	.ci/with-cloud go test -count=1 -v -run Runbook ./infra/aws/local/cloud

test-aws-full: ## test the cloud with 10,000 uploads (some five minutes more)
	EASREPORT_STORM_UPLOADS=10000 .ci/with-cloud go test -count=1 -timeout 60m -v -run TestStorm ./infra/aws/local/cloud

test-athena: ## test tables, views and saved queries on Trino, the engine of Athena (needs Java 17 and Maven; 290 MB are installed once)
	.ci/with-athena go test -count=1 ./infra/aws/local/trino
	.ci/with-athena go -C infra/athena/check test -count=1 -timeout 20m ./engines

test-page: ## test pages and mails in Chromium: use, accessibility, markup, hostile logs, 50,000 devices (installs Debian's chromium)
	.ci/with-browser go -C infra/browser test -count=1 ./...

screenshots: ## take the pictures of README and docs again
	EASREPORT_PICTURES=pictures .ci/with-browser go -C infra/browser test -count=1 -run TestPictures .

demo: ## show the way of a log through a cloud of this machine, to the mail; Ctrl-C ends it
	@go build -o .cache/demo ./infra/aws/local/demo
	@.ci/with-cloud .cache/demo

test-mail: ## hold the mails against what Outlook, Gmail and Apple Mail support (caniemail; needs Node.js)
	.ci/mails

test-interleavings: ## let two and three workers ingest in every order of their steps (five and a half minutes on two cores, some GB of memory; go test searches a part)
	EASREPORT_INTERLEAVINGS=1 go test -count=1 -timeout 30m -run 'Interleavings|RuleIsNeeded' ./internal/ingest

test-integrity: ## flip every bit of a file of each kind in the lake, and cut it at every length (half a minute; go test takes one bit of eleven)
	EASREPORT_EVERY_BIT=1 go test -count=1 -run 'EveryBit|EveryLength' ./internal/lake

race: ## test with the race detector, in random order
	CGO_ENABLED=1 go test -race -short -shuffle=on ./...

lint: ## check style and layering
	$(LINT) run ./... ./testdata/gen

vulnerabilities: ## look for known vulnerabilities in what is called (govulncheck; its reports are a Go module)
	.ci/govulncheck

fmt: ## format all Go files
	$(LINT) fmt

# A change is shown by both states: make bench | tee old.txt, the change, make bench |
# tee new.txt, benchstat old.txt new.txt (golang.org/x/perf/cmd/benchstat).
bench: ## run the Go benchmarks, for benchstat (BENCH=., COUNT=6)
	@go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 0 ./internal/...

profile: ## make the profile that the compiler is guided by (functions/*/default.pgo), after changes to what is hot
	infra/bench/profile.sh

bench-peers: build ## compare with DuckDB, mawk, gzip and a newline count (SIZE=1G, N=3; GROWTH=1: logs of up to 10 GB, too)
	SIZE=$(SIZE) infra/bench/peers.sh

athena-cost: ## print what each saved query reads of a generated month, and its price (LAKE=DIR: of that lake)
	infra/athena/check/cost/cost.sh $(LAKE)

estate: ## write the logs of an invented estate and the truth about them (OUT=DIR, SIZE=1G, EXCHANGE=2016, FLAGS=…; infra/estate -h)
	go run ./infra/estate -out "$(OUT)" -size $(SIZE) -exchange $(or $(EXCHANGE),2016) $(FLAGS)

score: ## measure findings: recall, false alarms and precision on invented incidents, and scenes told once (SEED=N; less than a minute)
	go run ./infra/score -seed $(or $(SEED),0)

fuzz: ## fuzz each target for FUZZTIME (30s)
	.ci/fuzz $(FUZZTIME)

build: ## build bin/easreport
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/easreport ./functions/easreport

# template.yaml names build/ingest and build/report: SAM uploads these, and copies nothing else.
build-functions: ## build build/ingest/bootstrap and build/report/bootstrap for Lambda (GOARCH=arm64)
	for function in $(notdir $(wildcard functions/ingest functions/report)); do \
		$(BOOTSTRAP) build/$$function/bootstrap ./functions/$$function || exit; \
	done

release: ## make a release in build/dist: archives, deb, rpm, functions, SBOM (goreleaser is built once, some four minutes)
	.ci/release

test-windows: ## vet all tests for Windows, and run there the command and what Wine can run (installs Debian's wine64 and mingw)
	.ci/wine

test-upgrade: ## have an earlier commit's command and this one work on one lake, in turn (OLD=COMMIT)
	.ci/upgrade $(OLD)

validate: ## check template.yaml: cfn-lint, and against the code
	.ci/validate

deploy: build-functions ## build the functions and deploy the stack; asks, or CONFIG=FILE (needs the SAM CLI and an AWS account)
	sam deploy --template-file template.yaml --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND \
		$(if $(CONFIG),--config-file $(abspath $(CONFIG)),--guided)

tools: ## install the pinned tools into .cache/tools
	@.ci/tools

check: ## all that CI does
	.ci/run

clean: ## remove what the targets made
	rm -rf bin build .aws-sam .cache easreport-out
