# AMSTAK-assistenten. `make run` and `make test` work from a fresh clone with Python 3.11+, pip and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run setup test test-fast test-slow check browser audit bench screenshots clean

run: setup
	$(BIN)/amstak ingest
	$(BIN)/amstak serve $(ARGS)

setup: $(STAMP)

# The lock pins everything. SMALL=1 leaves out PyTorch and sentence-transformers (only hub models and training need them).
$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip
ifdef SMALL
	grep -v -E '^(torch|sentence-transformers|transformers|scikit-learn)==' requirements.lock > $(VENV)/small.lock
	$(BIN)/python -m pip install -q --no-deps -r $(VENV)/small.lock
else
	$(BIN)/python -m pip install -q -r requirements.lock
endif
	$(BIN)/python -m pip install -q --no-deps -e .
	@touch $(STAMP)

$(VENV)/.dev: $(STAMP) requirements-dev.lock
	$(BIN)/python -m pip install -q -r requirements-dev.lock
	@touch $(VENV)/.dev

test: $(VENV)/.dev check system
	$(BIN)/python -m pytest -q
	$(BIN)/python -m pytest -q -m browser tests/browser
	$(BIN)/python tests/audit.py

test-fast: $(VENV)/.dev
	$(BIN)/python -m pytest -q -x

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m slow

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Chromium is what the page's tests drive. As root it is installed; otherwise the command is named.
.PHONY: system
system:
	@if command -v chromium >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else echo "Testene av nettsiden trenger Chromium. Kjør: sudo apt-get install chromium" >&2; exit 1; fi

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/start.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis
