"""A database of SQLite for the town that the browser looks at."""
from tests.databases import sqlite_for_module, sqlite_template

__all__ = ["sqlite_for_module", "sqlite_template"]
