"""A new version of the tables: taken only when it can be read and all its tests pass; the old ones are kept."""
import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.areas import Areas, AreasRefused, read_areas
from backend.bodies.clocks import RUNNING
from backend.bodies.deciding import check_tests
from backend.bodies.ground import Ground
from backend.bodies.models import AreasTable, Body, RequestClock, RulesTable
from backend.bodies.reading import TableUnusable, read_table
from backend.bodies.refusals import TableMoved, TableRefused
from backend.bodies.standing import forget
from backend.bodies.table import Table
from backend.bodies.words import TableSource
from backend.outbox.entries import enqueue

RECOMPUTE = "bodies.recompute"
RULES, AREAS = "table", "areas"

# Names the lock for which those wait who take a table.
TAKING = 0x7AB1E


@dataclass(frozen=True)
class Author:
    source: TableSource
    account_id: UUID | None = None


def checked(text: str, areas: Areas, ground: Ground, zone: str) -> Table:
    """Raises TableUnusable: what cannot be read, or else which tests do not pass."""
    table = read_table(text, zone, frozenset(areas.by_code))
    problems = check_tests(table, areas, ground)
    if problems:
        raise TableUnusable(problems)
    return table


async def take_rules(
    session: AsyncSession, text: str, areas: Areas, ground: Ground, zone: str, author: Author, after: int | None, at: datetime
) -> RulesTable:  # fmt: skip
    """after: the version it was made from, None: whatever stands. Raises TableRefused, TableMoved."""
    try:
        table = await asyncio.to_thread(checked, text, areas, ground, zone)
    except TableUnusable as refusal:
        raise TableRefused(refusal.problems, RULES) from refusal
    await refuse_orphans(session, table.bodies)
    row = RulesTable(
        number=await next_number(session, RulesTable, after), text=text, digest=digest_of(text), source=author.source, taken_by=author.account_id
    )  # fmt: skip
    session.add(row)
    await write_bodies(session, table, at)
    await session.flush()
    forget(session)
    if row.number > 1:
        await enqueue(session, RECOMPUTE, {"version": row.number}, f"{RECOMPUTE}:{row.number}", at)
    return row


async def take_areas(
    session: AsyncSession, told: Any, rules: str | None, ground: Ground, zone: str, author: Author, after: int | None
) -> AreasTable:  # fmt: skip
    """rules: the table that stands, whose tests have to pass with the new areas too. Raises TableRefused, TableMoved."""
    try:
        areas = await asyncio.to_thread(read_areas, told)
        if rules is not None:
            await asyncio.to_thread(checked, rules, areas, ground, zone)
    except (AreasRefused, TableUnusable) as refusal:
        raise TableRefused(refusal.problems, AREAS) from refusal
    number = await next_number(session, AreasTable, after)
    row = AreasTable(number=number, areas=told, digest=digest_of(written(told)), source=author.source, taken_by=author.account_id)
    session.add(row)
    await session.flush()
    forget(session)
    return row


async def next_number(session: AsyncSession, model: type[RulesTable] | type[AreasTable], after: int | None) -> int:
    """Two who write at once are told apart: the second sees that the version has moved. Raises TableMoved."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite writes one by one anyway
        await session.execute(select(func.pg_advisory_xact_lock(TAKING)))
    last = await session.scalar(select(func.max(model.number))) or 0
    if after is not None and after != last:
        raise TableMoved(f"Version {last} stands by now. Read it, put your changes into it, and send it again with `after` {last}.", "after")
    return last + 1


async def refuse_orphans(session: AsyncSession, bodies: Mapping[str, object]) -> None:
    """Nobody's open requests are left without a body."""
    at_work = select(Body.code).join(RequestClock, RequestClock.body_id == Body.id).where(RUNNING, Body.ended_at.is_(None)).distinct()
    left = sorted(set(await session.scalars(at_work)) - set(bodies))
    if left:
        words = "is needed as long as it has open requests: pass them on first, or leave it in the table"
        raise TableRefused(tuple(f"bodies: {code} {words}" for code in left), RULES)


async def write_bodies(session: AsyncSession, table: Table, at: datetime) -> None:
    standing = {row.code: row for row in await session.scalars(select(Body))}
    for code, told in table.bodies.items():
        row = standing.get(code) or Body(code=code)
        row.name, row.zone, row.triage, row.ended_at = told.name, str(told.hours.zone), code == table.triage, None
        row.channel, row.channel_to, row.jurisdiction, row.key_env = told.channel, told.channel_to, told.jurisdiction, told.key_env
        session.add(row)
    for code, row in standing.items():
        if code not in table.bodies:
            row.ended_at, row.triage = row.ended_at or at, False


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def written(told: Any) -> str:
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


async def last_of(session: AsyncSession, model: type[RulesTable] | type[AreasTable]) -> Any:
    return await session.scalar(select(model).order_by(model.number.desc()).limit(1))


async def versions_of(session: AsyncSession, model: type[RulesTable] | type[AreasTable], most: int) -> Iterable[Any]:
    """The last comes first; without what they say."""
    listed = select(model.number, model.source, model.created_at, model.digest).order_by(model.number.desc()).limit(most)
    return (await session.execute(listed)).all()
