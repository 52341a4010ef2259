# Everything runs from the project's own environment in .venv, made from the hashed lock.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m
SCRATCH := $(CURDIR)/.venv/scratch
CHROMIUM := $(shell command -v chromium 2>/dev/null)
ICU := $(shell pkg-config --exists icu-i18n 2>/dev/null && command -v c++ 2>/dev/null)

.PHONY: help setup exchange ftm refresh dev test test-slow lint docs check format lock bench evaluate screenshots audit-deps sbom licences clean

help:  ## Show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: .venv/.ready  ## Make or renew the environment

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed; set PYTHON=...')"
	@echo "setting up .venv (about a minute the first time)"
	@$(PYTHON) -m venv .venv
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --no-deps --compile -r requirements.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# The browser tests need Playwright, which stays out of the core; it is added where a Chromium is.
.venv/.browser: .venv/.ready requirements-browser.lock
ifneq ($(CHROMIUM),)
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-browser.lock
endif
	@touch $@

# What exports to spreadsheets need, the analyst's notebook, and what opens exports in tests.
.venv/.exchange: .venv/.ready requirements-exchange.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-exchange.lock
	@touch $@

# FollowTheMoney needs ICU, which is built against; it is added where its headers and a compiler are.
.venv/.ftm: .venv/.ready requirements-ftm.lock
ifneq ($(ICU),)
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-ftm.lock
endif
	@touch $@

exchange: setup .venv/.exchange  ## Add exports to spreadsheets and the notebook

ftm: setup  ## Add exports to FollowTheMoney (needs ICU's headers and a compiler)
	@pkg-config --exists icu-i18n || { echo "install libicu-dev, pkg-config and g++ first" >&2; exit 1; }
	@$(MAKE) --no-print-directory .venv/.ftm

refresh: setup  ## Crawl the markets, refine, check, publish
	@$(RUN) pipelines.cli.main refresh

dev: setup  ## Open the Dagster UI on 127.0.0.1
	@$(RUN) pipelines.cli.main dev

test: setup .venv/.browser .venv/.exchange .venv/.ftm  ## Run the tests
	@$(RUN) pytest -n 2 --dist loadfile

test-slow: setup .venv/.browser .venv/.exchange .venv/.ftm  ## Run the proofs that take minutes
	@$(RUN) pytest -m slow -n 2 --dist loadfile

lint: setup  ## Format, lint, types, import layers, SQL
	@$(RUN) ruff format --check --quiet .
	@$(RUN) ruff check --quiet .
	@$(RUN) mypy
	@$(BIN)/python $(BIN)/lint-imports >/dev/null
	@$(RUN) sqlfluff lint --processes 1 --disable-progress-bar assets docs/queries
	@$(RUN) assets.portable
	@GAINING_GROUND_HOME="$(SCRATCH)" $(RUN) pipelines.cli.main init >/dev/null
	@GAINING_GROUND_HOME="$(SCRATCH)" DAGSTER_HOME="$(SCRATCH)/dagster" \
		VIRTUAL_ENV="$(CURDIR)/.venv" $(BIN)/python $(BIN)/dg check defs

docs: setup  ## Check that the generated reference is what the code says
	@$(RUN) pipelines.reference --check

check: lint docs test  ## Everything that must hold before a commit

format: setup  ## Put the code into its form
	@$(RUN) ruff format --quiet .
	@$(RUN) ruff check --quiet --fix .

lock:  ## Resolve the dependencies anew (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock
	@printf 'playwright>=1.65,<2\naxe-playwright-python>=0.1.8,<0.2\n' | uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements.lock - -o requirements-browser.lock
	@printf 'xlsxwriter>=3.3,<4\nmarimo>=0.25,<0.26\nopenpyxl>=3.1,<4\ngeojson>=3,<4\n' | uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements.lock - -o requirements-exchange.lock
	@printf 'followthemoney>=4.11,<5\n' | uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements.lock - -o requirements-ftm.lock
	@printf 'pip-audit>=2.10,<3\ncyclonedx-bom>=7.5,<8\n' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements-audit.lock
	@printf 'datasketch>=2,<3\nrensa>=0.5,<1\nsplink==5.0.0\nnetworkx>=3.6,<4\n' | uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements.lock - -o requirements-bench.lock

# Peers of the benchmarks stay out of the core.
.venv/.bench: .venv/.ready requirements-bench.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-bench.lock
	@touch $@

bench: setup .venv/.bench .venv/.browser  ## Measure what things cost
	@$(RUN) benchmarks.templates
	@$(RUN) benchmarks.advertisers
	@$(RUN) benchmarks.flags
	@$(RUN) benchmarks.sandbox_write
	@$(RUN) benchmarks.refresh
	@$(RUN) benchmarks.daily
	@$(RUN) benchmarks.publish_swap
	@$(RUN) benchmarks.extraction
	@$(RUN) benchmarks.crawl --large 100000
	@$(RUN) benchmarks.pages
	@$(RUN) benchmarks.page_search
	@$(RUN) benchmarks.search
	@$(RUN) benchmarks.partner_import

evaluate: setup  ## Compare each stage with the truth of the sandbox (four minutes of CPU time)
	@$(RUN) pipelines.cli.main evaluate --out benchmarks/evaluate.md

screenshots: setup .venv/.browser  ## Renew the pictures in docs/ from the published pages
	@$(RUN) tests.browser.screenshots

# What looks at the packages stays out of them.
.venv/.audit: requirements-audit.lock
	@$(PYTHON) -m venv .venv/audit
	@.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	@touch $@

audit-deps: setup .venv/.audit  ## Ask the advisory service for known weaknesses of the locked packages
	@.venv/audit/bin/python -m deploy.audit

sbom: setup .venv/.audit  ## Write the bill of materials (CycloneDX) to deploy/sbom.json
	@.venv/audit/bin/cyclonedx-py environment --output-reproducible --of JSON -o deploy/sbom.json $(BIN)/python
	@echo deploy/sbom.json

licences: setup  ## List the licences of what is installed, and fail for one not agreed to
	@$(RUN) deploy.licences --write

clean:  ## Remove the environment (never the data)
	@rm -rf .venv
