#!/usr/bin/env bash
# Makes the peers of the comparison that are not Java, as links in OUT:
#   OUT/python   the interpreter of an environment with the reference's Python binding
#   OUT/rust     the reference's Rust core with the requests of src/main.rs, built for release
# What cannot be made is told, and left out; the comparison runs without it.
#
#   make.sh OUT
#   FLOE_REFERENCE=/path   where both are kept; ${XDG_CACHE_HOME:-~/.cache}/floe/reference otherwise
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
kept=${FLOE_REFERENCE:-${XDG_CACHE_HOME:-$HOME/.cache}/floe/reference}
mkdir -p "$out" "$kept"
rm -f "$out/python" "$out/rust"

if bash "$here/../../spec-tests/src/live/make_env.sh" "$kept/python" icechunk-2 >/dev/null; then
  printf '#!/bin/sh\nexec %q "$@"\n' "$kept/python/icechunk-2/bin/python" >"$out/python"
  chmod +x "$out/python"
else
  echo "no Python peer: its environment could not be made"
fi

cargo=$(command -v cargo || echo "${CARGO_HOME:-$HOME/.cargo}/bin/cargo")
if [[ ! -x $cargo ]]; then
  echo "no Rust peer: cargo was not found; https://rustup.rs installs it"
elif CARGO_TARGET_DIR=$kept "$cargo" build --release --locked --quiet \
  --manifest-path "$here/Cargo.toml"; then
  ln -s "$kept/release/floe-reference" "$out/rust"
else
  echo "no Rust peer: cargo could not build it"
fi
exit 0
