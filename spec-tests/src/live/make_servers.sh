#!/usr/bin/env bash
# Installs the object-store servers of the tests, pinned, outside the tree:
#   versitygw and MinIO for S3, Azurite for Azure, fake-gcs-server for GCS.
# Doing it again is quick: a server whose version is unchanged is left alone.
#
#   make_servers.sh [NAME…]     all four when none is named
#   FLOE_SERVERS=/path          where they are kept; ${XDG_CACHE_HOME:-~/.cache}/floe/servers otherwise
#
# The last line of its output is that folder. Leaves with 1 when a server could not be installed.
set -euo pipefail

VERSITYGW=github.com/versity/versitygw/cmd/versitygw@v1.8.0
MINIO=github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
FAKE_GCS=github.com/fsouza/fake-gcs-server@v1.56.1
AZURITE=azurite@3.35.0

servers=${FLOE_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/floe/servers}

tool() {
  local name=$1 candidate
  shift
  for candidate in "$(command -v "$name" || true)" "$@"; do
    if [[ -x $candidate ]]; then
      echo "$candidate"
      return
    fi
  done
  echo "make_servers.sh: $name was not found: install it to have the tests over real servers." >&2
  return 1
}

# The stamp is written last: what was broken off is installed anew.
fresh() { [[ -f $servers/$1/version && $(<"$servers/$1/version") == "$2" ]]; }

from_go() {
  local name=$1 module=$2 go start=$SECONDS
  if ! fresh "$name" "$module"; then
    go=$(tool go /usr/local/go/bin/go) || return 1
    echo "$name: building $module"
    rm -rf "${servers:?}/$name"
    mkdir -p "$servers/$name"
    GOBIN=$servers/$name CGO_ENABLED=0 \
      "$go" install -trimpath -ldflags "-s -w" "$module" || return 1
    echo "$module" >"$servers/$name/version"
  fi
  echo "$name: ready in $servers/$name ($((SECONDS - start)) s)"
}

from_npm() {
  local name=$1 package=$2 npm start=$SECONDS
  if ! fresh "$name" "$package"; then
    npm=$(tool npm /usr/bin/npm /usr/local/bin/npm) || return 1
    echo "$name: installing $package"
    rm -rf "${servers:?}/$name"
    mkdir -p "$servers/$name"
    "$npm" --prefix "$servers/$name" --loglevel error --no-audit --no-fund \
      install "$package" || return 1
    echo "$package" >"$servers/$name/version"
  fi
  echo "$name: ready in $servers/$name ($((SECONDS - start)) s)"
}

install() {
  case $1 in
    versitygw) from_go versitygw "$VERSITYGW" ;;
    minio) from_go minio "$MINIO" ;;
    fake-gcs-server) from_go fake-gcs-server "$FAKE_GCS" ;;
    azurite) from_npm azurite "$AZURITE" ;;
    *)
      echo "make_servers.sh: no server is called $1" >&2
      return 1
      ;;
  esac
}

(($# > 0)) || set -- versitygw minio azurite fake-gcs-server
mkdir -p "$servers"
failed=0
for name in "$@"; do
  install "$name" || failed=1
done
echo "$servers"
exit "$failed"
