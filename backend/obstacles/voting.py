"""Others confirm or deny."""
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import ObstacleVote as ToldVote
from backend.obstacles.abuse import check_heard, check_votes
from backend.obstacles.models import Obstacle
from backend.obstacles.standing import is_active, meaning_of
from backend.obstacles.voices import Speaker, locked, observed, speak
from backend.service.errors import Conflict, NotFound

NONE_SUCH = "There is no such obstacle. GET /v1/obstacles lists those of a part of the map."


class ObstacleOver(Conflict):
    code = "obstacle_over"


async def vote(session: AsyncSession, who: Speaker, obstacle_id: UUID, told: ToldVote, now: datetime) -> Obstacle:
    """Raises NotFound, ObstacleOver, DeviceMuted, RateLimited, and what `observed` raises."""
    at = observed(told.observed_at, now)
    await check_heard(session, who.device_id, now)
    await check_votes(session, who.device_id, who.network, now)
    row = await locked(session, obstacle_id)
    if row is None:
        raise NotFound(NONE_SUCH)
    if not is_active(row, now):
        raise ObstacleOver("This obstacle has ended. If something is there, report it anew.")
    await speak(session, row, who, told.there, at, meaning_of(row).life, now)
    return row
