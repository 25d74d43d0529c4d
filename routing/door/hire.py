"""Trips with a shared vehicle: on foot to one, riding to where it may be left, on foot again; all the way, before transit or after it.

Three sweeps of the hierarchy per fleet: every vehicle, every dock and every stop is looked at, without a radius. Each leg is rounded up
to whole seconds by itself, as it will be drawn.
"""
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.door.access import Access, closed_on_foot
from routing.door.checks import distance_m
from routing.door.closure import INF
from routing.door.ends import End
from routing.door.hubs import Hubs
from routing.earth import METRES_PER_DEGREE
from routing.shared.fleet import LEAVE_S, TAKE_S
from routing.shared.standing import Standing
from routing.shared.zones import Act
from routing.streets.graph import Mode
from routing.streets.snap import Snap
from routing.transit.search_api import Ends
from routing.walks import Walks

# A ride is hardly ever longer than this beside the straight line; vehicles that do not go so far are left alone.
DETOUR, DETOUR_M = 1.4, 200.0
KERB, DOOR = -1, -2


@dataclass(frozen=True)
class Doors:
    """Where a vehicle that may be left anywhere is left at the end of a trip, and int64 ms on foot from there (all legs' rest included)."""

    snaps: list[Snap]
    walk_ms: np.ndarray


@dataclass(frozen=True)
class Hire:
    """One way of using a shared vehicle: taken at spot `take`; left at spot `leave`, or at KERB or DOOR number `at`."""

    standing: Standing
    take: int
    leave: int
    at: int = -1
    door: Snap | None = None


@dataclass(frozen=True)
class Hires:
    """Of every stop how a vehicle gets one there (from there): int32[n_stops] rows of `standings` and of their spots."""

    standings: tuple[Standing, ...]
    doors: tuple[Doors, ...]
    fleet: np.ndarray
    take: np.ndarray
    leave: np.ndarray
    at: np.ndarray

    def of(self, stop: int) -> Hire:
        row, leave, at = int(self.fleet[stop]), int(self.leave[stop]), int(self.at[stop])
        door = self.doors[row].snaps[at] if leave == DOOR else None
        return Hire(self.standings[row], int(self.take[stop]), leave, at, door)


