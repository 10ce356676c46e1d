# Everything is in .ci/run, which needs no make; these are its steps by their short names. make check is the whole
# gate, as it runs for every change.

.PHONY: check programs test format lint modules race bench fuzz

check:
	@.ci/run

programs test format lint modules race:
	@.ci/run $@

# Which benchmarks: make bench BENCH=Approve
BENCH ?= .
bench:
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

# For how long each fuzz target, and which: make fuzz FUZZTIME=5m FUZZ='identity FuzzMRZ'
FUZZTIME ?= 20s
FUZZ     ?= .
fuzz:
	@.ci/fuzz '$(FUZZTIME)' '$(FUZZ)'
