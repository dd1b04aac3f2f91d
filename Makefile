# Everything a developer does, by name. `make` alone explains itself.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
JOBS := $(shell nproc)
BENCH_ARGS ?=
CONTRACT_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test build bench bench-server check contract faults format sanitize setup

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: build ## Build, then run the whole story on a generated store (data in ./likely-demo)
	build/likely demo

test: build check ## Build, check layers, format and docs, run all tests
	ctest --preset release --parallel $(JOBS)

build: setup ## Build the program: build/likely
	cmake --preset release >/dev/null
	ninja -C build -j $(JOBS)

bench: build ## Measure speed and quality; BENCH_ARGS="--online-retail FILE" adds a public set
	bench/run $(BENCH_ARGS)

bench-server: build ## Measure serving under load: a million people, ten million events
	bench/server $(BENCH_ARGS)

check: ## Prove the floors from the includes; check formatting and documents
	tools/check_layers
	tools/check_format
	tools/check_docs

faults: build ## Kill a server, cut its power, fill its disk, turn its clock, stall and bomb it, and count events (root)
	LIKELY=build/likely tests/faults/kill_under_load.py
	LIKELY=build/likely tests/faults/power_cuts.py
	LIKELY=build/likely tests/faults/disk_full.py
	LIKELY=build/likely tests/faults/clock_jumps.py
	LIKELY=build/likely tests/faults/slow_clients.py
	LIKELY=build/likely tests/faults/bombs.py

contract: build ## Try the API by schemathesis (from PyPI, pinned); CONTRACT_ARGS="--max-examples 1000"
	LIKELY=build/likely tests/schemathesis/run.py $(CONTRACT_ARGS)

format: ## Format all C++ as .clang-format says
	tools/check_format --fix

sanitize: setup ## Build and run all tests under ASan + UBSan, then under TSan
	for preset in dev tsan; do \
	  cmake --preset $$preset >/dev/null; \
	  ninja -C build-$$preset -j $(JOBS); \
	  ctest --preset $$preset --parallel $(JOBS); \
	done

setup: ## Install what is missing (Debian packages, DuckDB)
	tools/setup
