"""The walls of the house: import contracts, and what a folder must carry."""
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("allways", "mobile", "backend", "accessibility", "payments", "routing", "signing")
MOST_LINES = 300


def python_files():
    return [path for package in (*PACKAGES, "benchmarks", "tests") for path in (ROOT / package).rglob("*.py")]


def test_import_contracts_hold():
    run = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-3000:]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_says_what_it_is(package):
    words = (ROOT / package / "README.md").read_text(encoding="utf-8")
    assert "import" in words
    assert len(words.splitlines()) >= 5


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {str(path.relative_to(ROOT)): n for path in python_files() if (n := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES}
    assert long == {}


def test_a_phone_gets_the_messages_alone():
    assert (ROOT / "backend" / "__init__.py").read_text(encoding="utf-8") == ""
    heavy = "import sys, backend.contract; print(sorted({'numpy', 'numba', 'litestar', 'routing'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_command_line_starts_without_the_engine():
    light = "import sys, allways.main; allways.main.parser(); print(sorted({'numpy', 'numba', 'litestar', 'osmium', 'polars'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", light], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
