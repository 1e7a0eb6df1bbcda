#!/usr/bin/env bash
# install.sh LOCK [VENV]: put the packages of a lock file into .venv or another, hashes checked.
# uv is quick; where it cannot reach the registry (it does not read pip's configuration) pip does the same slowly.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1
python=${2:-.venv}/bin/python

echo "setup: installing $lock"
if .venv/bin/python -m uv pip install --quiet --compile-bytecode --require-hashes --python "$python" -r "$lock"; then
  exit 0
fi
echo "setup: uv could not do it, trying pip"
"$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" || {
  echo "setup: $lock could not be installed; see pip's message above" >&2
  exit 1
}
