"""Requests that could be the same, from the index of places: near, not long ago, and for whoever asks to see."""
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from backend.contract.request_words import RequestState
from backend.identity.actor import Actor
from backend.requests.models import Request
from backend.requests.places import E7
from backend.requests.seeing import mine, public
from routing.earth import METRES_PER_DEGREE

WITHIN_M, WITHIN = 150.0, timedelta(days=30)
ENDED_WITHIN = timedelta(days=14)
ENDED = (RequestState.RESOLVED, RequestState.CONFIRMED, RequestState.CLOSED, RequestState.REJECTED)
NEVER = (RequestState.MERGED, RequestState.WITHDRAWN, RequestState.HELD)
MOST, MOST_AT_ONE_POINT = 300, 12  # a block of flats has hundreds at one address
READ = (
    Request.code, Request.category, Request.lat_e7, Request.lon_e7, Request.place_id, Request.words_public, Request.submitted_at, Request.followers,
    Request.state, Request.accuracy_m,
)  # fmt: skip


@dataclass(frozen=True)
class Near:
    """distance_m: 0 for what is at the same stop, lift or space."""

    row: Request
    distance_m: float


@dataclass(frozen=True)
class Spot:
    """Degrees, or the id of what one is at, or both."""

    lat: float | None
    lon: float | None
    place_id: str | None


async def list_near(session: AsyncSession, actor: Actor, spot: Spot, at: datetime) -> list[Near]:
    """The newest first."""
    standing = or_(Request.state.not_in((*ENDED, *NEVER)), Request.state.in_(ENDED) & (Request.state_since > at - ENDED_WITHIN))
    asked = select(Request).where(around(spot), Request.submitted_at > at - WITHIN, standing, or_(public(), mine(actor)))
    rows = await session.scalars(asked.options(load_only(*READ)).order_by(Request.submitted_at.desc()).limit(MOST))
    return list(capped(near(rows, spot)))


def around(spot: Spot) -> ColumnElement[bool]:
    """spot: with degrees or an id."""
    same = Request.place_id == spot.place_id
    if spot.lat is None or spot.lon is None:
        return same
    down, across = WITHIN_M / METRES_PER_DEGREE, WITHIN_M / (METRES_PER_DEGREE * math.cos(math.radians(spot.lat)))
    box = Request.lat_e7.between(e7(spot.lat - down), e7(spot.lat + down)) & Request.lon_e7.between(e7(spot.lon - across), e7(spot.lon + across))
    return box if spot.place_id is None else box | same


def near(rows: Iterable[Request], spot: Spot) -> Iterable[Near]:
    for row in rows:
        away_m = 0.0 if spot.place_id is not None and row.place_id == spot.place_id else apart_m(row, spot)
        if away_m <= WITHIN_M:
            yield Near(row, away_m)


def apart_m(row: Request, spot: Spot) -> float:
    if row.lat_e7 is None or row.lon_e7 is None or spot.lat is None or spot.lon is None:
        return math.inf
    down = (row.lat_e7 / E7 - spot.lat) * METRES_PER_DEGREE
    across = (row.lon_e7 / E7 - spot.lon) * METRES_PER_DEGREE * math.cos(math.radians(spot.lat))
    return math.hypot(down, across)


def capped(found: Iterable[Near]) -> Iterable[Near]:
    """Not all of one address: others near by are to be seen too."""
    points: Counter[tuple[int | None, int | None]] = Counter()
    for one in found:
        point = (one.row.lat_e7, one.row.lon_e7)
        points[point] += 1
        if points[point] <= MOST_AT_ONE_POINT:
            yield one


def e7(degrees: float) -> int:
    return round(degrees * E7)
