"""When a phone may ring for a notice: as a mail may go, and what comes before that goes with it. Nothing is done then: the phone waits for it."""
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.identity.actor import Actor, scope
from backend.requests.models import Follower, Request
from backend.requests.telling import listeners, pace
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.models import RequestNotice
from backend.requests.telling.people import Person, of_actor
from backend.requests.telling.rows import New


async def timed(session: AsyncSession, row: Request, new: Sequence[New], at: datetime, zone: ZoneInfo) -> list[New]:
    """With `push_at` for those who want it."""
    wanting = await listeners.ringing(session, [one.to for one in new], row.id)
    if not wanting:
        return list(new)
    last, today = await last_rung(session, row.id), await rung_since(session, pace.midnight(at, zone), wanting)
    return [
        replace(one, push_at=time_of(at, zone, one.role, row.urgent, pace.Before(last.get(one.to), today.get(one.to, 0))))
        if one.to in wanting else one
        for one in new
    ]  # fmt: skip


def time_of(at: datetime, zone: ZoneInfo, role: ListenerRole, urgent: bool, before: pace.Before) -> datetime:
    """Pure. last_at of `before` may be still to come: then this one goes with it, and only what is urgent waits for no morning."""
    if before.last_at is not None and before.last_at > at:
        if not urgent or before.last_at <= at + pace.APART:
            return before.last_at
        before = pace.Before(None, before.today)
    decided = pace.decide(at, zone, role, urgent, before)
    return at if isinstance(decided, pace.Now) else decided.at


async def last_rung(session: AsyncSession, request_id: UUID) -> dict[Person, datetime]:
    """When the phones of each rang for this request last, or will."""
    rung = select(RequestNotice.account_id, RequestNotice.device_id, func.max(RequestNotice.push_at))
    asked = rung.where(RequestNotice.request_id == request_id, RequestNotice.push_at.is_not(None))
    found = await session.execute(asked.group_by(RequestNotice.account_id, RequestNotice.device_id))
    return {Person(account_id, device_id): at for account_id, device_id, at in found}


async def rung_since(session: AsyncSession, since: datetime, people: frozenset[Person]) -> dict[Person, int]:
    """For what they follow: how many times since then. What rings together is once."""
    times = func.count(func.distinct(RequestNotice.push_at))
    rung = select(RequestNotice.account_id, RequestNotice.device_id, times)
    asked = rung.where(RequestNotice.push_at >= since, RequestNotice.role == ListenerRole.FOLLOWER.value, RequestNotice.at >= since)
    found = await session.execute(asked.group_by(RequestNotice.account_id, RequestNotice.device_id))
    return {one: count for account_id, device_id, count in found if (one := Person(account_id, device_id)) in people}


async def still_ring(session: AsyncSession, actor: Actor, notices: Sequence[RequestNotice], at: datetime) -> frozenset[UUID]:
    """Ids of those for which it may ring as things stand now: not what was read, muted, stopped or is long past."""
    due = [one for one in notices if one.push_at is not None and one.read_at is None and one.push_at > at - pace.STALE]
    if not due:
        return frozenset()
    wanted = {one.request_id for one in due}
    muted = select(Follower.request_id).where(scope(actor, Follower), Follower.muted.is_(True), Follower.request_id.in_(wanted))
    silent, person = set(await session.scalars(muted)), of_actor(actor)
    loud = {one for one in wanted - silent if await listeners.ringing(session, [person], one)}
    return frozenset(one.id for one in due if one.request_id in loud)
