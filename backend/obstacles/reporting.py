"""Reports: each stands once, and near duplicates are voices for the same obstacle."""
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hmac import compare_digest
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.obstacles import HowLong, NewObstacle
from backend.idempotency.records import KeyReused
from backend.obstacles.abuse import check_heard, check_reports
from backend.obstacles.keys import content_of, mark_of, name_of
from backend.obstacles.kinds import MEANINGS, kinds_of
from backend.obstacles.models import Obstacle, ObstacleReport, SentReport
from backend.obstacles.places import apart_m
from backend.obstacles.standing import E7, VAGUE_M, active, place_of
from backend.obstacles.voices import Speaker, observed, speak
from routing.earth import METRES_PER_DEGREE

SAME_M, MOST_MORE_M = 25.0, 25.0
LIVES = {HowLong.HOURS: timedelta(hours=4), HowLong.DAYS: timedelta(days=3)}
LEAST_TODAY = timedelta(hours=2)
# One report after the other: two of the same thing at once would find no duplicate of each other. The number only has to be the same everywhere.
LOCK = 0x0A11_0B57


@dataclass(frozen=True)
class Reported:
    row: Obstacle
    merged: bool


async def report(session: AsyncSession, who: Speaker, key: str, new: NewObstacle, zone: ZoneInfo, now: datetime) -> Reported:
    """key: of the report, made once by whoever sends it.

    Raises KeyReused, ObservedLongAgo, ObservedLater, OffsetMissing, TimeOutOfRange, DeviceMuted, RateLimited.
    """
    await one_by_one(session)
    name, content = name_of(key, who.device_id), content_of(key, new)
    if (before := await find_sent(session, name, content)) is not None:
        return before
    at = observed(new.observed_at, now)
    await check_heard(session, who.device_id, now)
    await check_reports(session, who.device_id, who.network, now)
    life = life_of(new, at, zone)
    row = await find_same(session, new, now)
    merged = row is not None
    if row is None:
        row = made(new, at, life)
        session.add(row)
        await session.flush()
    elif is_vague(row) and not new.accuracy_m > VAGUE_M:
        take_place(row, new)
    session.add(SentReport(obstacle_id=row.id, name=name, content=content, merged=merged))
    session.add(taken(row, who, key, new, at, merged))
    await speak(session, row, who, True, at, life, now)
    return Reported(row, merged)


def taken(row: Obstacle, who: Speaker, key: str, new: NewObstacle, at: datetime, merged: bool) -> ObstacleReport:
    lat_e7, lon_e7 = degrees_e7(new)
    return ObstacleReport(
        device_id=who.device_id, sent_key=mark_of(key), obstacle_id=row.id, merged=merged, note=new.note, lat_e7=lat_e7, lon_e7=lon_e7,
        accuracy_m=round(new.accuracy_m), observed_at=at,
    )  # fmt: skip


async def one_by_one(session: AsyncSession) -> None:
    """SQLite writes one by one anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(LOCK)))


async def find_sent(session: AsyncSession, name: bytes, content: bytes) -> Reported | None:
    """What the same report came to, however long ago and with whatever pass it was sent. Raises KeyReused."""
    found = (await session.scalars(select(SentReport).where(SentReport.name == name))).one_or_none()
    if found is None:
        return None
    if found.content is not None and not compare_digest(found.content, content):
        raise KeyReused("This Idempotency-Key was used for another report. Take a new one for a new report.")
    return Reported(await session.get_one(Obstacle, found.obstacle_id), found.merged)


async def find_same(session: AsyncSession, new: NewObstacle, now: datetime) -> Obstacle | None:
    """The nearest active obstacle that is the same in all likelihood; of those as near, the one that was there first."""
    middle, reach = round(new.lat * E7), int((SAME_M + MOST_MORE_M) / METRES_PER_DEGREE * E7)
    near = Obstacle.lat_e7.between(middle - reach, middle + reach)
    kinds = Obstacle.kind.in_(kinds_of(MEANINGS[new.kind].family))
    best, best_m = None, 0.0
    for row in await session.scalars(select(Obstacle).where(active(now), kinds, near).order_by(Obstacle.id).with_for_update()):
        away_m = apart_m(new.lat, new.lon, *place_of(row))
        levels = {row.level, new.level} - {None}
        if away_m <= same_m(row.accuracy_m, new.accuracy_m) and len(levels) < 2 and (best is None or away_m < best_m):
            best, best_m = row, away_m
    return best


def same_m(one_accuracy_m: float, other_accuracy_m: float) -> float:
    """How far apart the same thing may be told."""
    return SAME_M + min(MOST_MORE_M, max(0.0, max(one_accuracy_m, other_accuracy_m) - SAME_M))


def made(new: NewObstacle, at: datetime, life: timedelta) -> Obstacle:
    lat_e7, lon_e7 = degrees_e7(new)
    return Obstacle(
        id=uuid7(), kind=new.kind.value, lat_e7=lat_e7, lon_e7=lon_e7, accuracy_m=round(new.accuracy_m), level=new.level,
        side=new.side and new.side.value, first_seen=at, last_seen=at, until=at + life, by_staff=False, reports=0, denials=0,
    )  # fmt: skip


def is_vague(row: Obstacle) -> bool:
    return row.accuracy_m > VAGUE_M


def take_place(row: Obstacle, new: NewObstacle) -> None:
    """A place that is known better. This happens once: one that is not vague stays where it is, so nobody can push it along a street."""
    row.lat_e7, row.lon_e7 = degrees_e7(new)
    row.accuracy_m, row.level = round(new.accuracy_m), new.level or row.level
    row.side = new.side.value if new.side else row.side


def life_of(new: NewObstacle, at: datetime, zone: ZoneInfo) -> timedelta:
    if new.how_long is HowLong.UNKNOWN:
        return MEANINGS[new.kind].life
    if new.how_long is not HowLong.TODAY:
        return LIVES[new.how_long]
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return max(LEAST_TODAY, datetime.combine(tomorrow, time(), zone) - at)


def degrees_e7(new: NewObstacle) -> tuple[int, int]:
    return round(new.lat * E7), round(new.lon * E7)
