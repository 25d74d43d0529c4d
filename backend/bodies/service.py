"""Who answers, by when, and what happens if nobody does: what the rest of the backend asks of bodies, areas, rules and clocks.

Everything runs in the transaction of whoever asks. The object is made once per process and remembers the tables it has read, by their version.
"""
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.mail import MailWay
from backend.bodies import clocks, giving, paging, seeding, taking
from backend.bodies.categories import Categories, Category
from backend.bodies.ground import CityGround, Ground
from backend.bodies.letters import Letters
from backend.bodies.models import Body, RequestRoute
from backend.bodies.noting import Requests
from backend.bodies.recomputing import Recomputing
from backend.bodies.routed import Context, Due, Place, Routed
from backend.bodies.standing import Standing, Tables
from backend.bodies.ticking import Ticking
from backend.bodies.words import ClockKind
from backend.contract.request_words import Waiting
from backend.database.database import Database
from backend.outbox.worker import Handler
from routing.city import City

__all__ = ["Bodies", "Categories", "Category", "ClockKind", "Context", "Due", "Place", "Routed", "handlers", "ready", "working"]

# Another server that says it has read something is no human who answers.
HUMANS = ("staff", "officer", "reporter")


class Bodies:
    """ground: what of the city rules may speak of. `opened` makes one."""

    def __init__(self, standing: Standing, ground: Ground):
        self.standing, self.ground = standing, ground

    async def categories(self, session: AsyncSession) -> Categories:
        return (await self.standing.read(session)).categories

    async def responsible(
        self, session: AsyncSession, place: Place | None, category: str, at: datetime, context: Context | None = None
    ) -> Routed:  # fmt: skip
        """Never None: what no rule sends anywhere, or two rules send to different bodies, goes to the triage inbox. Raises NoCategory."""
        return await giving.responsible(session, await self.standing.read(session), self.ground, place, category, at, context)

    async def begin_clocks(self, session: AsyncSession, request_id: UUID, category: str, routed: Routed, at: datetime) -> datetime:
        """Writes down whom it went to and begins its clocks; when the first of those that people are told of runs out. Urgent ones are rung for."""
        tables = await self.standing.read(session)
        due_at = await clocks.begin(session, tables, request_id, category, routed, at)
        if routed.urgent:
            await paging.begin(session, request_id, routed.body_id, tables, at)
        return due_at

    async def transfer(
        self, session: AsyncSession, request_id: UUID, category: str, body_id: UUID, at: datetime, reason: str
    ) -> datetime:  # fmt: skip
        """It is passed on: `ack` begins anew at the new body, `decide` and `fix` go on by its hours. When `ack` runs out.

        reason: a word for the record. Raises NoBody.
        """
        tables = await self.standing.read(session)
        due_at, urgent = await clocks.transfer(session, tables, request_id, category, body_id, at, reason)
        if urgent:
            await paging.begin(session, request_id, body_id, tables, at)
        return due_at

    async def pause(
        self, session: AsyncSession, request_id: UUID, kind: ClockKind | None, reason: Waiting, by: str, at: datetime, until: datetime | None = None
    ) -> None:  # fmt: skip
        """kind None: `decide` and `fix`, those of them that run. It begins now, never earlier. Raises PauseRefused."""
        await clocks.pause(session, await self.standing.read(session), request_id, kind, reason, by, at, until)

    async def resume(self, session: AsyncSession, request_id: UUID, kind: ClockKind | None, reason: str, by: str, at: datetime) -> datetime | None:
        """The due date moves by as much working time as the pause took; the next due date, None where no clock runs."""
        return await clocks.resume(session, await self.standing.read(session), request_id, kind, at)

    async def stop(self, session: AsyncSession, request_id: UUID, kind: ClockKind | None, reason: str, by: str, at: datetime) -> None:
        """kind None: all of them. With `ack`, by a human, nobody is rung for any more. by: a role. reason: a word, such as `resolved`."""
        await clocks.stop(session, request_id, kind, reason, at)
        human = by in HUMANS
        if kind is None or (kind is ClockKind.ACK and human):
            await paging.end(session, request_id, at, answered=human)

    async def begin_again(self, session: AsyncSession, request_id: UUID, kinds: tuple[ClockKind, ...], at: datetime) -> datetime:
        """After a dispute was upheld, or when it is reopened: new clocks of these kinds at the body that has it. When the first of them runs out."""
        return await clocks.begin_again(session, await self.standing.read(session), request_id, kinds, at)

    async def due(self, session: AsyncSession, request_id: UUID) -> list[Due]:
        """All clocks of a request, those of earlier turns included, in the order they began."""
        return await clocks.list_due(session, request_id)

    async def due_dates(self, session: AsyncSession, request_ids: list[UUID]) -> dict[UUID, datetime]:
        """The next due date of each of these requests; without those that are paused or over."""
        return await clocks.next_dues(session, request_ids)

    async def body(self, session: AsyncSession, body_id: UUID) -> Body | None:
        return await session.get(Body, body_id)

    async def bodies(self, session: AsyncSession) -> list[Body]:
        """Those that stand, by name: whom a request can be passed on to."""
        return list(await session.scalars(select(Body).where(Body.ended_at.is_(None)).order_by(Body.name, Body.id)))

    async def set_silent(self, session: AsyncSession, body_id: UUID, silent: bool, at: datetime) -> None:
        """A body takes nothing for now, because it is closed to intake or delivery there is given up: rules choose their `else_body`."""
        body = await session.get_one(Body, body_id)
        body.silent_since = (body.silent_since or at) if silent else None

    async def route_of(self, session: AsyncSession, request_id: UUID) -> RequestRoute | None:
        """Whom it is with, and by which rule of which version."""
        return await giving.last_route(session, request_id)

    async def areas_at(self, session: AsyncSession, lat: float, lon: float) -> tuple[str, ...]:
        """Codes of the areas that hold a place, the smallest first."""
        return (await self.standing.read(session)).areas.holding(lat, lon)

    async def tables(self, session: AsyncSession) -> Tables:
        """The bodies, rules, categories and areas that count now."""
        return await self.standing.read(session)


async def ready(database: Database, city: City) -> Bodies:
    """With the tables that the city came with, where nothing newer stands. Raises SeedUnusable."""
    ground, zone = CityGround(city), city.manifest.timezone
    await seeding.seed(database, seeding.read_seed(city.folder), ground, zone)
    return Bodies(Standing(zone), ground)


@asynccontextmanager
async def working(database: Database, bodies: Bodies, requests: Requests) -> AsyncIterator[None]:
    """Clocks run out and those on duty are rung for, for as long as this lasts."""
    ticking = asyncio.create_task(Ticking(bodies.standing, requests, database).run(), name="clocks of requests")
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)


def handlers(database: Database, bodies: Bodies, requests: Requests, way: MailWay | None, origin: str) -> Mapping[str, Handler]:
    """Of the outbox. way: how mails leave, None: not at all; origin: of the pages in them."""
    return {
        paging.PAGE: Letters(database, way, origin).send_page,
        taking.RECOMPUTE: Recomputing(bodies.standing, requests, database).handle,
    }
