# Every target works on a fresh clone. PYTHON names the interpreter to build the environment with (3.11 or newer).
PYTHON ?= python3
BIN := .venv/bin
# Two cores are enough for everything here: one thread for torch in each of two test workers.
QUIET := OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 TOKENIZERS_PARALLELISM=false
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev illustrate check test parity docs bench clean

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: .venv/.installed ## Install Comenius into .venv, once for each change of its dependencies.

setup-dev: .venv/.installed-dev ## The same with everything that check and test need.

illustrate: setup ## Draw the example recipe into ./guide.
	$(BIN)/comenius illustrate examples/tomato-soup.md --out guide
	@echo "Open guide/index.html in a browser."

check: setup-dev ## Lint, types, layers, security and the guards.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/bandit -q -ll -c pyproject.toml -r src
	$(QUIET) $(BIN)/python -m pytest -q tests/guards

test: setup-dev ## Every test, on two workers.
	$(QUIET) $(BIN)/python -m pytest -q -n 2 --dist worksteal

parity: setup-dev ## Only the comparisons with diffusers and other reference code.
	$(QUIET) $(BIN)/python -m pytest -q tests/parity

docs: setup-dev ## Write docs/cli.md and docs/equations.md anew.
	$(BIN)/python docs/generate.py

bench: setup-dev ## Time what a person waits for.
	@for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

clean: ## Remove what make and the tools have written, but not your guides.
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Comenius into .venv: a minute or two, once."
	$(INSTALL) -e .
	@touch $@

.venv/.installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing Comenius and its development tools into .venv: a minute or two, once."
	$(INSTALL) -e '.[dev]'
	@touch .venv/.installed $@
