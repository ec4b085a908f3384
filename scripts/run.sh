#!/usr/bin/env bash
# From an empty machine to a demo in the browser. Starting it again keeps what is in data/demo.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 18
build_room
say "Building the program. The first time takes some minutes."
cargo build --release --locked -p alongside-server
exec target/release/alongside demo --data ./data/demo --listen "${LISTEN:-127.0.0.1:8080}"
