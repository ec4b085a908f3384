#!/usr/bin/env bash
# From an empty machine to a demo in the browser. Starting it again keeps what is in data/demo.
source "$(dirname "$0")/lib.sh"

"$root/scripts/build.sh"
exec "$CARGO_TARGET_DIR/release/alongside" demo --data ./data/demo --listen "${LISTEN:-127.0.0.1:8080}"
