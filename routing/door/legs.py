"""Chosen candidates become journeys: every walk, ride and drive with its geometry, and times that follow one another."""
from collections.abc import Sequence
from datetime import date

import numpy as np

from routing.door.access import Access
from routing.door.between_taxi import Driven
from routing.door.choice import Between, Candidate
from routing.door.drawing import joined, seconds_of
from routing.door.ends import BIKE_PARK_S, CAR_PARK_S, DROP_OFF_S, Beeline, End
from routing.door.hire import Hire
from routing.door.hire_legs import HireLegs
from routing.door.hubs import Hubs
from routing.door.parking import Parked
from routing.door.rides import stop_spot, transit_leg
from routing.door.taxi import IN_AND_OUT_S, Cabs, comes_s
from routing.emissions import street_co2_g, transit_co2_g
from routing.journey import Cab, Journey, Leg, LegMode, Spot, StreetLeg, TransitLeg
from routing.query import Point
from routing.shared.taxis import TaxiZone
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.streets.snap import Snap
from routing.transit.journeys import Ride, TransitJourney

LEG_MODE = {Mode.FOOT: LegMode.WALK, Mode.BIKE: LegMode.BIKE, Mode.CAR: LegMode.CAR}


class Builder:
    """Draws the legs of the journeys of one query."""

    def __init__(self, snapshot: Snapshot, network: StreetNetwork, hubs: Hubs | None, start: End, end: End, walk_speed_mps: float, day: date):
        self.snapshot, self.city, self.network, self.hubs = snapshot, snapshot.city, network, hubs
        self.start, self.end, self.walk_speed_mps, self.day = start, end, walk_speed_mps, day
        self.hired = HireLegs(snapshot, hubs, start, end, walk_speed_mps)

    def direct(self, candidate: Candidate, mode: Mode) -> Journey | None:
        path = self.street(mode, self.start.snaps[mode], self.end.snaps[mode])
        return None if path is None else self.along(candidate, mode, path)

    def along(self, candidate: Candidate, mode: Mode, path: StreetPath) -> Journey:
        """All the way along a path between the streets of both ends."""
        path = joined(path, self.start.beeline(mode, self.walk_speed_mps), self.end.beeline(mode, self.walk_speed_mps))
        leg = StreetLeg(LEG_MODE[mode], spot(self.start.point), spot(self.end.point), candidate.departure_s, candidate.arrival_s, path)
        return self.journey(candidate, [leg])

    def hire(self, candidate: Candidate, hire: Hire) -> Journey | None:
        legs = self.hired.all_the_way(hire, candidate.departure_s)
        return None if legs is None else self.journey(candidate, legs)

    def taxi(self, candidate: Candidate, zone: TaxiZone) -> Journey | None:
        path = self.street(Mode.CAR, self.start.snaps[Mode.CAR], self.end.snaps[Mode.CAR])
        if path is None:
            return None
        path = joined(path, self.start.beeline(Mode.CAR, self.walk_speed_mps), self.end.beeline(Mode.CAR, self.walk_speed_mps))
        return self.journey(candidate, [taxi_leg(zone, spot(self.start.point), spot(self.end.point), candidate.departure_s, path)])

    def parked(self, candidate: Candidate, found: Parked) -> Journey | None:
        """To a car park, and on foot to the destination."""
        park = self.place_spot(found.place)
        path = self.street(Mode.FOOT, found.foot, self.end.snaps[Mode.FOOT])
        drive = self.from_origin(Mode.CAR, found.car, park, candidate.departure_s + found.drive_s)
        if path is None or drive is None:
            return None
        off = Beeline.of(Point(park.lat, park.lon), found.foot.distance_m, self.walk_speed_mps)
        path = joined(path, off, self.end.beeline(Mode.FOOT, self.walk_speed_mps))
        walk = StreetLeg(LegMode.WALK, park, spot(self.end.point), candidate.arrival_s - seconds_of(path), candidate.arrival_s, path)
        return self.journey(candidate, [drive, walk])

    def transit(self, candidate: Candidate, found: TransitJourney, access: Access, egress: Access) -> Journey | None:
        """The legs of a timetable journey; None where a street leg cannot be drawn."""
        legs = self.access_legs(access, found.rides[0].board_stop, found.rides[0].departure_s)
        legs += self.rides(found.rides)
        legs += self.egress_legs(egress, found.rides[-1].alight_stop, found.rides[-1].arrival_s)
        return self.whole_journey(candidate, legs)

    def between(self, candidate: Candidate, found: Between) -> Journey | None:
        """The legs of rides, a shared vehicle or a taxi, and rides again."""
        first, second = found.first.rides, found.second.rides
        legs = self.access_legs(found.access, first[0].board_stop, first[0].departure_s) + self.rides(first)
        legs += self.between_rides(found.vehicle, first[-1], second[0])
        legs += self.rides(second) + self.egress_legs(found.egress, second[-1].alight_stop, second[-1].arrival_s)
        return self.whole_journey(candidate, legs)

    def between_rides(self, vehicle: Hire | Driven, before: Ride, after: Ride) -> list[Leg | None]:
        if isinstance(vehicle, Driven):
            return self.taxi_between(self.hubs, vehicle, before, after) if self.hubs is not None else [None]
        return all_or_none(self.hired.between_stops(vehicle, before.alight_stop, after.board_stop, before.arrival_s))

    def taxi_between(self, hubs: Hubs, taxi: Driven, before: Ride, after: Ride) -> list[Leg | None]:
        """On foot to the kerb and from it, where it is that of another stop."""
        _, snaps, extra_s = hubs.kerbs(Mode.CAR)
        begin, end = (kerb_of(hubs, Mode.CAR, stop) for stop in (taxi.begin, taxi.end))
        legs: list[Leg | None] = []
        ready_s = before.arrival_s
        if before.alight_stop != taxi.begin:
            legs.append(self.between_stops(before.alight_stop, taxi.begin, ready_s, ends=False))
        path = self.street(Mode.CAR, snaps[begin], snaps[end])
        if path is None or None in legs:
            return [None]
        ready_s = (legs[0].arrival_s if legs and legs[0] is not None else ready_s) + int(extra_s[begin])
        comes_s = ready_s if taxi.from_s is None else max(ready_s, taxi.from_s + taxi.zone.counted_s)
        leg = taxi_leg(taxi.zone, stop_spot(self.snapshot.transit, taxi.begin), stop_spot(self.snapshot.transit, taxi.end), comes_s, path)
        legs.append(leg)
        if taxi.end != after.board_stop:
            legs.append(self.between_stops(taxi.end, after.board_stop, leg.arrival_s + int(extra_s[end]), ends=False))
        return legs

    def rides(self, rides: Sequence[Ride]) -> list[Leg | None]:
        """With the walks between them."""
        legs: list[Leg | None] = []
        for before, ride in zip((None, *rides), rides):
            if before is not None and not ride.stay_seated and before.alight_stop != ride.board_stop:
                legs.append(self.between_stops(before.alight_stop, ride.board_stop, before.arrival_s, ends=False))
            legs.append(transit_leg(self.snapshot.transit, ride, self.day, self.snapshot.live))
        return legs

    def whole_journey(self, candidate: Candidate, legs: list[Leg | None]) -> Journey | None:
        drawn = [leg for leg in legs if leg is not None]
        return self.journey(candidate, drawn) if len(drawn) == len(legs) else None

    def access_legs(self, access: Access, stop: int, ready_s: int) -> list[Leg | None]:
        """Legs to the first stop, ending just when the ride departs at the latest."""
        if access.hires is not None:
            return all_or_none(self.hired.to_stop(access.hires.of(stop), stop, ready_s))
        if self.hubs is not None and access.site_of_stop is not None:
            return self.by_car_park(self.hubs, int(access.site_of_stop[stop]), stop, ready_s)
        if self.hubs is not None and access.via_stop is not None:
            via = int(access.via_stop[stop])
            if access.cab is not None:
                return self.taxi_to_stop(self.hubs, access.cab, via, stop, ready_s)
            return self.by_vehicle(self.hubs, access.mode, via, stop, ready_s)
        return [self.from_origin(Mode.FOOT, self.stop_snap(stop), stop_spot(self.snapshot.transit, stop), ready_s)]

    def taxi_to_stop(self, hubs: Hubs, zone: TaxiZone, via: int, stop: int, ready_s: int) -> list[Leg | None]:
        """To the kerb at stop `via`, and on foot to `stop`."""
        _, snaps, extra_s = hubs.kerbs(Mode.CAR)
        at = kerb_of(hubs, Mode.CAR, via)
        walk = None if via == stop else self.between_stops(via, stop, ready_s, ends=True)
        path = self.street(Mode.CAR, self.start.snaps[Mode.CAR], snaps[at])
        if path is None or (walk is None and via != stop):
            return [None]
        path = joined(path, self.start.beeline(Mode.CAR, self.walk_speed_mps), None)
        there_s = (ready_s if walk is None else walk.departure_s) - int(extra_s[at])
        taxi = taxi_leg(zone, spot(self.start.point), stop_spot(self.snapshot.transit, via), there_s - seconds_of(path) - IN_AND_OUT_S, path)
        return [taxi] if walk is None else [taxi, walk]

    def taxi_from_stop(self, hubs: Hubs, egress: Access, cabs: Cabs, stop: int, alight_s: int) -> list[Leg | None]:
        """On foot to the kerb of another stop where need be, and on to the destination in the taxi that comes there."""
        via = stop if egress.via_stop is None else int(egress.via_stop[stop])
        walk = None if via == stop else self.between_stops(stop, via, alight_s, ends=False)
        path = self.street(Mode.CAR, hubs.kerbs(Mode.CAR)[1][kerb_of(hubs, Mode.CAR, via)], self.end.snaps[Mode.CAR])
        if path is None or (walk is None and via != stop):
            return [None]
        path = joined(path, None, self.end.beeline(Mode.CAR, self.walk_speed_mps))
        taxi = taxi_leg(cabs.zones[via], stop_spot(self.snapshot.transit, via), spot(self.end.point), comes_s(egress, stop, alight_s), path)
        return [taxi] if walk is None else [walk, taxi]

    def by_vehicle(self, hubs: Hubs, mode: Mode, via: int, stop: int, ready_s: int) -> list[Leg | None]:
        """To the kerb at stop `via`, and on foot to `stop`."""
        _, snaps, extra_s = hubs.kerbs(mode)
        parking_s = BIKE_PARK_S if mode is Mode.BIKE else DROP_OFF_S
        at = kerb_of(hubs, mode, via)
        walk = None if via == stop else self.between_stops(via, stop, ready_s, ends=True)
        on_foot_s = ready_s if walk is None else walk.departure_s
        ride = self.from_origin(mode, snaps[at], stop_spot(self.snapshot.transit, via), on_foot_s - parking_s - int(extra_s[at]))
        return [ride] if via == stop else [ride, walk]

    def by_car_park(self, hubs: Hubs, site: int, stop: int, ready_s: int) -> list[Leg | None]:
        """To a park and ride site, and on foot to `stop`."""
        park, foot = self.place_spot(int(hubs.site_places[site])), hubs.site_foot_snaps[site]
        path = self.street(Mode.FOOT, foot, self.stop_snap(stop))
        if path is None:
            return [None]
        path = joined(path, Beeline.of(Point(park.lat, park.lon), foot.distance_m, self.walk_speed_mps), None)
        walk_s = seconds_of(path)
        walk = StreetLeg(LegMode.WALK, park, stop_spot(self.snapshot.transit, stop), ready_s - walk_s, ready_s, path)
        return [self.from_origin(Mode.CAR, hubs.site_car_snaps[site], park, walk.departure_s - CAR_PARK_S), walk]

    def place_spot(self, row: int) -> Spot:
        """A car park, row of Places."""
        places = self.city.places
        name = places.texts[int(places.name[row])] if places.name[row] >= 0 else ""
        return Spot(places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7, name, place=row)

    def from_origin(self, mode: Mode, snap: Snap, end: Spot, arrival_s: int) -> StreetLeg | None:
        path = self.street(mode, self.start.snaps[mode], snap)
        if path is None:
            return None
        path = joined(path, self.start.beeline(mode, self.walk_speed_mps), None)
        return StreetLeg(LEG_MODE[mode], spot(self.start.point), end, arrival_s - seconds_of(path), arrival_s, path)

    def egress_legs(self, egress: Access, stop: int, departure_s: int) -> list[Leg | None]:
        if egress.hires is not None:
            return all_or_none(self.hired.from_stop(egress.hires.of(stop), stop, departure_s))
        if self.hubs is not None and egress.cabs is not None:
            return self.taxi_from_stop(self.hubs, egress, egress.cabs, stop, departure_s)
        return [self.egress_leg(stop, departure_s)]

    def egress_leg(self, stop: int, departure_s: int) -> StreetLeg | None:
        path = self.street(Mode.FOOT, self.stop_snap(stop), self.end.snaps[Mode.FOOT])
        if path is None:
            return None
        path = joined(path, None, self.end.beeline(Mode.FOOT, self.walk_speed_mps))
        arrival_s = departure_s + seconds_of(path)
        return StreetLeg(LegMode.WALK, stop_spot(self.snapshot.transit, stop), spot(self.end.point), departure_s, arrival_s, path)

    def between_stops(self, one: int, other: int, at_s: int, ends: bool) -> StreetLeg | None:
        """The walk between two stops, beginning at `at_s`, or ending then."""
        path = self.snapshot.find_transfer(one, other, self.walk_speed_mps)
        if path is None:
            return None
        walk_s = seconds_of(path)
        departure_s = at_s - walk_s if ends else at_s
        start, end = (stop_spot(self.snapshot.transit, stop) for stop in (one, other))
        return StreetLeg(LegMode.WALK, start, end, departure_s, departure_s + walk_s, path)

    def street(self, mode: Mode, start: Snap, end: Snap) -> StreetPath | None:
        return self.network.route(mode, start, end)

    def stop_snap(self, stop: int) -> Snap:
        return self.network.vertex_snap(int(self.city.streets.pin_vertex[stop]))

    def journey(self, candidate: Candidate, legs: list[Leg]) -> Journey:
        # Whoever stands at the stop already does not walk there; of a trip to where one is, one leg remains.
        legs = [leg for leg in legs if not idle(leg)] or legs[:1]
        streets = [leg for leg in legs if isinstance(leg, StreetLeg)]
        rides = [leg for leg in legs if isinstance(leg, TransitLeg)]
        types = self.snapshot.transit.route_type[self.snapshot.transit.trip_route]
        return Journey(
            departure_s=legs[0].departure_s,
            arrival_s=legs[-1].arrival_s,
            legs=tuple(legs),
            rides=sum(not leg.stay_seated for leg in rides) + sum(leg.booked is not None for leg in streets),
            walk_m=sum(leg.path.length_cm for leg in streets if leg.mode is LegMode.WALK) / 100,
            climb_m=sum(leg.path.climb_dm for leg in streets if leg.mode in (LegMode.WALK, LegMode.BIKE)) / 10,
            co2_g=sum(street_co2_g(leg.mode, leg.path.length_cm / 100) for leg in streets)
            + sum(transit_co2_g(int(types[leg.trip]), leg.distance_m) for leg in rides),
            kind=candidate.kind.value,
        )


def taxi_leg(zone: TaxiZone, start: Spot, end: Spot, comes_s: int, path: StreetPath) -> StreetLeg:
    arrival_s = comes_s + seconds_of(path) + IN_AND_OUT_S
    return StreetLeg(LegMode.TAXI, start, end, comes_s, arrival_s, path, cab=Cab(zone.key, comes_s - zone.counted_s))


def kerb_of(hubs: Hubs, mode: Mode, stop: int) -> int:
    """The row of Hubs.kerbs for a stop that has one."""
    return int(np.flatnonzero(hubs.kerbs(mode)[0] == stop)[0])


def all_or_none(legs: list[Leg] | None) -> list[Leg | None]:
    """As lists of legs are built up here: a None among them withholds the journey."""
    return [None] if legs is None else [*legs]


def idle(leg: Leg) -> bool:
    """A walk of no time and no length at one spot; between two platforms at one corner of a street it still tells where to go."""
    still = leg.arrival_s == leg.departure_s and (leg.start.lat, leg.start.lon) == (leg.end.lat, leg.end.lon)
    return isinstance(leg, StreetLeg) and still and leg.path.length_cm == 0


def spot(point: Point) -> Spot:
    return Spot(point.lat, point.lon, point.name)
