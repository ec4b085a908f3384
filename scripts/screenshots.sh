#!/usr/bin/env bash
# Every page of a demo, light and dark, narrow and wide, into ./screenshots.
source "$(dirname "$0")/lib.sh"

need_rust
need_node 20
need "to take pictures of pages" chromium=chromium \
  fonts-noto-color-emoji=/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
build_room
npm_ci e2e
cargo build --locked -p alongside-server
rm -rf screenshots
cd e2e && exec npx playwright test --project=screenshots --reporter=list
