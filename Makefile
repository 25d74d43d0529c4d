.PHONY: run test lint proof bench setup lock openapi

run: setup  ## Build the demonstration city if needed and serve it on http://localhost:8000
	.venv/bin/allways run

test: setup  ## The whole test suite
	.venv/bin/python -m pytest

lint: setup  ## Style, import contracts, types
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy routing backend/contract

proof: setup  ## The heavy proofs in full; writes docs/PROOF.md
	.venv/bin/python -m benchmarks.proof

bench: setup  ## Ours beside installed peers; writes benchmarks/RESULTS.md
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[bench]"
	.venv/bin/python -m benchmarks

setup:
	@scripts/setup.sh

lock: setup  ## Pin all dependencies anew after a change of pyproject.toml
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile pyproject.toml --extra app --extra dev --override scripts/overrides.txt --generate-hashes --quiet -o requirements.lock

openapi: setup  ## Write openapi.json anew after a change of the API
	.venv/bin/python -m backend.service.openapi
