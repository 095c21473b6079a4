# Everything is built in debug: the tests need it, and the demo then has nothing left to build.
SWIFT ?= swift
SOURCES = Sources Tests Package.swift
RELEASE = $(SWIFT) build -c release --static-swift-stdlib

.PHONY: all build test sanitize sanitize-thread sanitize-address demo release bench schemas lint format deps clean

all: build

## deps: install what is missing from Debian's packages (as root or through sudo)
deps:
	@if command -v dpkg-query >/dev/null; then .ci/install-packages; fi

## build: build checkctl, the tests and the demo
build: deps
	$(SWIFT) build --build-tests

## test: check the format, build, and run every test
test: deps lint build
	$(SWIFT) test --skip-build --experimental-maximum-parallelization-width 8

## sanitize: run every test under the thread sanitizer, then under the address sanitizer, each built in a folder of its own
sanitize: sanitize-thread sanitize-address

# A sanitizer's process holds several times the memory of what it watches. Leaks are not looked for: what hangs from
# the payload of an indirect enum, whose pointer Swift tags, counts as lost, so that each `static let` of one is told.
sanitize-thread: OPTIONS = TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/sanitizer/thread.supp
sanitize-address: OPTIONS = ASAN_OPTIONS=detect_leaks=0
sanitize-thread sanitize-address: sanitize-%: deps
	$(SWIFT) build --build-tests --sanitize=$* --scratch-path .build-$*
	CHECKCTL_FUZZ_MEMORY=4096 $(OPTIONS) $(SWIFT) test --skip-build --sanitize=$* --scratch-path .build-$* \
	  --experimental-maximum-parallelization-width 8

## demo: run the checklists against a throw-away PostgreSQL and Prometheus, and stand-ins for EventCore and its cluster
demo: deps
	$(SWIFT) build --product checkctl
	$(SWIFT) build --product checkctl-demo
	"$$($(SWIFT) build --show-bin-path)/checkctl-demo"

## release: build the program as it is installed, without shared libraries of Swift
release: deps
	$(RELEASE) --product checkctl

## bench: measure side by side with others, and compare the ratios with their bars; then how promptly faults end
bench:
	@if command -v dpkg-query >/dev/null; then .ci/install-packages python3-venv jq bc wrk; fi
	for product in checkctl checkctl-bench checkctl-leaks; do \
	  $(RELEASE) --product $$product || exit 1; \
	done
	Tests/Benchmarks/run "$$($(RELEASE) --show-bin-path)"

## schemas: write the JSON Schemas of the files anew; a test fails when they are stale
schemas: deps
	$(SWIFT) build --product checkctl
	mkdir -p schemas
	checkctl="$$($(SWIFT) build --show-bin-path)/checkctl" && for file in checklist environment waivers pack project test; do \
	  "$$checkctl" schema $$file >schemas/$$file.schema.json.new && \
	  mv schemas/$$file.schema.json.new schemas/$$file.schema.json || exit 1; \
	done

## lint: complain about every deviation from .swift-format
lint:
	$(SWIFT) format lint --strict -r $(SOURCES)

## format: put every file into the form of .swift-format
format:
	$(SWIFT) format -i -r $(SOURCES)

## clean: remove what was built, and the data directory that the tests' PostgreSQL servers start from
clean:
	$(SWIFT) package clean
	rm -rf .build/test-environment .build-thread .build-address
