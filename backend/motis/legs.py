"""From our itineraries to those of MOTIS."""
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from backend.contract.live import Alert
from backend.contract.transit import Route
from backend.contract.trips import IntermediateStop, Itinerary, Leg, LegPlace, Step
from backend.motis import modes
from backend.motis.lines import NO_LINE, PRECISION, Points, cut, decode, millionths, polylines
from backend.motis.messages import MotisAlert, MotisItinerary, MotisLeg, MotisPlace, MotisPolyline, MotisRental, MotisStep
from backend.motis.stops import ACCESS, NOWHERE, UNKNOWN, YES, Stops, Visit, utc

START, END = "START", "END"  # what MOTIS calls the points of a trip; its clients put in their own names
DIRECTIONS = {
    "depart": "DEPART", "slight_left": "SLIGHTLY_LEFT", "left": "LEFT", "sharp_left": "HARD_LEFT", "slight_right": "SLIGHTLY_RIGHT", "right": "RIGHT",
    "sharp_right": "HARD_RIGHT", "u_turn": "UTURN_LEFT", "roundabout": "CIRCLE_COUNTERCLOCKWISE", "steps_up": "STAIRS", "steps_down": "STAIRS",
    "steps": "STAIRS", "elevator": "ELEVATOR",
}  # fmt: skip
ONWARD = "CONTINUE"
SEVERITIES = {"UNKNOWN": "UNKNOWN_SEVERITY"}
GROUND = 0.0


class Teller:
    """Tells the itineraries of one answer. alerts: by id."""

    def __init__(self, stops: Stops, alerts: Mapping[str, Alert], detailed_legs: bool = True, detailed_transfers: bool = True, join: bool = True):
        self.stops, self.alerts, self.join = stops, alerts, join
        self.detailed_legs, self.detailed_transfers = detailed_legs, detailed_transfers

    def itinerary(self, told: Itinerary) -> MotisItinerary:
        return MotisItinerary(
            told.duration_s, utc(told.depart_at), utc(told.arrive_at), told.transfers, identity(told), tuple(self.legs(told.legs))
        )

    def legs(self, legs: Sequence[Leg]) -> list[MotisLeg]:
        """One of ours is one of theirs, but rides in which one stays seated may be told as one."""
        rides = [i for i, leg in enumerate(legs) if leg.route is not None]
        first, last = (rides[0], rides[-1]) if rides else (len(legs), -1)
        found: list[MotisLeg] = []
        for i, leg in enumerate(legs):
            between = leg.route is None and first < i < last
            one = self.leg(leg, i == 0, i == len(legs) - 1, self.detailed_transfers if between else self.detailed_legs)
            if leg.stay_seated and self.join and found:
                found[-1] = joined(found[-1], one)
            else:
                found.append(one)
        return found

    def leg(self, leg: Leg, is_first: bool, is_last: bool, detailed: bool) -> MotisLeg:
        begins, ends = self.ends(leg, is_first, is_last)
        line = decode(leg.geometry) if detailed else []
        geometry = MotisPolyline(leg.geometry, PRECISION, len(line)) if line else NO_LINE
        if leg.route is None:
            return self.street(leg, begins, ends, geometry, line)
        return self.ride(leg, leg.route, begins, ends, geometry)

    def ends(self, leg: Leg, is_first: bool, is_last: bool) -> tuple[MotisPlace, MotisPlace]:
        departs, arrives = utc(leg.depart_at), utc(leg.arrive_at)
        planned_departs, planned_arrives = utc(leg.scheduled_depart_at or leg.depart_at), utc(leg.scheduled_arrive_at or leg.arrive_at)
        rides = leg.route is not None
        begin = Visit(departure=departs, planned_departure=planned_departs, boards=True if rides else None)
        end = Visit(arrival=arrives, planned_arrival=planned_arrives, alights=True if rides else None)
        taken, left = (leg.rental.pick_up, leg.rental.drop_off) if leg.rental else (None, None)
        return (
            self.place(leg.from_, begin, START if is_first else "", taken is not None and taken.station_id is not None),
            self.place(leg.to, end, END if is_last else "", left is not None and left.station_id is not None),
        )

    def place(self, place: LegPlace, visit: Visit, otherwise: str, docked: bool) -> MotisPlace:
        row = None if place.stop_id is None else self.stops.names.find_stop(place.stop_id)
        if row is not None:
            return self.stops.place(row, visit)
        return self.stops.plain(place.name or otherwise, place.lat, place.lon, visit, "BIKESHARE" if docked else "NORMAL")

    def street(self, leg: Leg, begins: MotisPlace, ends: MotisPlace, geometry: MotisPolyline, line: Points) -> MotisLeg:
        return MotisLeg(
            mode=leg.mode.value if leg.rental is None else modes.RENTAL,
            from_=begins,
            to=ends,
            **times_of(leg),
            leg_geometry=geometry,
            steps=steps_of(leg.steps, line) if line else None,
            rental=rental_of(leg),
        )

    def ride(self, leg: Leg, route: Route, begins: MotisPlace, ends: MotisPlace, geometry: MotisPolyline) -> MotisLeg:
        return MotisLeg(
            mode=modes.transit_mode(route.type),
            from_=begins,
            to=ends,
            **times_of(leg),
            leg_geometry=geometry,
            interline_with_previous_leg=leg.stay_seated or None,
            headsign=leg.headsign,
            route_id=route.id,
            route_color=hexadecimal(route.colour),
            route_text_color=hexadecimal(route.text_colour),
            route_type=route.type,
            route_short_name=route.short_name,
            route_long_name=route.long_name,
            display_name=route.short_name or route.long_name,
            trip_id=leg.trip_id,
            **self.trip(leg),
            cancelled=False,
            intermediate_stops=tuple(self.passed(stop, leg.live is not None) for stop in leg.intermediate_stops),
            alerts=tuple(alert_of(self.alerts[alert]) for alert in leg.alert_ids if alert in self.alerts) or None,
        )

    def trip(self, leg: Leg) -> dict[str, Any]:
        """What only the timetable knows; nothing of a trip that it does not have."""
        row = self.stops.find_trip(leg.trip_id or "", leg.added)
        if row is None:
            return {}
        facts = self.stops.facts(row)
        return {
            "trip_from": self.stops.place(facts.first), "trip_to": self.stops.place(facts.last), "direction_id": facts.direction or None,
            "agency_id": facts.agency_id, "agency_name": facts.agency_name, "agency_url": facts.agency_url,
            "trip_short_name": facts.short_name or None,
            "bikes_allowed": None if facts.bikes == UNKNOWN else facts.bikes == YES, "wheelchair_accessible": ACCESS.get(facts.wheelchair),
        }  # fmt: skip

    def passed(self, stop: IntermediateStop, live: bool) -> MotisPlace:
        """Where times are live nobody says here what was planned."""
        arrives, departs = utc(stop.arrive_at), utc(stop.depart_at)
        visit = Visit(arrives, departs) if live else Visit(arrives, departs, arrives, departs)
        row = self.stops.names.find_stop(stop.stop_id)
        if row is not None:
            return self.stops.place(row, visit)
        lat, lon = (stop.lat, stop.lon) if stop.lat is not None and stop.lon is not None else NOWHERE
        return self.stops.plain(stop.name, lat, lon, visit, "TRANSIT")


