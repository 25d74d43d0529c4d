"""Zones as their rows have them."""
from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.rides.models import RideZone
from backend.rides.offers import Zone
from backend.rides.terms import ZoneTerms


def zone_of(row: RideZone) -> Zone:
    return Zone(row.id, row.key, row.operator_id, row.operator_name, msgspec.convert(row.terms, ZoneTerms))


async def find_zone(session: AsyncSession, key: str) -> Zone | None:
    """Of a service that is sold."""
    row = await session.scalar(select(RideZone).where(RideZone.key == key, RideZone.active))
    return None if row is None else zone_of(row)


async def list_zones(session: AsyncSession) -> Sequence[Zone]:
    return [zone_of(row) for row in await session.scalars(select(RideZone).where(RideZone.active).order_by(RideZone.key))]
