"""The obstacle that a service request is in the way as. Called by requests, so it tells them nothing: neither calls the other in a circle."""
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import EndedBy, NewObstacle
from backend.contract.obstacles import ObstacleVote as ToldVote
from backend.database.changes import announce
from backend.obstacles.keys import name_of
from backend.obstacles.models import MAX_REASON, Obstacle, ObstacleVote, SentReport
from backend.obstacles.reporting import find_same, life_of, made, one_by_one, report
from backend.obstacles.standing import end, is_active, meaning_of
from backend.obstacles.voices import TOPIC, Speaker, list_votes, weigh
from backend.obstacles.voting import vote


async def find(session: AsyncSession, request_id: UUID) -> Obstacle | None:
    """Held against others who speak of it now; the one that was there last."""
    mine = select(Obstacle).where(Obstacle.request_id == request_id).order_by(Obstacle.id.desc()).limit(1)
    return (await session.scalars(mine.with_for_update())).first()


async def find_id(session: AsyncSession, request_id: UUID) -> UUID | None:
    return await session.scalar(select(Obstacle.id).where(Obstacle.request_id == request_id).order_by(Obstacle.id.desc()).limit(1))


async def open_for(
    session: AsyncSession, request_id: UUID, who: Speaker | None, network: bytes | None, key: str, new: NewObstacle, zone: ZoneInfo, at: datetime
) -> Obstacle:  # fmt: skip
    """One more, or one more voice for one that stands there already. who: the device that tells it, None where it is none of ours.

    Raises what reporting.report raises.
    """
    if who is not None:
        row = (await report(session, who, key, new, zone, at)).row
        # Sent as a report too, under the same key, it is the same thing told in other words.
        same = SentReport.name == name_of(key, who.device_id)
        await session.execute(update(SentReport).where(same).values(content=None))
    else:
        row = await spoken(session, network, new, zone, at)
    if row.request_id is None:
        row.request_id = request_id
    await session.flush()
    return row


async def spoken(session: AsyncSession, network: bytes | None, new: NewObstacle, zone: ZoneInfo, at: datetime) -> Obstacle:
    await one_by_one(session)
    row = await find_same(session, new, at)
    if row is None:
        row = made(new, at, life_of(new, at, zone))
        session.add(row)
        await session.flush()
    session.add(ObstacleVote(obstacle_id=row.id, device_id=None, there=True, at=at, network=network, counted=True))
    await session.flush()
    weigh(row, await list_votes(session, row.id), at)
    await announce(session, TOPIC, str(row.id))
    return row


async def also_there(session: AsyncSession, request_id: UUID, who: Speaker, at: datetime) -> None:
    """Somebody else says "me too": one more voice for what is there. Raises DeviceMuted, RateLimited."""
    row = await find(session, request_id)
    if row is not None and is_active(row, at):
        await vote(session, who, row.id, ToldVote(True), at)


async def end_for(session: AsyncSession, request_id: UUID, reason: str, at: datetime, alone: bool = False) -> None:
    """alone: only where nobody else reported it too."""
    row = await find(session, request_id)
    if row is None or not is_active(row, at) or (alone and row.reports > 1):
        return
    end(row, EndedBy.CLOSED, at, reason[:MAX_REASON])
    await announce(session, TOPIC, str(row.id))


async def stand_again(session: AsyncSession, request_id: UUID, sure: bool, at: datetime) -> None:
    """It was said to be gone and is not. sure: an officer says so; else whoever sent it does."""
    row = await find(session, request_id)
    if row is None or row.ended_by != EndedBy.CLOSED.value:
        return
    row.ended_at = row.ended_by = row.reason = None
    row.until, row.by_staff = max(row.until, at + meaning_of(row).life), row.by_staff or sure
    await announce(session, TOPIC, str(row.id))


async def hand_over(session: AsyncSession, request_id: UUID, target_id: UUID) -> None:
    """Requests were joined: the obstacle goes with them, where the other has none."""
    row = await find(session, request_id)
    if row is not None and await find_id(session, target_id) is None:
        row.request_id = target_id


def ran_out(at: datetime) -> Select[tuple[UUID]]:
    """Those of requests whose time is over, and whose request was not told so yet."""
    untold = or_(Obstacle.told_until.is_(None), Obstacle.told_until < Obstacle.until)
    over = Obstacle.request_id.is_not(None) & (Obstacle.until <= at) & Obstacle.ended_at.is_(None)
    return select(Obstacle.id).where(over, untold).order_by(Obstacle.until)


async def find_request(session: AsyncSession, obstacle_id: UUID) -> UUID | None:
    return await session.scalar(select(Obstacle.request_id).where(Obstacle.id == obstacle_id))


async def note_run_out(session: AsyncSession, obstacle_id: UUID, at: datetime) -> bool:
    """False where somebody else has, or it stands again."""
    row = (await session.scalars(select(Obstacle).where(Obstacle.id == obstacle_id).with_for_update())).one_or_none()
    if row is None or row.ended_at is not None or row.until > at or (row.told_until is not None and row.told_until >= row.until):
        return False
    row.told_until = row.until
    await session.flush()
    return True