def identity(told: Itinerary) -> str:
    """The same for the same trips at the same times."""
    rides = [f"{leg.trip_id}@{leg.from_.stop_id}-{leg.to.stop_id}" for leg in told.legs if leg.trip_id]
    return "|".join([utc(told.depart_at).isoformat(), *(rides or [leg.mode.value for leg in told.legs])])


def times_of(leg: Leg) -> dict[str, Any]:
    return {
        "duration": int((leg.arrive_at - leg.depart_at).total_seconds()), "distance": leg.distance_m,
        "start_time": utc(leg.depart_at), "end_time": utc(leg.arrive_at),
        "scheduled_start_time": utc(leg.scheduled_depart_at or leg.depart_at), "scheduled_end_time": utc(leg.scheduled_arrive_at or leg.arrive_at),
        "real_time": leg.live is not None, "scheduled": not leg.added,
    }  # fmt: skip


def steps_of(steps: Sequence[Step], line: Points) -> tuple[MotisStep, ...]:
    """Nothing says on which level a step is, so all are on the ground."""
    parts = polylines(cut(line, [(millionths(step.lat), millionths(step.lon)) for step in steps]))
    return tuple(
        MotisStep(
            relative_direction=DIRECTIONS.get(step.manoeuvre, ONWARD), distance=step.distance_m, from_level=GROUND, to_level=GROUND, polyline=part,
            street_name=step.name, exit=str(step.exit) if step.exit else "", stay_on=False, area=step.kind == "area",
            osm_way=step.way_ids[0] if step.way_ids else None,
        )
        for step, part in zip(steps, parts)
    )  # fmt: skip


def rental_of(leg: Leg) -> MotisRental | None:
    rental = leg.rental
    if rental is None:
        return None
    taken, left = rental.pick_up, rental.drop_off
    return MotisRental(
        provider_id=rental.system_id,
        provider_group_id=rental.system_id,
        system_id=rental.system_id,
        system_name=rental.system,
        station_name=taken.name if taken.station_id else None,
        from_station_name=taken.name if taken.station_id else None,
        to_station_name=left.name if left is not None and left.station_id else None,
        rental_uri_web=rental.book_url or None,
        form_factor=modes.form_factor(rental.vehicle),
    )


def alert_of(alert: Alert) -> MotisAlert:
    severity = SEVERITIES.get(alert.severity.value, alert.severity.value)
    return MotisAlert(alert.header, alert.description, alert.url or None, alert.effect or None, severity)


def joined(one: MotisLeg, other: MotisLeg) -> MotisLeg:
    """Two rides without leaving one's seat: told as the first, on to where the second ends."""
    change = msgspec.structs.replace(
        one.to, departure=other.from_.departure, scheduled_departure=other.from_.scheduled_departure, pickup_type=other.from_.pickup_type
    )
    whole = [*decode(one.leg_geometry.points), *decode(other.leg_geometry.points)]
    return msgspec.structs.replace(
        one,
        to=other.to,
        duration=int((other.end_time - one.start_time).total_seconds()),
        end_time=other.end_time,
        scheduled_end_time=other.scheduled_end_time,
        real_time=one.real_time or other.real_time,
        distance=(one.distance or 0.0) + (other.distance or 0.0),
        trip_to=other.trip_to,
        leg_geometry=polylines([whole])[0] if whole else NO_LINE,
        intermediate_stops=(*(one.intermediate_stops or ()), change, *(other.intermediate_stops or ())),
        alerts=(*(one.alerts or ()), *(alert for alert in other.alerts or () if alert not in (one.alerts or ()))) or None,
    )


def hexadecimal(colour: str | None) -> str | None:
    """As in GTFS, without the sign before it."""
    return None if colour is None else colour.removeprefix("#")
