"""The public figures: the same as SQL that knows nothing of the code, and nothing about a few."""
import random
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text, update

from backend.bodies.models import RequestClock, RequestRoute
from backend.bodies.performance import SMALLEST, Fact, Period, PeriodRefused, grouped
from backend.bodies.performing import performance
from backend.bodies.words import ClockKind
from backend.requests.models import Request, RequestEvent
from tests.backend.bodies.office import local

CATEGORIES, AREAS, BODIES = ("pothole", "litter", "lift", "bench"), ("city", "west", "park", None), ("streets", "parks", "trams")
STATES = ("submitted", "in_progress", "confirmed", "confirmed", "closed", "withdrawn")
NOW = local("2026-11-30T10:00")
# Written from the words of the page, for both kinds of database: half of the rows, in order, lie below the middle.
SQL = """
WITH last_route AS (
  SELECT r.request_id, r.area FROM request_route r
  WHERE r.turn = (SELECT MAX(turn) FROM request_route WHERE request_id = r.request_id)
), one AS (
  SELECT q.id, {group} AS code, q.resolved_at, q.submitted_at,
    (SELECT COUNT(*) FROM request_clock c WHERE c.request_id = q.id AND c.kind IN ('ack', 'decide', 'fix')
       AND (c.breached_at IS NOT NULL OR (c.stopped_at IS NULL AND c.due_at IS NOT NULL AND c.due_at < :now))) AS missed,
    (SELECT COUNT(*) FROM request_clock c WHERE c.request_id = q.id AND c.kind IN ('ack', 'decide', 'fix') AND c.stopped_at IS NULL) AS runs,
    (SELECT COUNT(*) FROM request_event e WHERE e.request_id = q.id AND e.kind = 'reopened') AS again,
    (SELECT COUNT(*) FROM request_event e WHERE e.request_id = q.id AND e.kind = 'disputed') AS objected
  FROM request q LEFT JOIN last_route l ON l.request_id = q.id JOIN body b ON b.id = q.body_id
  WHERE q.submitted_at >= :since AND q.submitted_at < :until AND q.state <> 'withdrawn' AND q.state <> 'merged'
)
SELECT code, COUNT(*), SUM(CASE WHEN missed = 0 AND runs = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN missed > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN again > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN objected > 0 THEN 1 ELSE 0 END)
FROM one GROUP BY code
"""
MIDDLE = """
WITH done AS (SELECT category AS code, {hours} AS hours FROM request
  WHERE submitted_at >= :since AND submitted_at < :until AND state NOT IN ('withdrawn', 'merged') AND resolved_at IS NOT NULL),
ordered AS (SELECT code, hours, ROW_NUMBER() OVER (PARTITION BY code ORDER BY hours) AS n, COUNT(*) OVER (PARTITION BY code) AS most FROM done)
SELECT code, AVG(hours) FROM ordered WHERE 2 * n BETWEEN most AND most + 2 AND most >= 5 GROUP BY code
"""
HOURS = {
    "sqlite": "(julianday(resolved_at) - julianday(submitted_at)) * 24", "postgresql": "EXTRACT(EPOCH FROM resolved_at - submitted_at) / 3600",
}  # fmt: skip


async def fill(office, number: int) -> None:
    """Requests of all kinds and ages, at random; the last category has too few to be told."""
    luck = random.Random(7)
    ids = {code: await office.body_id(code) for code in BODIES}
    async with office.database.writing() as session:
        made = [
            rows_of(luck, "bench" if at < 3 else luck.choice(CATEGORIES[:3]), luck.choice(AREAS), ids[luck.choice(BODIES)]) for at in range(number)
        ]  # fmt: skip
        session.add_all(request for request, *_ in made)
        await session.flush()
        session.add_all(row for _, *rows in made for row in rows)


def rows_of(luck: random.Random, category: str, area: str | None, body_id) -> list:
    """A request, and what belongs to it."""
    sent = NOW - timedelta(hours=luck.randrange(24 * 40))
    state, request_id = luck.choice(STATES), uuid4()
    over = state in ("confirmed", "closed", "withdrawn")
    resolved = sent + timedelta(hours=luck.randrange(1, 400)) if state in ("confirmed", "closed") else None
    rows: list = [Request(
        id=request_id, code=request_id.hex[:8], category=category, body_id=body_id, service_code=category, rule_id="x", rules_version=1, state=state,
        state_reason="fixed" if over else None, state_since=sent, place_kind="point", lat_e7=0, lon_e7=0, accuracy_m=0, address="", words="",
        words_public="", lang="en", visibility="body", observed_at=sent, submitted_at=sent, changed_at=sent, first_due_at=sent, closing_words="x",
        resolved_at=resolved,
    )]  # fmt: skip
    for turn in range(1, luck.choice((2, 2, 3))):
        where = area if turn == 1 else luck.choice(AREAS)
        rows.append(RequestRoute(
            request_id=request_id, turn=turn, body_id=body_id, category=category, service_code=category, rule="x", rules_version=1, areas_version=1,
            area=where, triage=False, asked=[], at=sent,
        ))  # fmt: skip
    for kind in ClockKind:
        due = sent + timedelta(hours=luck.randrange(1, 600))
        late = luck.random() < 0.2
        rows.append(RequestClock(
            request_id=request_id, kind=kind, turn=1, body_id=body_id, category=category, length="1d", length_s=86400, working=False, rules_version=1,
            holidays="none", started_at=sent, base_at=sent, left_s=86400, due_at=due, breached_at=due if late else None,
            stopped_at=NOW if over else None, stopped_by="x" if over else None,
        ))  # fmt: skip
    for no, kind in enumerate(("submitted", *(kind for kind in ("disputed", "reopened") if luck.random() < 0.2)), 1):
        rows.append(RequestEvent(
            request_id=request_id, no=no, at=sent, kind=kind, role="clock", state=state, note_public="", note_internal="", hash=bytes(32),
        ))  # fmt: skip
    return rows


