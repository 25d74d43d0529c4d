"""Rides as messages to their riders. Where the van is, is told only around the ride."""
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from backend.contract.rides import ChangeReason, Promised, RideChange, RideLoad, RidePlace, RideResponse, RideState, RideVan
from backend.rides.models import Ride
from backend.rides.own import OwnRide
from backend.rides.terms import ZoneTerms
from payments.states import LegState

WATCHED_BEFORE = timedelta(minutes=15)  # the pickup
UNDER_WAY = (RideState.BOOKED, RideState.ABOARD)
WHEELCHAIRS = 1  # where a room counts them


def ride_answer(found: OwnRide, at: datetime) -> RideResponse:
    row = found.row
    state = RideState(row.state)
    goes_on, waited_for = state in UNDER_WAY, state is RideState.BOOKED
    comes_in = max(0, int((row.pickup_at - at).total_seconds())) if found.is_next and row.pickup_at and row.arrived_at is None else None
    return RideResponse(
        id=row.id,
        zone=found.zone.key,
        state=state,
        from_=RidePlace(row.from_name, row.from_lat, row.from_lon),
        to=RidePlace(row.to_name, row.to_lat, row.to_lon),
        load=RideLoad(*row.load),
        promised=Promised(row.pickup_from, row.pickup_to, row.arrive_by),
        pickup_at=row.pickup_at if waited_for else None,
        dropoff_at=row.dropoff_at if goes_on else None,
        code=row.code if goes_on else "",
        booking_id=found.leg.booking_id if found.leg else None,
        leg=found.leg.leg_no if found.leg else None,
        van=van_answer(found, at) if goes_on and found.vehicle else None,
        comes_in_s=comes_in,
        waits_until=terms_of(found).leaves_without(row) if waited_for else None,
        boarded_at=row.boarded_at,
        brought_at=row.brought_at,
        changes=tuple(changes_of(row)),
        task_due_at=found.task_due_at,
        instead=found.instead,
        instead_booking_id=found.booked_instead,
        can_cancel=can_cancel(found),
        phone=terms_of(found).phone,
    )


def van_answer(found: OwnRide, at: datetime) -> RideVan:
    vehicle, shift = found.vehicle, found.shift
    rolls_in = any(room[WHEELCHAIRS] for room in vehicle.rooms)
    if shift and shift.seen_at and is_watched(found.row, at):
        return RideVan(vehicle.name, vehicle.plate, rolls_in, shift.lat, shift.lon, shift.seen_at)
    return RideVan(vehicle.name, vehicle.plate, rolls_in)


def is_watched(row: Ride, at: datetime) -> bool:
    """Whether its rider may see where the van is."""
    if row.state == RideState.ABOARD:
        return True
    return row.state == RideState.BOOKED and at >= min(row.pickup_at or row.pickup_from, row.pickup_from) - WATCHED_BEFORE


def terms_of(found: OwnRide) -> ZoneTerms:
    return msgspec.convert(found.zone.terms, ZoneTerms)


def changes_of(row: Ride) -> Iterator[RideChange]:
    for change in row.changes:
        yield RideChange(_moment(change["at"]), ChangeReason(change["reason"]), Promised(*(_moment(change[name]) for name in ("from", "to", "by"))))


def can_cancel(found: OwnRide) -> bool:
    """One that was bought is given back with its booking, one that replaces another by itself."""
    return found.row.state == RideState.BOOKED and (found.leg is None or found.leg.state == LegState.CONFIRMED)


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(text)
