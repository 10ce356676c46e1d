# Everything is in .ci/run, which needs no make; these are its steps by their short names. make check is the whole
# gate, as it runs for every change.

.PHONY: check programs test format lint modules race crash bench baseline fuzz

check:
	@.ci/run

programs test format lint modules race crash:
	@.ci/run $@

# The benchmarks against docs/benchmarks.txt, and which: make bench BENCH=Parse. make baseline measures that file anew.
BENCH ?= .
bench:
	@.ci/bench '$(BENCH)'

baseline:
	@.ci/bench -save

# For how long each fuzz target, and which: make fuzz FUZZTIME=5m FUZZ='identity FuzzMRZ'
FUZZTIME ?= 20s
FUZZ     ?= .
fuzz:
	@.ci/fuzz '$(FUZZTIME)' '$(FUZZ)'
