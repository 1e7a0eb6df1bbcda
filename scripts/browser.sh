#!/usr/bin/env bash
# Make sure that a Chromium is there for the browser tests: the system's, Debian's package, or Playwright's own.
set -euo pipefail
cd "$(dirname "$0")/.."

there() {
  command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
} >/dev/null 2>&1

downloaded() { ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium*/ >/dev/null 2>&1; }

if there || downloaded; then exit 0; fi

if command -v apt-get >/dev/null 2>&1; then
  root=()
  if [ "$(id -u)" -ne 0 ]; then root=(sudo -n); fi
  echo "setup: installing Chromium for the browser tests (apt-get)"
  export DEBIAN_FRONTEND=noninteractive
  if "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -qq -y --no-install-recommends chromium; then
    if there; then exit 0; fi
  fi
fi

echo "setup: trying Playwright's own Chromium"
if .venv/bin/python -m playwright install chromium; then exit 0; fi

echo "setup: no Chromium could be installed, so the browser tests cannot run. Install chromium (Debian: apt-get install chromium)," >&2
echo "       or run the other tests with: make test ARGS='-m \"not journey\"'" >&2
exit 1
