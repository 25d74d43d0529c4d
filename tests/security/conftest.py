"""Databases of both kinds, and a payment service of the walk's own."""
import pytest

from backend.sandbox.server import Sandbox
from tests.databases import (
    new_files_begin_upgraded,
    postgres_server,
    postgresql_for_module,
    sql_is_compiled_once,
    sqlite_for_module,
    sqlite_template,
)  # fmt: skip

__all__ = [
    "new_files_begin_upgraded", "postgres_server", "postgresql_for_module", "sandbox_for_module", "sql_is_compiled_once", "sqlite_for_module",
    "sqlite_template",
]  # fmt: skip


@pytest.fixture(scope="module")
def sandbox_for_module(tmp_path_factory):
    opened = Sandbox(tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite")
    opened.serve_in_thread()
    yield opened
    opened.stop()
