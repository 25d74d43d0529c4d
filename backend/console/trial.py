"""What a table of rules, or areas, would bring before it counts: its tests, and where the last requests would go. Nothing is written."""
import asyncio
import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.areas import Areas, AreasRefused, read_areas
from backend.bodies.deciding import check_tests, contexts_of, decide, list_untested
from backend.bodies.ground import Ground
from backend.bodies.models import Body, RequestRoute
from backend.bodies.reading import TableUnusable, read_table
from backend.bodies.service import Bodies
from backend.bodies.standing import Tables
from backend.bodies.table import TRIAGE, RuleTest, Table
from backend.requests.models import Request

LOOKED_AT = 200
E7 = 1e7
MOST_LINES = 400


@dataclass(frozen=True)
class Tested:
    """got: the body it goes to, or `triage`. rule: which decides, or why none does."""

    test: RuleTest
    got: str
    rule: str

    @property
    def right(self) -> bool:
        return self.got == self.test.want


@dataclass(frozen=True)
class Moved:
    """One of the last requests, which would go elsewhere; None: to triage, or to a body that is in the table no more."""

    code: str
    category: str
    before: str
    after: str


@dataclass(frozen=True)
class Trial:
    """problems: in plain words, with their lines; with any of them nothing else is known. changes: lines (`+`, `-` or ` `, the line)."""

    problems: tuple[str, ...] = ()
    tests: tuple[Tested, ...] = ()
    untested: tuple[str, ...] = ()
    looked_at: int = 0
    moved: tuple[Moved, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def green(self) -> bool:
        return not self.problems and all(one.right for one in self.tests)


@dataclass(frozen=True)
class Earlier:
    """A request that was sent, as rules look at it."""

    code: str
    category: str
    place: tuple[float, float] | None
    contexts: frozenset[str]
    at: datetime


async def try_rules(session: AsyncSession, bodies: Bodies, text: str, standing_text: str) -> Trial:
    tables = await bodies.tables(session)
    try:
        table = await asyncio.to_thread(read_table, text, bodies.standing.zone, frozenset(tables.areas.by_code))
    except TableUnusable as refusal:
        return Trial(refusal.problems, changes=differences(standing_text, text))
    return await tried(session, bodies, tables, table, tables.areas, differences(standing_text, text))


async def try_areas(session: AsyncSession, bodies: Bodies, told: Any, standing_rules: str) -> Trial:
    tables = await bodies.tables(session)
    try:
        areas = await asyncio.to_thread(read_areas, told)
        table = await asyncio.to_thread(read_table, standing_rules, bodies.standing.zone, frozenset(areas.by_code))
    except (AreasRefused, TableUnusable) as refusal:
        return Trial(refusal.problems)
    return await tried(session, bodies, tables, table, areas, area_differences(tables.areas, areas))


async def tried(
    session: AsyncSession, bodies: Bodies, tables: Tables, table: Table, areas: Areas, changes: tuple[tuple[str, str], ...]
) -> Trial:  # fmt: skip
    earlier = await list_earlier(session)
    silent = set(await session.scalars(select(Body.code).where(Body.silent_since.is_not(None), Body.ended_at.is_(None))))

    def work() -> Trial:
        tests = list_tested(table, areas, bodies.ground)
        others = () if tests else tuple(check_tests(table, areas, bodies.ground))
        untested = tuple(list_untested(table, areas, bodies.ground))
        moved = list_moved(bodies.ground, (tables.table, tables.areas), (table, areas), earlier, silent)
        return Trial(others, tests, untested, len(earlier), moved, changes)

    return await asyncio.to_thread(work)


def list_tested(table: Table, areas: Areas, ground: Ground) -> tuple[Tested, ...]:
    found = [(test, decide(table, areas, ground, test.category, test.at, test.contexts, test.hour)) for test in table.tests]
    return tuple(Tested(test, one.target.body if one.target else TRIAGE, one.rule) for test, one in found)


async def list_earlier(session: AsyncSession) -> list[Earlier]:
    """The last ones that were sent, the newest first."""
    columns = Request.code, Request.category, Request.lat_e7, Request.lon_e7, Request.context, Request.submitted_at
    rows = (await session.execute(select(*columns).order_by(Request.submitted_at.desc(), Request.id.desc()).limit(LOOKED_AT))).all()
    return [
        Earlier(
            row.code, row.category, None if row.lat_e7 is None else (row.lat_e7 / E7, row.lon_e7 / E7), contexts_of(row.context or {}),
            row.submitted_at,
        )
        for row in rows
    ]  # fmt: skip


def list_moved(
    ground: Ground, standing: tuple[Table, Areas], new: tuple[Table, Areas], earlier: Collection[Earlier], silent: Collection[str]
) -> tuple[Moved, ...]:  # fmt: skip
    """By the rules alone, those that stand and the new ones: whom somebody passed it on to since then is left out of it."""
    moved = []
    for one in earlier:
        before, after = (goes_to(ground, *side, one, silent) for side in (standing, new))
        if before != after:
            moved.append(Moved(one.code, one.category, before, after))
    return tuple(moved)


def goes_to(ground: Ground, table: Table, areas: Areas, one: Earlier, silent: Collection[str]) -> str:
    """The code of a body, or `triage`."""
    found = decide(table, areas, ground, one.category, one.place, one.contexts, one.at, set(silent) - {table.triage})
    return found.target.body if found.target else TRIAGE


def differences(before: str, after: str) -> tuple[tuple[str, str], ...]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    lines = [line for line in found if not line.startswith(("---", "+++"))]
    return tuple(("…", "") if line.startswith("@@") else (line[:1], line[1:]) for line in lines[:MOST_LINES])


def area_differences(before: Areas, after: Areas) -> tuple[tuple[str, str], ...]:
    """Area by area."""
    lines = []
    for code in sorted({*before.by_code, *after.by_code}):
        old, new = before.by_code.get(code), after.by_code.get(code)
        if old and new and (old.name, old.level) == (new.name, new.level) and old.shape.equals_exact(new.shape, 0.0):
            continue
        lines += [(sign, f"{code}: {one.name} ({one.level})") for sign, one in (("-", old), ("+", new)) if one]
    return tuple(lines[:MOST_LINES])


async def caught(session: AsyncSession, since: datetime) -> Mapping[str, int]:
    """How many requests each rule has decided since then."""
    counted = select(RequestRoute.rule, func.count()).where(RequestRoute.turn == 1, RequestRoute.at >= since).group_by(RequestRoute.rule)
    return dict((await session.execute(counted)).tuples().all())
