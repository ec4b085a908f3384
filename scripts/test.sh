#!/usr/bin/env bash
# Installs what the tests need, then runs them; scripts/test.mjs has the list of steps.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 20
need "for the tests" \
  chromium=chromium \
  postgresql='/usr/lib/postgresql/*/bin/postgres' \
  age=age \
  libimage-exiftool-perl=exiftool \
  libfaketime='/usr/lib/*/faketime/libfaketime.so.1' \
  fonts-noto-color-emoji=/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf \
  shellcheck=shellcheck
npm_ci room
npm_ci e2e
exec node scripts/test.mjs "$@"
