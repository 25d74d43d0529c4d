"""Elmstead sells places to park in: a garage with two places that are all the same, bay 7 in Back Street, and Holly's driveway.

Real parking, real prices, real bookings, the real sandbox of the payment service; time is put forward by hand.
"""
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from backend.accounts.models import Account
from backend.bookings import cancelling, quoting, selling
from backend.bookings.booked import CancellationQuote
from backend.bookings.desk import Desk
from backend.bookings.service import Bookings
from backend.contract.bookings import Accepted, BookingRequest
from backend.contract.listings import Approval, ListingKind
from backend.contract.parking import SpaceKind, SpaceTerms, Vehicle
from backend.contract.quotes import QuoteRequest
from backend.contract.reservations import ParkingWish
from backend.database.database import Database
from backend.live.service import LiveCity
from backend.parking.declared import Declared
from backend.parking.models import ParkingListing, ParkingSite, ParkingSpot, ParkingTariff, SpotKind, SpotWeek
from backend.parking.places import ExactPlace, sealed
from backend.parking.service import Parking
from backend.parking.tariffs import as_json, digest_of
from backend.paying.gateway import Gateway
from backend.paying.provider import sandbox_at
from backend.paying.service import Paying
from backend.reservations.asking import SpaceDesk
from backend.reservations.service import Reservations
from backend.reservations.timing import ReservationTimers
from backend.service.settings import Settings
from payments import events
from payments.parking.tariff import Rung, Tariff, Window
from tests.backend.bookings.world import Clock, StubOperators, World
from tests.backend.pricing.world import Shop, read_fares
from tests.worlds.town import TIMEZONE, at, open_town

CAR = Vehicle(height_mm=1500, width_mm=1800, length_mm=4200, weight_kg=1400)
VAN = Vehicle(height_mm=2600, width_mm=1900, length_mm=4900, weight_kg=2600)
TERMS = SpaceTerms(10, 15, 100, 500, 3000, 0, 0, True, True)
EVERY_DAY = frozenset(range(7))
# An hour 2.00, then 1.00 for each half hour begun.
TARIFF = Tariff(TIMEZONE, (Window(EVERY_DAY, 0, 0, (Rung(60, 200),), 30, 100),))
HOUR = timedelta(hours=1)
OPERATOR = "garages"


@cache
def priced_town() -> Shop:
    """Nobody writes to it, so all tests of a process share it."""
    return Shop(open_town().live, read_fares(Path(mkdtemp(prefix="fares-"))))


@dataclass
class Places:
    """Ids of what can be booked. pool: the site of the garage; slots: its places."""

    pool: UUID
    slots: tuple[UUID, ...]
    bay: UUID
    bay_site: UUID
    driveway: UUID
    driveway_site: UUID
    host: UUID


@dataclass
class ParkingWorld(World):
    parking: Parking = None
    reservations: Reservations = None
    places: Places = None

    @property
    def today(self) -> datetime:
        """The next full hour."""
        return self.clock().astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR

    def wish(self, space: UUID, begins: float = 1, hours: float = 2, vehicle: Vehicle = CAR, first: datetime | None = None) -> ParkingWish:
        """From so many hours after the next full one."""
        start = (first or self.today) + begins * HOUR
        return ParkingWish(space, start, start + hours * HOUR, vehicle)

    async def quote_for(self, *wishes: ParkingWish, actor=None, legs=()):
        asked, actor, now = QuoteRequest(tuple(legs), (), wishes), actor or self.actor, self.clock()
        async with self.database.writing() as session:
            offer = await quoting.price(session, self.bookings.pricing, actor.id, asked, now, self.desk.spaces)
            return quoting.shown(await quoting.keep(session, actor.id, asked, offer, now))

    async def buy(self, quote, actor=None, plate: str | None = None) -> UUID:
        request = BookingRequest(UUID(quote.quote_id), Accepted(quote.total_minor, quote.terms_fingerprint), plate)
        async with self.database.writing() as session:
            return await selling.book(session, self.desk, self.bookings.pricing, actor or self.actor, request)

    async def reserve(self, *wishes: ParkingWish, actor=None, plate: str | None = None) -> UUID:
        """Held, and waiting for a card."""
        return await self.buy(await self.quote_for(*wishes, actor=actor), actor, plate)

    async def parked(self, *wishes: ParkingWish, plate: str | None = None) -> UUID:
        """Paid."""
        booking_id = await self.reserve(*wishes, plate=plate)
        await self.work()
        await self.pay(booking_id)
        await self.look(booking_id)
        await self.work()
        return booking_id

    async def leg(self, booking_id: UUID):
        return (await self.rows(booking_id)).legs[0]

    async def give_up(self, booking_id: UUID) -> None:
        await self.work()
        await self.apply(booking_id, events.Abandoned())
        await self.quiesce()

    async def shown(self, booking_id: UUID, actor=None):
        async with self.database.reading() as session:
            return await self.reservations.get_own(session, actor or self.actor, booking_id)

    async def give_back(self, booking_id: UUID) -> dict[int, int]:
        """All of it; the fees by leg."""
        async with self.database.writing() as session:
            await cancelling.quote(session, self.desk, await self.rows(booking_id), None)
        async with self.database.writing() as session:
            row = await session.scalar(select(CancellationQuote).where(CancellationQuote.booking_id == booking_id))
            await cancelling.cancel(session, self.desk, booking_id, row.id)
            return {int(leg_no): fee for leg_no, fee in row.fees.items()}

    @property
    def timers(self) -> ReservationTimers:
        return ReservationTimers(self.desk, self.database)


