"""Events and wishes as messages."""
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from backend.bookings.booked import Booking
from backend.contract.gatherings import Gathering, GatheringPlace, GatheringWish, StaffGathering, WhyNot, WishHelp, WishOffer, WishState
from backend.contract.parking import Vehicle
from backend.parking.places import E7
from backend.parking.spaces import Site, Space
from backend.reservations.gathering_models import GatheringWish as Row
from backend.reservations.gathering_models import ParkingGathering, WishRow
from backend.reservations.gathering_plan import name_of
from payments.money import decimals
from payments.states import BookingState

OF_BOOKING = {BookingState.HELD: WishState.OFFERED, BookingState.RELEASING: WishState.LAPSED, BookingState.RELEASED: WishState.LAPSED}


def is_over(row: ParkingGathering, at: datetime) -> bool:
    return row.called_off_at is not None or row.ends_at <= at


def gathering_answer(row: ParkingGathering, sites: Sequence[Site], at: datetime) -> Gathering:
    return Gathering(
        row.id, row.name, row.lat_e7 / E7, row.lon_e7 / E7, row.starts_at, row.ends_at, row.assign_at, row.round_min, row.hold_min,
        None if is_over(row, at) else row.next_at, tuple(GatheringPlace(site.id, site.name, len(site.spots)) for site in sites),
    )  # fmt: skip


def staff_answer(shown: Gathering, row: ParkingGathering, counted: Iterable[Any]) -> StaffGathering:
    """counted: rows of a wish's state, its booking's, and how many."""
    sums = dict.fromkeys(WishState, 0)
    for state, booking_state, number in counted:
        sums[state_of(state, booking_state)] += number
    gone = sums[WishState.LAPSED] + sums[WishState.WITHDRAWN]
    return StaffGathering(shown, row.rounds, sums[WishState.WAITING], sums[WishState.OFFERED], sums[WishState.TAKEN], gone)


def state_of(state: str, booking_state: str | None) -> WishState:
    if state != WishRow.OFFERED or booking_state is None:
        return WishState(state)
    return OF_BOOKING.get(BookingState(booking_state), WishState.TAKEN)


def wish_answer(row: Row, gathering: ParkingGathering, booking: Booking | None, space: Space | None, at: datetime) -> GatheringWish:
    state = state_of(row.state, booking.state if booking else None)
    waits = state is WishState.WAITING
    if waits and (is_over(gathering, at) or row.ends_at <= at):
        state, waits = WishState.OVER, False
    return GatheringWish(
        row.id, gathering.id, state, row.starts_at, row.ends_at, msgspec.convert(row.vehicle, Vehicle), row.max_walk_m, row.max_price_minor,
        offer_of(row, booking, space) if state in (WishState.OFFERED, WishState.TAKEN) else None, WhyNot(row.why) if row.why else None,
        msgspec.convert(row.help, WishHelp) if row.help is not None else None, gathering.next_at if waits else None,
    )  # fmt: skip


def offer_of(row: Row, booking: Booking | None, space: Space | None) -> WishOffer | None:
    if booking is None or row.space_id is None:
        return None
    return WishOffer(
        booking.id, row.space_id, name_of(space) if space else "", row.walk_m or 0, booking.shown_minor, booking.currency.upper(),
        decimals(booking.currency), booking.hold_until,
    )  # fmt: skip
