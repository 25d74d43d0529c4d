"""The installed peers that `make bench` measures beside, a line each, for pip.

Not asked for with the project itself: what the lock leaves out on purpose (scripts/overrides.txt) would come along and replace parts of it.
"""
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

if __name__ == "__main__":
    wanted = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]["bench"]
    sys.stdout.writelines(f"{one}\n" for one in wanted)
