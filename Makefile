# Anxin 安心服药. `make` alone tells what there is.
PYTHON ?= python3
PY := .venv/bin/python
ANXIN := .venv/bin/anxin
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check bench fix words pins stop verify

help: ## show this list
	@echo "安心服药 Anxin"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## install everything this checkout needs, serve nothing
	@$(PYTHON) scripts/setup.py

run: setup ## set up and serve the demonstration district on http://127.0.0.1:8000/
	@$(ANXIN) run --demo

demo: setup ## make the demonstration district without serving it
	@$(ANXIN) demo

test: ## set up (with a browser) and run all tests; PYTEST_ARGS="-k name" for some
	@$(PYTHON) scripts/setup.py --browser
	@$(PY) -m pytest -n 3 --dist loadfile $(PYTEST_ARGS)

# B608 repeats S608 of ruff, where each place that writes SQL says why it is safe.
check: setup ## format, lint, types, contracts, migrations, docs, clauses, row security
	@echo "→ 格式 / format" && $(PY) -m ruff format --check .
	@echo "→ 规范 / lint" && $(PY) -m ruff check .
	@echo "→ 类型 / types" && $(PY) -m mypy --strict -p anxin
	@echo "→ 依赖方向 / contracts" && .venv/bin/lint-imports
	@echo "→ 迁移 / migrations" && $(ANXIN) manage makemigrations --check --dry-run
	@echo "→ 文档 / generated docs" && $(PY) scripts/generate_docs.py --check
	@echo "→ 译文 / words" && $(PY) scripts/words.py --check
	@echo "→ 条款 / clauses" && $(PY) scripts/count_clauses.py
	@echo "→ 行级权限 / row security" && $(PY) -m pytest -q tests/database/test_row_security_lint.py
	@echo "→ 安全 / bandit" && $(PY) -m bandit -q -ll --skip B608 -r src

bench: setup ## pick-ups per second, latencies, explain lines per second
	@$(PY) bench/run.py

verify: setup ## recompute stock, books and signatures of this installation
	@$(ANXIN) verify

stop: setup ## stop pages and embedded database
	@$(ANXIN) stop

words: setup ## write the English catalogue anew and name what has no translation
	@$(PY) scripts/words.py

fix: setup ## put format and simple lint right
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

pins: setup ## write the hash-pinned requirements and package-lock.json anew
	@for name in requirements requirements-dev; do .venv/bin/uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-strip-extras --no-header --no-annotate $$name.in -o $$name.txt; done
	@npm install --package-lock-only
