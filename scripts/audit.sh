#!/usr/bin/env bash
# Dependencies with known faults or with licences we may not use; deny.toml has the rules.
source "$(dirname "$0")/lib.sh"

need_rust
command -v cargo-deny >/dev/null || {
  say "Installing cargo-deny. This takes some minutes, once."
  cargo install --locked cargo-deny
}
exec cargo deny check
