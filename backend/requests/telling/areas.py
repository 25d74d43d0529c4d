"""Following what people tell the city near a place: a circle, or a named area, and the kinds of things one wants to hear of."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bodies.service import Bodies
from backend.city.service import CityBox
from backend.contract.notices import MOST_FOLLOWED_AREAS, MOST_RADIUS_M, AreaToFollow, FollowedArea, FollowedAreasResponse, FollowedCentre, NamedArea
from backend.database.counting import count_changed
from backend.identity.actor import Actor, scope
from backend.requests import followers
from backend.requests.models import Follower, Request
from backend.requests.places import E7, e7
from backend.requests.telling.models import FollowedRequestArea
from backend.requests.telling.people import Person
from backend.service.errors import Conflict, NotFound, Unprocessable
from routing.earth import METRES_PER_DEGREE

SHOWN_DECIMALS = 5


class AreaUnclear(Unprocessable):
    code = "area_unclear"


class TooManyAreas(Conflict):
    code = "too_many_areas"


@dataclass(frozen=True)
class Areas:
    """box: of the city."""

    bodies: Bodies
    box: CityBox

    async def follow(self, session: AsyncSession, actor: Actor, asked: AreaToFollow, at: datetime) -> FollowedArea:
        """The same one again stays one. Raises AreaUnclear, TooManyAreas, OutsideCity, NoCategory."""
        wanted = await self.checked(session, asked)
        mine = list(await session.scalars(select(FollowedRequestArea).where(scope(actor, FollowedRequestArea))))
        row = next((one for one in mine if same(one, wanted)), None)
        if row is None:
            if len(mine) >= MOST_FOLLOWED_AREAS:
                raise TooManyAreas(f"You follow {MOST_FOLLOWED_AREAS} areas already. Give one up first: DELETE /v1/requests/areas-followed/….")
            row = FollowedRequestArea(id=uuid7(), since=at, **wanted, **followers.of_actor(actor))
            session.add(row)
            await session.flush()
        return told(row, await self.names(session))

    async def checked(self, session: AsyncSession, asked: AreaToFollow) -> dict:
        """Columns of a row."""
        circle = asked.centre is not None and asked.radius_m is not None
        if circle == (asked.area_id is not None) or (asked.centre is None) != (asked.radius_m is None):
            raise AreaUnclear("Give `centre` with `radiusM`, or `areaId`.", "centre")
        tables = await self.bodies.tables(session)
        for code in asked.categories:
            tables.categories.get(code)
        if asked.area_id is not None and asked.area_id not in tables.areas.by_code:
            raise AreaUnclear("There is no such area. GET /v1/requests/areas-followed?lat=…&lon=… names those of a place.", "areaId")
        lat, lon = (asked.centre.lat, asked.centre.lon) if asked.centre is not None else (None, None)
        if lat is not None and lon is not None:
            self.box.check(lat, lon, "centre.lat")
        return {
            "lat_e7": e7(lat), "lon_e7": e7(lon), "radius_m": asked.radius_m, "area": asked.area_id, "categories": sorted(set(asked.categories)),
        }  # fmt: skip

    async def list_of(self, session: AsyncSession, actor: Actor, lat: float | None, lon: float | None) -> FollowedAreasResponse:
        mine = select(FollowedRequestArea).where(scope(actor, FollowedRequestArea)).order_by(FollowedRequestArea.id.desc())
        names = await self.names(session)
        here = await self.bodies.areas_at(session, lat, lon) if lat is not None and lon is not None else ()
        return FollowedAreasResponse(
            tuple(told(row, names) for row in await session.scalars(mine)), tuple(NamedArea(code, names[code]) for code in here),
        )  # fmt: skip

    async def end(self, session: AsyncSession, actor: Actor, area_id: UUID) -> None:
        """Raises NotFound."""
        mine = delete(FollowedRequestArea).where(FollowedRequestArea.id == area_id, scope(actor, FollowedRequestArea))
        if await count_changed(session, mine) == 0:
            raise NotFound("You follow no such area. GET /v1/requests/areas-followed lists yours.")

    async def names(self, session: AsyncSession) -> dict[str, str]:
        return {area.code: area.name for area in (await self.bodies.tables(session)).areas.areas}

    async def listening(self, session: AsyncSession, row: Request) -> list[Person]:
        """Who follows an area that this request is in, each once; without those who follow the request itself."""
        lat, lon = (None, None) if row.lat_e7 is None or row.lon_e7 is None else (row.lat_e7 / E7, row.lon_e7 / E7)
        if lat is None or lon is None:
            return []
        table = FollowedRequestArea
        up = e7(MOST_RADIUS_M / METRES_PER_DEGREE) or 0
        codes = await self.bodies.areas_at(session, lat, lon)
        near = or_(table.area.in_(codes), table.lat_e7.between((row.lat_e7 or 0) - up, (row.lat_e7 or 0) + up))
        found = [one for one in await session.scalars(select(table).where(near)) if holds(one, lat, lon)]
        known = {(one.account_id, one.device_id) for one in await session.scalars(select(Follower).where(Follower.request_id == row.id))}
        theirs = dict.fromkeys((one.account_id, one.device_id) for one in found if not one.categories or row.category in one.categories)
        return [Person(*one) for one in theirs if one not in known]


def same(row: FollowedRequestArea, wanted: dict) -> bool:
    return all(getattr(row, name) == value for name, value in wanted.items())


def holds(one: FollowedRequestArea, lat: float, lon: float) -> bool:
    """A named area holds what was looked up by its code."""
    if one.lat_e7 is None or one.lon_e7 is None or one.radius_m is None:
        return True
    east = (one.lon_e7 / E7 - lon) * np.cos(np.radians(lat))
    return float(np.hypot(one.lat_e7 / E7 - lat, east)) * METRES_PER_DEGREE <= one.radius_m


def told(row: FollowedRequestArea, names: dict[str, str]) -> FollowedArea:
    """An area that a new table has no more is told by its code."""
    centre = None
    if row.lat_e7 is not None and row.lon_e7 is not None:
        centre = FollowedCentre(round(row.lat_e7 / E7, SHOWN_DECIMALS), round(row.lon_e7 / E7, SHOWN_DECIMALS))
    area = NamedArea(row.area, names.get(row.area, row.area)) if row.area else None
    return FollowedArea(row.id, row.since.replace(microsecond=0), centre, row.radius_m, area, tuple(row.categories))
