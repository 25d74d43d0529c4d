"""How an obstacle stands at a moment, what the engine is told of it, and what people are."""
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement

from backend.contract.obstacles import EndedBy, ObstacleKind, ObstacleState, Side
from backend.contract.obstacles import Obstacle as ObstacleAnswer
from backend.obstacles.kinds import MEANINGS, affected_by
from backend.obstacles.models import Obstacle
from routing.closures import Closure
from routing.streets.graph import Mode

# A place that may be farther off than this could be on the next street: nobody is led around it.
VAGUE_M = 30
E7 = 10_000_000
ON_FOOT = frozenset({Mode.FOOT})
SHOWN_DECIMALS = 5  # one metre


def active(now: datetime) -> ColumnElement[bool]:
    return Obstacle.ended_at.is_(None) & (Obstacle.until > now)


def is_active(row: Obstacle, now: datetime) -> bool:
    return row.ended_at is None and now < row.until


def meaning_of(row: Obstacle):
    return MEANINGS[ObstacleKind(row.kind)]


def place_of(row) -> tuple[float, float]:
    """Degrees of an obstacle or a report."""
    return row.lat_e7 / E7, row.lon_e7 / E7


def wall_until(row: Obstacle) -> datetime | None:
    """As long as nobody says anything more; None where it is no wall."""
    if row.ended_at is not None or meaning_of(row).attributes is None:
        return None
    if row.by_staff:
        return row.until
    if row.confirmed_until is None or row.accuracy_m > VAGUE_M:
        return None
    return min(row.until, row.confirmed_until)


def state_of(row: Obstacle, now: datetime) -> ObstacleState:
    if not is_active(row, now):
        return ObstacleState.ENDED
    confirmed = row.by_staff or (row.confirmed_until is not None and now < row.confirmed_until)
    return ObstacleState.CONFIRMED if confirmed else ObstacleState.REPORTED


def ended_by(row: Obstacle, now: datetime) -> EndedBy | None:
    if row.ended_by is not None:
        return EndedBy(row.ended_by)
    return None if is_active(row, now) else EndedBy.EXPIRED


def closure_of(row: Obstacle, edges: np.ndarray) -> Closure | None:
    """As the engine obeys it; None where nobody is to be led around it."""
    until, meaning = wall_until(row), meaning_of(row)
    if until is None or not len(edges):
        return None
    return Closure(edges, ON_FOOT, None, until, str(row.id), meaning.words, int(meaning.attributes or 0))


def told(row: Obstacle, edges: np.ndarray, now: datetime) -> ObstacleAnswer:
    lat, lon = place_of(row)
    until = wall_until(row)
    return ObstacleAnswer(
        id=row.id,
        kind=ObstacleKind(row.kind),
        lat=round(lat, SHOWN_DECIMALS),
        lon=round(lon, SHOWN_DECIMALS),
        level=row.level,
        side=None if row.side is None else Side(row.side),
        state=state_of(row, now),
        blocks=until is not None and now < until and len(edges) > 0,
        affects=affected_by(ObstacleKind(row.kind)),
        on_street=len(edges) > 0,
        reports=row.reports,
        denials=row.denials,
        first_seen=to_second(row.first_seen),
        last_seen=to_second(row.last_seen),
        until=to_second(row.until),
        ended_by=ended_by(row, now),
        reason=row.reason,
        merged_into=row.merged_into,
        request_id=row.request_id,
    )


def to_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def extended(row: Obstacle, at: datetime, life: timedelta) -> datetime:
    """Until when it stands once somebody else has seen it; whoever reported it does not make it last by saying so again."""
    return max(row.until, at + life)


def end(row: Obstacle, by: EndedBy, now: datetime, reason: str | None = None, into: UUID | None = None) -> None:
    row.ended_at, row.ended_by, row.reason, row.merged_into = now, by.value, reason, into
