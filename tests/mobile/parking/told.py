"""What a city tells of parking: a bay that fits, a car park that is not sold here, a driveway not all of which is known, one that is too low."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from backend.contract.live import Likely, LikelyBasis, LikelyWord, Source
from backend.contract.parking import (
    FitAbout,
    FitNote,
    FitVerdict,
    ParkingSearch,
    ParkingSpace,
    ParkingSpacesResponse,
    Plug,
    PriceState,
    SpaceFacts,
    SpaceFit,
    SpaceKind,
    SpaceLive,
    SpacePrice,
    SpaceRefusal,
    SpaceTerms,
    SpaceWalk,
    Vehicle,
)
from backend.contract.reservations import Entry, Reservation, ReservationState, ReservedSpace
from mobile.store.vehicles import OwnVehicle
from tests.mobile.payments.told import BOOKING_ID, TICKET_ID

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
STATION = (55.4897, 3.5036)
VAN = OwnVehicle("van", "", "van", 1980, 2050, 4950, None, "type2")
BAY, GARAGE, DRIVEWAY, LOW, OTHER = (UUID(int=number) for number in range(11, 16))
FITS = SpaceFit(FitVerdict.FITS)
TERMS = SpaceTerms(
    grace_min=10, overstay_step_min=10, overstay_step_minor=40, overstay_fee_minor=0, overstay_most_minor=1200, min_stay_min=15, free_until_min=0,
    early_leave=True, instant=True,
)  # fmt: skip


def price(total: int | None = 360, state: PriceState = PriceState.BOOKED) -> SpacePrice:
    return SpacePrice(state, total, "EUR", 2)


def a_space(now: datetime = NOON, **changes) -> ParkingSpace:
    """Chapel Row 22, bay 7."""
    facts = SpaceFacts(
        height_mm=2100, width_mm=3500, length_mm=5400, plug=Plug.TYPE2, power_w=11_000, charging_kind="ac", covered=True, step_free=True, door_mm=950,
    )  # fmt: skip
    told = ParkingSpace(
        BAY, SpaceKind.PRIVATE, "Chapel Row 22, bay 7", STATION[0] + 0.001, STATION[1] + 0.001, True, SpaceWalk(240, 240), price(), FITS, facts, None,
        None, 1, (), TERMS,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def a_garage(now: datetime = NOON, **changes) -> ParkingSpace:
    seen = SpaceLive(14, 120, True, 2, Source("garages", now - timedelta(seconds=40), 40))
    told = a_space(
        now, space_id=GARAGE, kind=SpaceKind.GARAGE, name="Saddler Street car park", lat=STATION[0] - 0.001,
        walk=SpaceWalk(410, 360), price=price(240, PriceState.GATE), facts=SpaceFacts(height_mm=2300, covered=True, step_free=True, badge_bays=2),
        live=seen, likely=Likely(LikelyWord.LIKELY, now, LikelyBasis.COUNTED, 40, 78), free=0, refusals=(SpaceRefusal.NOT_SOLD,), terms=None,
        operator="City Garages",
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)


def a_driveway(now: datetime = NOON) -> ParkingSpace:
    """Whose height nobody measured, and which its host says yes to."""
    unsure = SpaceFit(FitVerdict.UNSURE, (FitNote(FitAbout.WIDTH, FitVerdict.UNSURE),))
    asked = msgspec.structs.replace(TERMS, instant=False, approve_within_min=60)
    return a_space(
        now, space_id=DRIVEWAY, name="North Avenue", lat=STATION[0] + 0.002, exact=False, walk=SpaceWalk(520, 480, True), price=price(300),
        fit=unsure, facts=SpaceFacts(covered=False, step_free=None), terms=asked,
    )  # fmt: skip


def a_low_one(now: datetime = NOON) -> ParkingSpace:
    low = SpaceFit(FitVerdict.NO, (FitNote(FitAbout.HEIGHT, FitVerdict.NO, 1850),))
    return a_space(now, space_id=LOW, name="Old Mill garage", lon=STATION[1] - 0.001, fit=low, price=price(200), refusals=(SpaceRefusal.VEHICLE,))


def an_answer(now: datetime = NOON, start: datetime | None = None, hours: int = 3, **changes) -> ParkingSpacesResponse:
    start = start or now
    told = ParkingSpacesResponse(
        now, start, start + timedelta(hours=hours), (a_space(now), a_garage(now)), (a_driveway(now),), (a_low_one(now),), (), 0
    )
    return msgspec.structs.replace(told, **changes)


def a_search(now: datetime = NOON) -> ParkingSearch:
    return ParkingSearch(*STATION, now, now + timedelta(hours=3), Vehicle(height_mm=1980))


def a_reservation(now: datetime = NOON, state: ReservationState = ReservationState.BOOKED, **changes) -> Reservation:
    """From an hour ago for three hours."""
    start, end = now - timedelta(hours=1), now + timedelta(hours=2)
    space = ReservedSpace(BAY, UUID(int=21), SpaceKind.PRIVATE, "Chapel Row", *STATION, True, "Chapel Row 22", None, "7")
    told = Reservation(
        UUID(BOOKING_ID), 1, state, space, start, end, start - timedelta(minutes=10), end + timedelta(minutes=10),
        Entry(UUID(TICKET_ID), "482106", False), TERMS, Vehicle(height_mm=1980), FITS, "EUR", 2, 360, 360, None, None,
    )  # fmt: skip
    return msgspec.structs.replace(told, **changes)
