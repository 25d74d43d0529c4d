"""The books as the databases keep them: whoever writes to them by raw SQL, what does not balance and what would change is refused."""
import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from backend.database.address import is_sqlite
from backend.database.base import now
from backend.database.database import Database

ACCOUNT = "INSERT INTO ledger_account (id, code, kind, currency, created_at, updated_at) VALUES (:id, :code, 'asset', :currency, :at, :at)"
JOURNAL = "INTO journal (id, event_key, kind, happened_at, note, created_at, updated_at, lines) VALUES (:id, :key, 'capture', :at, '', :at, :at, {})"
GOOD = [("psp_clearing", "eur", 730), ("traveller_prepaid", "eur", -730)]
CODES = ("psp_clearing", "traveller_prepaid", "booking_fee")


def key(database, value) -> str:
    return value.hex if is_sqlite(database.url) else str(value)


async def run(database, statement: str, **values) -> None:
    async with database.writing() as session:
        await session.execute(text(statement), values)


@pytest.fixture
async def books(database):
    """Accounts in euros and dollars."""
    for code in CODES:
        for currency in ("eur", "usd"):
            await run(database, ACCOUNT, id=key(database, uuid7()), code=code, currency=currency, at=stamp(database))
    return database


def stamp(database):
    moment = now()
    return moment.isoformat(" ") if is_sqlite(database.url) else moment


def lines_of(lines) -> str:
    return json.dumps([{"account": account, "currency": currency, "minor": minor} for account, currency, minor in lines])


async def insert(database, lines: str, event_key="capture:p:1", verb="INSERT", journal_id=None):
    journal_id = journal_id or uuid7()
    cast = ":lines" if is_sqlite(database.url) else "CAST(:lines AS jsonb)"
    await run(database, f"{verb} {JOURNAL.format(cast)}", id=key(database, journal_id), key=event_key, at=stamp(database), lines=lines)
    return journal_id


async def count(database, table) -> int:
    async with database.reading() as session:
        return await session.scalar(text(f"SELECT count(*) FROM {table}"))


async def test_a_journal_that_balances_has_its_postings(books):
    await insert(books, lines_of(GOOD))
    await insert(books, lines_of([*GOOD, ("psp_clearing", "usd", 5), ("booking_fee", "usd", -5)]), "capture:p:2")
    async with books.reading() as session:
        rows = await session.execute(text(
            "SELECT a.code, p.currency, p.amount_minor, p.line_no FROM posting p JOIN ledger_account a ON a.id = p.account_id "
            "JOIN journal j ON j.id = p.journal_id WHERE j.event_key = 'capture:p:2' ORDER BY p.line_no"
        ))  # fmt: skip
        assert [tuple(row) for row in rows] == [
            ("psp_clearing", "eur", 730, 0), ("traveller_prepaid", "eur", -730, 1), ("psp_clearing", "usd", 5, 2), ("booking_fee", "usd", -5, 3),
        ]  # fmt: skip


@pytest.mark.parametrize("wrong, said", [
    ([("psp_clearing", "eur", 730), ("traveller_prepaid", "eur", -729)], "journal_unbalanced"),
    ([("psp_clearing", "eur", 730), ("traveller_prepaid", "usd", -730)], "journal_unbalanced"),
    ([("psp_clearing", "eur", 730)], "journal_too_short|journal_unbalanced"),
    ([], "journal_too_short"),
    ([("psp_clearing", "eur", 0), ("traveller_prepaid", "eur", 0)], "journal_amount_wrong"),
    ([("psp_clearing", "eur", 1.5), ("traveller_prepaid", "eur", -1.5)], "journal_amount_wrong"),
    ([("psp_clearing", "eur", "730"), ("traveller_prepaid", "eur", -730)], "journal_amount_wrong"),
    ([("psp_clearing", "eur", None), ("traveller_prepaid", "eur", -730)], "journal_amount_wrong"),
    ([("slush_fund", "eur", 730), ("traveller_prepaid", "eur", -730)], "journal_account_unknown"),
    ([("psp_clearing", "xxx", 730), ("traveller_prepaid", "xxx", -730)], "journal_account_unknown"),
])  # fmt: skip
async def test_a_journal_that_is_wrong_is_refused(books, wrong, said):
    with pytest.raises(DBAPIError, match=said):
        await insert(books, lines_of(wrong))
    assert await count(books, "journal") == await count(books, "posting") == 0


