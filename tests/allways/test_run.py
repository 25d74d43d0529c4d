"""What `allways run` does before it serves leaves nothing behind in the process whose workers serve."""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from allways.run import apart

# Workers are forked from the process that runs this: one that has read tables there waits for threads that it does not have.
FORKED = """
import os, sys
from allways.run import apart
from tests.allways.test_run import read_table
if __name__ == "__main__":
    apart(read_table)
    worker = os.fork()
    if not worker:
        read_table()
        os._exit(0)
    print(os.waitpid(worker, 0)[1], "polars" in sys.modules)
"""


def read_table() -> None:
    import io

    import polars

    assert polars.read_csv(io.BytesIO(b"a,b\n1,2\n"), infer_schema=False).height == 1


def write_who(file: Path) -> None:
    file.write_text(str(os.getpid()))


def fail() -> None:
    sys.exit(3)


def test_it_is_another_process_that_works(tmp_path):
    apart(write_who, tmp_path / "who")
    assert int((tmp_path / "who").read_text()) != os.getpid()


def test_what_fails_ends_it_with_its_code():
    with pytest.raises(SystemExit) as ended:
        apart(fail)
    assert ended.value.code == 3


def test_a_worker_reads_tables_after_the_city_was_built(tmp_path):
    script = tmp_path / "forked.py"
    script.write_text(FORKED)
    answer = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    assert answer.stdout.split() == ["0", "False"], answer.stderr
