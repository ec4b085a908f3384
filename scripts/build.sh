#!/usr/bin/env bash
# The room, and the program that has it inside: target/release/alongside.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 18
build_room
say "Building the program. The first time takes some minutes."
cargo build --release --locked -p alongside-server
