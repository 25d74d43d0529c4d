"""Databases for every test of the backend."""
from tests.databases import (
    database,
    database_url,
    new_files_begin_upgraded,
    postgres_server,
    postgresql_for_module,
    postgresql_url,
    sql_is_compiled_once,
    sqlite_for_module,
    sqlite_template,
    sqlite_url,
)  # fmt: skip

__all__ = [
    "database", "database_url", "new_files_begin_upgraded", "postgres_server", "postgresql_for_module", "postgresql_url", "sql_is_compiled_once",
    "sqlite_for_module", "sqlite_template", "sqlite_url",
]  # fmt: skip
