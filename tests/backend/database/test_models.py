"""The tables: what the revisions make is what the models say, and every column says whether it is about a person."""
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Integer, LargeBinary, String, create_engine, inspect

from backend.database.address import file_address, read_address
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from backend.migrations.models import all_tables
from backend.migrations.upgrade import connected, scripts

TABLES = all_tables()
COLUMNS = [column for table in TABLES.tables.values() for column in table.columns]


def test_models_and_revisions_agree(database_url):
    with connected(read_address(database_url)) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES) == [], "make a revision: python -m backend.migrations.new"


def test_models_and_revisions_agree_on_what_is_checked(sqlite_url, tmp_path):
    """Alembic does not compare CHECK constraints."""
    with connected(read_address(file_address(tmp_path / "made.sqlite"))) as connection:
        TABLES.create_all(connection)
        from_models = checks(connection)
    with connected(read_address(sqlite_url)) as connection:
        assert checks(connection) == from_models
    assert ("outbox_entry", "ck_outbox_entry_one_end", "done_at IS NULL OR dead_at IS NULL") in from_models


def checks(connection) -> set[tuple[str, str, str]]:
    found = inspect(connection)
    return {(table, check["name"], check["sqltext"]) for table in found.get_table_names() for check in found.get_check_constraints(table)}


def test_there_is_one_line_of_revisions():
    assert len(scripts().get_heads()) == 1
    assert len(scripts().get_bases()) == 1


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_column_says_whether_it_is_personal_and_is_bounded(column):
    kind = column.type
    if isinstance(kind, (BoundedText, BoundedJson, String, JSON, LargeBinary)):
        personal = column.info.get("personal")
        assert personal is False or (isinstance(personal, str) and personal), 'say info={"personal": False}, or how it goes with the person'
    assert not isinstance(kind, (String, JSON, Integer)) or isinstance(kind, (BoundedText, BoundedJson, BoundedInt)), "use the bounded types"
    assert not isinstance(kind, LargeBinary) or kind.length


def test_constraints_have_names_that_fit():
    named = [item for table in TABLES.tables.values() for item in (*table.constraints, *table.indexes)]
    engine = create_engine("postgresql+psycopg://")
    names = [engine.dialect.identifier_preparer.format_constraint(item) for item in named]
    assert all(names)
    assert all(len(name) <= 63 for name in names)
