# Each target does all the set-up it needs on a machine with Python >= 3.11 and nothing else.
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
unexport PYTHONDONTWRITEBYTECODE  # every command would compile the libraries anew

.DEFAULT_GOAL := help
.PHONY: help setup web browser lint test test-all bench reference plots demo clean-demo lock revision

help:  ## What can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Labelwright needs Python 3.11 or later: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "This Python has no venv: sudo apt-get install python3-venv"; exit 1; }
	@$(BIN)/uv --version 2>/dev/null | grep -qF 'uv $(UV_VERSION)' || $(BIN)/python -m pip install -q uv==$(UV_VERSION)
	@touch $@

$(VENV)/.synced: requirements-dev.lock pyproject.toml hatch_build.py | $(VENV)/.made
	@echo "setup: Python's side into $(VENV), once for each change of the lock"
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync -q requirements-dev.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install -q --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true  # once, instead of at each first import
	@touch $@

setup: $(VENV)/.synced  ## The environment in .venv, as the lock says

web: setup  ## The web app, built into the package where its sources changed
	@$(BIN)/python scripts/web.py build

browser: setup  ## Chromium for the browser journeys, where it is missing and may be installed
	@$(BIN)/python scripts/browser.py

lint: setup  ## Style, types, the contracts between the rooms, unused dependencies
	@$(BIN)/python scripts/check.py lint web-lint

test: setup browser  ## Everything that must hold before a change lands
	@$(BIN)/python scripts/check.py

test-all: setup browser  ## The same with the slow tests
	@$(BIN)/python scripts/check.py --slow

bench: setup web  ## The benchmarks, or one of them: make bench NAME=hot_loop
	@$(BIN)/python scripts/bench.py $(NAME)

reference: setup  ## The reference pages anew from the code
	@$(BIN)/python scripts/reference.py

plots: setup  ## The plots of the methods' pages anew
	@$(BIN)/python scripts/plots.py

demo: setup web  ## Two sample projects, colleagues at work, one address; RESET=1 starts over, PORT=8500
	@$(BIN)/labelwright demo $(if $(RESET),--reset) $(if $(PORT),--port $(PORT))

clean-demo: setup  ## Removes what the demo left in the user's data folder
	@rm -rfv "$$($(BIN)/python -c 'import platformdirs; print(platformdirs.user_data_path("labelwright-demo"))')" | tail -1

lock: $(VENV)/.made  ## Both locks anew from pyproject.toml
	cd $(CURDIR) && export UV_CUSTOM_COMPILE_COMMAND="make lock" && \
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url pyproject.toml -o requirements.lock && \
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --extra dev -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

revision: setup  ## The first migration anew from the tables, until there is a release
	@$(BIN)/python scripts/revision.py
