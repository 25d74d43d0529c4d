"""Columns take the same values on both databases, and give back what they took."""
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from backend.database.types import INT32, INT64, BoundedInt, BoundedJson, BoundedText, UtcDateTime, ValueRefused

DIALECTS = (sqlite.dialect(), postgresql.dialect())
KEPT = Table(
    "kept", MetaData(), Column("words", BoundedText(5)), Column("count", BoundedInt(-3, 2**40)), Column("said", BoundedJson(40)),
    Column("at", UtcDateTime()),
)  # fmt: skip
BERLIN = datetime(2026, 10, 25, 2, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)


async def keep(database, **values) -> dict:
    async with database.writing() as session:
        await session.run_sync(lambda inner: KEPT.create(inner.connection(), checkfirst=True))
        await session.execute(KEPT.insert().values(**values))
        row = (await session.execute(select(KEPT))).mappings().one()
        await session.execute(KEPT.delete())
    return dict(row)


@pytest.mark.parametrize("name, value", [
    ("words", "größe"), ("words", "🚲🚲🚲🚲🚲"), ("words", ""), ("count", -3), ("count", 2**40),
    ("said", {"a": [1, None, "ü"], "b": {}}), ("said", []), ("at", datetime(2026, 3, 1, 12, 0, 0, 1, tzinfo=UTC)),
    ("at", datetime(1, 1, 2, tzinfo=UTC)), ("at", datetime(9999, 12, 30, tzinfo=UTC)),
])  # fmt: skip
async def test_what_is_kept_comes_back(database, name, value):
    kept = (await keep(database, **{name: value}))[name]
    assert kept == value
    assert type(kept) is type(value)


async def test_nothing_is_nothing(database):
    assert await keep(database, words=None, said=None, at=None) == {"words": None, "count": None, "said": None, "at": None}


async def test_a_moment_comes_back_in_utc(database):
    kept = (await keep(database, at=BERLIN))["at"]
    assert kept == BERLIN.astimezone(UTC)
    assert (kept.tzinfo, kept.hour, kept.microsecond) == (UTC, 1, 123456)


@pytest.mark.parametrize("name, value", [
    ("words", "sixsix"), ("words", "a\0b"), ("words", "\ud800"), ("words", 5), ("words", b"five"),
    ("count", -4), ("count", 2**40 + 1), ("count", 10**30), ("count", True), ("count", 1.0), ("count", "1"),
    ("said", {"a": "x" * 40}), ("said", {"a": "\0"}), ("said", {"\0": 1}), ("said", [float("nan")]), ("said", ["\udfff"]), ("said", {"a": object()}),
    ("at", BERLIN.replace(tzinfo=None)), ("at", "2026-03-01T00:00:00Z"), ("at", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
])  # fmt: skip
async def test_what_does_not_fit_is_refused_and_not_repeated(database, name, value):
    with pytest.raises(StatementError) as refused:
        await keep(database, **{name: value})
    assert isinstance(refused.value.orig, ValueRefused)
    assert "sixsix" not in str(refused.value)


async def test_what_is_looked_for_is_checked_too(database):
    await keep(database, words="a")
    async with database.reading() as session:
        with pytest.raises(StatementError):
            await session.execute(select(KEPT).where(KEPT.c.words == "a\0"))


@given(st.text(max_size=8, alphabet=st.characters(exclude_categories=())))
def test_both_databases_take_the_same_texts(words):
    outcomes = [outcome(BoundedText(5), words, dialect) for dialect in DIALECTS]
    assert outcomes[0] == outcomes[1]
    fits = len(words) <= 5 and "\0" not in words and not any("\ud800" <= letter <= "\udfff" for letter in words)
    assert outcomes[0] == (words if fits else "refused")


@given(st.datetimes(timezones=st.timezones()))
def test_any_moment_is_the_same_moment_in_utc(moment):
    kept = outcome(UtcDateTime(), moment, DIALECTS[0])
    assert kept == "refused" or kept == moment.astimezone(UTC)


def outcome(kind, value, dialect):
    try:
        return kind.process_bind_param(value, dialect)
    except ValueRefused:
        return "refused"


def test_numbers_are_as_wide_as_they_need():
    widths = [BoundedInt(0, high).load_dialect_impl(DIALECTS[1]).compile(DIALECTS[1]) for high in (INT32, INT32 + 1, INT64)]
    assert widths == ["INTEGER", "BIGINT", "BIGINT"]
    with pytest.raises(ValueError):
        BoundedInt(0, INT64 + 1)


async def test_moments_sort_by_time_in_the_database(database):
    """Kept as text by SQLite: the same number of digits, or 12:00 would sort after 12:00:00.5."""
    async with database.writing() as session:
        await session.run_sync(lambda inner: KEPT.create(inner.connection(), checkfirst=True))
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        for late_us in (500_000, 0, 1_000_000):
            await session.execute(KEPT.insert().values(at=noon + timedelta(microseconds=late_us)))
        found = (await session.execute(select(KEPT.c.at).order_by(KEPT.c.at))).scalars().all()
        assert found == sorted(found)
        earlier = await session.execute(select(KEPT.c.at).where(KEPT.c.at < noon + timedelta(microseconds=1)))
        assert earlier.scalars().all() == [noon]
        await session.execute(text("DROP TABLE kept"))
