# Everything a person needs. Each target sets up what it uses; when nothing changed that takes no time.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
TESTS  ?= tests
# More than processors: the tests that kill things mostly wait.
WORKERS ?= 4

.PHONY: up demo test check bench scenarios docs texts fmt migrate assets lock hooks clean help

help:            ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

up: $(VENV)/.sandbox assets    ## start the whole product on this machine; Ctrl-C stops it
	@$(BIN)/python -m sandbox up

demo: $(VENV)/.sandbox assets  ## play the patient's journey without hands
	@$(BIN)/python -m sandbox demo

test: $(VENV)/.dev assets      ## every test there is (TESTS=path narrows it)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(VENV)/.dev assets     ## lint, types, walls and the fast tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m pytest -q -n 2 tests/unit tests/contract

bench: $(VENV)/.dev assets     ## ratios to this machine's own limits
	@$(BIN)/python -m bench

scenarios: $(VENV)/.dev        ## which tests carry which acceptance scenario
	@$(BIN)/python -m tests.scenarios

docs: $(VENV)/.dev assets      ## docs/events and docs/api, made from the code
	@$(BIN)/python -m shared.events.asyncapi
	@for s in booking notify followup dashboard; do $(BIN)/python -m services.$$s openapi docs/api/$$s.json || exit 1; done

texts: $(VENV)/.dev            ## bring the pages' translations up to date, and name what lacks one
	@$(BIN)/python -m shared.web.catalogues services/booking/pages

fmt: $(VENV)/.dev              ## format and fix what a machine can
	@$(BIN)/ruff check --fix-only -q .
	@$(BIN)/ruff format -q .

migrate: $(VENV)/.sandbox      ## bring every service's database up to date
	@for s in booking notify followup dashboard; do $(BIN)/python -m services.$$s migrate || exit 1; done

hooks: $(VENV)/.dev            ## install the git hooks
	@$(BIN)/pre-commit install

lock: $(VENV)/.dev             ## recompile requirements/*.txt from *.in
	@$(BIN)/pip install -q pip-tools
	@for r in runtime sandbox dev; do $(BIN)/pip-compile -q --generate-hashes --no-emit-options \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe \
	  -o requirements/$$r.txt requirements/$$r.in || exit 1; done

clean:           ## remove everything that was built (not .meridian/, your data)
	@rm -rf $(VENV) node_modules build shared/web/static/dist .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Meridian needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.sandbox: requirements/sandbox.txt | $(VENV)/bin/python
	@test -e $(VENV)/.dev || { echo "Installing what the sandbox needs..."; $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/sandbox.txt; }
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing what the tests need..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.sandbox

ASSETS := shared/web/static/dist/.built
assets: $(ASSETS)
$(ASSETS): package.json package-lock.json $(wildcard shared/web/assets/*.* shared/web/assets/*/*) shared/web/build.py | $(VENV)/.sandbox
	@$(BIN)/python -m shared.web.build
	@touch $@
