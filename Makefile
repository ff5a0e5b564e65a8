SHELL := /bin/sh
PYTHON ?= python3
UV := .uv/bin/uv
RUN := $(UV) run --locked --no-sync
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" npm
PAGES := $(shell find web docs/openapi -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/generated/*')
PORT ?= 8120
DATA ?= ./data
ROUNDS ?= 20

.DEFAULT_GOAL := help
.PHONY: help install pages run test check format lint types imports web faults bench contracts sbom audit clean

help: ## list every target
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(UV):
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check 'uv>=0.7,<1'

.venv/.locked: $(UV) uv.lock pyproject.toml
	$(UV) sync --quiet --locked --python $(PYTHON)
	@touch $@

install: .venv/.locked ## install what is needed, locked

web/node_modules/.locked: .venv/.locked web/package-lock.json web/package.json
	cd web && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.built: web/node_modules/.locked $(PAGES)
	cd web && $(NPM) run --silent api && $(NPM) run --silent build
	@touch $@

pages: web/dist/.built ## the pages, built

run: install pages ## the whole system, embedded, with demo data, on PORT (8120)
	ONETWENTY_LOG_FORMAT=console $(RUN) onetwenty serve --demo --data $(DATA) --port $(PORT)

test: install pages ## every test
	cd web && $(NPM) run --silent test
	$(RUN) pytest

check: install format lint types imports web test ## everything that a change must pass

format: install ## formatting
	$(RUN) ruff format --check .

lint: install ## lint rules
	$(RUN) ruff check .

types: install ## strict types
	$(RUN) mypy

imports: install ## import contracts
	$(RUN) lint-imports

web: pages ## lint and types of the pages
	cd web && $(NPM) run --silent types && $(NPM) run --silent lint

faults: install ## kill and take away under load, ROUNDS times (20); writes docs/faults.md
	$(RUN) pytest tests/faults --rounds $(ROUNDS) --record-faults docs/faults.md

bench: install ## measure; writes benchmarks/RESULTS.md
	$(RUN) python -m benchmarks.run

contracts: install ## write schemas of new events, AsyncAPI and OpenAPI
	$(RUN) python -m docs.events.generate
	$(RUN) python -m docs.openapi.generate

dist/requirements.txt: uv.lock .venv/.locked
	@mkdir -p dist
	$(UV) export --quiet --locked --no-dev --no-emit-project --output-file $@ > /dev/null

# npm names what it lists by its version, which a package that is never published has none of.
dist/web/package.json: web/package.json web/package-lock.json web/node_modules/.locked
	@mkdir -p dist/web
	cp web/package.json web/package-lock.json dist/web/
	cd dist/web && $(NPM) pkg set version=0.0.0 --loglevel=error

sbom: dist/requirements.txt dist/web/package.json ## list other people's code in CycloneDX, into dist/
	$(RUN) python -W ignore -m cyclonedx_py requirements dist/requirements.txt --pyproject pyproject.toml \
		--output-reproducible --of JSON --output-file dist/sbom-python.cdx.json
	cd dist/web && $(NPM) sbom --loglevel=error --sbom-format cyclonedx --package-lock-only > ../sbom-web.cdx.json

audit: dist/requirements.txt dist/web/package.json ## look up known weaknesses in it; fails where they cannot be looked up
	$(RUN) python -m docs.security.audit dist/requirements.txt dist/web

clean: ## remove what was installed and built; data folders stay
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis web/node_modules web/dist web/shared/api/generated
