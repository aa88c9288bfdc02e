# The two commands of the README (demo, test) and what developers need besides; each does its own set-up.
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE # each of the processes that the tests start would compile all of the package again

.PHONY: demo test test-all lint web web-check kernel sanitize fuzz fuzz-cases bench schemas clean

demo: $(VENV)/.installed
	@$(BIN)/standoff demo korea --to demo/korea-2025

test: $(VENV)/.developing
	$(BIN)/python -m pytest -n auto --dist worksteal

test-all: $(VENV)/.developing
	$(BIN)/python -m pytest -n auto --dist worksteal --all

lint: $(VENV)/.developing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

WEB := src/standoff/app/web
web: $(WEB)/node_modules/.installed
	cd $(WEB) && npm run --silent types && npm run --silent build

web-check: $(WEB)/node_modules/.installed
	cd $(WEB) && npm run --silent types && npm run --silent build -- --check

$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --silent --ignore-scripts
	@touch $@

kernel:
	python3 hatch_build.py

sanitize: $(VENV)/.developing
	sh scripts/sanitize.sh $(BIN)/python

SECONDS := 300
SEED := 1
fuzz: $(VENV)/.developing
	sh scripts/sanitize.sh $(BIN)/python tests/fuzz_stability.py --seconds $(SECONDS) --seed $(SEED)

ROUNDS := 1000
FIRST := 0
fuzz-cases: $(VENV)/.developing
	$(BIN)/python tests/fuzz_cases.py --from $(FIRST) --count $(ROUNDS)

schemas: $(VENV)/.developing
	for name in $$($(BIN)/standoff schema --list); do $(BIN)/standoff schema $$name > schema/$$name.schema.json || exit 1; done

bench: $(VENV)/.developing
	for file in benchmarks/bench_*.py; do $(BIN)/python $$file; done

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

KERNEL := $(wildcard $(addprefix src/standoff/engine/kernel/,sources.py *.[ch] */*.[ch]))
$(VENV)/.installed: pyproject.toml hatch_build.py $(KERNEL) scripts/venv.sh
	@sh scripts/venv.sh $(VENV)
	@echo "Installing standoff ..."
	@$(BIN)/python -m pip install --quiet --no-compile --editable . # modules are compiled when they are first used
	@touch $@

$(VENV)/.developing: pyproject.toml hatch_build.py $(KERNEL) scripts/venv.sh
	@sh scripts/venv.sh $(VENV)
	@echo "Installing standoff and what its tests need ..."
	@$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $(VENV)/.installed $@
