"""What obstacles tell of themselves: one that is reported is a request too, one that the staff settles is settled as a request."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import Decision, EndedBy, Settlement
from backend.contract.request_words import Rejection, RequestState, Resolution
from backend.identity.actor import Actor
from backend.obstacles.models import Obstacle
from backend.requests import followers, law
from backend.requests.changes import CLOCK, By, Change, Comment, Merge, Reject, Resolve, Role
from backend.requests.changing import change
from backend.requests.from_obstacles import file_obstacle
from backend.requests.holding import hold
from backend.requests.models import Request
from backend.requests.photos.rows import sent_by
from backend.requests.photos.service import Photos
from backend.requests.senders import Filer, Sender
from backend.service.errors import ServiceError

SETTLED_ON_THE_MAP = "Looked at by the city, settled on the map"
REPORTED = "obstacle.report"
PASSED_BY = "Those who passed say that it is gone."
CITY = By(Role.STAFF)


@dataclass(frozen=True)
class ToldByObstacles:
    """Nothing here fails a report or a settlement: where the law of requests refuses, the request stays as it is, for a person to see to."""

    filer: Filer
    photos: Photos | None = None

    async def reported(self, session: AsyncSession, actor: Actor, network: bytes | None, key: str, row: Obstacle, note: str, at: datetime) -> None:
        """Who reports what is there already follows what it became."""
        if row.request_id is None:
            await file_obstacle(session, self.filer, Sender(actor, network, key), row, note, at)
            return
        request = await hold(session, row.request_id)
        if request is not None and request.device_id != actor.id:
            await followers.add(session, request, actor, followers.FOLLOWER, at)

    async def photographed(self, session: AsyncSession, actor: Actor, key: str | None, row: Obstacle, report_id: UUID, picture: bytes) -> None:
        """Of whoever sent the request too: whose photo it is decides who may hide more on it and take it away. It was sent to the staff alone."""
        mine = select(Request.id).where(Request.id == row.request_id, sent_by(actor, key))
        if self.photos is not None and row.request_id is not None and await session.scalar(mine) is not None:
            await self.photos.put(session, row.request_id, picture, f"{REPORTED}:{report_id}", for_body=True)

    async def settled(self, session: AsyncSession, row: Obstacle, told: Settlement, at: datetime) -> None:
        if row.request_id is None:
            return
        wanted = await self.change_of(session, row, told)
        if wanted is not None:
            await self.change(session, row.request_id, wanted, CITY, at)

    async def change_of(self, session: AsyncSession, row: Obstacle, told: Settlement) -> Change | None:
        if told.decision is Decision.CLOSE:
            return Resolve(Resolution.FIXED, told.reason, None, SETTLED_ON_THE_MAP)
        if told.decision is Decision.SPAM:
            return Reject(Rejection.ABUSE, told.reason)
        if told.decision is Decision.MERGE and row.merged_into is not None:
            into = await session.scalar(select(Obstacle.request_id).where(Obstacle.id == row.merged_into))
            return Merge(into) if into is not None and into != row.request_id else None
        return None

    async def voted(self, session: AsyncSession, row: Obstacle, at: datetime) -> None:
        """A body decides whether it is done: those who passed are heard, and no more."""
        if row.request_id is not None and row.ended_by == EndedBy.DENIED.value:
            await self.change(session, row.request_id, Comment(PASSED_BY), CLOCK, at)

    async def change(self, session: AsyncSession, request_id: UUID, wanted: Change, by: By, at: datetime) -> None:
        request = await session.get(Request, request_id)
        if request is None or RequestState(request.state) not in law.OPEN:
            return
        try:
            async with session.begin_nested():
                await change(session, self.filer.bodies, request_id, wanted, by, at)
        except ServiceError:
            return
