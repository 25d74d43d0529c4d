"""Accounts that were there before addresses were compared without capitals."""
import pytest
from alembic import command
from sqlalchemy import text

from backend.database.address import file_address, read_address
from backend.migrations.upgrade import configured, connected, upgrade

OLD = "0011_tickets"
AT = "2026-11-29 08:00:00"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    if request.param == "sqlite":
        yield file_address(tmp_path / "old.sqlite")
        return
    server = request.getfixturevalue("postgres_server")
    server.create("before_folding")
    yield server.address("before_folding")
    server.drop("before_folding")


def test_addresses_that_are_there_are_folded(address):
    with connected(read_address(address)) as connection:
        command.upgrade(configured(connection), OLD)
        for number, email in enumerate(("Ann@example.org", "ÉVA@example.org", "straße@example.org")):
            connection.execute(
                text("INSERT INTO account (id, email, locale, created_at, updated_at) VALUES (:id, :email, 'en', :at, :at)"),
                {"id": f"{number:032x}", "email": email, "at": AT},
            )
    upgrade(address)
    with connected(read_address(address)) as connection:
        found = connection.execute(text("SELECT email, email_key FROM account ORDER BY id")).all()
    assert found == [
        ("Ann@example.org", "ann@example.org"), ("ÉVA@example.org", "éva@example.org"), ("straße@example.org", "straße@example.org"),
    ]  # fmt: skip
