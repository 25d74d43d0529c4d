"""The staff settles: each decision with its reason, and what people wrote or photographed is looked at by name of a reason only."""
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import ActKind, Decision, EndedBy, SeenReport, Settlement, StaffAct
from backend.database.changes import announce
from backend.obstacles.abuse import MUTED_FOR
from backend.obstacles.models import MutedDevice, Obstacle, ObstacleAct, ObstaclePhoto, ObstacleReport, ObstacleVote, SentReport
from backend.obstacles.standing import SHOWN_DECIMALS, active, end, is_active, place_of, to_second
from backend.obstacles.voices import TOPIC, list_votes, weigh
from backend.obstacles.voting import NONE_SUCH, ObstacleOver
from backend.service.errors import NotFound, Unprocessable
from backend.service.moments import checked_moment


class UntilPassed(Unprocessable):
    code = "until_in_the_past"


class IntoUnusable(Unprocessable):
    code = "into_unusable"


async def list_waiting(session: AsyncSession, ended: bool, most: int, now: datetime) -> tuple[list[tuple[Obstacle, int, int]], int]:
    """(obstacle, notes, photos) of the first `most`, and how many obstacles there are."""
    which = ~active(now) if ended else active(now)
    doubtful = (Obstacle.denials > 0).desc()
    rows = list(await session.scalars(select(Obstacle).where(which).order_by(doubtful, Obstacle.id.desc()).limit(most)))
    total = await session.scalar(select(func.count()).select_from(Obstacle).where(which)) or 0
    ids = [row.id for row in rows]
    with_note = func.count().filter(ObstacleReport.note != "")
    counted = select(ObstacleReport.obstacle_id, with_note, func.count(ObstaclePhoto.id)).outerjoin(ObstaclePhoto)
    found = await session.execute(counted.where(ObstacleReport.obstacle_id.in_(ids)).group_by(ObstacleReport.obstacle_id))
    counts = {obstacle_id: (notes, photos) for obstacle_id, notes, photos in found}
    return [(row, *counts.get(row.id, (0, 0))) for row in rows], total


async def get(session: AsyncSession, obstacle_id: UUID) -> Obstacle:
    """For the staff to decide on, not what it was merged into. Raises NotFound."""
    row = await session.get(Obstacle, obstacle_id, with_for_update=True)
    if row is None:
        raise NotFound(NONE_SUCH)
    return row


def note(session: AsyncSession, obstacle_id: UUID, act: ActKind, reason: str) -> None:
    session.add(ObstacleAct(obstacle_id=obstacle_id, act=act.value, reason=reason))


async def look(session: AsyncSession, obstacle_id: UUID, reason: str) -> tuple[Obstacle, tuple[SeenReport, ...], tuple[StaffAct, ...]]:
    """Raises NotFound."""
    row = await get(session, obstacle_id)
    note(session, obstacle_id, ActKind.SEEN, reason)
    await session.flush()
    with_photo = select(ObstacleReport, ObstaclePhoto.id).outerjoin(ObstaclePhoto).where(ObstacleReport.obstacle_id == obstacle_id)
    reports = [seen(report, photo is not None, await spam_of(session, report)) for report, photo in await session.execute(with_photo)]
    done = await session.scalars(select(ObstacleAct).where(ObstacleAct.obstacle_id == obstacle_id).order_by(ObstacleAct.id))
    return row, tuple(reports), tuple(StaffAct(ActKind(act.act), act.reason, to_second(act.created_at)) for act in done)


def seen(report: ObstacleReport, photo: bool, spam_before: int) -> SeenReport:
    lat, lon = place_of(report)
    received, observed = to_second(report.created_at), to_second(report.observed_at)
    lat, lon = round(lat, SHOWN_DECIMALS), round(lon, SHOWN_DECIMALS)
    return SeenReport(report.id, lat, lon, report.accuracy_m, report.note, observed, received, photo, spam_before)


async def spam_of(session: AsyncSession, report: ObstacleReport) -> int:
    """How many other obstacles of whoever sent this report were settled as spam."""
    other = (Obstacle.id == ObstacleReport.obstacle_id) & (Obstacle.ended_by == EndedBy.SPAM.value) & (Obstacle.id != report.obstacle_id)
    counted = select(func.count(Obstacle.id.distinct())).select_from(ObstacleReport).join(Obstacle, other)
    return await session.scalar(counted.where(ObstacleReport.device_id == report.device_id)) or 0


async def look_at_photo(session: AsyncSession, obstacle_id: UUID, report_id: UUID, reason: str) -> bytes:
    """The photo of a report, sealed. Raises NotFound."""
    of_report = (ObstacleReport.id == report_id) & (ObstacleReport.obstacle_id == obstacle_id)
    sealed = await session.scalar(select(ObstaclePhoto.sealed).join(ObstacleReport).where(of_report))
    if sealed is None:
        raise NotFound("There is no such photo.")
    note(session, obstacle_id, ActKind.PHOTO_SEEN, reason)
    return sealed


