# shellcheck shell=bash
# For the other scripts: say what happens, and install what is missing. Sourced, never run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export PATH="$HOME/.cargo/bin:$root/target/node/bin:$PATH"
cd "$root"
# One place for what Cargo builds, also where the machine asks for another.
CARGO_TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-target}")
export CARGO_TARGET_DIR

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "This needs root, and there is no sudo. Please run as root: $*"
  fi
}

# need WHY PACKAGE=PROOF...: installs those Debian packages whose proof, a command or a path (which may be a
# pattern), is not there yet.
need() {
  local why=$1 pair package proof missing=()
  shift
  for pair in "$@"; do
    package=${pair%%=*} proof=${pair#*=}
    if [[ $proof == /* ]]; then
      compgen -G "$proof" >/dev/null || missing+=("$package")
    else
      command -v "$proof" >/dev/null || missing+=("$package")
    fi
  done
  ((${#missing[@]})) || return 0
  say "Installing ${missing[*]} from Debian, $why."
  command -v apt-get >/dev/null || die "There is no apt-get here. Please install ${missing[*]} in your own way."
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

# need_node MAJOR: any Node that is new enough is taken; else Debian's; else one from the npm registry, kept in target/.
need_node() {
  local least=$1
  (($(node_major) >= least)) && command -v npm >/dev/null && return 0
  need "for Node, which builds the room" nodejs=node npm=npm
  (($(node_major) >= least)) && return 0
  local arch
  case $(uname -m) in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) die "Node $least or newer is needed, and this one is $(node --version)." ;;
  esac
  say "Fetching Node 22 from the npm registry into target/node: $least or newer is needed, this one is $(node --version)."
  npm install --silent --no-save --prefix "$root/target/node" "node-linux-$arch@22.23.3"
  ln -sfn "node_modules/node-linux-$arch/bin" "$root/target/node/bin"
  hash -r
}

need_rust() {
  command -v cargo >/dev/null || die "Rust is needed to build Alongside: see https://rustup.rs"
  need "to link what Rust compiles" build-essential=cc
}

# npm_ci DIR: installs exactly the packages of its lock file, unless they are there.
npm_ci() {
  local dir=$1
  [[ $dir/node_modules/.package-lock.json -nt $dir/package-lock.json ]] && return 0
  say "Installing the packages of $dir."
  (cd "$dir" && npm ci --no-audit --no-fund --loglevel=error) >&2
  touch "$dir/node_modules/.package-lock.json"
}

# The room is embedded in the program, so it is built first.
build_room() {
  npm_ci room
  (cd room && npm run --silent build) >&2
}
