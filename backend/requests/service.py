"""Service requests of one city: taking them, changing them, telling them. Everything runs in the transaction of whoever asks."""
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.city.service import CityBox
from backend.contract.request_staff import StaffChange, StaffRequest, StaffRequestsResponse
from backend.contract.request_words import Visibility
from backend.contract.requests import FiledRequest, FollowState, MyRequestsResponse, NewRequest, RequestsResponse, ServiceRequest
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.identity.actor import Actor, ActorKind
from backend.live.service import LiveCity
from backend.obstacles import of_requests as obstacles
from backend.obstacles.service import Obstacles
from backend.obstacles.voices import Speaker
from backend.requests import changes, followers, listing, seeing, staff
from backend.requests.answers import History, Names, names_for, to_second, whole, written
from backend.requests.changing import change
from backend.requests.filing import file
from backend.requests.from_incidents import TakenSpace, file_taken, refuse_taken
from backend.requests.holding import hold
from backend.requests.models import Request, RequestEvent
from backend.requests.photos.service import Photos
from backend.requests.refusals import NoRequest
from backend.requests.senders import Filed, Filer, Sender
from backend.requests.timers import Timers
from backend.requests.told_by_obstacles import ToldByObstacles
from backend.requests.words import next_step

__all__ = ["Filed", "Requests", "TakenSpace", "opened"]
REPORTER = changes.By(changes.Role.REPORTER)


