# make run    sets everything up and starts the bridge on the embedded store in ./data
# make test   sets everything up and passes all tests

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run semantic rehearse test explore check fuzz bench soak crash several chat networks lock chromium redis clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "ideabridge needs Python 3.11 or newer; name one: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { echo "Python's venv is missing. Debian, Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.run: .venv/.python requirements.lock pyproject.toml hatch_build.py package.json package-lock.json
	@echo "Setting up (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.semantic: .venv/.run requirements-semantic.lock
	@$(PIP) install --require-hashes -r requirements-semantic.lock
	@touch $@

.venv/.load: .venv/.dev requirements-load.lock
	@$(PIP) install --require-hashes -r requirements-load.lock
	@touch $@

.venv/.fuzz: .venv/.dev requirements-fuzz.lock
	@$(PIP) install --require-hashes -r requirements-fuzz.lock
	@touch $@

setup: .venv/.run .venv/.dev ## the environment in .venv, with what tests need

run: .venv/.run ## start the bridge at http://127.0.0.1:8080 (ARGS="--port 9000" for more)
	@exec $(BIN)/ideabridge run $(ARGS)

semantic: .venv/.semantic ## what ideas that are alike in meaning need (docs/operations.md); the model is yours to provide

rehearse: .venv/.dev ## the recorded chat, said at stand-ins for X, Bluesky and Mastodon and heard by the true sources (SPEED=6)
	@exec $(BIN)/python -m tests.networks.play --speed $(or $(SPEED),6) $(ARGS)

# Page tests need a real browser: the one that is here, else Debian's, else playwright's own.
chromium: .venv/.dev
	@$(BIN)/python -m tests.browser.chromium >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core >/dev/null; } \
	  || $(BIN)/playwright install chromium \
	  || true
	@$(BIN)/python -m tests.browser.chromium

# Tests of the shared store need a real Redis: the one that is here, else Debian's, which is not started as a service.
redis: .venv/.dev
	@$(BIN)/python -m tests.redis_server >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get -qq update && RUNLEVEL=1 apt-get -qq install -y --no-install-recommends redis-server >/dev/null; } \
	  || true
	@$(BIN)/python -m tests.redis_server

test: chromium redis ## all tests
	@$(BIN)/python -m tests $(ARGS)

explore: .venv/.dev ## the laws among the tests, with other examples each time and twenty times as many, for an hour (ARGS=tests/workers for less)
	@$(BIN)/python -m pytest -m hypothesis --hypothesis-profile=explore --timeout=3600 --show-capture=no $(ARGS)

check: .venv/.dev ## lint, types, import map
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_layout.py

bench: .venv/.load redis ## measure; prints figures, asserts nothing; renews docs/performance.md
	@$(BIN)/python -m tests.bench $(ARGS)

# The rivals: nginx with nchan, and Node. The readers: a C compiler. Each says what to install if it is missing.
load: .venv/.load ## fan-out beside other servers, 8 minutes on a quiet machine; renews docs/performance.md
	@$(BIN)/python -m tests.bench.fanout --out docs/plots/fanout.json $(ARGS)
	@$(BIN)/python -m tests.bench.fanout.plots docs/plots/fanout.json

fuzz: .venv/.fuzz ## documents made wrong on purpose, by hypothesis and atheris, against the laws of every reader of uploads (MINUTES=10 SEED=1)
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10) --seed $(or $(SEED),1) $(ARGS)

crash: .venv/.dev redis ## kill -9 of the whole bridge in its rehearsal, any deeds against a dictionary, kills and power cuts of Redis (ROUNDS=20 EXAMPLES=100 CUTS=50)
	@$(BIN)/python -m tests.crash.rehearsal --rounds $(or $(ROUNDS),20)
	@for store in sqlite redis; do \
	  $(BIN)/python -m tests.contract.machine --store $$store --examples $(or $(EXAMPLES),100) --steps 50 || exit 1; done
	@$(BIN)/python -m tests.crash.redis_cuts $(or $(CUTS),50)

several: .venv/.dev ## kill -9 of two serve and two listen on one Redis under load (SECONDS=300 KILLS=60)
	@$(BIN)/python -m tests.redis_server >/dev/null || { $(BIN)/python -m tests.redis_server; exit 1; }
	@$(BIN)/python -m tests.crash.several --seconds $(or $(SECONDS),300) --kills $(or $(KILLS),60)

soak: .venv/.load ## a long, fast chat with readers that misbehave; fails if a promise is broken (MINUTES=10 RATE=500 FEEDS=50)
	@$(BIN)/python -m tests.load.soak --minutes $(or $(MINUTES),10) --rate $(or $(RATE),500) --feeds $(or $(FEEDS),50) --json docs/plots/soak.json $(ARGS); \
	  ended=$$?; $(BIN)/python -m tests.bench.page; exit $$ended

chat: .venv/.dev ## an hour's chat on stand-ins for all networks, with 38 faults and two kills; fails if a post is lost in silence (SPEED=60 SEED=4 POSTS=1500)
	@$(BIN)/python -m tests.chat --speed $(or $(SPEED),60) --seed $(or $(SEED),4) --posts $(or $(POSTS),1500)

networks: .venv/.load ## X at its cap through listen, push and store; fails if a post is lost (SECONDS=120 RATE=250)
	@$(BIN)/python -m tests.load.networks --seconds $(or $(SECONDS),120) --rate $(or $(RATE),250) --json docs/plots/networks.json; \
	  ended=$$?; $(BIN)/python -m tests.bench.page; exit $$ended

lock: .venv/.dev ## renew the lock files from pyproject.toml
	@$(PIP) install uv
	@$(BIN)/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -o requirements.lock
	@$(BIN)/uv pip compile -q pyproject.toml --group dev --extra semantic --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -o requirements-dev.lock
	@$(BIN)/uv pip compile -q pyproject.toml --extra semantic --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -c requirements-dev.lock -o requirements-semantic.lock
	@$(BIN)/uv pip compile -q --group load --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -c requirements-dev.lock -o requirements-load.lock
	@$(BIN)/uv pip compile -q --group fuzz --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -c requirements-dev.lock -o requirements-fuzz.lock

clean: ## remove the environment and what tools left; keeps ./data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist bridge/web/static/vendor
