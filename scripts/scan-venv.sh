#!/usr/bin/env bash
# Make .venv-scan with wapiti in it: a place of its own, since it wants older versions of what the site uses.
set -euo pipefail
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' >/dev/null 2>&1; }

for python in ${PYTHON:-} .venv/bin/python python3.12 python3.11 python3.10; do
  if fits "$python"; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ]; then
  echo "scan: wapiti needs Python 3.10, 3.11 or 3.12, and none was found. Name it with: make scan PYTHON=/path/to/python3.12" >&2
  exit 1
fi

rm -rf .venv-scan
"$found" -m venv .venv-scan
scripts/install.sh requirements/scan.txt .venv-scan
