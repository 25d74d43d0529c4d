"""Other spaces near one that cannot be had: for the same vehicle, free all the time, the nearest on foot first."""
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.parking import FitVerdict, ParkingSearch, ParkingSpace, SpaceFilter, Vehicle
from backend.contract.reservation_care import OtherSpace
from backend.parking.service import Parking
from backend.reservations.rows import Reserved

MOST_SHOWN = 3
# Ten minutes more on foot, at 4.5 km/h.
WALK_M = 750


async def near(
    session: AsyncSession, parking: Parking, part: Reserved, start: datetime, end: datetime, at: datetime, most: int = MOST_SHOWN
) -> tuple[OtherSpace, ...]:  # fmt: skip
    """Bookable at once. Not the space itself, nor a place of the same car park. What surely fits comes before what may."""
    found = await around(session, parking, part, start, end, at)
    return tuple(
        OtherSpace(one.space_id, one.name, one.walk.distance_m if one.walk else 0, start, end, one.price.total_minor or 0) for one in found[:most]
    )


async def around(session: AsyncSession, parking: Parking, part: Reserved, start: datetime, end: datetime, at: datetime) -> list[ParkingSpace]:
    """All of them."""
    exact = await parking.place(session, part.site.id)
    lat, lon = (exact.lat, exact.lon) if exact else (part.site.lat_e7 / 1e7, part.site.lon_e7 / 1e7)
    only_badge = part.spot is not None and part.spot.badge_only
    asked = ParkingSearch(
        lat, lon, start, end, msgspec.convert(part.row.vehicle, Vehicle), SpaceFilter(bookable=True, badge_bay=only_badge), max_walk_m=WALK_M
    )
    found = await parking.search(session, asked, at)
    others = [one for one in (*found.fits, *found.unsure) if one.space_id not in own(part) and one.free and one.terms and one.terms.instant]
    others.sort(key=lambda one: (one.fit.verdict is not FitVerdict.FITS, one.walk.distance_m if one.walk else WALK_M, one.space_id))
    return others


def own(part: Reserved) -> set[UUID]:
    return {part.row.space_id, part.site.id}
