#!/usr/bin/env bash
# Make .venv with a Python that is new enough, and the installer (uv) in it.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -x .venv/bin/python ] && ! new_enough .venv/bin/python; then
  echo "setup: .venv is broken or older than Python 3.11; making it anew"
  rm -rf .venv
fi

if [ ! -x .venv/bin/python ]; then
  for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if new_enough "$python"; then
      found=$python
      break
    fi
  done
  if [ -z "${found:-}" ]; then
    echo "setup: ideaboard needs Python 3.11 or newer, and none was found. Name it with: make setup PYTHON=/path/to/python3" >&2
    exit 1
  fi
  echo "setup: making .venv with $("$found" --version)"
  if ! "$found" -m venv .venv; then
    rm -rf .venv
    echo "setup: this Python cannot make virtual environments (on Debian and Ubuntu: apt-get install python3-venv)" >&2
    exit 1
  fi
fi

.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt || {
  echo "setup: the package registry (PyPI) could not be reached; see pip's message above" >&2
  exit 1
}
