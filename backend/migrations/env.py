"""What Alembic runs: revisions over the connection it was given, all in one transaction."""
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeEngine

from backend.database.types import BoundedInt, BoundedJson, BoundedText, UtcDateTime
from backend.migrations.models import all_tables

JSON_WORDS = 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'


def render_item(kind: str, item: Any, autogenerate) -> str | bool:
    """A revision must not change when our types do, so it speaks of those of SQLAlchemy."""
    if isinstance(item, BoundedText):
        return f"sa.String({item.max_chars})"
    if isinstance(item, BoundedInt):
        return "sa.Integer()" if item.is_narrow else "sa.BigInteger()"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, BoundedJson):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return JSON_WORDS
    return f"sa.{item!r}" if isinstance(item, TypeEngine) and type(item).__module__.startswith("sqlalchemy.sql") else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=all_tables(), render_item=render_item, compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite", transactional_ddl=True,
    )  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
