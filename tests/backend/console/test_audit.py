"""The log of the console: nobody changes it afterwards, and it says so if somebody did."""
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.console import audit
from backend.console.models import AuditEntry
from backend.contract.accounts import Role
from tests.backend.console.people import worker


async def some(database, number: int = 3):
    who = uuid4()
    async with database.writing() as session:
        for row in range(number):
            await audit.append(session, who, "staff", "look", "request", f"K7M2PX4{row}", "asked on the phone")
    return who


async def broken(database) -> int | None:
    async with database.reading() as session:
        return await audit.first_broken(session)


async def test_entries_are_a_chain(database):
    await some(database)
    async with database.reading() as session:
        rows = list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    assert [row.seq for row in rows] == [1, 2, 3]
    assert [row.hash_prev for row in rows] == [audit.START, rows[0].hash, rows[1].hash]
    assert await broken(database) is None


@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET reason = 'nothing' WHERE seq = 2", "DELETE FROM audit_entry WHERE seq = 3",
    "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2", "TRUNCATE audit_entry",
])  # fmt: skip
async def test_n49_the_database_refuses_to_change_one(database, statement):
    await some(database)
    kind = database.url.get_backend_name()
    if statement.split()[0] == ("TRUNCATE" if kind == "sqlite" else "REPLACE"):
        pytest.skip("this database has no such statement")
    with pytest.raises(DBAPIError, match="audit_is_final"):
        async with database.writing() as session:
            await session.execute(text(statement))
    assert await broken(database) is None


async def test_n49_a_byte_that_was_changed_all_the_same_is_named(database):
    await some(database)
    async with database.writing() as session:
        names = ("audit_entry_no_update",) if database.url.get_backend_name() == "sqlite" else ("audit_entry_is_final",)
        for name in names:
            on = "" if database.url.get_backend_name() == "sqlite" else " ON audit_entry"
            await session.execute(text(f"DROP TRIGGER {name}{on}"))
        await session.execute(text("UPDATE audit_entry SET reason = 'asked on the telephone' WHERE seq = 2"))
    assert await broken(database) == 2


def test_everybody_sees_what_they_did_and_nobody_else(client):
    kim, lee = worker(client), worker(client)
    kim.post("/console/templates", {"name": f"of {kim.account_id}", "act": "any", "language": "en", "text": "Thank you."})
    assert "add" in kim.get("/console/audit").text
    assert "add" not in lee.get("/console/audit").text.partition("<table")[2]


def test_an_administrator_sees_all_says_why_and_that_is_kept(client):
    kim, ada = worker(client), worker(client, Role.ADMINISTRATOR)
    kim.post("/console/templates", {"name": f"of {kim.account_id}", "act": "any", "language": "en", "text": "Thank you."})
    unasked = ada.post("/console/audit", {"why": " "})
    assert unasked.status_code == 422
    assert 'id="why-wrong"' in unasked.text
    shown = ada.post("/console/audit", {"why": "a complaint of a citizen"})
    assert shown.status_code == 200
    assert "<td data-head=\"Thing\">answer" in shown.text
    assert "a complaint of a citizen" in ada.get("/console/audit").text
    assert "The chain holds" in shown.text
