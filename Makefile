# Kvita: every job of a developer is one target. `make help` lists them.
#
# Needs Python 3.11 or newer and make. Everything else is installed into .venv from the locked lists in
# requirements/ (by hash), and into node_modules from package-lock.json. No root, no service.

PYTHON ?= python3
PORT   ?= 8000
export PORT

BIN := .venv/bin
UV  := $(BIN)/uv

# Stamps: what is installed already. A changed list of packages installs again, and only what changed.
SETUP := .venv/.setup
RUN   := .venv/.run
DEV   := .venv/.dev
BENCH := .venv/.bench

.DEFAULT_GOAL := help
.PHONY: help demo test lint types contracts migrations check static bench coverage format lock wheel clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' $(MAKEFILE_LIST) | awk -F@ '{ printf "%-18s %s\n", $$1, $$2 }'

demo: $(RUN) static ## the product with demo data on http://localhost:8000 (PORT=8001 for another port)
	@exec $(BIN)/kvita demo

test: $(DEV) static ## all tests that this machine can run (ARGS="-k meter" for some); says which it cannot
	@$(BIN)/python tools/run_tests.py $(ARGS)

lint: $(DEV) ## style of Python and templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djlint --lint --quiet src

types: $(DEV) ## mypy, strict
	$(BIN)/mypy

contracts: $(DEV) ## the floors of docs/architecture.md
	$(BIN)/lint-imports

migrations: $(DEV) ## fails when a model changed without a migration
	$(BIN)/kvita makemigrations --check --dry-run

check: lint types contracts migrations ## lint, types, contracts and migrations

static: $(RUN) ## style sheets, scripts, icons and fonts that are not in git
	@$(BIN)/python tools/static/build.py

bench: $(BENCH) static ## the table of speeds (docs/performance.md)
	$(BIN)/python -m bench $(ARGS)

coverage: $(DEV) static ## the tests with a report of lines never run
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

format: $(DEV) ## lets ruff mend what it can
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

wheel: $(DEV) static ## dist/*.whl with the static files inside
	rm -rf dist
	$(BIN)/python -m build --wheel --no-isolation
	$(BIN)/python tools/check_wheel.py dist/*.whl

clean: ## removes all that the other targets have made, the demo database too
	rm -rf .venv node_modules build dist var .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf src/kvita/web/ui/static/kvita/css src/kvita/web/ui/static/kvita/fonts src/kvita/web/ui/static/kvita/js
	rm -rf src/kvita/web/ui/static/kvita/icons.svg src/kvita/documents/fonts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------ installing

# uv is fast; where it cannot reach the index that pip is configured for, pip itself does the same, slower.
define install
@echo "Installing requirements/$(1).lock"
@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/$(1).lock \
	|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements/$(1).lock
endef

$(SETUP): requirements/setup.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Kvita needs Python 3.11 or newer, and \
	$(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) cannot make virtual environments (Debian: apt install python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/setup.lock
	@touch $@

$(RUN): $(SETUP) requirements/runtime.lock requirements/build.lock pyproject.toml
	$(call install,runtime)
	$(call install,build)
	@$(UV) pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.lock
	$(call install,dev)
	@touch $@

$(BENCH): $(DEV) requirements/bench.lock
	$(call install,bench)
	@touch $@

# dev.lock decides the versions, the others are parts of it (bench.lock adds its own).
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --custom-compile-command "make lock" $(UPGRADE)

lock: $(SETUP) ## requirements/*.lock from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(LOCK) pyproject.toml --group dev -o requirements/dev.lock
	$(LOCK) pyproject.toml -c requirements/dev.lock -o requirements/runtime.lock
	$(LOCK) --group build -c requirements/dev.lock -o requirements/build.lock
	$(LOCK) --group setup -c requirements/dev.lock -o requirements/setup.lock
	$(LOCK) pyproject.toml --group bench -c requirements/dev.lock -o requirements/bench.lock
