"""A fleet on the streets: its spots joined to them, and made ready to be searched."""
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from routing.shared.fleet import Fleet
from routing.shared.zones import Act
from routing.streets.graph import Mode
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.streets.reach import Places
from routing.streets.snap import Snap

# A spot farther from any street than this cannot be told the way to.
SPOT_SNAP_M = 150.0
# A vehicle: the key of its fleet and its spot.
Vehicle = tuple[str, int]
# So many legal corners around a destination where nothing may be left are tried.
CORNERS = 24


@dataclass(frozen=True)
class Standing:
    """`foot`, `ride`: the places of the spots on the streets for walking and riding, None where there is no street.

    riding        the streets without those that the fleet may not pass
    off_foot_ms   int32[n], on foot between the street for walking and the spot; off_ride_ms: and the street for riding
    can_take, can_leave   bool[n], by what was reported and what the zones allow; could_: if no spot were empty or full
    kerb_places, kerb_legal   streets beside stops where a vehicle may be left that need not be left at a spot
    """

    fleet: Fleet
    walking: StreetNetwork
    riding: StreetNetwork
    foot: list[Snap | None]
    ride: list[Snap | None]
    foot_places: Places
    ride_places: Places
    off_foot_ms: np.ndarray
    off_ride_ms: np.ndarray
    can_take: np.ndarray
    can_leave: np.ndarray
    could_take: np.ndarray
    could_leave: np.ndarray
    kerb_places: Places
    kerb_legal: np.ndarray

    @cached_property
    def legal_vertices(self) -> np.ndarray:
        """int32, corners of streets at which a vehicle may be left."""
        lat, lon = vertex_degrees(self.riding)
        return np.flatnonzero(self.fleet.zones.allow(Act.END, lat, lon)).astype(np.int32)

    def ideal(self) -> "Standing":
        """The same fleet if no spot were empty or full."""
        return replace(self, can_take=self.could_take, can_leave=self.could_leave)

    def without(self, vehicles: Set[Vehicle]) -> "Standing":
        """The same fleet with some of its vehicles left alone."""
        spots = [spot for key, spot in vehicles if key == self.fleet.key]
        if not spots:
            return self
        can_take = self.can_take.copy()
        can_take[spots] = False
        return replace(self, can_take=can_take)

    def corners_near(self, lat: float, lon: float) -> list[Snap]:
        """The nearest corners at which a vehicle may be left, straight over the map."""
        legal = self.legal_vertices
        vertex_lat, vertex_lon = (degrees[legal] for degrees in vertex_degrees(self.riding))
        apart = np.hypot(vertex_lat - lat, (vertex_lon - lon) * np.cos(np.radians(lat)))
        nearest = np.argsort(apart, kind="stable")[:CORNERS]
        return [self.riding.vertex_snap(int(vertex)) for vertex in legal[nearest]]


def stand(fleet: Fleet, walking: StreetNetwork, walk_speed_mps: float, kerbs: Places) -> Standing:
    """Join the spots of a fleet to the streets as they are now. `kerbs`: streets beside stops, on those streets."""
    riding = walking.closed(forbidden_edges(fleet, walking)) if fleet.zones.forbid_somewhere(Act.THROUGH) else walking
    points = list(zip(fleet.lat.tolist(), fleet.lon.tolist()))
    foot = [walking.find_snap(lat, lon, Mode.FOOT, SPOT_SNAP_M) for lat, lon in points]
    ride = [riding.find_snap(lat, lon, fleet.mode, SPOT_SNAP_M) for lat, lon in points]
    joined = np.array([one is not None and other is not None for one, other in zip(foot, ride)], bool)
    could_take = joined & fleet.zones.allow(Act.START, fleet.lat, fleet.lon)
    could_leave = joined & (np.arange(len(joined)) < fleet.station_count)
    return Standing(
        fleet=fleet,
        walking=walking,
        riding=riding,
        foot=foot,
        ride=ride,
        foot_places=walking.places(Mode.FOOT, foot),
        ride_places=riding.places(fleet.mode, ride),
        off_foot_ms=off_street_ms(foot, walk_speed_mps),
        off_ride_ms=off_street_ms(ride, walk_speed_mps),
        can_take=could_take & (fleet.vehicles > 0),
        can_leave=could_leave & (fleet.docks > 0),
        could_take=could_take,
        could_leave=could_leave,
        kerb_places=kerbs if riding is walking else riding.places(fleet.mode, kerbs.snaps),
        kerb_legal=fleet.zones.allow(Act.END, [snap.lat for snap in kerbs.snaps if snap], [snap.lon for snap in kerbs.snaps if snap]),
    )


def off_street_ms(snaps: list[Snap | None], walk_speed_mps: float) -> np.ndarray:
    return np.array([0 if snap is None else round(snap.distance_m / walk_speed_mps * 1000) for snap in snaps], np.int32)


def forbidden_edges(fleet: Fleet, network: StreetNetwork) -> np.ndarray:
    """int32, edges with any point of their line, or the middle between two, where the fleet may not pass."""
    streets = network.kept.streets
    lat, lon = streets.geometry_lat_e7 / 1e7, streets.geometry_lon_e7 / 1e7
    may = fleet.zones.allow(Act.THROUGH, lat, lon)
    may[:-1] &= fleet.zones.allow(Act.THROUGH, (lat[:-1] + lat[1:]) / 2, (lon[:-1] + lon[1:]) / 2) | last_of_edge(streets)
    return np.flatnonzero(~np.logical_and.reduceat(may, streets.geometry_first[:-1])).astype(np.int32)


def last_of_edge(streets: Streets) -> np.ndarray:
    """bool[points - 1], whether the next point belongs to another edge."""
    last = np.zeros(len(streets.geometry_lat_e7), bool)
    last[streets.geometry_first[1:] - 1] = True
    return last[:-1]


def vertex_degrees(network: StreetNetwork) -> tuple[np.ndarray, np.ndarray]:
    streets = network.kept.streets
    return streets.vertex_lat_e7 / 1e7, streets.vertex_lon_e7 / 1e7
