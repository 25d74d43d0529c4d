"""How much one device, and one network, may say; and who is not heard."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from backend.obstacles.models import MutedDevice, ObstacleReport, ObstacleVote
from backend.service.errors import RateLimited, ServiceError

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MUTED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Quota:
    """So many within a span of time."""

    most: int
    span: timedelta


# Networks get ten times as much as a device: phones share the addresses of their provider.
REPORTS = (Quota(10, HOUR), Quota(30, DAY))
VOTES = (Quota(60, HOUR), Quota(200, DAY))
VOICES_OF_NETWORK = (Quota(100, HOUR), Quota(300, DAY))


class DeviceMuted(ServiceError):
    status, code = 403, "device_muted"


async def check_heard(session: AsyncSession, device_id: UUID, now: datetime) -> None:
    """Raises DeviceMuted."""
    muted = select(func.max(MutedDevice.until)).where(MutedDevice.device_id == device_id, MutedDevice.until > now)
    if await session.scalar(muted) is not None:
        raise DeviceMuted("Reports of this device were settled as spam, so it is not heard for a while. Ask the city if this is a mistake.")


async def check_reports(session: AsyncSession, device_id: UUID, network: bytes | None, now: datetime) -> None:
    """Raises RateLimited."""
    await check(session, REPORTS, ObstacleReport.device_id, device_id, ObstacleReport.created_at, now)
    await check_network(session, network, now)


async def check_votes(session: AsyncSession, device_id: UUID, network: bytes | None, now: datetime) -> None:
    """Raises RateLimited."""
    await check(session, VOTES, ObstacleVote.device_id, device_id, ObstacleVote.updated_at, now)
    await check_network(session, network, now)


async def check_network(session: AsyncSession, network: bytes | None, now: datetime) -> None:
    if network is not None:
        await check(session, VOICES_OF_NETWORK, ObstacleVote.network, network, ObstacleVote.updated_at, now)


async def check(
    session: AsyncSession, quotas: tuple[Quota, ...], column: InstrumentedAttribute, whose: UUID | bytes, when: InstrumentedAttribute, now: datetime
) -> None:
    longest = max(quota.span for quota in quotas)
    within = [func.count().filter(when > now - quota.span) for quota in quotas]
    said = (await session.execute(select(*within).where(column == whose, when > now - longest))).one()
    for quota, times in zip(quotas, said):
        if times >= quota.most:
            hours = int(quota.span / HOUR)
            words = "an hour" if hours == 1 else "a day"
            headers = {"Retry-After": str(int(quota.span.total_seconds()) // 12)}
            raise RateLimited(f"This is more than can be taken from one place within {words}. Keep it, and send it later.", headers=headers)
