# Everything a newcomer needs: make demo, make test. The rest serves those who change the code.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo var/uv/bin/uv)
RUN := $(UV) run --frozen --no-sync
export UV_PYTHON_DOWNLOADS := never

.PHONY: help demo run test cover check bench pictures install system
help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: install ## the whole bot beside a Slack workspace on this machine; open the address it prints
	$(RUN) bansou demo

run: install ## the bot against the Slack workspace that .env names
	$(RUN) bansou run

test: system install ## every test: both databases, a real browser, the bot as a real process
	$(RUN) pytest -n 3 --dist loadgroup

cover: install system ## every test once more, with the branches they take: fails below the share in pyproject.toml
	$(RUN) pytest -n 3 --dist loadgroup --cov --cov-report=term:skip-covered

check: install ## style, types, layers, dependencies, dead code
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) deptry .
	$(RUN) vulture

bench: install ## figures as ratios to bare Bolt and bare SQLite, in one run
	$(RUN) python -m bench

pictures: system install ## the READMEs' pictures, taken anew from a demo
	$(RUN) python docs/screenshots.py

install: .venv/installed

# Only when the list of packages has changed. What the bot loads is compiled here, not at each start.
.venv/installed: uv.lock pyproject.toml | $(filter var/uv/bin/uv,$(UV))
	@$(UV) sync --frozen --quiet
	@env -u PYTHONDONTWRITEBYTECODE $(RUN) python -c 'import alembic.command; from bot.cli.commands import commands; commands([])'
	@$(RUN) python -m compileall -q bot handlers sandbox storage templates
	@touch $@

system: ## Debian packages that the tests need and that are missing
	@bash .ci/packages

var/uv/bin/uv:
	@mkdir -p var
	@python3 -m venv var/uv || (bash .ci/packages python3-venv && python3 -m venv var/uv)
	@var/uv/bin/pip install --quiet uv