async def furnish(database: Database, parking: Parking, slots: int = 2, approval: Approval = Approval.INSTANT) -> Places:
    async with database.writing() as session:
        host_id = uuid4()
        session.add(Account(id=host_id, email="holly@example.org", email_key="holly@example.org", locale="en"))
        pool, bays, private = (a_site(kind, x) for kind, x in ((SpaceKind.GARAGE, 500), (SpaceKind.STREET, 1000), (SpaceKind.PRIVATE, 1500)))
        session.add_all([pool, bays, private])
        await session.flush()
        places = [a_spot(pool.id, number, height_mm=1900, covered=True) for number in range(slots)]
        bay, drive = a_spot(bays.id, 0, "7", height_mm=2000), a_spot(private.id, 0, "drive")
        listing = ParkingListing(
            id=uuid4(), account_id=host_id, site_id=private.id, kind=ListingKind.DRIVEWAY, street="Holly Lane", place=b"", approval=approval,
            approve_within_min=60, price={}, terms_version=1, terms_at=datetime.now(UTC),
        )  # fmt: skip
        listing.place = sealed(parking.vault, listing.id, ExactPlace("Holly Lane", "12", "behind the hedge", *at(1512, 8)))
        session.add_all([*places, bay, drive, listing, *(a_tariff(site.id) for site in (pool, bays, private))])
        await session.flush()
        session.add_all(SpotWeek(listing_id=listing.id, day=day, from_min=0, to_min=0) for day in range(7))
    return Places(pool.id, tuple(spot.id for spot in places), bay.id, bays.id, drive.id, private.id, host_id)


def a_site(kind: SpaceKind, x: float) -> ParkingSite:
    lat, lon = at(x, 0)
    private = kind is SpaceKind.PRIVATE
    return ParkingSite(
        id=uuid4(), kind=kind, name="" if private else f"{kind.value.title()} {x}", lat_e7=round(lat * 1e7), lon_e7=round(lon * 1e7), capacity=50,
        zone=TIMEZONE, currency="EUR", operator_id=None if private else OPERATOR, operator_name="" if private else "Elm Garages",
        terms=msgspec.to_builtins(TERMS),
    )  # fmt: skip


def a_spot(site_id: UUID, number: int, label: str | None = None, **facts) -> ParkingSpot:
    kind = SpotKind.POOL_SLOT if label is None else SpotKind.BAY
    return ParkingSpot(id=uuid4(), site_id=site_id, kind=kind, label=label, place_no=number, forbids=[], **facts)


def a_tariff(site_id: UUID) -> ParkingTariff:
    content = as_json(TARIFF)
    return ParkingTariff(
        site_id=site_id, valid_from=datetime(2026, 1, 1, tzinfo=UTC), currency="EUR", content=content, source="test", digest=digest_of(content)
    )


@asynccontextmanager
async def open_parking(database, sandbox, control, slots: int = 2, approval: Approval = Approval.INSTANT):
    clock, shop, stubs = Clock(), priced_town(), StubOperators("town")
    provider = sandbox_at(sandbox.url)
    paying = Paying(database, provider, "http://localhost", Gateway(provider, clock=clock))
    parking = parking_of(database, shop.live, clock)
    desk = Desk(lambda name: timedelta(seconds=60), clock=clock, spaces=SpaceDesk(parking, parking.vault))
    bookings = Bookings(database, shop.pricing, stubs, paying, desk)
    paying.obey(bookings.booked)
    world = ParkingWorld(database, control, clock, shop, stubs, paying, bookings)
    world.parking, world.reservations = parking, Reservations(parking, desk, parking.vault)
    world.places = await furnish(database, parking, slots, approval)
    world.actor = await world.person()
    yield world


def parking_of(database: Database, live: LiveCity, clock=None) -> Parking:
    settings = Settings(log_requests=False, database_url=database.url.render_as_string(hide_password=False), column_key=token_hex(32))
    return Parking(database, live, settings, Declared(), *([clock] if clock else []))
