# The commands of ideaboard. Each sets up what it needs first; nothing is done twice.

SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
THREADS ?= 4
IDEAS ?= 1000
OUT ?= table.json
ARGS ?=
JOBS ?= $(if $(ARGS),0,2)
export HOST PORT
unexport PYTHONDONTWRITEBYTECODE  # compiled files are kept, or every start would compile everything again

PY := .venv/bin/python
VENV := .venv/.made
RUNTIME := .venv/.runtime
DEV := .venv/.dev
SCAN := .venv-scan/.made
FRONTEND := ideaboard/static/vendor/.copied
WORDS := ideaboard/translations/.compiled
METRICS = $(abspath $(or $(IDEABOARD_INSTANCE_PATH),instance))/metrics-$(PORT)

help:               ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## ?(.*)/  make \1\t\2/' | expand -t 18

setup: $(RUNTIME) $(FRONTEND) $(WORDS)  ## .venv with the dependencies, the front-end files and the translations
	@:

run: setup          ## a site on this machine: database, demo world, web and worker (HOST, PORT; IDEABOARD_DEMO=0: an empty site)
	@exec $(PY) scripts/run.py

serve: setup        ## the production web server alone (HOST, PORT, WORKERS, THREADS of each)
	@rm -rf "$(METRICS)" && mkdir -p "$(METRICS)"
	@PROMETHEUS_MULTIPROC_DIR="$(METRICS)" WORKERS=$(WORKERS) IDEABOARD_THREADS=$(THREADS) exec $(PY) scripts/serve.py

test: setup $(DEV)  ## all tests, on SQLite and PostgreSQL, with a real browser (ARGS="-k word" for some; JOBS at once)
	@scripts/browser.sh
	@$(PY) -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

check: setup $(DEV) ## formatting, lint, types, import contracts, templates, migrations equal models, known vulnerabilities
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m djlint ideaboard/templates --lint --quiet
	$(PY) -m pytest -q tests/test_migrations.py
	$(PY) scripts/audit.py

format: $(DEV)      ## let ruff format the code and mend what it can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: setup $(DEV) ## the benchmark and its table (IDEAS, OUT)
	@$(PY) -m bench --ideas $(IDEAS) --out $(OUT)

scan: setup $(DEV) $(SCAN) ## walk a demo of its own as each of its people, attack it with wapiti; fails at medium severity (ARGS)
	@$(PY) -m scan $(ARGS)

bench-search: setup $(DEV) ## how well both search engines find, beside the baselines (ARGS: another folder of the data)
	@$(PY) -m bench.search $(ARGS)

bench-pictures: setup $(DEV) ## seconds and memory of each hostile picture and of the largest that are let in (ARGS: another folder)
	@$(PY) -W ignore -m bench.pictures $(ARGS)

lock: $(VENV)       ## resolve requirements/*.in into the lock files (ARGS=--upgrade takes newer versions)
	@scripts/lock.sh $(ARGS)

words: $(RUNTIME)   ## gather the sentences people read into the translations, and say what is to be translated
	@$(PY) scripts/words.py update

clean:              ## remove what make made; the data in instance/ stays
	rm -rf .venv .venv-scan node_modules ideaboard/static/vendor ideaboard/translations/.compiled .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV): requirements/bootstrap.txt scripts/venv.sh
	@PYTHON="$(PYTHON)" scripts/venv.sh
	@touch $@

$(RUNTIME): requirements.txt $(VENV)
	@scripts/install.sh requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@scripts/install.sh requirements-dev.txt
	@touch $@

$(SCAN): requirements/scan.txt scripts/scan-venv.sh | $(VENV)
	@PYTHON="$(PYTHON)" scripts/scan-venv.sh
	@touch $@

$(FRONTEND): package.json package-lock.json scripts/frontend.py | $(VENV)
	@$(PY) scripts/frontend.py
	@touch $@

$(WORDS): $(wildcard ideaboard/translations/*/LC_MESSAGES/*.po) ideaboard/core/languages.py scripts/words.py | $(RUNTIME)
	@$(PY) scripts/words.py compile
	@touch $@

.PHONY: help words setup run serve test check format bench bench-search bench-pictures scan lock clean
