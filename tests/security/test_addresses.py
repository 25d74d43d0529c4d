"""N08: whether an address has an account is nobody's business: asking for a link says and does the same either way."""
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.backend.accounts.people import Phone, account_with, quiet, served
from tests.databases import database, database_url, postgresql_url, sqlite_url

__all__ = ["database", "database_url", "postgresql_url", "sqlite_url"]

# Of one length, so that answers can be compared byte by byte.
KNOWN, UNKNOWN = "ann@example.org", "eve@example.org"
# What a request says of people; the service works at other things meanwhile, and clears away what is old.
OF_PEOPLE = re.compile(r"(?!DELETE).*(\bemail_link\b|\baccount\b|INSERT INTO outbox_entry)", re.DOTALL)
NEW = ("requestId", "expiresAt", "instance")


@pytest.fixture
async def client(database_url, monkeypatch):
    quiet(monkeypatch)
    async with served(database_url) as client:
        yield client


@contextmanager
def statements():
    """What is said to the database, word for word, without values."""
    told: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany) -> None:
        if OF_PEOPLE.match(statement):
            told.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def asked(client, email: str):
    """(what was answered without what is new each time, how many bytes it was, what was said to the database)."""
    with statements() as told:
        answer = await client.post("/v1/auth/email-links", json=Phone().request(email))
    headers = {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "date", "retry-after")}
    body = {name: value for name, value in answer.json().items() if name not in NEW}
    return (answer.status_code, headers, body, sorted(answer.json())), len(answer.content), told


async def test_a_known_and_an_unknown_address_are_answered_alike_and_cost_the_same(client, database):
    await account_with(database, KNOWN)
    # Four times: the last one is refused, for both.
    for status in (202, 202, 202, 429):
        known, unknown = await asked(client, KNOWN), await asked(client, UNKNOWN)
        assert known == unknown
        assert known[0][0] == status
        assert known[2], "something is asked of the database"


async def test_signing_in_does_not_tell_a_new_account_from_an_old_one(client, database):
    """A wrong code for either: the same words, the same work."""
    await account_with(database, KNOWN)
    found = []
    for email in (KNOWN, UNKNOWN):
        phone = Phone()
        link = (await client.post("/v1/auth/email-links", json=phone.request(email))).json()["requestId"]
        with statements() as told:
            answer = await client.post(f"/v1/auth/email-links/{link}/redeem", json=phone.redemption(code="AAAA-AAAA"))
        found.append((answer.status_code, answer.json() | {"instance": ""}, len(answer.content), told))
    assert found[0] == found[1]
    assert found[0][1]["code"] == "link_invalid"
