"""The clocks of requests: begun, paused, resumed, passed on, stopped. Each promise is kept with what it was worked out by.

A clock has so many seconds to go (`left_s`) from a moment on (`base_at`); its due date is what the hours of its body make of that.
"""
import math
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.giving import last_route
from backend.bodies.hours import Always, Hours
from backend.bodies.lengths import Length
from backend.bodies.models import Body, ClockPause, RequestClock, RequestRoute
from backend.bodies.refusals import NoBody, PauseRefused
from backend.bodies.routed import Due, Routed
from backend.bodies.standing import Tables
from backend.bodies.table import BodyTold
from backend.bodies.words import Channel, ClockKind
from backend.contract.request_words import Waiting

PAUSED = (ClockKind.DECIDE, ClockKind.FIX)
# delivery is the business of those who run the service: people are told of the others.
TOLD = (ClockKind.ACK, ClockKind.DECIDE, ClockKind.FIX)
REMINDED_SHARE = 0.8
MOST_THIRD_PARTY = 2  # once, and once more
RUNNING = RequestClock.stopped_at.is_(None)


async def begin(session: AsyncSession, tables: Tables, request_id: UUID, category: str, routed: Routed, at: datetime) -> datetime:
    """When somebody will have answered."""
    session.add(RequestRoute(
        request_id=request_id, turn=1, body_id=routed.body_id, category=category, service_code=routed.service_code, rule=routed.rule_id,
        rules_version=routed.rules_version, areas_version=routed.areas_version, area=routed.area, triage=routed.triage,
        asked=list(routed.asked), at=at,
    ))  # fmt: skip
    return await start_turns(session, tables, request_id, category, routed.body_id, tuple(ClockKind), {}, at)


async def start(
    session: AsyncSession, tables: Tables, request_id: UUID, category: str, body_id: UUID, kinds: Collection[ClockKind], at: datetime
) -> datetime:  # fmt: skip
    """New clocks; when the first of those runs out that people are told of."""
    turns = dict((await session.execute(
        select(RequestClock.kind, func.max(RequestClock.turn)).where(RequestClock.request_id == request_id).group_by(RequestClock.kind)
    )).all())  # fmt: skip
    return await start_turns(session, tables, request_id, category, body_id, kinds, turns, at)


async def start_turns(
    session: AsyncSession, tables: Tables, request_id: UUID, category: str, body_id: UUID, kinds: Collection[ClockKind],
    turns: Mapping[str, int], at: datetime,
) -> datetime:  # fmt: skip
    """turns: of the clocks that ran before, by kind."""
    body, lengths = tables.body(body_id), tables.categories.get(category).lengths
    dues = []
    for kind in kinds:
        if kind is ClockKind.DELIVERY and body.channel is Channel.INBOX:
            continue  # it is there
        clock = made(tables, body, request_id, category, body_id, kind, lengths[kind], turns.get(kind, 0) + 1, at)
        session.add(clock)
        dues += [clock.due_at] if kind in TOLD else []
    await session.flush()
    return min(dues)


def made(
    tables: Tables, body: BodyTold, request_id: UUID, category: str, body_id: UUID, kind: ClockKind, length: Length, turn: int, at: datetime
) -> RequestClock:  # fmt: skip
    seconds = length.seconds(body.hours.working_day_s)
    clock = RequestClock(
        request_id=request_id, kind=kind, turn=turn, body_id=body_id, category=category, length=length.text, length_s=seconds,
        working=length.working, rules_version=tables.rules_version, holidays=body.holidays.version, started_at=at, base_at=at, left_s=seconds,
    )  # fmt: skip
    set_due(clock, body)
    return clock


def hours_of(clock: RequestClock, body: BodyTold) -> Hours | Always:
    return body.hours if clock.working else Always()


def set_due(clock: RequestClock, body: BodyTold) -> None:
    """From base_at and left_s; and when somebody is reminded, where that is to come."""
    hours = hours_of(clock, body)
    clock.due_at = hours.add(clock.base_at, clock.left_s)
    before_s = clock.left_s - math.ceil(clock.length_s * (1 - REMINDED_SHARE))
    remind = clock.reminded_at is None and before_s > 0
    clock.next_at = hours.add(clock.base_at, before_s) if remind else clock.due_at
    clock.paused_since = None


async def running(session: AsyncSession, request_id: UUID, kinds: Iterable[ClockKind]) -> list[RequestClock]:
    mine = select(RequestClock).where(RequestClock.request_id == request_id, RequestClock.kind.in_(list(kinds)), RUNNING)
    return list(await session.scalars(mine.order_by(RequestClock.id).with_for_update()))


async def pause(
    session: AsyncSession, tables: Tables, request_id: UUID, kind: ClockKind | None, reason: Waiting, by: str, at: datetime, until: datetime | None
) -> None:  # fmt: skip
    """One that ran out already goes on being late: it cannot be paused after the fact. Raises PauseRefused."""
    if kind is not None and kind not in PAUSED:
        raise PauseRefused(f"Only {' and '.join(PAUSED)} can wait: that a human answers is promised in any case.")
    clocks = [clock for clock in await running(session, request_id, PAUSED if kind is None else [kind]) if clock.paused_since is None]
    if kind is not None and not clocks:
        raise PauseRefused(f"{kind} does not run: it is over, or waits already.")
    if reason is Waiting.THIRD_PARTY:
        await check_third_party(session, clocks)
    for clock in clocks:
        if clock.due_at is not None and clock.due_at <= at:
            continue
        left_s = clock.left_s - hours_of(clock, tables.body(clock.body_id)).between(clock.base_at, at)
        clock.left_s, clock.base_at = max(0, math.ceil(left_s)), at
        clock.due_at = clock.next_at = None
        clock.paused_since = at
        session.add(ClockPause(clock_id=clock.id, starts_at=at, until=until, reason=reason, by_role=by))
    await session.flush()