async def settle(session: AsyncSession, obstacle_id: UUID, told: Settlement, now: datetime) -> Obstacle:
    """Raises NotFound, ObstacleOver, UntilPassed, IntoUnusable, OffsetMissing, TimeOutOfRange."""
    row = await get(session, obstacle_id)
    if not is_active(row, now):
        raise ObstacleOver("This obstacle has ended already. What ended stays so.")
    await DECISIONS[told.decision](session, row, told, now)
    note(session, obstacle_id, ActKind(told.decision.value), told.reason)
    await session.flush()
    await announce(session, TOPIC, str(row.id))
    return row


async def confirm(session: AsyncSession, row: Obstacle, told: Settlement, now: datetime) -> None:
    until = checked_moment(told.until, "until")
    if until is not None and until <= now:
        raise UntilPassed("`until` has passed already. Give a later time, or leave it out.", "until")
    row.by_staff, row.until = True, until or row.until


async def close(session: AsyncSession, row: Obstacle, told: Settlement, now: datetime) -> None:
    end(row, EndedBy.CLOSED, now, told.reason)


async def refuse(session: AsyncSession, row: Obstacle, told: Settlement, now: datetime) -> None:
    end(row, EndedBy.SPAM, now, told.reason)
    if told.mute:
        note(session, row.id, ActKind.MUTE, told.reason)
        senders = await session.scalars(select(ObstacleReport.device_id).where(ObstacleReport.obstacle_id == row.id).distinct())
        for device_id in senders.all():
            await mute(session, device_id, told.reason, now)


async def mute(session: AsyncSession, device_id: UUID, reason: str, now: datetime) -> None:
    """It is not heard for a while, and what it said of what still stands does not count any more: what nobody else saw ends."""
    session.add(MutedDevice(device_id=device_id, until=now + MUTED_FOR))
    standing = select(Obstacle).join(ObstacleVote).where(ObstacleVote.device_id == device_id, active(now)).order_by(Obstacle.id)
    rows = list(await session.scalars(standing.with_for_update(of=Obstacle)))
    mine = update(ObstacleVote).where(ObstacleVote.device_id == device_id, ObstacleVote.obstacle_id.in_([row.id for row in rows]))
    await session.execute(mine.values(counted=False))
    for row in rows:
        weigh(row, await list_votes(session, row.id), now)
        if row.reports == 0 and not row.by_staff and is_active(row, now):
            end(row, EndedBy.SPAM, now, reason)


async def merge(session: AsyncSession, row: Obstacle, told: Settlement, now: datetime) -> None:
    """All that was said of the one was said of the other; of a device that spoke of both its later voice holds."""
    target = None if told.into in (None, row.id) else await session.get(Obstacle, told.into, with_for_update=True)
    if target is None or not is_active(target, now):
        raise IntoUnusable("Name in `into` another obstacle that has not ended.", "into")
    await merge_voices(session, row, target)
    for table in (ObstacleReport, SentReport):
        await session.execute(update(table).where(table.obstacle_id == row.id).values(obstacle_id=target.id))
    await session.execute(update(Obstacle).where(Obstacle.merged_into == row.id).values(merged_into=target.id))
    target.until, target.by_staff = max(target.until, row.until), target.by_staff or row.by_staff
    end(row, EndedBy.MERGED, now, told.reason, target.id)
    await session.flush()
    weigh(target, await list_votes(session, target.id), now)
    await announce(session, TOPIC, str(target.id))


async def merge_voices(session: AsyncSession, row: Obstacle, target: Obstacle) -> None:
    theirs = await list_votes(session, target.id)
    for vote in await list_votes(session, row.id):
        known = find_own(theirs, vote)
        if known is None:
            vote.obstacle_id = target.id
            continue
        if vote.at > known.at:
            known.there, known.at, known.network, known.counted = vote.there, vote.at, vote.network, vote.counted
        known.sent_key = known.sent_key or vote.sent_key
        await session.delete(vote)


def find_own(votes: Sequence[ObstacleVote], other: ObstacleVote) -> ObstacleVote | None:
    """The voice of the phone that spoke, else of its pass: two of one phone cannot stand beside each other."""
    marked = (one for one in votes if one.sent_key is not None and one.sent_key == other.sent_key)
    of_pass = (one for one in votes if one.device_id is not None and one.device_id == other.device_id)
    return next(marked, None) or next(of_pass, None)


Decide = Callable[[AsyncSession, Obstacle, Settlement, datetime], Coroutine[None, None, None]]
DECISIONS: dict[Decision, Decide] = {Decision.CONFIRM: confirm, Decision.CLOSE: close, Decision.SPAM: refuse, Decision.MERGE: merge}

