"""An evening to which many come: a hall at the garage of Elmstead, bay 7 five hundred metres from there."""
from datetime import timedelta

from sqlalchemy import func, select

from backend.bookings.booked import HoldState, ResourceHold
from backend.contract.gatherings import GatheringDeclaration, SpaceWanted
from backend.reservations.gathering import Gatherings
from backend.reservations.gathering_models import ParkingGathering
from backend.reservations.gathering_rounds import Rounds
from tests.backend.reservations.world import CAR, HOUR
from tests.worlds.town import at as place

SHORT, HOLD_MIN = 5, 20
FAR = 3000


class Evening:
    def __init__(self, world):
        self.world, self.starts_at = world, world.today + 6 * HOUR
        self.gatherings = Gatherings(world.parking, world.desk, world.bookings.pricing, world.paying)
        self.rounds = Rounds(self.gatherings, world.database)
        self.id = None

    async def declare(self, **other):
        lat, lon = place(500, 0)
        asked = {
            "name": "The choir sings", "lat": lat, "lon": lon, "starts_at": self.starts_at, "ends_at": self.starts_at + 6 * HOUR,
            "assign_at": self.world.clock() + timedelta(minutes=30), "site_ids": (self.world.places.pool, self.world.places.bay_site),
            "round_min": SHORT, "hold_min": HOLD_MIN,
        }  # fmt: skip
        async with self.world.database.writing() as session:
            declared = await self.gatherings.declare(session, GatheringDeclaration(**asked | other))
        self.id = declared.gathering_id
        return declared

    async def wish(self, actor=None, begins: float = 1, hours: float = 2, **other):
        actor = actor or await self.world.person()
        start = self.starts_at + begins * HOUR
        asked = SpaceWanted(start, start + hours * HOUR, **{"vehicle": CAR, "max_walk_m": FAR} | other)
        async with self.world.database.writing() as session:
            return actor, await self.gatherings.wish(session, actor, self.id, asked)

    async def stands(self, actor):
        async with self.world.database.reading() as session:
            return (await self.gatherings.list_own(session, actor, self.id)).wishes[0]

    async def withdraw(self, actor):
        wish_id = (await self.stands(actor)).wish_id
        async with self.world.database.writing() as session:
            return await self.gatherings.withdraw(session, actor, wish_id)

    async def plan(self):
        async with self.world.database.reading() as session:
            return await self.gatherings.plan(session, self.id)

    async def next_round(self) -> int:
        async with self.world.database.reading() as session:
            self.forward((await session.get_one(ParkingGathering, self.id)).next_at - self.world.clock())
        return await self.rounds.sweep()

    def forward(self, time: timedelta) -> None:
        self.world.clock.ahead += max(timedelta(), time)

    async def counts(self):
        async with self.world.database.reading() as session:
            return (await self.gatherings.list_for_staff(session)).gatherings[0]

    async def lapse(self) -> None:
        """All that nobody paid by now is let go, by the timers of bookings."""
        self.forward(timedelta(minutes=HOLD_MIN, seconds=1))
        await self.world.bookings.timers.sweep()
        await self.world.quiesce()

    async def held(self) -> int:
        async with self.world.database.reading() as session:
            return await session.scalar(select(func.count()).where(ResourceHold.state != HoldState.FREED))