@pytest.mark.parametrize("wrong", ['{"account": "psp_clearing"}', '["psp_clearing", "bank"]', "730", "null"])
async def test_lines_of_another_shape_are_refused(books, wrong):
    with pytest.raises(DBAPIError, match=r"journal_lines_unreadable|malformed JSON"):
        await insert(books, wrong)


async def test_an_event_is_booked_once(books):
    await insert(books, lines_of(GOOD))
    with pytest.raises(DBAPIError, match=r"journal_booked_before|uq_journal_event_key"):
        await insert(books, lines_of(GOOD))
    assert await count(books, "posting") == 2


@pytest.mark.parametrize("statement", [
    "UPDATE journal SET note = 'mended'", "UPDATE journal SET event_key = 'capture:p:9'", "DELETE FROM journal",
    "UPDATE posting SET amount_minor = amount_minor + 1", "DELETE FROM posting", "UPDATE ledger_account SET code = 'bank' WHERE currency = 'eur'",
    "DELETE FROM ledger_account",
])  # fmt: skip
async def test_nothing_is_changed_or_deleted(books, statement):
    await insert(books, lines_of(GOOD))
    with pytest.raises(DBAPIError, match="ledger_is_final"):
        await run(books, statement)
    assert await count(books, "posting") == 2


async def test_sqlite_does_not_replace_a_journal(sqlite_books):
    """REPLACE deletes without a word where a connection forgets the pragma; the check comes before the row and stops it all the same."""
    journal_id = await insert(sqlite_books, lines_of(GOOD))
    for recursive in ("ON", "OFF"):
        async with sqlite_books.writing() as session:
            connection = await session.connection()
            await connection.exec_driver_sql(f"PRAGMA recursive_triggers = {recursive}")
        for event_key, other in (("capture:p:1", None), ("capture:p:2", journal_id)):
            with pytest.raises(DBAPIError, match="journal_booked_before"):
                await insert(sqlite_books, lines_of([("psp_clearing", "eur", 1), ("bank", "eur", -1)]), event_key, "INSERT OR REPLACE", other)
    assert await count(sqlite_books, "journal") == 1


async def test_connections_of_ours_have_recursive_triggers(sqlite_books):
    for transaction in (sqlite_books.reading, sqlite_books.writing):
        async with transaction() as session:
            assert await session.scalar(text("PRAGMA recursive_triggers")) == 1


async def test_postgresql_does_not_truncate_the_books(postgresql_url):
    database = Database.open(postgresql_url)
    for table in ("posting", "journal, posting", "ledger_account CASCADE"):
        with pytest.raises(DBAPIError, match="ledger_is_final"):
            await run(database, f"TRUNCATE {table}")
    await database.close()


@pytest.mark.parametrize("account, minor, line_no", [("psp_clearing", 5, 2), ("booking_fee", 730, 0), ("psp_clearing", 731, 0)])
async def test_a_posting_that_is_no_line_of_its_journal_is_refused(books, account, minor, line_no):
    journal_id = await insert(books, lines_of(GOOD))
    with pytest.raises(DBAPIError, match=r"posting_without_line|posting_booked_before|pk_posting|journal_unbalanced"):
        await run(
            books, "INSERT INTO posting (journal_id, line_no, account_id, amount_minor, currency) "
            "SELECT :journal, :line, id, :minor, 'eur' FROM ledger_account WHERE code = :code AND currency = 'eur'",
            journal=key(books, journal_id), line=line_no, minor=minor, code=account,
        )  # fmt: skip
    assert await count(books, "posting") == 2


async def test_two_postings_that_balance_each_other_are_refused_too(books):
    journal_id = await insert(books, lines_of(GOOD))
    with pytest.raises(DBAPIError, match="posting_without_line"):
        await run(
            books, "INSERT INTO posting (journal_id, line_no, account_id, amount_minor, currency) "
            "SELECT :journal, CASE code WHEN 'psp_clearing' THEN 2 ELSE 3 END, id, CASE code WHEN 'psp_clearing' THEN 9 ELSE -9 END, 'eur' "
            "FROM ledger_account WHERE code <> 'booking_fee' AND currency = 'eur'",
            journal=key(books, journal_id),
        )  # fmt: skip


@pytest.fixture
async def sqlite_books(sqlite_url):
    database = Database.open(sqlite_url)
    for code in CODES:
        await run(database, ACCOUNT, id=uuid7().hex, code=code, currency="eur", at=stamp(database))
    yield database
    await database.close()
