"""What the city tells of a trip in progress, as events of guidance. Without Kivy."""

from collections.abc import Iterator
from datetime import datetime

from accessibility.guidance import events as e
from accessibility.guidance.geometry import Line, Plane
from accessibility.guidance.route import Ride, Route
from backend.contract.following import LegNow, LegState, TripNow
from backend.contract.obstacles import ObstacleState
from backend.contract.trips import Itinerary, Leg
from mobile.guiding.features import OBSTACLES

BESIDE_M = 30.0  # from the way; what is farther is of another one
SURE = (ObstacleState.CONFIRMED,)
WAYS = {LegState.CLOSED: "closed", LegState.LIFT_OUT: "lift", LegState.OBSTACLE: "other"}


def told_of(itinerary: Itinerary, route: Route, told: TripNow | None, now: datetime, t_s: float) -> Iterator[e.Event]:
    """`t_s` is `now` on the clock of guidance. Legs that the city does not know of, or that are over, are passed by."""
    fits = told is not None and len(told.legs) == len(itinerary.legs)
    by_number = {leg.leg: leg for leg in told.legs} if told is not None and fits else {}
    rides = {ride.trip_id: ride for ride in route.rides}
    for number, leg in enumerate(itinerary.legs):
        seen = by_number.get(number)
        if seen is not None and seen.state is LegState.PASSED:
            continue
        if ride := rides.get(leg.trip_id or ""):
            yield from of_ride(leg, ride, seen, now, t_s)
        elif seen is not None and seen.state in WAYS:
            end_m = street_end(itinerary, route, number)
            yield e.LimitBroken(t_s, f"{number}:{seen.state.value}", end_m, WAYS[seen.state], "other_way")


def dangers(itinerary: Itinerary, told: TripNow | None, line: Line, plane: Plane, known: set[str], t_s: float) -> Iterator[e.HazardSeen]:
    """What people report on the way; what of `known` is not told of any more is gone."""
    seen = told.obstacles if told is not None else itinerary.obstacles
    for one in seen:
        match = line.nearest(plane.xy(one.lat, one.lon), 0.0, line.length_m)
        if match.x_m <= BESIDE_M:
            kind, confirmed = OBSTACLES.get(one.kind, "other"), one.state in SURE
            yield e.HazardSeen(t_s, str(one.id), kind, match.s_m, confirmed=confirmed)
    for key in sorted(known - {str(one.id) for one in seen}):
        yield e.HazardSeen(t_s, key, "other", 0.0, gone=True)


def of_ride(leg: Leg, ride: Ride, seen: LegNow | None, now: datetime, t_s: float) -> Iterator[e.Event]:
    departs = seen.depart_at if seen else leg.depart_at
    source = seen.live if seen else None
    if seen is not None and seen.state is LegState.CANCELLED:
        yield e.TripCancelled(t_s, ride.trip_id, ride.line, ride.kind, at=(leg.scheduled_depart_at or leg.depart_at).time().replace(tzinfo=None))
        return
    planned = leg.scheduled_depart_at or leg.depart_at
    yield e.VehicleDue(
        t_s,
        ride.trip_id,
        ride.line,
        ride.headsign,
        due_s=t_s + (departs - now).total_seconds(),
        kind=ride.kind,
        delay_s=(departs - planned).total_seconds() if source else None,
        live=source is not None,
        age_s=max(0.0, (now - source.observed_at).total_seconds()) if source else 0.0,
        due_at=departs.time().replace(microsecond=0, tzinfo=None),
    )
    if seen is not None and seen.state is LegState.MISSED:
        yield e.ChangeAtRisk(t_s, ride.line, slack_s=float(seen.spare_s or 0), needed_s=0.0, kind=ride.kind, option="other_way")


def street_end(itinerary: Itinerary, route: Route, number: int) -> float:
    """Metres up to where a leg on streets ends: the next boarding, else the end; what blocks it is not behind one before that."""
    boards = {leg.trip_id for leg in itinerary.legs[number:] if leg.trip_id}
    ahead = [ride.board.s_m for ride in route.rides if ride.trip_id in boards]
    return min(ahead) if ahead else max((stretch.s_m for stretch in route.stretches), default=0.0) + 0.5


def soon_of(itinerary: Itinerary, ride: Ride, now: datetime, t_s: float) -> e.AlightSoon | None:
    """How far the stop to get off at is, by the times of the trip as they are expected now."""
    at = next((number for number, leg in enumerate(itinerary.legs) if leg.trip_id == ride.trip_id and leg.route), None)
    if at is None:
        return None
    legs = [itinerary.legs[at]]
    for leg in itinerary.legs[at + 1 :]:
        if not leg.stay_seated:
            break
        legs.append(leg)
    stops = [stop.arrive_at for leg in legs for stop in leg.intermediate_stops] + [leg.arrive_at for leg in legs]
    left = max(1, sum(1 for moment in stops if moment > now))
    live = any(leg.live is not None for leg in legs)
    return e.AlightSoon(t_s, left, max(0.0, (legs[-1].arrive_at - now).total_seconds()), "vehicle" if live else "timetable")
