#!/usr/bin/env bash
# Resolve requirements/*.in into locks with exact versions and hashes, and package.json into package-lock.json.
# Versions already in a lock are kept; `scripts/lock.sh --upgrade` takes the newest ones that fit.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # compile SOURCE LOCK [uv's options]
  local source=$1 lock=$2
  shift 2
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    "$@" "$source" --output-file "$lock"
}

heading() { # heading LOCK LINE... : put comments above a lock
  local lock=$1 body
  shift
  body=$(grep -v '^#' "$lock")
  { printf '# %s\n' "$@"; printf '\n%s\n' "$body"; } > "$lock"
}

compile requirements/runtime.in requirements.txt "$@"
heading requirements.txt \
  'Everything ideaboard needs to run, exact and hashed: pip install --require-hashes -r requirements.txt' \
  "The owner's packages: flask, flask-login, flask-sqlalchemy, wtforms, whoosh (here as whoosh-reloaded, which" \
  'is Whoosh maintained and imports as whoosh) and bleach. Made by `make lock` from requirements/runtime.in.'
compile requirements/dev.in requirements-dev.txt "$@"
heading requirements-dev.txt 'What tests and checks need on top of requirements.txt. Made by `make lock` from requirements/dev.in.'
compile requirements/bootstrap.in requirements/bootstrap.txt "$@"
heading requirements/bootstrap.txt 'The installer. Made by `make lock` from requirements/bootstrap.in.'
compile requirements/node.in requirements/node.txt "$@"
heading requirements/node.txt 'Node for machines without it. Made by `make lock` from requirements/node.in.'
compile requirements/scan.in requirements/scan.txt "$@"
heading requirements/scan.txt 'What `make scan` needs, in .venv-scan. Made by `make lock` from requirements/scan.in.'
