# `make run` and `make test` are the two commands. `make help` lists the others.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Compiled code starts three times as fast.
export PYTHONDONTWRITEBYTECODE :=
# A file stays with one worker, and files keep the order of their folders: what a folder shares, a browser above all,
# is started once a worker, and the quick files come last.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

.DEFAULT_GOAL := help
.PHONY: help setup run test check cover soak bench static screens pseudo sheet year schemas promises translations

help: ## List these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: .venv/ready ## Install what it needs into .venv, from the lock file

.venv/ready: uv.lock pyproject.toml
	@PYTHON="$(PYTHON)" scripts/setup

run: setup ## Make the sample council and serve it to this network
	@PORT="$(PORT)" scripts/run

test: ## Install what the tests need, then check and test everything
	@PYTHON="$(PYTHON)" scripts/install-test-tools
	@$(MAKE) --no-print-directory check
	$(PYTEST)

check: setup-dev ## The quick half: format, lint, types, imports, questionnaires, languages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/feedback questionnaires check
	$(BIN)/feedback translations check

.PHONY: setup-dev
setup-dev: .venv/ready-dev
.venv/ready-dev: uv.lock pyproject.toml
	@PYTHON="$(PYTHON)" scripts/setup --dev

cover: setup-dev ## The everyday tests again, slower, and which lines none of them reached
	$(PYTEST) --cov --cov-report=term:skip-covered

soak: setup-dev ## Long crash and load runs, then the audit
	@tested=0; $(PYTEST) -m soak -o faulthandler_timeout=3600 --durations=30 tests || tested=1; \
	$(MAKE) --no-print-directory audit && exit $$tested

.PHONY: audit
audit: setup-dev ## What is known to be wrong with the packages, and looks wrong in our code
	@scripts/audit

.PHONY: sbom
sbom: setup-dev ## List every package that runs as build/sbom.json (CycloneDX)
	@mkdir -p build
	$(BIN)/uv export --quiet --frozen --no-dev --format cyclonedx1.5 --output-file build/sbom.json >/dev/null
	@echo "Wrote build/sbom.json"

bench: setup-dev ## Measure speed and weight
	$(BIN)/python -m benchmarks

static: ## Build stylesheets, scripts and pictures (needs Node)
	cd feedback/assets && npm ci --no-audit --no-fund && node build.mjs

screens: setup-dev ## Take a picture of every page for the docs (needs Chromium)
	$(BIN)/python scripts/screenshots

pseudo: setup-dev ## List every sentence of public pages that no translator is shown
	$(BIN)/python scripts/pseudo

sheet: setup-dev ## Draw every picture on one sheet (needs Chromium)
	$(BIN)/python scripts/picture-sheet

year: setup-dev ## Make the workbook of a small council's year, to look at
	$(BIN)/python scripts/year

schemas: setup-dev ## Write the JSON Schemas of the questionnaire files
	$(BIN)/feedback questionnaires schema --write

promises: setup-dev ## Write the reference page of every promise from the truth table
	$(BIN)/python scripts/promises

translations: setup-dev ## Collect every sentence for translators
	$(BIN)/feedback translations extract
	$(BIN)/feedback translations update
