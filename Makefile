# Two commands are all it takes: `make run` and `make test`. The work is in scripts/.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: run build room test bench screenshots fmt check audit help

run: ## Install what is missing, build, and serve a demo at http://alongside.localhost:8080
	@scripts/run.sh

build: ## Only build the program for real use: target/release/alongside
	@scripts/build.sh

room: ## Only build the room, which the program has inside
	@bash -c 'source scripts/lib.sh && need_node 18 && build_room'

test: ## Install what the tests need and run all of them
	@scripts/test.sh

bench: ## Measure how fast it is, side by side with nginx and raw SQLite (release build, about 8 minutes)
	@scripts/bench.sh

screenshots: ## Write every page, light and dark, 360 and 1280 px wide, to ./screenshots
	@scripts/screenshots.sh

fmt: ## Put all code into its form
	@scripts/fmt.sh

check: ## Only the steps of `make test` that do not run the program: form, lints, types
	@scripts/test.sh --only=lint

audit: ## Check dependencies for known faults and for licences we may not use (cargo-deny)
	@scripts/audit.sh

help: ## Show this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'
