PYTHON ?= python3
PY = .venv/bin/python
SCHOOL ?= 240
PORT ?= 8000

.PHONY: lock check test demo demo-reset screenshots board-picture bench-pages bench-clock bench-mixing bench-mixing-exact

# The environment: a lock with hashes, and a git-ignored .env where there is none yet.
.venv: .venv/stamp .env
.venv/stamp: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch .venv/stamp

.env:
	@printf 'DEBUG=on\nSECRET_KEY=%s\nPRIVATE_TEXT_KEYS=%s\n' \
		"$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		"$$($(PYTHON) -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')" > .env

lock:
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	echo ortools | .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements-exact.txt

check: .venv/stamp .env
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --quiet --lint templates
	.venv/bin/mypy .
	$(PY) manage.py makemigrations --check --dry-run
	DEBUG=off ALLOWED_HOSTS=mixitup.example.org $(PY) manage.py check --deploy --fail-level WARNING

test: .venv/stamp .env
	$(PY) -m pytest -n 2

# Web server and task worker together, in the foreground; a second run keeps the data.
demo: .venv/stamp .env
	@exec $(PY) -m config.demo.run --port $(PORT) --students $(SCHOOL)

demo-reset:
	@$(PYTHON) -m config.demo.run --reset

# Every page × 390, 768, 1440 px × light and dark, into screenshots/. ONLY=board: just those whose name has that in it.
screenshots: .venv/stamp .env
	$(PY) -m tests.screenshots --students $(SCHOOL) --only "$(ONLY)"

# The picture in the README.
board-picture: .venv/stamp .env
	$(PY) -m tests.screenshots --board-picture

# Queries and milliseconds of every staff page, for a school of SCHOOL students. ONLY=board: just those.
bench-pages: .venv/stamp .env
	$(PY) -m tests.bench_pages --students $(SCHOOL) --only "$(ONLY)"

# How good and how fast the mixing is, beside other ways of doing it: tables (about ten minutes).
bench-mixing: .venv/stamp
	$(PY) -m bench.mixing --huge
	$(PY) -m bench.rules
	$(PY) -m bench.small
	$(PY) -m bench.meet

# The exact solver CP-SAT on the same rosters; ortools lives in an environment of its own.
bench-mixing-exact: .venv-exact/stamp
	.venv-exact/bin/python -m bench.exact

.venv-exact/stamp: requirements-exact.txt
	$(PYTHON) -m venv .venv-exact
	.venv-exact/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-exact.txt
	touch .venv-exact/stamp

# 400 signed-in clients follow their rooms' clocks on a server of their own: p95 and errors.
bench-clock: .venv/stamp .env
	$(PY) -m tests.bench_clock
