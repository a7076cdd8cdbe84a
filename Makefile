# biaogan: `make` alone lists the verbs. Everything needed is installed by them into .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DATA   ?= var/demo
CORES  ?= 2

.DEFAULT_GOAL := help
.PHONY: help init demo test quick cover lint fix serve bench docs story lock clean

help:  ## list these verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "biaogan needs Python 3.11 or newer"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

init: $(STAMP)  ## make .venv with everything, from the hash-pinned files

demo: $(STAMP)  ## play a whole synthetic 2022 cycle, verify it, and serve it on http://127.0.0.1:8000
	$(BIN)/biaogan demo --data $(DATA)

test: $(STAMP)  ## run every test, on SQLite and on a real PostgreSQL
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile --durations=15

quick: $(STAMP)  ## run the tests that take less than ten seconds each
	$(BIN)/python -m pytest -n $(CORES) --dist loadfile -m "not slow" -x

cover: $(STAMP)  ## run every test and show which lines none of them reaches; takes half as long again
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include='domain/*,ledger/*' | tail -n 40

lint: $(STAMP)  ## style, types and import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(STAMP)  ## repair style where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: $(STAMP)  ## serve the data of the last demo
	$(BIN)/biaogan serve --data $(DATA)

bench: $(STAMP)  ## measure, as ratios within one run
	$(BIN)/biaogan bench

docs: $(STAMP)  ## write the generated documents and the committed GraphQL schema anew
	$(BIN)/python -m biaogan.app.docs

story: $(STAMP)  ## play the story of an objection anew and write it down
	PYTHONPATH=tests:tests/app $(BIN)/python tests/app/investigation.py

lock: $(STAMP)  ## resolve the dependencies anew into the hash-pinned files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.txt

clean:  ## remove the environment and the demo's data
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache
