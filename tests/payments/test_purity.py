"""Money is a function of values: nothing here reads a clock, draws lots, opens a connection or knows a database."""
import ast
from pathlib import Path

import pytest

ROOM = Path(__file__).parent.parent.parent / "payments"
NEVER = {
    "random", "secrets", "uuid", "time", "os", "socket", "http", "urllib", "sqlite3", "sqlalchemy", "httpx", "stripe", "litestar", "backend",
    "mobile",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow", "time_ns", "monotonic"}
FILES = sorted(ROOM.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_nothing_outside_is_asked(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not NEVER & {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in NEVER
        elif isinstance(node, ast.Attribute):
            assert node.attr not in CLOCKS
        elif isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), "amounts, rates and factors are whole numbers or exact decimals"
