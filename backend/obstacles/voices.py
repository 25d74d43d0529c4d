"""Voices in the database: one of each device for each obstacle, and the verdict on all of them."""
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import EndedBy
from backend.database.changes import announce
from backend.obstacles.models import Obstacle, ObstacleVote
from backend.obstacles.standing import end, extended, is_active, meaning_of
from backend.obstacles.trust import Verdict, Voice, judge
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment

TOPIC = "obstacles"
OLDEST, CLOCKS_DIFFER = timedelta(days=7), timedelta(minutes=5)
log = structlog.get_logger("allways.obstacles")


class ObservedLongAgo(Unprocessable):
    code = "observed_long_ago"


class ObservedLater(Unprocessable):
    code = "observed_in_the_future"


def observed(told: datetime | None, now: datetime) -> datetime:
    """Raises OffsetMissing, TimeOutOfRange, ObservedLongAgo, ObservedLater."""
    at = checked_moment(told, "observedAt")
    if at is None:
        return now
    if at < now - OLDEST:
        raise ObservedLongAgo("This was seen more than seven days ago. Look again, and report what is there now.", "observedAt")
    if at > now + CLOCKS_DIFFER:
        raise ObservedLater("This was seen later than now. Set the clock of the device.", "observedAt")
    return min(at, now)


async def speak(
    session: AsyncSession, row: Obstacle, device_id: UUID, network: bytes | None, there: bool, at: datetime, life: timedelta, now: datetime
) -> None:
    """One voice more, or the changed voice of a device; what was seen before what it said last changes nothing. row: locked."""
    votes = await list_votes(session, row.id)
    mine = next((vote for vote in votes if vote.device_id == device_id), None)
    if mine is None:
        mine = ObstacleVote(obstacle_id=row.id, device_id=device_id, network=network, there=there, at=at, counted=True)
        session.add(mine)
        votes.append(mine)
    elif at < mine.at:
        return
    else:
        mine.there, mine.at, mine.network = there, at, network
    others = any(vote.there and vote.counted and not same_person(vote, mine) for vote in votes)
    if there and others:
        row.until = extended(row, at, life)
    weigh(row, votes, now)
    await session.flush()
    await announce(session, TOPIC, str(row.id))


def same_person(one: ObstacleVote, other: ObstacleVote) -> bool:
    """As far as is known."""
    return one is other or (one.network is not None and one.network == other.network)


def weigh(row: Obstacle, votes: list[ObstacleVote], now: datetime) -> None:
    verdict = verdict_on(row, votes)
    row.reports, row.denials, row.confirmed_until = verdict.reports, verdict.denials, verdict.confirmed_until
    seen = [vote.at for vote in votes if vote.there and vote.counted]
    row.last_seen = max([row.last_seen, *seen])
    row.first_seen = min([row.first_seen, *seen])
    if verdict.denied and not row.by_staff and is_active(row, now):
        end(row, EndedBy.DENIED, now)
        log.info("obstacle_ended", kind=row.kind, by="denied")


def verdict_on(row: Obstacle, votes: list[ObstacleVote]) -> Verdict:
    return judge([Voice(vote.there, vote.at, vote.network) for vote in votes if vote.counted], meaning_of(row).half_life)


async def list_votes(session: AsyncSession, obstacle_id: UUID) -> list[ObstacleVote]:
    return list(await session.scalars(select(ObstacleVote).where(ObstacleVote.obstacle_id == obstacle_id).order_by(ObstacleVote.id)))


async def locked(session: AsyncSession, obstacle_id: UUID) -> Obstacle | None:
    """The obstacle, or the one it was merged into, held against others who speak of it now."""
    row = await session.get(Obstacle, obstacle_id, with_for_update=True)
    if row is not None and row.merged_into is not None:
        return await session.get(Obstacle, row.merged_into, with_for_update=True)
    return row
