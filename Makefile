# `make` or `make help` lists the targets. Everything runs in .venv, made by `make setup` from requirements.lock.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format eval golden screenshots bench samples lock clean
MAKEFLAGS += --no-builtin-rules

OUT ?= out
BIN := .venv/bin
READY := .venv/.ready

# Without IN: the text, Word, PDF and scanned edition of every sample (its other files are the sources it was made from).
EDITIONS = $(foreach name,$(notdir $(patsubst %/,%,$(wildcard samples/*/))),$(wildcard $(foreach kind,txt docx pdf scan.pdf,samples/$(name)/$(name).$(kind))))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make the environment .venv from the lock file

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh

run: setup ## read the samples into out/, or: make run IN=folder OUT=folder
	@$(BIN)/baocao run $(if $(IN),"$(IN)",$(EDITIONS)) --out "$(OUT)"

test: setup ## run the tests
	@$(BIN)/pytest

lint: setup ## style, types, import contract
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## put the code in the house style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

eval: setup ## score the samples, and ../shared/gold where present
	@$(BIN)/python benchmarks/evaluate.py $(ARGS)

golden: setup ## write the golden files of the tests anew
	@BAOCAO_GOLDEN=write $(BIN)/pytest tests/test_golden.py tests/test_schemas.py

screenshots: setup ## take the pictures of README anew, in a real browser
	@BAOCAO_SCREENSHOTS=write $(BIN)/pytest tests/test_browser_layout.py

bench: setup ## measure speed against pdfplumber, and a cold start
	@$(BIN)/python benchmarks/speed.py $(ARGS)

samples: setup ## build the samples from their sources
	@$(BIN)/python samples/build.py $(ARGS)

lock: setup ## renew requirements.lock from pyproject.toml
	@$$(command -v uv || echo .tools/bin/uv) pip compile pyproject.toml --extra ocr --extra cluster --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --quiet --output-file requirements.lock

clean: ## remove the environment, caches and out/
	rm -rf .venv .tools out .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
