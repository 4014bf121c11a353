# Every command of the project. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
SLOW := tests/chaos tests/invariants tests/naughty tests/browser tests/services/test_race.py tests/services/test_walks.py

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check format texts lock screenshots invariants invariants-short chaos chaos-short fuzz fuzz-short bench bench-short race race-short walks walks-short browser transcripts clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(READY)

$(VENV)/.demo: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $(VENV)/.demo

setup: $(READY) ## install everything needed to work on it

demo: $(VENV)/.demo ## play residents, staff, publisher and approver in a browser; no token, no network
	$(BIN)/nabodialog demo

run: $(READY) ## run the bot with the settings of .env
	$(BIN)/nabodialog run

test: $(READY) ## all tests but the slow suites
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder --every-text $(SLOW:%=--ignore %)

check: $(READY) ## style, types, import contracts, texts, security
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nabodialog texts check
	$(BIN)/bandit --quiet --recursive bot --severity-level medium

format: $(READY) ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

texts: $(READY) ## take new sentences into the catalogs
	$(BIN)/nabodialog texts update

screenshots: $(READY) ## take the pictures of docs/images anew
	SCREENSHOTS=docs/images $(BIN)/pytest tests/browser

invariants: $(READY) ## all invariants of the threat model, with many kills; prints their table (slow)
	INVARIANT_KILLS=100 ROTATION_THREADS=10000 ROTATION_KILLS=20 $(BIN)/pytest -n $(WORKERS) --dist loadscope --all-invariants tests/invariants

invariants-short: $(READY) ## the same with few kills
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --all-invariants tests/invariants

chaos: $(READY) ## kill the bot at random calls and count what is lost (slow)
	$(BIN)/pytest -s tests/chaos

chaos-short: $(READY) ## the same with few kills
	CHAOS_KILLS=6 $(BIN)/pytest -s tests/chaos

fuzz: $(READY) ## strings and updates that nobody should send, many of them (slow)
	FUZZ=long $(BIN)/pytest -n $(WORKERS) tests/naughty

fuzz-short: $(READY) ## the same with few updates, and always the same ones
	$(BIN)/pytest -n $(WORKERS) tests/naughty

bench: $(READY) ## how fast it is: one line for each measure (BENCH_FULL=1 shows growth too; slow)
	$(BIN)/python -m tests.benchmarks

bench-short: $(READY) ## the same with few cases and rounds
	BENCH_CONCERNS=2000 BENCH_ROUNDS=2 BENCH_ASKED=10 BENCH_RECIPIENTS=300 BENCH_PEOPLE=20 BENCH_BACKLOG=500 BENCH_LETTERS=500 BENCH_CROWD=5000 $(BIN)/python -m tests.benchmarks

race: $(READY) ## a hundred rounds of twenty colleagues who claim one case at once (slow)
	RACE_ROUNDS=100 $(BIN)/pytest -s tests/services/test_race.py

race-short: $(READY) ## the same with two rounds
	$(BIN)/pytest tests/services/test_race.py

walks: $(READY) ## random acts of a street and its staff over many weeks, twenty times each (slow)
	WALKS=20 $(BIN)/pytest -n $(WORKERS) tests/services/test_walks.py

walks-short: $(READY) ## the same, once each
	$(BIN)/pytest -n $(WORKERS) tests/services/test_walks.py

browser: $(READY) ## the demo's page, played by mouse in Chromium
	$(BIN)/pytest tests/browser

transcripts: $(READY) ## write the pages of docs that tell a day at work anew
	TRANSCRIPTS=1 $(BIN)/pytest tests/journeys/test_morning.py tests/journeys/test_drill.py

lock: ## write the hashed requirement files anew
	$(BIN)/uv pip compile pyproject.toml --extra postgres --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --quiet --output-file requirements.txt requirements.in
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --quiet --output-file requirements-dev.txt requirements.in

clean: ## remove what was built
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
