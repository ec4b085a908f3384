#!/usr/bin/env bash
# Builds for release and measures; bench/run.ts has what is measured and against what.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 20
need "to measure with and against" wrk=wrk nginx-light=nginx chromium=chromium \
  libimage-exiftool-perl=exiftool
build_room
npm_ci e2e
cargo build --release --locked -p alongside-server
cargo build --release --locked -p alongside-store --example bench
exec node --import ./e2e/node_modules/tsx/dist/loader.mjs bench/run.ts "$@"
