# make run    starts the portal with the demo register; PORT=8123 make run takes another port
# make test   runs everything on SQLite and on a real PostgreSQL with a real Redis
# make phone  walks a report on a cheap telephone and measures it
# make lint   reads the code; make bench measures; make messages collects the texts to translate
# make upgrade   brings an installation to another version, and back when a step fails (docs/deploy.md)
# make mutation   breaks the rules, one small break at a time, and says which no test notices (docs/mutation.md)
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Every platform and every Python from 3.11 on, with the hashes of all files of each package.
COMPILE := .venv/tools/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" --quiet

# Not for `upgrade`, which is for installations.
run test lint bench phone lighthouse mutation messages: export SOLOKOP_DEMO ?= 1

.PHONY: run test lint bench phone mutation messages compile format requirements upgrade clean

.venv/runtime.stamp: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	touch $@

.venv/dev.stamp: requirements-dev.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements-dev.txt
	touch $@ .venv/runtime.stamp

compile: .venv/runtime.stamp
	@$(BIN)/python scripts/compile_messages.py

run: .venv/runtime.stamp compile
	@$(BIN)/python scripts/run.py

test: .venv/dev.stamp compile
	$(BIN)/python scripts/test.py $(ARGS)

lint: .venv/dev.stamp compile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python scripts/lint_javascript.py
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run
	SOLOKOP_DEMO=0 SOLOKOP_ENV_FILE=/nonexistent SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") \
		ALLOWED_HOSTS=lint.test $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/dev.stamp
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: .venv/dev.stamp compile
	$(BIN)/python -m bench

phone: .venv/dev.stamp compile
	@$(BIN)/python -m bench.phone

bench/node_modules/.bin/lighthouse: bench/package.json
	npm install --prefix bench --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@

# Development only: Node, npm and Chromium.
lighthouse: .venv/dev.stamp compile bench/node_modules/.bin/lighthouse
	@$(BIN)/python -m bench.lighthouse

mutation: .venv/dev.stamp compile
	nice -n 10 $(BIN)/python -m mutation $(ARGS)

messages: .venv/dev.stamp
	$(BIN)/python manage.py makemessages -l id --no-obsolete --no-wrap --ignore=.venv --ignore=var
	$(BIN)/python scripts/compile_messages.py

# Compiles both files anew from the .in files and keeps the versions; UPGRADE=--upgrade takes the newest of each.
requirements:
	test -x .venv/tools/bin/uv || ($(PYTHON) -m venv .venv/tools && .venv/tools/bin/pip install --quiet uv)
	$(COMPILE) $(UPGRADE) --output-file requirements.txt requirements.in
	$(COMPILE) $(UPGRADE) --output-file requirements-dev.txt --constraint requirements.txt requirements-dev.in

# To the newest version, or TO=v0.9.0, or TO=FOLDER with its code; BACK=1 goes back from what was cut off.
upgrade:
	@$(PYTHON) scripts/upgrade.py $(TO) $(if $(BACK),--back)

clean:
	rm -rf var .venv