async def check_third_party(session: AsyncSession, clocks: list[RequestClock]) -> None:
    before = select(func.count()).select_from(ClockPause).where(ClockPause.reason == Waiting.THIRD_PARTY)
    for clock in clocks:
        if (await session.scalars(before.where(ClockPause.clock_id == clock.id))).one() >= MOST_THIRD_PARTY:
            raise PauseRefused("It waited for others twice already. Do it, or say for what other reason it waits.")


async def resume(session: AsyncSession, tables: Tables, request_id: UUID, kind: ClockKind | None, at: datetime) -> datetime | None:
    """The next due date, None where none runs."""
    for clock in await running(session, request_id, PAUSED if kind is None else [kind]):
        if clock.paused_since is None:
            continue
        await end_pause(session, clock, at)
        clock.base_at = at
        body = tables.body(clock.body_id)
        clock.rules_version, clock.holidays = tables.rules_version, body.holidays.version
        set_due(clock, body)
    await session.flush()
    return (await next_dues(session, [request_id])).get(request_id)


async def end_pause(session: AsyncSession, clock: RequestClock, at: datetime) -> None:
    still = update(ClockPause).where(ClockPause.clock_id == clock.id, ClockPause.ends_at.is_(None))
    await session.execute(still.values(ends_at=at))


async def stop(session: AsyncSession, request_id: UUID, kind: ClockKind | None, reason: str, at: datetime) -> None:
    for clock in await running(session, request_id, ClockKind if kind is None else [kind]):
        if clock.paused_since is not None:
            await end_pause(session, clock, at)
        if clock.due_at is not None and clock.due_at < at:
            clock.breached_at = clock.breached_at or clock.due_at
        clock.stopped_at, clock.stopped_by, clock.next_at = at, reason, None
    await session.flush()


async def transfer(
    session: AsyncSession, tables: Tables, request_id: UUID, category: str, body_id: UUID, at: datetime, reason: str
) -> tuple[datetime, bool]:  # fmt: skip
    """When the new body will have answered, and whether that is urgent. Raises NoBody."""
    body_row = await session.get(Body, body_id)
    if body_row is None or body_row.ended_at is not None:
        raise NoBody
    before = await last_route(session, request_id)
    session.add(RequestRoute(
        request_id=request_id, turn=before.turn + 1 if before else 1, body_id=body_id, category=category,
        service_code=service_at(tables, body_row.code, category), rule=reason,
        rules_version=tables.rules_version, areas_version=tables.areas_version, area=before.area if before else None,
        triage=body_row.triage, asked=[], at=at,
    ))  # fmt: skip
    for kind in (ClockKind.DELIVERY, ClockKind.ACK):
        await stop(session, request_id, kind, reason, at)
    for clock in await running(session, request_id, PAUSED):
        hand_over(clock, tables, body_id, at)
    due_at = await start(session, tables, request_id, category, body_id, (ClockKind.DELIVERY, ClockKind.ACK), at)
    return due_at, tables.categories.get(category).urgent


def service_at(tables: Tables, body: str, category: str) -> str:
    """By which code a body that it was passed on to knows such things."""
    rules = (rule for rule in tables.table.rules if body in (rule.body, rule.else_body) and (not rule.categories or category in rule.categories))
    return next((rule.service.replace("{category}", category) for rule in rules), category)


def hand_over(clock: RequestClock, tables: Tables, body_id: UUID, at: datetime) -> None:
    """What is left of it goes on by the hours of the new body. What ran out stays late, what waits goes on waiting."""
    old, new = tables.body(clock.body_id), tables.body(body_id)
    clock.body_id = body_id
    if clock.due_at is None or clock.due_at <= at:
        return
    clock.left_s = max(0, math.ceil(clock.left_s - hours_of(clock, old).between(clock.base_at, at)))
    clock.base_at, clock.rules_version, clock.holidays = at, tables.rules_version, new.holidays.version
    set_due(clock, new)


async def begin_again(session: AsyncSession, tables: Tables, request_id: UUID, kinds: Collection[ClockKind], at: datetime) -> datetime:
    """Those of them that still run stay as they are."""
    route = await last_route(session, request_id)
    if route is None:
        raise NoBody
    already = {clock.kind for clock in await running(session, request_id, kinds)}
    new = [kind for kind in kinds if kind not in already]
    if new:
        await start(session, tables, request_id, route.category, route.body_id, new, at)
    return (await next_dues(session, [request_id])).get(request_id, at)


async def list_due(session: AsyncSession, request_id: UUID) -> list[Due]:
    waits = (ClockPause.clock_id == RequestClock.id) & ClockPause.ends_at.is_(None)
    found = select(RequestClock, ClockPause.reason).outerjoin(ClockPause, waits).where(RequestClock.request_id == request_id)
    return [
        Due(
            ClockKind(clock.kind), clock.started_at, clock.due_at, clock.paused_since, Waiting(reason) if reason else None, clock.stopped_at,
            clock.breached_at is not None, clock.level, clock.rules_version, clock.holidays,
        )
        for clock, reason in (await session.execute(found.order_by(RequestClock.started_at, RequestClock.id))).all()
    ]  # fmt: skip


async def next_dues(session: AsyncSession, request_ids: Collection[UUID]) -> dict[UUID, datetime]:
    soonest = select(RequestClock.request_id, func.min(RequestClock.due_at)).where(
        RequestClock.request_id.in_(request_ids), RUNNING, RequestClock.kind.in_(TOLD), RequestClock.due_at.is_not(None)
    )  # fmt: skip
    return dict((await session.execute(soonest.group_by(RequestClock.request_id))).tuples().all())
