"""A town with one zone and a few vans, on any database: what is sold there, by whom, and what becomes of it.

The town is `tests.worlds.town`: Main Street (y = 0) and Back Street (y = 300) from west to east, 4 km, lanes between them every 500 m. Places are
metres east and north. One minute is about 800 m. Time is put forward by hand.
"""
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from backend.accounts.models import Account
from backend.bookings.models import Booking, BookingLeg, Quote, QuoteLine
from backend.contract.following import FollowedLeg
from backend.contract.quotes import SoldKind
from backend.contract.rides import RideLoad
from backend.database.database import Database
from backend.following.trip import End
from backend.identity.actor import Actor, ActorKind
from backend.live.service import LiveCity
from backend.pricing.driven import RideForSale, RideWish
from backend.pricing.offer import SoldLeg
from backend.rides.board import Board
from backend.rides.models import Ride, RideShift, RideVehicle, RideZone
from backend.rides.service import Rides
from backend.rides.terms import ZoneTerms
from payments.cancelling import Ladder
from payments.states import LegState
from routing.dispatch.rides.verifier import verify
from routing.snapshot import Snapshot
from routing.streets.model import Streets
from tests.worlds.town import at, open_town

DAY = date(2026, 12, 2)
KEY, OPERATOR = "elm", "elm-rides"
DEPOT = (2000.0, 0.0)
EIGHT = [[8, 0, 2, 1], [5, 1, 1, 1], [2, 2, 0, 1]]
ONE = [[1, 0, 0, 0]]
PRICE = 280
ALONE = RideLoad()
TERMS = ZoneTerms()


@dataclass
class Hands:
    """A clock that stands still until it is put forward."""

    now: datetime = datetime(2026, 12, 2, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **much: float) -> datetime:
        self.now += timedelta(**much)
        return self.now


def town_live(clock: Hands) -> LiveCity:
    """The streets of the town with nothing known of them yet."""
    return LiveCity(Snapshot.of(open_town().live.snapshot.city), now=clock)


@dataclass
class Town:
    """rides: the service of one process. zone_id and shifts: as `opened_town` made them; by row."""

    database: Database
    rides: Rides
    clock: Hands
    zone_id: UUID = field(default_factory=uuid4)
    shifts: list[UUID] = field(default_factory=list)

    def beside(self, database: Database | None = None) -> "Town":
        """Another process at the same database."""
        own = database or self.database
        return Town(own, Rides.of(own, town_live(self.clock), self.clock), self.clock, self.zone_id, self.shifts)

    # What there is

    async def add_zone(self, terms: ZoneTerms = TERMS, key: str = KEY) -> None:
        async with self.database.writing() as session:
            told = {"key": key, "name": "Elm rides", "operator_id": OPERATOR, "operator_name": "Elm Rides", "terms": msgspec.to_builtins(terms)}
            session.add(RideZone(id=self.zone_id, **told))

    async def add_van(
        self, rooms: list[list[int]] | None = None, day: date = DAY, hours: tuple[float, float] = (6, 22), depot: tuple[float, float] = DEPOT,
        driver_id: UUID | None = None, breaks: tuple[tuple[float, float, int], ...] = (), name: str | None = None,
    ) -> UUID:  # fmt: skip
        """hours: of the service day; breaks: from, to (hours), seconds, at the depot. Returns the id of the shift."""
        begins, (lat, lon) = self.rides.days.streets.day_start(day), at(*depot)
        vehicle, shift = uuid4(), uuid4()
        pauses = [
            {"from": (begins + timedelta(hours=a)).isoformat(), "to": (begins + timedelta(hours=b)).isoformat(), "lengthS": s, "lat": lat, "lon": lon}
            for a, b, s in breaks
        ]
        async with self.database.writing() as session:
            session.add(RideVehicle(id=vehicle, zone_id=self.zone_id, name=name or f"Van {str(vehicle)[:8]}", plate="EL M 1", rooms=rooms or EIGHT))
            await session.flush()
            row = len(list(await session.scalars(select(RideShift.id).where(RideShift.zone_id == self.zone_id, RideShift.day == day))))
            session.add(RideShift(
                id=shift, vehicle_id=vehicle, zone_id=self.zone_id, day=day, row=row, starts_at=begins + timedelta(hours=hours[0]),
                ends_at=begins + timedelta(hours=hours[1]), start_lat=lat, start_lon=lon, end_lat=lat, end_lon=lon, breaks=pauses,
                driver_id=driver_id,
            ))  # fmt: skip
            await self.rides.days.tell(session, self.zone_id, day)
        self.shifts.append(shift)
        return shift

    async def person(self) -> Actor:
        account_id = uuid4()
        async with self.database.writing() as session:
            session.add(Account(id=account_id, email=f"{account_id}@example.org", email_key=f"{account_id}@example.org", locale="en"))
        return Actor(ActorKind.ACCOUNT, account_id)

    # What is sold

    def wish(
        self, start: tuple[float, float] = (0, 0), end: tuple[float, float] = (3900, 0), in_min: float = 30, within_min: float = 60,
        load: RideLoad = ALONE, number: int = 0,
    ) -> RideWish:  # fmt: skip
        ready = self.clock.now + timedelta(minutes=in_min)
        return RideWish(number, KEY, End(*at(*start), "Oak Lane"), End(*at(*end), "Mill Lane"), ready, ready + timedelta(minutes=within_min), load)

    async def for_sale(self, wish: RideWish) -> RideForSale:
        async with self.database.reading() as session:
            return (await self.rides.selling.for_sale(session, (wish,), self.clock.now))[0]

    async def book(self, sale: RideForSale, person: Actor | None = None, before: tuple[FollowedLeg, ...] = ()) -> UUID:
        """Held: its booking, its leg, and its ride, which has the id of the leg. before: legs of the same trip. Raises ResourceTaken."""
        buyer = person or await self.person()
        async with self.database.writing() as session:
            leg = await booked_leg(session, sale, buyer.id, before)
            await self.rides.selling.reserved(session, leg, sold_leg(sale), buyer.id)
        return leg.id

    async def ride(self, wish: RideWish | None = None, person: Actor | None = None) -> UUID:
        """Bought and paid for."""
        ride_id = await self.book(await self.for_sale(wish or self.wish()), person)
        await self.leg_becomes(ride_id, LegState.CONFIRMED)
        return ride_id

    async def leg_becomes(self, ride_id: UUID, state: LegState) -> None:
        async with self.database.writing() as session:
            leg = await session.get_one(BookingLeg, ride_id)
            leg.state = state
            await self.rides.selling.moved(session, [leg], self.clock.now)

    # What has become of it

    async def board(self, day: date = DAY) -> Board:
        async with self.database.reading() as session:
            return (await self.rides.days.get(session, self.zone_id, day, lock=False))[1]

    async def whole_board(self, day: date = DAY) -> Board:
        """One in which the verifier finds nothing."""
        board = await self.board(day)
        assert verify(board.dispatch) == []
        return board

    async def row(self, ride_id: UUID) -> Ride:
        async with self.database.reading() as session:
            return await session.get_one(Ride, ride_id)


