# Everything a person types. `make` alone lists it.
PYTHON ?= python3
PORT ?= 8000
LAN ?=
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock translations clean

help: ## what can be typed here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.run: .requirements/run.txt
	@echo "== Installing the pinned libraries into $(VENV) (once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=..."; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: install python3-venv (Debian, Ubuntu), then try again."; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/run.txt
	@touch $@

$(VENV)/.dev: .requirements/dev.txt $(VENV)/.run
	@echo "== Installing the libraries for tests and checks"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/dev.txt
	@touch $@

demo: $(VENV)/.run ## the whole system with demo data on http://localhost:8000 (PORT=, LAN=1 for phones)
	@$(PY) -m kpverify.demo --port $(PORT) $(if $(LAN),--lan)

test: $(VENV)/.dev ## everything, on SQLite and on a real PostgreSQL, with a real browser
	@.ci/test

check: $(VENV)/.dev ## lint, types, layers, settings, migrations, translations
	@.ci/check

bench: $(VENV)/.dev ## the figures of the README, into build/bench.json
	@.ci/components
	@. build/components.env && $(PY) -m tests.benchmarks $(ROWS)

lock: ## pin the libraries anew (needs uv)
	uv pip compile -q pyproject.toml --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o .requirements/run.txt
	uv pip compile -q pyproject.toml --extra test --extra check --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -c .requirements/run.txt -o .requirements/dev.txt

translations: $(VENV)/.dev ## collect the words to translate and compile them (needs gettext)
	@.ci/translations

clean: ## throw away what can be made again (the demo data too)
	rm -rf build var $(VENV) node_modules
