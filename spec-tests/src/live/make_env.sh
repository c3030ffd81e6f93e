#!/usr/bin/env bash
# Makes the two Python environments of the live checks and of the golden repositories:
#   <out>/icechunk-2   the reference 2.3.0      <out>/icechunk-1   the older reference 1.1.21
# They cannot share one. Doing it again is quick: an environment whose requirements are unchanged
# and whose library still imports is left alone.
#
#   make_env.sh [OUT [NAME …]]   OUT defaults to spec-tests/target/python, NAME to both
#   FLOE_PYTHON=/path/to/python3.x  names the interpreter to use; it must be 3.12 or newer
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here/../../target/python}

usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

# Candidates in order of preference; a pyenv shim on the PATH may exist and still refuse to run.
candidates() {
  if [[ -n ${FLOE_PYTHON:-} ]]; then
    echo "$FLOE_PYTHON"
    return
  fi
  local name root
  for name in python3.13 python3.12 python3.14 python3; do
    type -ap "$name" || true
  done
  for root in "${PYENV_ROOT:-}" "$HOME/.pyenv" "$(command -v pyenv >/dev/null 2>&1 && pyenv root || true)"; do
    [[ -n $root ]] || continue
    for name in "$root"/versions/3.13.*/bin/python "$root"/versions/3.12.*/bin/python; do
      echo "$name"
    done
  done
}

find_python() {
  local candidate
  while read -r candidate; do
    if [[ -x $candidate ]] && usable "$candidate"; then
      echo "$candidate"
      return
    fi
  done < <(candidates)
  echo "make_env.sh: the reference needs Python 3.12 or newer (with venv), and none was found." \
    "Install python3.13 or python3.12, or name one: FLOE_PYTHON=/path/to/python3.13" >&2
  return 1
}

python=""
make_env() {
  local name=$1 requirements=$here/requirements-$1.txt env=$out/$1 stamp
  stamp=$env/requirements.installed
  if cmp -s "$requirements" "$stamp" && "$env/bin/python" -c 'import icechunk' 2>/dev/null; then
    echo "$name: ready in $env"
    return
  fi
  [[ -n $python ]] || python=$(find_python)
  echo "$name: installing with $python"
  rm -rf "$env"
  mkdir -p "$out"
  "$python" -m venv "$env"
  "$env/bin/python" -m pip install --quiet --disable-pip-version-check --retries 5 -r "$requirements"
  cp "$requirements" "$stamp"
  echo "$name: ready in $env"
}

if (($# < 2)); then
  set -- "$out" icechunk-2 icechunk-1
fi
for name in "${@:2}"; do
  make_env "$name"
done
