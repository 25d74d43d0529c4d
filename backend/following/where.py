"""Where the traveller is: by a fresh position, by what the app says, else by the clock along the legs as they are expected."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.following.expected import Times
from backend.following.outline import NO_TIME, Outline
from backend.following.streets import apart_m, place_at, rest_of
from backend.following.trip import Fix, Heard, Trip
from routing.snapshot import Snapshot
from routing.streets.graph import Mode

FRESH = timedelta(minutes=2)
SAID_HOLDS = timedelta(minutes=10)
THERE_M, AT_STOP_M = 50.0, 100.0
# A vehicle that should have left this long ago has left.
SURELY_LEFT = timedelta(seconds=60)


@dataclass(frozen=True)
class Here:
    """leg: the one the traveller is on or waits for. aboard: in or on its vehicle. lat, lon: degrees; aboard a ride those of its last known place.

    located: from a position. rest: what is left of a leg on streets. reached_at: when a ride that is walked to can be boarded, where a position
    or what was missed says so. arrived: the trip is over.
    """

    leg: int
    aboard: bool
    lat: float
    lon: float
    located: bool = False
    rest: timedelta | None = None
    reached_at: datetime | None = None
    arrived: bool = False


def locate(
    trip: Trip, snapshot: Snapshot, outline: Sequence[Outline], times: Sequence[Times | None], now: datetime, heard: Heard, blocked_leg: int | None
) -> Here:
    fix = heard.fix if heard.fix is not None and now - heard.fix.at <= FRESH else None
    number = said(trip, now, heard)
    if number is None:
        number = by_clock(outline, times, now, blocked_leg)
    if number == len(trip.legs):
        return at_end(trip, snapshot, fix, now)
    leg, span, told = trip.legs[number], outline[number], times[number]
    begun = now >= span.depart_at and not (number == blocked_leg and heard.leg != number)
    if told is None:
        return on_street(trip, snapshot, number, span, fix, now, begun)
    missed = span.spare is not None and span.spare < NO_TIME and heard.leg != number
    aboard = begun and not told.cancelled and not told.skips_board and not missed and not left_behind(leg.start, told, fix, now)
    if aboard:
        return Here(number, True, fix.lat if fix else leg.start.lat, fix.lon if fix else leg.start.lon, fix is not None)
    if fix is None:
        return Here(number, False, leg.start.lat, leg.start.lon, reached_at=span.ready_at if number else None)
    rest = rest_of(snapshot, Mode.FOOT, fix.lat, fix.lon, leg.start, now, trip) if apart_m(fix.lat, fix.lon, leg.start) > AT_STOP_M else NO_TIME
    return Here(number, False, fix.lat, fix.lon, True, reached_at=None if rest is None else now + rest)


def said(trip: Trip, now: datetime, heard: Heard) -> int | None:
    if heard.leg is None or heard.leg_at is None or now - heard.leg_at > SAID_HOLDS:
        return None
    return min(heard.leg, len(trip.legs) - 1)


def by_clock(outline: Sequence[Outline], times: Sequence[Times | None], now: datetime, blocked_leg: int | None) -> int:
    """The first leg that is not over yet; nobody gets past a ride that does not run, does not stop or was missed."""
    for number, (span, told) in enumerate(zip(outline, times)):
        stuck = told is not None and (told.cancelled or told.skips_board or (span.spare is not None and span.spare < NO_TIME))
        if now < span.arrive_at or stuck or number == blocked_leg:
            return number
    return len(outline)


def left_behind(stop, told: Times, fix: Fix | None, now: datetime) -> bool:
    """Somebody still stands at the stop a minute after a vehicle that is watched has left."""
    if fix is None or told.feed is None or fix.at < told.depart_at + SURELY_LEFT:
        return False
    return apart_m(fix.lat, fix.lon, stop) <= AT_STOP_M


def on_street(trip: Trip, snapshot: Snapshot, number: int, span: Outline, fix: Fix | None, now: datetime, begun: bool) -> Here:
    leg = trip.legs[number]
    riding = begun and leg.hire is not None
    if fix is None:
        lat, lon = place_at(leg, now, span.depart_at, span.arrive_at) if begun else (leg.start.lat, leg.start.lon)
        return Here(number, riding, lat, lon)
    rest = rest_of(snapshot, leg.on_street, fix.lat, fix.lon, leg.end, now, trip) if begun else None
    return Here(number, riding, fix.lat, fix.lon, True, rest=rest)


def at_end(trip: Trip, snapshot: Snapshot, fix: Fix | None, now: datetime) -> Here:
    """By the clock the trip is over; a position elsewhere knows better."""
    last, end = len(trip.legs) - 1, trip.destination
    if fix is None or apart_m(fix.lat, fix.lon, end) <= THERE_M:
        return Here(last, False, end.lat, end.lon, fix is not None, arrived=True)
    rest = rest_of(snapshot, Mode.FOOT, fix.lat, fix.lon, end, now, trip)
    return Here(last, trip.legs[last].ride is not None, fix.lat, fix.lon, True, rest=rest)