class Requests:
    """Of one process and one event loop, from `opened` below."""

    def __init__(self, database: Database, live: LiveCity, bodies: Bodies, clock: Callable[[], datetime] = utc_now):
        manifest = live.snapshot.city.manifest
        self.database, self.bodies, self.clock = database, bodies, clock
        self.filer = Filer(bodies, CityBox(manifest), ZoneInfo(manifest.timezone))

    async def submit(
        self, session: AsyncSession, actor: Actor, asked: NewRequest, key: str, at: datetime, network: bytes | None = None, language: str = ""
    ) -> Filed:  # fmt: skip
        """The same key and the same content come to the same answer, whenever and with whatever pass. Raises what filing.file raises."""
        taken = await file(session, self.filer, Sender(actor, network, key), asked, at)
        row = taken.row
        body = (await names_for(session, [row])).bodies.get(row.body_id, "")
        words = next_step(row.state, body, language or asked.lang[:2])
        return Filed(**vars(taken), body_name=body, due=to_second(row.first_due_at), next_step=words)

    async def filed(self, session: AsyncSession, actor: Actor, filed: Filed, language: str, at: datetime) -> FiledRequest:
        row, new = filed.row, seeing.Seen(True, filed.row.followers > 0, True)
        if filed.event is None:
            told = await whole(session, row, await seeing.seen_by(session, row, actor) or new, language, at)
        else:  # all there is of it is in hand
            told = written(row, new, History([filed.event], Names({row.body_id: filed.body_name}, {}), (), filed.obstacle_id), language, at)
        return FiledRequest(filed.code, filed.body_name, filed.due, filed.next_step, told)

    async def file_taken(self, session: AsyncSession, told: TakenSpace, at: datetime) -> UUID | None:
        """The request of a booked space that was taken; None where the city takes none of such a thing."""
        row = await file_taken(session, self.filer, told, at)
        return None if row is None else row.id

    async def refuse_taken(self, session: AsyncSession, request_id: UUID, at: datetime) -> None:
        """A person found that it was not."""
        await refuse_taken(session, self.filer, request_id, at)

    async def change(self, session: AsyncSession, request_id: UUID, wanted: changes.Change, by: changes.By, at: datetime) -> RequestEvent:
        """Raises NoRequest, ChangeRefused."""
        return await change(session, self.bodies, request_id, wanted, by, at)

    async def find(
        self, session: AsyncSession, code: str, viewer: Actor, language: str = "en", at: datetime | None = None
    ) -> ServiceRequest | None:  # fmt: skip
        """What the viewer may see; None where that is nothing."""
        row = (await session.scalars(select(Request).where(Request.code == code))).one_or_none()
        seen = None if row is None else await seeing.seen_by(session, row, viewer)
        return None if row is None or seen is None else await whole(session, row, seen, language, at or self.clock())

    async def get(self, session: AsyncSession, code: str, viewer: Actor, language: str) -> ServiceRequest:
        """Raises NoRequest."""
        found = await self.find(session, code, viewer, language)
        if found is None:
            raise NoRequest
        return found

    async def own(self, session: AsyncSession, actor: Actor, language: str) -> MyRequestsResponse:
        return await listing.own(session, actor, language, self.clock())

    async def near(
        self, session: AsyncSession, actor: Actor, lat: float, lon: float, radius_m: int, category: str | None, closed: bool, language: str
    ) -> RequestsResponse:  # fmt: skip
        return await listing.near(session, actor, lat, lon, radius_m, category, closed, language, self.clock())

    async def as_reporter(self, session: AsyncSession, actor: Actor, code: str, wanted: changes.Change, language: str) -> ServiceRequest:
        """Only whoever sent it. Raises NoRequest, ChangeRefused."""
        mine = select(Request.id).where(Request.code == code, seeing.mine(actor))
        request_id = await session.scalar(mine)
        if request_id is None:
            raise NoRequest
        await self.change(session, request_id, wanted, REPORTER, self.clock())
        return await self.get(session, code, actor, language)

    async def follow(self, session: AsyncSession, actor: Actor, code: str, wanted: bool, network: bytes | None = None) -> FollowState:
        """One that was joined with another: that other. Who says "me too" at what is in the way says that it is there.

        Raises NoRequest, DeviceMuted, RateLimited.
        """
        asked = select(Request).where(Request.code == code, seeing.visible(actor)).with_for_update()
        row = (await session.scalars(asked)).one_or_none()
        if row is None:
            raise NoRequest
        if wanted:
            into = await hold(session, row.merged_into) if row.merged_into else None
            row = into if into is not None and seeing.is_public(into) else row
            new = await followers.add(session, row, actor, followers.FOLLOWER, self.clock())
            if new and actor.kind is ActorKind.DEVICE and actor.id is not None:
                await obstacles.also_there(session, row.id, Speaker(actor.id, network), self.clock())
        else:
            await followers.remove(session, row, actor)
        return FollowState(wanted, row.followers)

    async def set_visibility(
        self, session: AsyncSession, actor: Actor, code: str, visibility: Visibility, name: str | None, language: str
    ) -> ServiceRequest:  # fmt: skip
        """At once, everywhere: everything that is told is read from the row. Raises NoRequest, ChangeRefused."""
        return await self.as_reporter(session, actor, code, changes.SetVisibility(visibility, name), language)

    async def list_for_staff(
        self, session: AsyncSession, which: staff.Filter, most: int, skip: int, language: str
    ) -> StaffRequestsResponse:  # fmt: skip
        return await staff.listed(session, which, most, skip, language, self.clock())

    async def for_staff(self, session: AsyncSession, actor: Actor, code: str, language: str) -> StaffRequest:
        """Raises NoRequest."""
        return await staff.view(session, actor, await staff.by_code(session, code), language, self.clock())

    async def as_staff(self, session: AsyncSession, actor: Actor, code: str, told: StaffChange, language: str) -> StaffRequest:
        """Raises NoRequest, ChangeRefused, and what names a time wrongly."""
        row = await staff.by_code(session, code)
        wanted = await staff.change_of(session, actor, told)
        await self.change(session, row.id, wanted, changes.By(changes.Role.STAFF, actor.account_id), self.clock())
        return await self.for_staff(session, actor, code, language)


@asynccontextmanager
async def opened(
    database: Database, live: LiveCity, bodies: Bodies, at_large: Obstacles, photos: Photos | None = None
) -> AsyncIterator[Requests]:  # fmt: skip
    """What time brings about happens, and obstacles are requests too, with their photos, for as long as this lasts."""
    requests = Requests(database, live, bodies)
    at_large.listener = ToldByObstacles(requests.filer, photos)
    timers = asyncio.create_task(Timers(database, bodies).run(), name="requests")
    try:
        yield requests
    finally:
        at_large.listener = None
        timers.cancel()
        await asyncio.gather(timers, return_exceptions=True)


