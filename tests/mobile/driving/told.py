"""What a city tells a driver: a van, a wheelchair user to be fetched, two friends behind at the same corner, a break."""
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from backend.contract.driving import Aboard, DrivenRide, DrivenShift, DrivenStop, Need, RunSheet, ShiftState, StopKind
from backend.contract.rides import RideLoad, RidePlace

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SHIFT, ROLLING, FRIENDS, TICKET = (UUID(int=number) for number in range(1, 5))
ELM, HOSPITAL = RidePlace("Elm Street 4", 55.4897, 3.5036), RidePlace("Hospital", 55.5095, 3.5291)
MARKET = RidePlace("Market Square", 55.4951, 3.4902)


def a_shift(now: datetime = NOON, **changes) -> DrivenShift:
    begins, ends = now - timedelta(hours=1), now + timedelta(hours=6)
    told = DrivenShift(SHIFT, "north-west", "On demand North West", "Van 3", "SEL-D 103", begins, ends, ELM.lat, ELM.lon, ShiftState.BEGUN, begins)
    return replace(told, **changes)


def rolling(**changes) -> DrivenRide:
    return replace(DrivenRide(ROLLING, "4711", RideLoad(seats=1, wheelchairs=1), (Need.RAMP,), (TICKET,)), **changes)


def friends(**changes) -> DrivenRide:
    return replace(DrivenRide(FRIENDS, "0815", RideLoad(seats=2, guide_dogs=1), (Need.GUIDE_DOG,)), **changes)


def pickup(ride: DrivenRide, now: datetime = NOON, place: RidePlace = ELM, in_min: float = 5) -> DrivenStop:
    at = now + timedelta(minutes=in_min)
    return DrivenStop(StopKind.PICKUP, place, at, at + timedelta(minutes=10), at - timedelta(minutes=1), ride=ride)


def dropoff(ride: DrivenRide, now: datetime = NOON, place: RidePlace = HOSPITAL, in_min: float = 20) -> DrivenStop:
    at = now + timedelta(minutes=in_min)
    return DrivenStop(StopKind.DROPOFF, place, at, at + timedelta(minutes=10), ride=ride)


def a_break(now: datetime = NOON, **changes) -> DrivenStop:
    at = now + timedelta(minutes=40)
    told = DrivenStop(StopKind.BREAK, RidePlace("", *(ELM.lat, ELM.lon)), at, at + timedelta(hours=1), at, break_no=0, break_s=1800)
    return replace(told, **changes)


def a_sheet(now: datetime = NOON, **changes) -> RunSheet:
    stops = (pickup(rolling(), now), pickup(friends(), now, in_min=6), dropoff(rolling(), now), dropoff(friends(), now, MARKET, 26), a_break(now))
    return replace(RunSheet(now, "1", a_shift(now), stops, Aboard(), 180), **changes)
