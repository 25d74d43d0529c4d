"""Chosen candidates become journeys: every walk, ride and drive with its geometry, and times that follow one another."""
from dataclasses import replace
from datetime import date

import numpy as np

from routing.door.access import Access
from routing.door.choice import Candidate
from routing.door.ends import BIKE_PARK_S, CAR_PARK_S, DROP_OFF_S, End
from routing.door.hubs import Hubs
from routing.door.rides import stop_spot, transit_leg
from routing.emissions import car_co2_g, transit_co2_g
from routing.journey import Journey, Leg, LegMode, Spot, StreetLeg, TransitLeg
from routing.query import Point
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.streets.snap import Snap

LEG_MODE = {Mode.FOOT: LegMode.WALK, Mode.BIKE: LegMode.BIKE, Mode.CAR: LegMode.CAR}
PARKING_S = {Mode.BIKE: BIKE_PARK_S, Mode.CAR: CAR_PARK_S}


class Builder:
    """Draws the legs of journeys of one query."""

    def __init__(self, snapshot: Snapshot, network: StreetNetwork, hubs: Hubs | None, start: End, end: End, walk_speed_mps: float, day: date):
        self.snapshot, self.city, self.network, self.hubs = snapshot, snapshot.city, network, hubs
        self.start, self.end, self.walk_speed_mps, self.day = start, end, walk_speed_mps, day

    def direct(self, candidate: Candidate, mode: Mode) -> Journey | None:
        path = self.street(mode, self.start.snaps[mode], self.end.snaps[mode])
        if path is None:
            return None
        path = joined(path, self.start.point, self.end.point, self.start.beeline_ms(mode, self.walk_speed_mps), self.end.beeline_ms(mode, self.walk_speed_mps))
        leg = StreetLeg(LEG_MODE[mode], spot(self.start.point), spot(self.end.point), candidate.departure_s, candidate.arrival_s, path)
        return self.journey(candidate, [leg])

    def transit(self, candidate: Candidate, access: Access, egress: Access) -> Journey | None:
        found = candidate.source
        legs = self.access_legs(access, int(found.rides[0].board_stop), found)
        if legs is None:
            return None
        for number, ride in enumerate(found.rides):
            if number and not ride.stay_seated and (walk := self.transfer(found.rides[number - 1], ride)) is not None:
                legs.append(walk)
            legs.append(transit_leg(self.city.transit, ride, self.day))
        last = self.egress_leg(egress, int(found.rides[-1].alight_stop), int(found.rides[-1].arrival_s))
        if last is not None:
            legs.append(last)
        return self.journey(candidate, legs)

    def access_legs(self, access: Access, stop: int, found) -> list[Leg] | None:
        """Legs to the first stop, ending just when the ride departs at the latest."""
        ready_s = int(found.rides[0].departure_s)
        if access.via_stop is None and access.hub_of_stop is None:
            leg = self.from_origin(Mode.FOOT, self.stop_snap(stop), stop_spot(self.city.transit, stop), 0, ready_s)
            return None if leg is None else [leg]
        if access.hub_of_stop is not None:
            return self.by_car_park(access, stop, ready_s)
        return self.by_vehicle(access, stop, ready_s)

    def by_vehicle(self, access: Access, stop: int, ready_s: int) -> list[Leg] | None:
        via = int(access.via_stop[stop])
        stops, snaps, extra_s, parking_s = self.kerbside(access.mode)
        at = int(np.flatnonzero(stops == via)[0])
        walk = None if via == stop else self.between_stops(via, stop, ready_s, ends=True)
        walk_start_s = ready_s if walk is None else walk.departure_s
        hand_over_s = walk_start_s - parking_s - int(extra_s[at])
        leg = self.from_origin(access.mode, snaps[at], stop_spot(self.city.transit, via), 0, hand_over_s)
        if leg is None:
            return None
        return [leg] if walk is None else [leg, walk]

    def kerbside(self, mode: Mode):
        if mode is Mode.BIKE:
            return self.hubs.bike_stops, self.hubs.bike_snaps, self.hubs.bike_extra_s, BIKE_PARK_S
        return self.hubs.car_stops, self.hubs.car_snaps, self.hubs.car_extra_s, DROP_OFF_S

    def by_car_park(self, access: Access, stop: int, ready_s: int) -> list[Leg] | None:
        site = int(access.hub_of_stop[stop])
        row = int(self.hubs.site_places[site])
        places = self.city.places
        park = Spot(places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7, places.texts[int(places.name[row])], place=row)
        foot = self.hubs.site_foot_snaps[site]
        path = self.street(Mode.FOOT, foot, self.stop_snap(stop))
        if path is None:
            return None
        path = joined(path, Point(park.lat, park.lon), None, round(foot.distance_m / self.walk_speed_mps * 1000), 0)
        walk_s = -(-path.duration_ms // 1000)
        walk = StreetLeg(LegMode.WALK, park, stop_spot(self.city.transit, stop), ready_s - walk_s, ready_s, path)
        drive = self.from_origin(Mode.CAR, self.hubs.site_car_snaps[site], park, 0, walk.departure_s - CAR_PARK_S)
        return None if drive is None else [drive, walk]

    def from_origin(self, mode: Mode, snap: Snap, end: Spot, extra_ms: int, arrival_s: int) -> StreetLeg | None:
        path = self.street(mode, self.start.snaps[mode], snap)
        if path is None:
            return None
        path = joined(path, self.start.point, None, self.start.beeline_ms(mode, self.walk_speed_mps), extra_ms)
        return StreetLeg(LEG_MODE[mode], spot(self.start.point), end, arrival_s - -(-path.duration_ms // 1000), arrival_s, path)

    def egress_leg(self, egress: Access, stop: int, departure_s: int) -> StreetLeg | None:
        path = self.street(Mode.FOOT, self.stop_snap(stop), self.end.snaps[Mode.FOOT])
        path = joined(path, None, self.end.point, 0, self.end.beeline_ms(Mode.FOOT, self.walk_speed_mps))
        return StreetLeg(LegMode.WALK, stop_spot(self.city.transit, stop), spot(self.end.point), departure_s, departure_s + -(-path.duration_ms // 1000), path)

    def transfer(self, ride, following) -> StreetLeg | None:
        if ride.alight_stop == following.board_stop:
            return None
        return self.between_stops(int(ride.alight_stop), int(following.board_stop), int(ride.arrival_s), ends=False)

    def between_stops(self, one: int, other: int, at_s: int, ends: bool) -> StreetLeg:
        """The walk between two stops, beginning at `at_s`, or ending then."""
        path = self.snapshot.transfer_path(one, other, self.walk_speed_mps)
        walk_s = -(-path.duration_ms // 1000)
        departure_s = at_s - walk_s if ends else at_s
        return StreetLeg(LegMode.WALK, stop_spot(self.city.transit, one), stop_spot(self.city.transit, other), departure_s, departure_s + walk_s, path)

    def street(self, mode: Mode, start: Snap, end: Snap) -> StreetPath | None:
        return self.network.route(mode, start, end)

    def stop_snap(self, stop: int) -> Snap:
        return self.network.vertex_snap(int(self.city.streets.pin_vertex[stop]))

    def journey(self, candidate: Candidate, legs: list[Leg]) -> Journey:
        legs = [leg for leg in legs if not (isinstance(leg, StreetLeg) and leg.arrival_s == leg.departure_s and leg.path.length_cm == 0)]
        streets = [leg for leg in legs if isinstance(leg, StreetLeg)]
        rides = [leg for leg in legs if isinstance(leg, TransitLeg)]
        types = self.city.transit.route_type[self.city.transit.trip_route]
        return Journey(
            departure_s=legs[0].departure_s,
            arrival_s=legs[-1].arrival_s,
            legs=tuple(legs),
            rides=sum(not leg.stay_seated for leg in rides),
            walk_m=sum(leg.path.length_cm for leg in streets if leg.mode is LegMode.WALK) / 100,
            climb_m=sum(leg.path.climb_dm for leg in streets if leg.mode is not LegMode.CAR) / 10,
            co2_g=sum(car_co2_g(leg.path.length_cm / 100) for leg in streets if leg.mode is LegMode.CAR)
            + sum(transit_co2_g(int(types[leg.trip]), leg.distance_m) for leg in rides),
            kind=candidate.kind.value,
        )


def spot(point: Point) -> Spot:
    return Spot(point.lat, point.lon, point.name)


def joined(path: StreetPath, before: Point | None, after: Point | None, before_ms: int, after_ms: int) -> StreetPath:
    """A street path with the unmapped metres between the asked points and the street added at its ends."""
    lat, lon, centimetres = path.lat_e7, path.lon_e7, 0
    for point, at_end in ((before, False), (after, True)):
        if point is None:
            continue
        here = np.array([round(point.lat * 1e7)], np.int32), np.array([round(point.lon * 1e7)], np.int32)
        lat = np.concatenate([lat, here[0]] if at_end else [here[0], lat])
        lon = np.concatenate([lon, here[1]] if at_end else [here[1], lon])
    return replace(path, lat_e7=lat, lon_e7=lon, duration_ms=path.duration_ms + before_ms + after_ms, length_cm=path.length_cm + centimetres)
