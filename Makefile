# Seven words. Each sets up what it needs in .venv, from a machine that has python3, git and make.

PYTHON ?= python3
# The order of the tests: the same each time, so that a red run can be repeated; another one with make test SEED=2.
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
PYTEST = $(BIN)/python -m pytest --randomly-seed=$(SEED) -n 2 --dist loadfile --no-loadscope-reorder
LEFT_OUT = $(if $(CHROMIUM),,-m "not browser")
# Applications, SDKs and servers that die take minutes of waiting: make e2e has them, make test has not.
END_TO_END := tests/e2e tests/crash
# The kit's tests on all its versions take long; make e2e VERSIONS=installed leaves those out that are fetched.
VERSIONS ?= all
SOURCES := src kits/django bench docs corpus tests
.DEFAULT_GOAL := help
.PHONY: help serve demo test check bench docs e2e

help: ## Show these words
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## Run Seismo at http://127.0.0.1:9000, data in ./seismo-data
	@exec $(BIN)/seismo serve

demo: $(VENV)/.dev ## Start Seismo and a shop full of visitors, to see errors come in
	@exec $(BIN)/python examples/shop/demo.py

test: $(VENV)/.dev $(VENV)/.browser ## Run the tests, but for those of make e2e
	@$(PYTEST) $(addprefix --ignore=,$(END_TO_END)) $(LEFT_OUT)
	@$(PYTEST) -c kits/django/pyproject.toml kits/django/tests $(LEFT_OUT)

check: $(VENV)/.dev ## Check format, lint, types, layers, generated pages and the built front end
	@.ci/check

bench: $(VENV)/.serve ## Measure speed and memory against the promised bars
	@$(BIN)/python -m bench.run
	@$(BIN)/python -m bench.search

docs: $(VENV)/.dev ## Write the reference pages from the code
	@$(BIN)/python docs/reference/write.py

e2e: $(VENV)/.dev $(VENV)/.browser ## Run the tests with real applications, SDKs and servers that die, the kit on every version
	@$(PYTEST) $(END_TO_END) $(LEFT_OUT)
	@$(if $(filter all,$(VERSIONS)),$(BIN)/python -m nox -f kits/django/noxfile.py)

$(VENV)/bin/python:
	@.ci/install venv $(PYTHON) $(VENV)

$(VENV)/.serve: requirements.lock pyproject.toml | $(VENV)/bin/python
	@.ci/install serve $(BIN)/python
	@touch $@

$(VENV)/.dev: requirements-dev.lock kits/django/pyproject.toml $(VENV)/.serve
	@.ci/install dev $(BIN)/python
	@touch $@

$(VENV)/.browser: | $(VENV)/bin/python
	@.ci/install browser
	@touch $@
