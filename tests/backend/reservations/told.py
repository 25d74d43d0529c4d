"""A town where booked spaces can be taken, and the city that is told so."""
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from backend.bodies.service import ready
from backend.outbox.worker import Worker
from backend.pictures.service import Hider
from backend.requests.changes import By, Role
from backend.requests.models import Request
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.reservations.care import Care
from backend.reservations.incidents import Incident
from backend.reservations.telling import Telling
from tests.backend.bookings.world import PACE
from tests.backend.reservations.world import ParkingWorld, priced_town

OFFICER = By(Role.STAFF, uuid4())
REPORTER = By(Role.REPORTER)


@dataclass
class Told:
    """work: what is to be told, and what became of it, as the worker of the outbox does it."""

    telling: Telling
    world: ParkingWorld

    async def work(self) -> int:
        worker, done = Worker(self.world.database, self.telling.handlers, PACE, self.world.clock), 0
        while claimed := await worker.claim(8):
            for entry in claimed:
                await worker.handle(entry)
                done += 1
        return done

    async def requests(self) -> list[Request]:
        async with self.world.database.reading() as session:
            return list(await session.scalars(select(Request)))

    async def of(self, incident_id: UUID) -> Request:
        incident = await self.incident(incident_id)
        return next(one for one in await self.requests() if one.id == incident.request_id)

    async def incident(self, incident_id: UUID) -> Incident:
        async with self.world.database.reading() as session:
            return await session.get_one(Incident, incident_id)

    async def change(self, request: Request, wanted, by: By = OFFICER) -> None:
        async with self.world.database.writing() as session:
            await self.telling.requests.change(session, request.id, wanted, by, self.world.clock())


async def open_told(world: ParkingWorld) -> Told:
    bodies = await ready(world.database, priced_town().live.snapshot.city)
    requests = Requests(world.database, priced_town().live, bodies, world.clock)
    care = Care(world.reservations, world.bookings.pricing)
    return Told(Telling(care, requests, Photos(world.database, world.parking.vault, Hider())), world)
