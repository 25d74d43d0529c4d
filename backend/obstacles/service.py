"""Obstacles of one city: reporting, voting, photos, and what everybody and the staff see of them."""
import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from litestar.connection import ASGIConnection
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.around.area import Area
from backend.city.service import CityBox
from backend.contract.obstacles import (
    NewObstacle,
    ObstaclesResponse,
    ObstacleVote,
    ReportedObstacle,
    SeenObstacle,
    Settlement,
    StaffObstacle,
    StaffObstaclesResponse,
)
from backend.contract.obstacles import Obstacle as ObstacleAnswer
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.database.sealing import SealBroken, open_vault
from backend.identity.actor import Actor, scope
from backend.live.service import LiveCity
from backend.obstacles import staff
from backend.obstacles.keys import find_mark
from backend.obstacles.models import Obstacle, ObstaclePhoto, ObstacleReport
from backend.obstacles.networks import NetworkMarks
from backend.obstacles.obeying import SOURCE, Walls, obeying
from backend.obstacles.photos import place_of
from backend.obstacles.reporting import report
from backend.obstacles.standing import E7, active, is_active, told
from backend.obstacles.voices import Speaker
from backend.obstacles.voting import NONE_SUCH, vote
from backend.pictures.darkroom import Darkroom
from backend.service.errors import NotFound
from backend.service.limits import client_address
from backend.service.settings import Settings

__all__ = ["SOURCE", "Obstacles", "opened"]
MOST_LOOKED_AT = 5000
NO_REPORT = "This device has reported no such obstacle. Report it first, then send the photo."
NO_PHOTO = "There is no such photo."


class Listener(Protocol):
    """Whoever wants to know what becomes of obstacles, in the transaction in which it does. It fails none of them."""

    async def reported(
        self, session: AsyncSession, actor: Actor, network: bytes | None, key: str, row: Obstacle, note: str, at: datetime
    ) -> None: ...

    async def photographed(self, session: AsyncSession, actor: Actor, key: str | None, row: Obstacle, report_id: UUID, picture: bytes) -> None: ...

    async def voted(self, session: AsyncSession, row: Obstacle, at: datetime) -> None: ...

    async def settled(self, session: AsyncSession, row: Obstacle, told: Settlement, at: datetime) -> None: ...


