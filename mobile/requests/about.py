"""What a report is about where somebody rides, waits, parks, or has just read a sign: filled in for them, and theirs to take away. Without Kivy."""

from collections.abc import Iterable
from datetime import datetime

from backend.contract.request_words import PlaceKind
from backend.contract.requests import RequestContext
from backend.contract.reservations import Reservation
from mobile.screens.underway.progress import BOARD, stand
from mobile.screens.underway.state import ride_words
from mobile.screens.underway.trip import Trip
from mobile.store.reports import About
from mobile.words import line_of
from signing.codes import CodeKind

FIELDS = {CodeKind.VEHICLE: "trip_id", CodeKind.STOP: "stop_id", CodeKind.BAY: "bay_id", CodeKind.LIFT: "lift_id"}
PLACES = {
    CodeKind.VEHICLE: PlaceKind.VEHICLE, CodeKind.STOP: PlaceKind.STOP, CodeKind.BAY: PlaceKind.BAY, CodeKind.LIFT: PlaceKind.LIFT,
}  # fmt: skip
MOST_ID = 100


def about_now(trip: Trip | None, stays: Iterable[Reservation], now: datetime) -> About | None:
    """The vehicle somebody is in or the stop they wait at, else the space their vehicle stands in; None where nothing is known."""
    return (about_trip(trip, now) if trip else None) or next((found for stay in stays if (found := about_stay(stay, now))), None)


def about_trip(trip: Trip, now: datetime) -> About | None:
    at = stand(trip.now, now, trip.told)
    leg = trip.now.legs[at.leg]
    if at.aboard and leg.route and leg.trip_id:
        return About(CodeKind.VEHICLE, leg.trip_id, ride_words(leg), leg.from_.lat, leg.from_.lon, moves=True, line=line_of(leg))
    if at.kind == BOARD and leg.from_.stop_id:
        return About(CodeKind.STOP, leg.from_.stop_id, leg.from_.name, leg.from_.lat, leg.from_.lon)
    return None


def about_stay(stay: Reservation, now: datetime) -> About | None:
    """Only where its exact place is told."""
    space = stay.space
    if not space.exact or not stay.enter_from <= now < stay.grace_until or stay.left_at:
        return None
    return About(CodeKind.BAY, str(space.space_id), space.address or space.name, space.lat, space.lon)


def context_of(about: About | None, now: datetime | None) -> RequestContext | None:
    """As the city is told of it. `now`: None where nothing has happened yet."""
    if about is None or about.kind not in FIELDS:
        return None
    return RequestContext(**{FIELDS[about.kind]: id_of(about)}, line=about.line[:40], at=now and now.replace(microsecond=0))


def id_of(about: About) -> str | None:
    """None for one that the city would not take; then the name says what it is."""
    return about.id if 0 < len(about.id) <= MOST_ID and about.id.isascii() and about.id.isprintable() else None