async def test_the_page_equals_sql(office):
    await fill(office, 160)
    zone = ZoneInfo("Europe/Berlin")
    first, last = date(2026, 11, 1), date(2026, 11, 29)
    since, until = Period(first, last, zone).moments
    spoken = str if office.database.url.get_backend_name() == "sqlite" else lambda moment: moment
    moments = {"since": spoken(since.replace(tzinfo=None)), "until": spoken(until.replace(tzinfo=None)), "now": spoken(NOW.replace(tzinfo=None))}
    async with office.database.reading() as session:
        kind = session.get_bind().dialect.name
        if kind == "postgresql":
            moments = {"since": since, "until": until, "now": NOW}
            await session.execute(text("SET LOCAL TIME ZONE 'UTC'"))
        told = await performance(session, await office.bodies.tables(session), "Europe/Berlin", first, last, None, None, "en", NOW)
        middle = dict((await session.execute(text(MIDDLE.format(hours=HOURS[kind])), moments)).tuples().all())
        for rows, group in ((told.categories, "q.category"), (told.areas, "COALESCE(l.area, '')"), (told.bodies, "b.code"), ((told.total,), "''")):
            counted = {row[0]: tuple(map(int, row[1:])) for row in await session.execute(text(SQL.format(group=group)), moments)}
            for row in rows:
                if row.received is not None:
                    assert counted.pop(row.code) == (row.received, row.on_time, row.late, row.reopened, row.disputed), (group, row.code)
            hidden = {row.code for row in rows if row.received is None}
            assert set(counted) == hidden, "what is not told is there, and nothing else"
    shown = {row.code: row.median_hours for row in told.categories if row.received is not None}
    assert shown == {code: pytest.approx(float(middle[code]), abs=0.051) for code in shown}
    assert sum(row.received or 0 for row in told.areas) <= told.total.received


async def test_few_are_not_told_and_cannot_be_worked_out(desk):
    await fill(desk, 60)
    async with desk.database.reading() as session:
        tables = await desk.bodies.tables(session)
        told = await performance(session, tables, "Europe/Berlin", date(2026, 10, 1), None, None, None, "de", NOW)
        alone = await performance(session, tables, "Europe/Berlin", date(2026, 10, 1), None, None, "bench", "de", NOW)
    bench = next(row for row in told.categories if row.code == "bench")
    assert (bench.name, bench.received, bench.median_hours) == ("Bank fehlt oder kaputt", None, None)
    assert sum(row.received is None for row in told.categories) >= 2, "else it would be the sum less the others"
    assert alone.total.received is None


@pytest.mark.parametrize("sizes, hidden", [
    ((9, 8, 7), set()), ((9, 8, 4), {1, 2}), ((9, 3, 3), {1, 2}), ((9, 2, 2), {0, 1, 2}), ((3,), {0}), ((9, 5, 1), {1, 2}), ((), set()),
])  # fmt: skip
def test_which_rows_are_left_out(sizes, hidden):
    facts = [Fact(str(at), "", uuid4(), False, True, False, False, None) for at, size in enumerate(sizes) for _ in range(size)]
    rows = grouped(facts, lambda fact: fact.category, lambda code: (code, code))
    assert {int(row.code) for row in rows if row.received is None} == hidden
    assert Counter(row.received for row in rows if row.received is not None) == Counter(size for at, size in enumerate(sizes) if at not in hidden)
    assert all(row.received is None or row.received >= SMALLEST for row in rows)


@pytest.mark.parametrize("first, last", [
    (date(2026, 2, 1), date(2026, 1, 1)), (date(2024, 1, 1), date(2026, 1, 1)), (date(1, 1, 1), date(1, 1, 2)),
    (date(9999, 12, 30), date(9999, 12, 31)),
])  # fmt: skip
def test_a_period_has_limits(first, last):
    with pytest.raises(PeriodRefused):
        Period.checked(first, last, NOW, ZoneInfo("Europe/Berlin"))


async def test_a_clock_that_waits_is_not_late(desk):
    row = await desk.file()
    async with desk.database.writing() as session:
        await session.execute(update(RequestClock).where(RequestClock.request_id == row.id).values(
            due_at=None, next_at=None, paused_since=desk.now,
        ))  # fmt: skip
    async with desk.database.reading() as session:
        tables = await desk.bodies.tables(session)
        told = await performance(session, tables, "Europe/Berlin", None, None, None, None, "en", local("2027-02-01T10:00"))
    assert told.total.received is None
