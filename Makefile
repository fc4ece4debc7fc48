# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := docker/requirements.lock
SECONDS ?= 60

.PHONY: demo test lint types check bench lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   start Apache Kafka, a worker and synthetic chat, and watch alerts come out ($(SECONDS) s: SECONDS=…)"
	@echo "make test   run all tests, on a real broker too"
	@echo "make check  lint, types, all tests: what CI runs"
	@echo "make bench  measure throughput, with and without a broker"

# Locked versions with hashes first, then this project on top of them.
$(VENV)/.ready: $(LOCK) pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(VENV)/.ready
	$(BIN)/tocsin demo --seconds $(SECONDS)

test: $(VENV)/.ready
	$(BIN)/pytest

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready
	$(BIN)/mypy

check: lint types test

bench: $(VENV)/.ready
	$(BIN)/python -m benchmarks

# uv resolves for Python 3.11 to 3.13 at once; it is needed here alone. The image's locks hold the same versions.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
lock:
	$(COMPILE) --all-extras --output-file $(LOCK) pyproject.toml
	$(COMPILE) --constraint $(LOCK) --output-file docker/image.lock pyproject.toml
	echo hatchling | $(COMPILE) --constraint $(LOCK) --output-file docker/build.lock -

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
