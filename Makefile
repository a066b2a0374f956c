# Every target is one word for toolchain/run, which makes what is missing and says what it does.
#   make up                      the embedded default on this machine
#   make up STACK=clo-aws-prod   another stack
#   make up ARGS="--target ..."  anything more for pulumi itself
#   make preview OFFLINE=1 SYSTEM=opmas TARGET=docker ENV=prod [SIZE=large]     without an account or an engine
ARGS ?=
RUN := @toolchain/run
export STACK YES REMOVE SYSTEM TARGET ENV SIZE OFFLINE FAULTS

.DEFAULT_GOAL := help
.PHONY: help setup up preview refresh destroy recover outputs secrets shell env unprotect matrix test test-fast lint format bench requirements clean

help: ## list the targets
	@sed -n 's/\$$\$$/$$/;s/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

setup: ## make the virtual environment, the Pulumi engine, the plugins and a Docker engine available
	$(RUN) setup

up: ## deploy STACK (default: dev); other stacks ask first, unless YES=1
	$(RUN) up $(ARGS)

preview: ## show what `make up` would change
	$(RUN) preview $(ARGS)

refresh: ## compare the state with what is really there
	$(RUN) refresh $(ARGS)

destroy: ## remove everything STACK deployed; REMOVE=1 also removes the empty stack
	$(RUN) destroy $(ARGS)

recover: ## put STACK right after an update was killed; `make up` does so by itself
	$(RUN) recover

outputs: ## show the outputs of STACK, secrets hidden
	$(RUN) outputs $(ARGS)

secrets: ## show the outputs of STACK with the secrets in clear
	$(RUN) secrets $(ARGS)

shell: ## open a shell in which plain `pulumi up` works
	$(RUN) shell

env: ## print the environment for: eval "$$(make -s env)"
	$(RUN) env

unprotect: ## offline only: let what is protected in STACK be destroyed
	$(RUN) unprotect $(ARGS)

matrix: ## offline: every system on every target in every environment, through its whole life
	$(RUN) matrix

test: ## lint, types, unit tests, then end to end on the Docker engine
	$(RUN) test $(ARGS)

test-fast: ## the same without Docker, about two minutes
	$(RUN) test-fast $(ARGS)

lint: ## ruff and mypy --strict
	$(RUN) lint

format: ## rewrite the Python files as ruff would have them
	$(RUN) format

bench: ## run the benchmarks in bench/
	$(RUN) bench $(ARGS)

requirements: ## pin requirements*.in again, with hashes
	$(RUN) requirements

clean: ## remove the virtual environment and caches in this folder; the state in .state/ stays
	$(RUN) clean
