"""Voices in the database: one of each device for each obstacle, and the verdict on all of them."""
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Speaker:
    """network: a mark of where it comes from, None unknown. sent_key: a mark of the phone itself, whatever its pass, None where it gives none."""

    device_id: UUID
    network: bytes | None
    sent_key: bytes | None = None


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


async def speak(session: AsyncSession, row: Obstacle, who: Speaker, there: bool, at: datetime, life: timedelta, now: datetime) -> None:
    """One voice more, or the changed voice of a device; what was seen before what it said last changes nothing. row: locked."""
    votes = await list_votes(session, row.id)
    mine = await own_voice(session, votes, who)
    if mine is None:
        mine = ObstacleVote(obstacle_id=row.id, device_id=who.device_id, counted=True)
        session.add(mine)
        votes.append(mine)
    elif at < mine.at:
        return
    mine.there, mine.at, mine.network, mine.sent_key = there, at, who.network, who.sent_key or mine.sent_key
    others = any(vote.there and vote.counted and not same_person(vote, mine) for vote in votes)
    if there and others:
        row.until = extended(row, at, life)
    weigh(row, votes, now)
    await session.flush()
    await announce(session, TOPIC, str(row.id))


async def own_voice(session: AsyncSession, votes: list[ObstacleVote], who: Speaker) -> ObstacleVote | None:
    """By the mark of the phone before its pass; where both found another one they become one."""
    marked = next((vote for vote in votes if who.sent_key is not None and vote.sent_key == who.sent_key), None)
    of_pass = next((vote for vote in votes if vote.device_id == who.device_id), None)
    if marked is None or of_pass is None or marked is of_pass:
        return marked or of_pass
    marked.counted = marked.counted and of_pass.counted
    votes.remove(of_pass)
    await session.delete(of_pass)
    return marked


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
