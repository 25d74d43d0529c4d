.PHONY: run app test lint proof bench screens words walks setup lock openapi

run: setup  ## Build the demonstration city if needed, serve it on http://localhost:8000 and open the app where there is a display
	.venv/bin/allways run

app: setup  ## Open the app; it asks the city service named in its settings, at first http://localhost:8000
	.venv/bin/allways app

test: setup  ## The whole test suite, in three processes, since each waits a quarter of its time; what is compiled is kept, for programs that tests start and for the next run
	PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest --numprocesses 3 --no-loadscope-reorder

lint: setup  ## Style, import contracts, types
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy routing backend/contract accessibility signing payments
	.venv/bin/mypy --follow-imports=silent backend/accounts backend/open311
	.venv/bin/python scripts/messages.py check
	.venv/bin/python scripts/callouts.py check
	.venv/bin/python scripts/walks.py check

proof: setup  ## The heavy proofs in full, or some parts="ways screens living codes money parking requests rides"; writes docs/PROOF.md
	.venv/bin/python -m benchmarks.proof $(parts)

bench: setup  ## Ours beside installed peers; writes benchmarks/RESULTS.md and benchmarks/APP.md
	.venv/bin/python scripts/peers.py > .venv/peers.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement .venv/peers.txt
	.venv/bin/python -m benchmarks

screens: setup  ## Pictures of all screens, docs/screens/*.jpg
	.venv/bin/python -m tests.mobile.contact_sheet

words: setup  ## Take new messages of the app into the translations and compile them
	.venv/bin/python scripts/messages.py update
	.venv/bin/python scripts/messages.py compile
	.venv/bin/python scripts/callouts.py write

walks: setup  ## Walks told by the voice, written out in docs/walks to be read and judged
	.venv/bin/python scripts/walks.py write

setup:
	@scripts/setup.sh

lock: setup  ## Pin all dependencies anew after a change of pyproject.toml
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra app --extra dev --override scripts/overrides.txt --generate-hashes --quiet -o requirements.lock

openapi: setup  ## Write openapi.json anew after a change of the API
	.venv/bin/python -m backend.service.openapi