class Obstacles:
    """Of one process and one event loop, from `opened` below. listener: set by whoever wants to know, None nobody."""

    def __init__(self, database: Database, live: LiveCity, settings: Settings, clock: Callable[[], datetime] = utc_now):
        self.database, self.live, self.clock, self.proxies = database, live, clock, settings.proxies
        self.walls = Walls(database, live, clock)
        self.darkroom = Darkroom(open_vault(settings.column_key, database.url))
        self.marks = NetworkMarks.open(settings.column_key, database.url)
        self.box = CityBox(live.snapshot.city.manifest)
        self.zone = ZoneInfo(live.snapshot.city.manifest.timezone)
        self.listener: Listener | None = None

    def network_of(self, connection: ASGIConnection) -> bytes | None:
        peer = connection.client.host if connection.client else ""
        return self.marks.of(client_address(peer, connection.headers.get("x-forwarded-for", ""), self.proxies))

    async def report(self, session: AsyncSession, actor: Actor, network: bytes | None, key: str, new: NewObstacle) -> ReportedObstacle:
        """Raises OutsideCity, and what reporting.report raises."""
        assert actor.id is not None
        self.box.check(new.lat, new.lon, "lat")
        at = self.clock()
        found = await report(session, Speaker(actor.id, network, find_mark(key)), key, new, self.zone, at)
        if self.listener is not None and is_active(found.row, at):
            await self.listener.reported(session, actor, network, key, found.row, new.note, at)
        return ReportedObstacle(await self.answer(found.row), found.merged)

    async def vote(self, session: AsyncSession, actor: Actor, network: bytes | None, obstacle_id: UUID, given: ObstacleVote) -> ObstacleAnswer:
        """Raises what voting.vote raises."""
        assert actor.id is not None
        at = self.clock()
        row = await vote(session, Speaker(actor.id, network, find_mark(given.voice)), obstacle_id, given, at)
        if self.listener is not None:
            await self.listener.voted(session, row, at)
        return await self.answer(row)

    async def get(self, session: AsyncSession, obstacle_id: UUID) -> ObstacleAnswer:
        """Raises NotFound."""
        row = await session.get(Obstacle, obstacle_id)
        if row is None:
            raise NotFound(NONE_SUCH)
        return await self.answer(row)

    async def within(self, session: AsyncSession, area: Area) -> ObstaclesResponse:
        now = self.clock()
        lat, lon = Obstacle.lat_e7.between(e7(area.south), e7(area.north)), Obstacle.lon_e7.between(e7(area.west), e7(area.east))
        inside = active(now) & lat & lon
        rows = list(await session.scalars(select(Obstacle).where(inside).order_by(Obstacle.last_seen.desc(), Obstacle.id).limit(MOST_LOOKED_AT)))
        total = len(rows)
        if total == MOST_LOOKED_AT:
            total = await session.scalar(select(func.count()).select_from(Obstacle).where(inside)) or total
        lat_e7, lon_e7 = (np.array([getattr(row, name) for row in rows], np.float64) for name in ("lat_e7", "lon_e7"))
        shown, _ = area.nearest(lat_e7 / E7, lon_e7 / E7)
        answers = await self.answers([rows[row] for row in shown])
        return ObstaclesResponse(tuple(answers), total - len(answers), now.replace(microsecond=0))

    async def find_own_report(self, session: AsyncSession, actor: Actor, obstacle_id: UUID, key: str | None) -> UUID | None:
        """Of the obstacle or of the one it was merged into: the one that was sent under the key, else the newest of this device."""
        into = select(Obstacle.merged_into).where(Obstacle.id == obstacle_id).scalar_subquery()
        of_obstacle = (ObstacleReport.obstacle_id == obstacle_id) | (ObstacleReport.obstacle_id == into)
        under_key = ObstacleReport.sent_key == (find_mark(key) or b"")
        mine = select(ObstacleReport.id).where(scope(actor, ObstacleReport) | under_key, of_obstacle)
        return await session.scalar(mine.order_by(under_key.desc(), ObstacleReport.id.desc()).limit(1))

    async def check_own_report(self, actor: Actor, obstacle_id: UUID, key: str | None) -> None:
        """Before anything is done with what was sent. Raises NotFound."""
        async with self.database.reading() as session:
            if await self.find_own_report(session, actor, obstacle_id, key) is None:
                raise NotFound(NO_REPORT)

    async def keep_photo(self, session: AsyncSession, actor: Actor, obstacle_id: UUID, key: str | None, picture: bytes) -> None:
        """In place of one sent before. Raises NotFound, PhotosNotSetUp."""
        report_id = await self.find_own_report(session, actor, obstacle_id, key)
        if report_id is None:
            raise NotFound(NO_REPORT)
        sealed = self.darkroom.seal(picture, place_of(report_id))
        await session.execute(delete(ObstaclePhoto).where(ObstaclePhoto.report_id == report_id))
        session.add(ObstaclePhoto(report_id=report_id, sealed=sealed))
        if self.listener is not None:
            of_report = select(Obstacle).join(ObstacleReport).where(ObstacleReport.id == report_id)
            row = (await session.scalars(of_report)).one()
            await self.listener.photographed(session, actor, key, row, report_id, picture)

    async def show_photo(self, session: AsyncSession, obstacle_id: UUID, report_id: UUID, reason: str) -> bytes:
        """A JPEG. Raises NotFound."""
        sealed = await staff.look_at_photo(session, obstacle_id, report_id, reason)
        try:
            return self.darkroom.vault.open(sealed, place_of(report_id))
        except SealBroken as error:
            raise NotFound(NO_PHOTO) from error

    async def list_for_staff(self, session: AsyncSession, ended: bool, most: int) -> StaffObstaclesResponse:
        found, total = await staff.list_waiting(session, ended, most, self.clock())
        answers = await self.answers([row for row, _, _ in found])
        return StaffObstaclesResponse(tuple(StaffObstacle(answer, notes, photos) for answer, (_, notes, photos) in zip(answers, found)), total)

    async def look(self, session: AsyncSession, obstacle_id: UUID, reason: str) -> SeenObstacle:
        """Raises NotFound."""
        row, reports, acts = await staff.look(session, obstacle_id, reason)
        return SeenObstacle(await self.answer(row), reports, acts)

    async def settle(self, session: AsyncSession, obstacle_id: UUID, decided: Settlement) -> ObstacleAnswer:
        """Raises what staff.settle raises."""
        at = self.clock()
        row = await staff.settle(session, obstacle_id, decided, at)
        if self.listener is not None:
            await self.listener.settled(session, row, decided, at)
        return await self.answer(row)

    async def answer(self, row: Obstacle) -> ObstacleAnswer:
        return (await self.answers([row]))[0]

    async def answers(self, rows: Sequence[Obstacle]) -> list[ObstacleAnswer]:
        now = self.clock()
        return await asyncio.to_thread(lambda: [told(row, self.walls.edges(row), now) for row in rows])


def e7(degrees: float) -> int:
    return round(degrees * E7)


@asynccontextmanager
async def opened(database: Database, live: LiveCity, settings: Settings) -> AsyncIterator[Obstacles]:
    """Obstacles that are confirmed are obeyed for as long as this lasts."""
    obstacles = Obstacles(database, live, settings)
    async with obeying(obstacles.walls):
        yield obstacles
