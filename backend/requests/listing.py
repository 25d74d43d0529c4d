"""Requests in lists: one's own, those followed, those near a place."""
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import RequestState
from backend.contract.requests import MyRequestsResponse, RequestsResponse, RequestSummary
from backend.identity.actor import Actor, scope
from backend.requests import seeing
from backend.requests.answers import OVER, names_for, summed, to_second
from backend.requests.models import Follower, Request
from backend.requests.places import E7
from backend.requests.seeing import Seen
from routing.earth import METRES_PER_DEGREE

MOST_OWN, MOST_NEAR, MOST_LOOKED_AT = 100, 50, 5000
CLOSED = tuple(state.value for state in OVER if state not in (RequestState.MERGED, RequestState.RESOLVED))


async def own(session: AsyncSession, actor: Actor, language: str, at: datetime) -> MyRequestsResponse:
    newest = Request.changed_at.desc(), Request.id.desc()
    sent = list(await session.scalars(select(Request).where(seeing.mine(actor)).order_by(*newest).limit(MOST_OWN)))
    others = seeing.visible(actor) & ~seeing.mine(actor) & Request.id.in_(select(Follower.request_id).where(scope(actor, Follower)))
    followed = list(await session.scalars(select(Request).where(others).order_by(*newest).limit(MOST_OWN)))
    names, following = await names_for(session, [*sent, *followed]), await muted_by_id(session, actor, [row.id for row in [*sent, *followed]])
    mine = tuple(summed(row, Seen(True, row.id in following, True, following.get(row.id, False)), names, language, at) for row in sent)
    theirs = tuple(summed(row, Seen(False, True, seeing.is_public(row), following.get(row.id, False)), names, language, at) for row in followed)
    return MyRequestsResponse(mine, theirs, to_second(at))


async def muted_by_id(session: AsyncSession, actor: Actor, ids: list[UUID]) -> dict[UUID, bool]:
    """Of those they follow: whether they muted each."""
    followed = select(Follower.request_id, Follower.muted).where(scope(actor, Follower), Follower.request_id.in_(ids))
    return dict((await session.execute(followed)).tuples().all())


async def near(
    session: AsyncSession, actor: Actor, lat: float, lon: float, radius_m: int, category: str | None, closed: bool, language: str, at: datetime
) -> RequestsResponse:  # fmt: skip
    """What everybody may see around a place, the nearest first. closed: what is over too."""
    up = radius_m / METRES_PER_DEGREE
    across = min(180.0, up / max(0.01, float(np.cos(np.radians(lat)))))
    box = Request.lat_e7.between(e7(lat - up), e7(lat + up)) & Request.lon_e7.between(e7(lon - across), e7(lon + across))
    which = [seeing.public(), box, Request.state != RequestState.MERGED.value]
    if category is not None:
        which.append(Request.category == category)
    if not closed:
        which.append(Request.state.not_in(CLOSED))
    rows = list(await session.scalars(select(Request).where(*which).order_by(Request.changed_at.desc(), Request.id).limit(MOST_LOOKED_AT)))
    away = [distance_m(row, lat, lon) for row in rows]
    inside = sorted(one for one in zip(away, range(len(rows))) if one[0] <= radius_m)
    shown = [(away_m, rows[number]) for away_m, number in inside[:MOST_NEAR]]
    names, following = await names_for(session, [row for _, row in shown]), await muted_by_id(session, actor, [row.id for _, row in shown])
    told: list[RequestSummary] = [
        summed(row, Seen(seeing.is_of(row, actor), row.id in following, True, following.get(row.id, False)), names, language, at, round(away_m))
        for away_m, row in shown
    ]
    total = len(inside)
    if len(rows) == MOST_LOOKED_AT:
        total += (await session.scalar(select(func.count()).select_from(Request).where(*which)) or 0) - MOST_LOOKED_AT
    return RequestsResponse(tuple(told), total - len(told), to_second(at))


def distance_m(row: Request, lat: float, lon: float) -> float:
    assert row.lat_e7 is not None
    assert row.lon_e7 is not None
    east = (row.lon_e7 / E7 - lon) * np.cos(np.radians(lat))
    return float(np.hypot(row.lat_e7 / E7 - lat, east) * METRES_PER_DEGREE)


def e7(degrees: float) -> int:
    return round(degrees * E7)