def whole(milliseconds: np.ndarray) -> np.ndarray:
    """int64, rounded up to whole seconds; INF stays."""
    wide = milliseconds.astype(np.int64)
    return np.where(wide < INF, np.minimum(-(-wide // 1000) * 1000, INF), INF)


def needed_m(start: End, end: End) -> float:
    return DETOUR * distance_m(start.point.lat, start.point.lon, end.point.lat, end.point.lon) + DETOUR_M


def walk_to_spots(standing: Standing, end: End, towards: bool, walk_speed_mps: float) -> np.ndarray:
    """int64[n] ms on foot between a point and every spot; towards: from the spots."""
    walked = standing.walking.near_places(Mode.FOOT, end.snaps[Mode.FOOT], standing.foot_places, towards).astype(np.int64)
    return np.where(walked < INF, walked + end.beeline_ms(Mode.FOOT, walk_speed_mps) + standing.off_foot_ms, INF)


def find_doors(standing: Standing, end: End, walk_speed_mps: float) -> Doors:
    """At the destination itself where that is allowed, else at the nearest corners where it is; none for vehicles that belong to docks."""
    fleet = standing.fleet
    here = end.snaps.get(fleet.mode)
    if not fleet.anywhere:
        return Doors([], np.zeros(0, np.int64))
    if here is not None and bool(fleet.zones.allow(Act.END, [here.lat], [here.lon])[0]):
        return Doors([here], np.array([end.beeline_ms(fleet.mode, walk_speed_mps)], np.int64))
    corners = standing.corners_near(end.point.lat, end.point.lon)
    if not corners:
        return Doors([], np.zeros(0, np.int64))
    walked = standing.walking.durations(Mode.FOOT, corners, [end.snaps[Mode.FOOT]])[:, 0].astype(np.int64)
    return Doors(corners, np.where(walked < INF, walked + end.beeline_ms(Mode.FOOT, walk_speed_mps), INF))


def ready_to_ride(standing: Standing, walked: np.ndarray, needed: float) -> np.ndarray:
    """int32[n] ms at which one rides off the spot, INF where there is no vehicle that goes so far."""
    fleet = standing.fleet
    can = standing.can_take & (fleet.range_m >= needed) & (walked < INF)
    return np.where(can, np.minimum(whole(walked) + TAKE_S * 1000 + standing.off_ride_ms, INF), INF).astype(np.int32)


def left_at_spots(standing: Standing, at: np.ndarray, take: np.ndarray) -> np.ndarray:
    """int32[n] ms at which one walks off a spot where the vehicle was left; nobody rides from a spot to itself."""
    can = standing.can_leave & (at < INF) & (take != np.arange(len(at)))
    left = whole(at.astype(np.int64) + standing.off_ride_ms) + LEAVE_S * 1000 + standing.off_foot_ms
    return np.where(can, np.minimum(left, INF), INF).astype(np.int32)


def by_hire(standings: Sequence[Standing], hubs: Hubs, walks: Walks, start: End, walk_speed_mps: float, needed: float) -> Access | None:
    """To every stop with the vehicle that gets one there first; None where there is no vehicle to take."""
    def row(standing: Standing) -> tuple[np.ndarray, ...]:
        walked = walk_to_spots(standing, start, False, walk_speed_mps)
        strong = to_stops(standing, hubs, walks, walked, needed)
        if not (standing.fleet.range_m < needed).any():
            return strong
        every = to_stops(standing, hubs, walks, walked, 0.0)
        return nearer(strong, within_range(standing, every, *degrees_of(hubs.kerbs(standing.fleet.mode)[1])))

    rows = [row(standing) for standing in standings]
    return soonest(standings, [Doors([], np.zeros(0, np.int64))] * len(rows), rows)


def to_stops(standing: Standing, hubs: Hubs, walks: Walks, walked: np.ndarray, needed: float) -> tuple[np.ndarray, ...]:
    """Per stop: seconds, ms on foot, take, leave, at. walked: int64[n] ms at which one stands at each spot."""
    fleet, network = standing.fleet, standing.walking
    ready = ready_to_ride(standing, walked, needed)
    at, take = standing.riding.reach(fleet.mode, standing.ride_places, ready, standing.ride_places, False)
    left = left_at_spots(standing, at, take)
    stop_ms, leave = network.reach(Mode.FOOT, standing.foot_places, left, None, False)
    seconds, reached = whole(stop_ms) // 1000, stop_ms < INF
    via_take = np.where(reached, take[leave], -1)
    on_foot_ms = np.where(reached, walked[via_take] + stop_ms - left[leave] + standing.off_foot_ms[leave], INF)
    seconds = np.where(reached, seconds, INF)
    found = seconds, on_foot_ms, via_take, leave.copy(), np.full(len(seconds), -1, np.int32)
    return nearer(found, to_kerbs(standing, hubs, walks, ready, walked)) if fleet.anywhere else found


def to_kerbs(standing: Standing, hubs: Hubs, walks: Walks, ready: np.ndarray, walked: np.ndarray) -> tuple[np.ndarray, ...]:
    """The same for a vehicle that is left on the street beside a stop."""
    fleet = standing.fleet
    stops, _, extra_s = hubs.kerbs(fleet.mode)
    at, take = standing.riding.reach(fleet.mode, standing.ride_places, ready, standing.kerb_places, False)
    can = np.flatnonzero((at < INF) & standing.kerb_legal)
    kerb_s = (whole(at) // 1000 + LEAVE_S + extra_s).astype(np.int64)
    best_s, via = closed_on_foot(walks, stops[can], kerb_s[can])
    row_of_stop = np.full(len(best_s), -1, np.int32)
    row_of_stop[stops] = np.arange(len(stops), dtype=np.int32)
    row = np.where(best_s < INF, row_of_stop[via], -1)
    via_take = np.where(row >= 0, take[row], -1)
    on_foot_ms = np.where(row >= 0, walked[via_take] + (best_s.astype(np.int64) - kerb_s[row] + extra_s[row]) * 1000, INF)
    return best_s.astype(np.int64), on_foot_ms, via_take, np.full(len(best_s), KERB, np.int32), row


def from_hire(standings: Sequence[Standing], end: End, walk_speed_mps: float, needed: float) -> Access | None:
    """From every stop to the destination with the vehicle that gets one there first."""
    def row(standing: Standing, door: Doors) -> tuple[np.ndarray, ...]:
        strong = from_stops(standing, end, door, walk_speed_mps, needed)
        if not (standing.fleet.range_m < needed).any():
            return strong
        return nearer(strong, within_range(standing, from_stops(standing, end, door, walk_speed_mps, 0.0), *degrees_of(door.snaps)))

    doors = [find_doors(standing, end, walk_speed_mps) for standing in standings]
    rows = [row(standing, door) for standing, door in zip(standings, doors)]
    return soonest(standings, doors, rows)


def from_stops(standing: Standing, end: End, doors: Doors, walk_speed_mps: float, needed: float) -> tuple[np.ndarray, ...]:
    fleet = standing.fleet
    walked = walk_to_spots(standing, end, True, walk_speed_mps)
    ridden, leave, at = ride_back(standing, doors, walked)
    can = standing.can_take & (fleet.range_m >= needed) & (ridden < INF)
    took = np.where(can, np.minimum(whole(ridden + standing.off_ride_ms) + TAKE_S * 1000 + standing.off_foot_ms, INF), INF).astype(np.int32)
    stop_ms, take = standing.walking.reach(Mode.FOOT, standing.foot_places, took, None, True)
    reached = stop_ms < INF
    seconds = np.where(reached, whole(stop_ms) // 1000, INF)
    last_ms = np.where(leave[take] == DOOR, door_walk(doors, at[take]), walked[np.maximum(leave[take], 0)])
    on_foot_ms = np.where(reached, last_ms + stop_ms - took[take] + standing.off_foot_ms[take], INF)
    return seconds, on_foot_ms, take.copy(), np.where(reached, leave[take], -1), np.where(reached, at[take], -1)


def ride_back(standing: Standing, doors: Doors, walked: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per spot where a vehicle could be taken: int64 ms from riding off to the destination, where it is left, and which door."""
    fleet, count = standing.fleet, len(walked)
    can = standing.can_leave & (walked < INF)
    left = np.where(can, np.minimum(whole(walked) + LEAVE_S * 1000 + standing.off_ride_ms, INF), INF).astype(np.int32)
    ridden, leave = standing.riding.reach(fleet.mode, standing.ride_places, left, standing.ride_places, True)
    ridden = np.where(leave == np.arange(count), INF, ridden).astype(np.int64)
    at = np.full(count, -1, np.int32)
    if doors.snaps:
        there = standing.riding.places(fleet.mode, doors.snaps)
        ready = np.minimum(whole(doors.walk_ms) + LEAVE_S * 1000, INF).astype(np.int32)
        to_door, door = standing.riding.reach(fleet.mode, there, ready, standing.ride_places, True)
        nearer_door = to_door < ridden
        ridden, leave, at = np.where(nearer_door, to_door, ridden), np.where(nearer_door, DOOR, leave), np.where(nearer_door, door, at)
    return ridden, leave, at


def door_walk(doors: Doors, at: np.ndarray) -> np.ndarray:
    return doors.walk_ms[at] if len(doors.walk_ms) else np.zeros(len(at), np.int64)


def all_the_way(standing: Standing, start: End, end: End, walk_speed_mps: float) -> tuple[int, int, Hire] | None:
    """Seconds from door to door, seconds of them on foot, and how; None where no vehicle helps."""
    walked, back = walk_to_spots(standing, start, False, walk_speed_mps), walk_to_spots(standing, end, True, walk_speed_mps)
    doors = find_doors(standing, end, walk_speed_mps)
    ridden, leave, at = ride_back(standing, doors, back)
    ready = ready_to_ride(standing, walked, needed_m(start, end)).astype(np.int64)
    total = np.where((ready < INF) & (ridden < INF), whole(ready + ridden), INF)
    if not len(total) or total.min() >= INF:
        return None
    take = int(total.argmin())
    hire = Hire(standing, take, int(leave[take]), int(at[take]), doors.snaps[at[take]] if leave[take] == DOOR else None)
    last_ms = doors.walk_ms[hire.at] if hire.leave == DOOR else back[hire.leave]
    return int(total[take]) // 1000, int(whole(np.array([walked[take], last_ms])).sum()) // 1000, hire


def degrees_of(snaps: list[Snap]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([snap.lat for snap in snaps], np.float64), np.array([snap.lon for snap in snaps], np.float64)


def within_range(standing: Standing, found: tuple[np.ndarray, ...], lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, ...]:
    """Without the rides that are too far for the vehicle they are made with, judged by the straight line; lat, lon: of kerbs or doors."""
    seconds, _, take, leave, at = found
    fleet, rows = standing.fleet, np.flatnonzero(found[0] < INF)
    left = np.where(leave[rows] >= 0, leave[rows], len(fleet.lat) + at[rows])
    to_lat, to_lon = np.concatenate((fleet.lat, lat))[left], np.concatenate((fleet.lon, lon))[left]
    from_lat, from_lon = fleet.lat[take[rows]], fleet.lon[take[rows]]
    east = (to_lon - from_lon) * np.cos(np.radians(from_lat))
    ridden_m = DETOUR * METRES_PER_DEGREE * np.hypot(to_lat - from_lat, east) + DETOUR_M
    seconds = seconds.copy()
    seconds[rows[ridden_m > fleet.range_m[take[rows]]]] = INF
    return seconds, *found[1:]


def nearer(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    better = other[0] < one[0]
    return tuple(np.where(better, new, old) for old, new in zip(one, other))


def soonest(standings: Sequence[Standing], doors: list[Doors], rows: list[tuple[np.ndarray, ...]]) -> Access | None:
    """Of every stop the fleet that serves it best."""
    if not rows:
        return None
    seconds = np.array([row[0] for row in rows])
    fleet, stops = seconds.argmin(axis=0), np.arange(seconds.shape[1])
    best_s, walk_ms, take, leave, at = (np.array([row[part] for row in rows])[fleet, stops] for part in range(5))
    reached = np.flatnonzero(best_s < INF).astype(np.int32)
    if not len(reached):
        return None
    ends = Ends(reached, best_s[reached].astype(np.int32), np.minimum(walk_ms[reached], INF).astype(np.int32))
    hires = Hires(tuple(standings), tuple(doors), fleet, take, leave, at)
    return Access(standings[0].fleet.mode, ends, hires=hires)
