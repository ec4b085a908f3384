#!/usr/bin/env bash
# Puts all code into its form.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 20
npm_ci room
npm_ci e2e
cargo fmt --all
(cd room && npx biome check --write .)
(cd e2e && npm run --silent fmt)