async def opened_town(
    database: Database, vans: int = 1, rooms: list[list[int]] | None = None, clock: Hands | None = None, terms: ZoneTerms = TERMS
) -> Town:
    hands = clock or Hands()
    town = Town(database, Rides.of(database, town_live(hands), hands), hands)
    await town.add_zone(terms)
    for _ in range(vans):
        await town.add_van(rooms)
    return town


async def booked_leg(session, sale: RideForSale, account_id: UUID, before: tuple[FollowedLeg, ...] = ()) -> BookingLeg:
    """As bookings write it, in as few columns as the tables allow."""
    quote_id, booking_id, leg_id, asked = uuid4(), uuid4(), uuid4(), {"legs": msgspec.to_builtins(before)}
    quote = Quote(
        id=quote_id, account_id=account_id, asked=asked, shown={"lines": []}, currency="eur", total_minor=PRICE, capture_mode="trip_end",
        valid_until=sale.valid_until, fare_snapshot_id="0" * 64, terms={}, fingerprint="0" * 64,
    )  # fmt: skip
    session.add(quote)
    await session.flush()
    session.add(QuoteLine(
        id=uuid4(), quote_id=quote_id, leg_no=1, kind="fare", payee_id=OPERATOR, list_minor=PRICE, shown_minor=PRICE, tax_rate_bp=0, tax_minor=0,
        concession_ids=[],
    ))  # fmt: skip
    await session.flush()
    quote.sealed = True
    await session.flush()
    session.add(Booking(
        id=booking_id, quote_id=quote_id, account_id=account_id, state="confirming", capture_mode="trip_end", currency="eur", shown_minor=PRICE,
        fee_shown_minor=0, state_since=sale.pickup_from,
    ))  # fmt: skip
    await session.flush()
    leg = BookingLeg(
        id=leg_id, booking_id=booking_id, leg_no=1, operator_id=OPERATOR, operator_name="Elm Rides", kind=SoldKind.ON_DEMAND, own=True,
        resource_id=f"ride {leg_id}", state=LegState.HELD, operator_ref=str(leg_id), payee=f"operator_payable:{OPERATOR}", starts_at=sale.pickup_from,
        ends_at=sale.arrive_by, from_name="", to_name="", price_minor=PRICE, covers=[len(before)], facts={}, ladder=[], through=[],
    )  # fmt: skip
    session.add(leg)
    await session.flush()
    return leg


def sold_leg(sale: RideForSale) -> SoldLeg:
    return SoldLeg(
        1, OPERATOR, "Elm Rides", SoldKind.ON_DEMAND, sale.pickup_from, sale.arrive_by, "Oak Lane", "Mill Lane", PRICE, (0,), Ladder(()), own=True,
        ride=sale,
    )  # fmt: skip


def is_along(streets: Streets, edge: int, place: tuple[float, float]) -> bool:
    """Whether a place is the middle of an edge."""
    points = slice(*streets.geometry_first[edge : edge + 2])
    lat, lon = streets.geometry_lat_e7[points].mean() / 1e7, streets.geometry_lon_e7[points].mean() / 1e7
    return bool(abs(lat - place[0]) < 1e-4 and abs(lon - place[1]) < 1e-3)
