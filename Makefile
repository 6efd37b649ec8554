# Everything a developer does, by name. The first run of a target sets up what it needs (see tools/setup.sh); later runs
# notice that nothing has changed.

PYTHON ?= python3
export PYTHON

# The tools of this tree come first: node, npm and the Python ones are all in .venv/bin.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help demo test check bench conformance generate docs lock clean browser

help:  ## show this list
	@echo "make ..."
	@sed -n 's/^\([a-z]*\):.*  ## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: .venv/ready browser  ## start a gateway and a browser, and drive one shared tab
	tabrelay demo

test: .venv/ready node_modules/ready browser  ## run all tests
	npm test --silent
	pytest

check: .venv/ready node_modules/ready  ## lint, types, import rules: all that needs no run
	ruff check
	ruff format --check
	mypy --strict src
	lint-imports --no-logo
	npm run check --silent

bench: .venv/ready browser  ## run the benchmarks
	python -m benchmarks

conformance: .venv/ready browser  ## play the same scripts over Chrome's own port and over the relay, and compare
	python -m tools.conformance

generate: .venv/ready  ## write the files that are made from the protocol's Python source
	python tools/generate.py

docs: .venv/ready  ## write the generated parts of the documentation
	python tools/docs.py

lock: .venv/ready  ## pin what pyproject.toml asks for (after a change of dependencies; UPGRADE=1 for newer ones)
	$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements/run.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --group dev --output-file requirements/dev.txt

clean:  ## remove everything that make has made
	rm -rf .venv node_modules build dist htmlcov .coverage .hypothesis
	rm -rf .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. Each `ready` file says when its part was last put in place.

.venv/ready: pyproject.toml requirements/dev.txt tools/setup.sh
	@tools/setup.sh python
	@touch $@

node_modules/ready: package.json package-lock.json | .venv/ready
	@tools/setup.sh node
	@touch $@

browser:
	@tools/setup.sh browser
