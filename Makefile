# The project's commands. `make help` lists them.
# Everything runs in .venv; nothing needs to be installed by hand beyond Python 3.11+ and make.

# The first of these that is new enough and can make a virtual environment. 3.11 first, as requirements.txt was pinned with
# it, and the system's own before another on PATH: distributions compile theirs with profiles, version managers mostly do
# not, and a pull then takes a seventh to a quarter longer (docs/measurements.md).
PYTHONS := /usr/bin/python3.11 python3.11 python3.12 python3.13 python3.14 python3
IS_USABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(shell for python in $(PYTHONS); do $$python -c '$(IS_USABLE)' && echo $$python && exit; done 2>/dev/null),python3)
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# The models of languages are unpacked beside their packages, so that the first process need not (feeds/normalise/languages/model_files.py).
UNPACK_MODELS := from feeds.normalise.languages.evidence import is_known; is_known("vi")
# Where the site runs in Compose, backups are made in there: make backup COMPOSE="docker compose".
COMPOSE ?=
IN_SITE := $(if $(COMPOSE),$(COMPOSE) exec -T web python manage.py,$(MANAGE))
HOST ?= 127.0.0.1
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run pull backup restore test lint check format editor bench quality audit pictures audit-dependencies sbom fuzz soak watch-test compose-test messages clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Newsroom needs Python 3.11 or newer; this is %s. Set PYTHON=python3.11." % sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment. On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "Installing the site's packages into $(VENV) ..."
	@$(PIP) install -r requirements.txt
	@$(BIN)/python -c '$(UNPACK_MODELS)'
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the developers' packages into $(VENV) ..."
	@$(PIP) install -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.installed  ## Make .venv and install what the site needs

run: setup  ## Start the site at http://127.0.0.1:8000 (Ctrl-C stops it)
	@exec $(MANAGE) serve --host $(HOST) --port $(PORT)

pull: setup  ## Fetch the feeds that are due
	@$(MANAGE) pull_feeds

backup: $(if $(COMPOSE),,setup)  ## Back database and pictures up into BACKUP_DIR, or TO=folder, and try it by a restore
	@$(IN_SITE) backup $(if $(TO),--to "$(TO)")

restore: $(if $(COMPOSE),,setup)  ## Restore the backup FROM=folder; IDENTITY=file for an encrypted one
	@test -n "$(FROM)" || { echo "Say which backup: make restore FROM=backups/newsroom-20261130T032000Z"; exit 2; }
	@$(IN_SITE) restore "$(FROM)" $(if $(IDENTITY),--identity "$(IDENTITY)")

test: $(VENV)/.installed-dev  ## Run all tests
	@$(MANAGE) compile_translations
	@$(BIN)/pytest -n auto --dist worksteal $(PYTEST)

lint: $(VENV)/.installed-dev  ## Check style, types, templates, scripts and style sheets
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint --lint --quiet templates
	@linters/run
	@editor/build --check

check: lint  ## Everything CI asks beside the tests
	@$(MANAGE) check --fail-level WARNING
	@$(MANAGE) makemigrations --check --dry-run
	@$(MANAGE) compile_translations --check
	@$(MANAGE) collect_messages --check --verbosity 0

format: $(VENV)/.installed-dev  ## Rewrite the code in the project's style
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .
	@linters/run --fix

editor: $(VENV)/.installed-dev  ## Build the desk's editor of texts into static/editor, of the sources in editor/
	@editor/build

messages: $(VENV)/.installed-dev  ## Collect the interface's texts into locale/ (needs GNU gettext)
	@$(MANAGE) collect_messages

bench: $(VENV)/.installed-dev  ## List what can be measured
	@$(BIN)/python -m bench

quality: $(VENV)/.installed-dev  ## Measure how well articles are read, against floors
	@$(BIN)/python -m bench.quality

audit: $(VENV)/.installed-dev  ## Audit the served sample site with other people's checkers (docs/audit.md)
	@audit/install
	@exec $(BIN)/python -m audit $(AUDIT)

pictures: $(VENV)/.installed-dev  ## Take the pictures of the documentation anew, of readers' pages and of the desk
	@$(BIN)/python -m audit.pictures

audit-dependencies: $(VENV)/.installed-dev  ## Ask for known faults of packages; ADVISORIES="FILES" asks nobody
	@$(BIN)/python -m audit.dependencies $(foreach file,$(ADVISORIES),--advisories "$(file)")

sbom: $(VENV)/.installed-dev  ## List the site's packages as a bill of materials (CycloneDX) in var/sbom.json
	@$(BIN)/python -m audit.dependencies.bill --output var/sbom.json

fuzz: $(VENV)/.installed-dev  ## Fuzz feeds and comments for an hour; FUZZ="--target feed --seconds 60" for less
	@$(BIN)/python -m tests.fuzz $(FUZZ)

soak: $(VENV)/.installed-dev  ## Use a site for 20 minutes while everything around it fails; SOAK="--seconds 180" for less
	@$(BIN)/python -m bench.soak $(SOAK)

watch-test: $(VENV)/.installed-dev  ## Have each alert fire in a site that is hurt, as root; WATCH="--hurry 20" for four minutes
	@$(BIN)/python -m bench.alerts $(WATCH)

compose-test: $(VENV)/.installed-dev  ## Build the containers of Compose and use the whole site in them; as root on Debian 12
	@$(BIN)/python -m tests.hosts.compose $(if $(COMPOSE),--compose "$(COMPOSE)") $(if $(PROGRAMS),--programs "$(PROGRAMS)")

clean:  ## Remove .venv, caches and the tests' data; the site's own data in var/ stays
	@rm -rf $(VENV) linters/node_modules editor/node_modules .mypy_cache .ruff_cache var/test var/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete
