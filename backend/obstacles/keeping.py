"""How long obstacles, and what was said of them, are kept."""
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.obstacles.models import MutedDevice, Obstacle, ObstacleAct, ObstacleVote

KEPT, ACTS_KEPT = timedelta(days=30), timedelta(days=3 * 365)
PURGED_AT_ONCE = 500


async def purge(session: AsyncSession) -> int:
    """What has run out, a part at a time; how many rows it was. One that was merged goes with the one it was merged into."""
    moment = now()
    old = select(Obstacle.id).where(Obstacle.merged_into.is_(None), over_at(moment - KEPT)).limit(PURGED_AT_ONCE)
    gone = (await session.execute(delete(Obstacle).where(Obstacle.id.in_(old)))).rowcount
    marked = select(ObstacleVote.id).join(Obstacle).where(ObstacleVote.network.is_not(None), over_at(moment)).limit(PURGED_AT_ONCE)
    gone += (await session.execute(update(ObstacleVote).where(ObstacleVote.id.in_(marked)).values(network=None))).rowcount
    for table, column, before in ((MutedDevice, MutedDevice.until, moment), (ObstacleAct, ObstacleAct.created_at, moment - ACTS_KEPT)):
        run_out = select(table.id).where(column < before).limit(PURGED_AT_ONCE)
        gone += (await session.execute(delete(table).where(table.id.in_(run_out)))).rowcount
    return gone


def over_at(moment: datetime):
    """Ended before then, by whatever."""
    return or_(and_(Obstacle.ended_at.is_not(None), Obstacle.ended_at < moment), and_(Obstacle.ended_at.is_(None), Obstacle.until < moment))
