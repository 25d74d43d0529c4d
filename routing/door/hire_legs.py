"""The legs of a trip with a shared vehicle: on foot to it, the ride, on foot on from where it was left."""
from dataclasses import dataclass

from routing.door.drawing import joined, seconds_of
from routing.door.ends import Beeline, End
from routing.door.hire import DOOR, KERB, Hire
from routing.door.hubs import Hubs
from routing.door.rides import stop_spot
from routing.journey import Hired, Leg, LegMode, Spot, StreetLeg
from routing.query import Point, TripMode
from routing.shared.fleet import LEAVE_S, TAKE_S
from routing.shared.standing import Standing, Vehicle
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.path import StreetPath
from routing.streets.snap import Snap

VEHICLES = {TripMode.SHARED_BIKE: LegMode.BIKE, TripMode.SHARED_SCOOTER: LegMode.SCOOTER, TripMode.SHARED_CAR: LegMode.CAR}


class RangeTooShort(Exception):
    """A way was found with a vehicle that does not go so far; it has to be left alone."""

    def __init__(self, vehicle: Vehicle):
        super().__init__(vehicle)
        self.vehicle = vehicle


@dataclass(frozen=True)
class Place:
    """Where a leg begins or ends: its snap on the streets, and the straight metres between."""

    spot: Spot
    snap: Snap
    off: Beeline | None = None


class HireLegs:
    """Of one query. Each function gives legs without times, which `forward` and `backward` set one after the other."""

    def __init__(self, snapshot: Snapshot, hubs: Hubs | None, start: End, end: End, walk_speed_mps: float):
        self.snapshot, self.hubs, self.start, self.end, self.walk_speed_mps = snapshot, hubs, start, end, walk_speed_mps

    def all_the_way(self, hire: Hire, departure_s: int) -> list[Leg] | None:
        return forward(self.pieces(hire, self.origin(), self.destination()), departure_s)

    def to_stop(self, hire: Hire, stop: int, ready_s: int) -> list[Leg] | None:
        """Ends when the ride departs, at the latest."""
        return backward(self.pieces(hire, self.origin(), self.stop(stop)), ready_s)

    def from_stop(self, hire: Hire, stop: int, departure_s: int) -> list[Leg] | None:
        return forward(self.pieces(hire, self.stop(stop), self.destination()), departure_s)

    def between_stops(self, hire: Hire, one: int, other: int, departure_s: int) -> list[Leg] | None:
        return forward(self.pieces(hire, self.stop(one), self.stop(other)), departure_s)

    def pieces(self, hire: Hire, begin: Place, end: Place) -> "list[Piece | None]":
        """Nobody walks on from a vehicle that is left at the door."""
        ridden = [self.to_vehicle(hire, begin), self.ride(hire)]
        return ridden if hire.door is not None and hire.door.vertex < 0 else [*ridden, self.from_vehicle(hire, end)]

    def to_vehicle(self, hire: Hire, begin: Place) -> "Piece | None":
        return self.walk(hire.standing, begin, self.spot_on_foot(hire.standing, hire.take), after_s=TAKE_S)

    def ride(self, hire: Hire) -> "Piece | None":
        standing = hire.standing
        begin, end = self.spot_riding(standing, hire.take), self.left_riding(hire)
        path = standing.riding.route(standing.fleet.mode, begin.snap, end.snap)
        if path is None:
            return None
        if path.length_cm / 100 > standing.fleet.range_m[hire.take]:
            raise RangeTooShort((standing.fleet.key, hire.take))
        hired = Hired(standing.fleet.key, hire.take, hire.leave if hire.leave >= 0 else -1)
        extra_s = int(self.hubs.kerbs(standing.fleet.mode)[2][hire.at]) if hire.leave == KERB and self.hubs else 0
        return Piece(VEHICLES[standing.fleet.kind], begin.spot, end.spot, joined(path, begin.off, end.off), LEAVE_S + extra_s, hired)

    def from_vehicle(self, hire: Hire, end: Place) -> "Piece | None":
        begin = self.left_on_foot(hire)
        if hire.leave == KERB and begin.spot.stop >= 0 and begin.spot.stop != end.spot.stop:
            path = self.snapshot.find_transfer(begin.spot.stop, end.spot.stop, self.walk_speed_mps)
            return None if path is None else Piece(LegMode.WALK, begin.spot, end.spot, path)
        return self.walk(hire.standing, begin, end)

    def walk(self, standing: Standing, begin: Place, end: Place, after_s: int = 0) -> "Piece | None":
        path = standing.walking.route(Mode.FOOT, begin.snap, end.snap)
        return None if path is None else Piece(LegMode.WALK, begin.spot, end.spot, joined(path, begin.off, end.off), after_s)

    def origin(self) -> Place:
        return self.end_on_foot(self.start)

    def destination(self) -> Place:
        return self.end_on_foot(self.end)

    def end_on_foot(self, end: End) -> Place:
        return Place(Spot(end.point.lat, end.point.lon, end.point.name), end.snaps[Mode.FOOT], end.beeline(Mode.FOOT, self.walk_speed_mps))

    def stop(self, stop: int) -> Place:
        pins = self.snapshot.city.streets.pin_vertex
        return Place(stop_spot(self.snapshot.transit, stop), self.snapshot.network.vertex_snap(int(pins[stop])))

    def spot_on_foot(self, standing: Standing, row: int) -> Place:
        return self.place(standing, row, standing.foot[row])

    def spot_riding(self, standing: Standing, row: int) -> Place:
        return self.place(standing, row, standing.ride[row])

    def place(self, standing: Standing, row: int, snap: Snap | None) -> Place:
        assert snap is not None, "spots off the streets are never chosen"
        lat, lon = float(standing.fleet.lat[row]), float(standing.fleet.lon[row])
        return Place(Spot(lat, lon, standing.fleet.name_of(row)), snap, Beeline.of(Point(lat, lon), snap.distance_m, self.walk_speed_mps))

    def left_riding(self, hire: Hire) -> Place:
        if hire.leave >= 0:
            return self.spot_riding(hire.standing, hire.leave)
        if hire.leave == DOOR and hire.door is not None:
            at_door = hire.door.vertex < 0
            return Place(self.door_spot(hire.door), hire.door, self.end.beeline(hire.standing.fleet.mode, self.walk_speed_mps) if at_door else None)
        assert self.hubs is not None
        stops, snaps, _ = self.hubs.kerbs(hire.standing.fleet.mode)
        return Place(stop_spot(self.snapshot.transit, int(stops[hire.at])), snaps[hire.at])

    def left_on_foot(self, hire: Hire) -> Place:
        if hire.leave >= 0:
            return self.spot_on_foot(hire.standing, hire.leave)
        if hire.leave == DOOR and hire.door is not None:
            return Place(self.door_spot(hire.door), hire.door)
        return self.stop(int(self.hubs.kerbs(hire.standing.fleet.mode)[0][hire.at])) if self.hubs else self.destination()

    def door_spot(self, door: Snap) -> Spot:
        """The destination itself, or the corner where the vehicle is left."""
        return self.destination().spot if door.vertex < 0 else Spot(door.lat, door.lon)


@dataclass(frozen=True)
class Piece:
    """A leg before its times are known; `after_s` passes between it and the next one."""

    mode: LegMode
    start: Spot
    end: Spot
    path: StreetPath
    after_s: int = 0
    hired: Hired | None = None


def forward(pieces: list[Piece | None], at_s: int) -> list[Leg] | None:
    legs: list[Leg] = []
    for piece in pieces:
        if piece is None:
            return None
        arrival_s = at_s + seconds_of(piece.path)
        legs.append(StreetLeg(piece.mode, piece.start, piece.end, at_s, arrival_s, piece.path, piece.hired))
        at_s = arrival_s + piece.after_s
    return legs


def backward(pieces: list[Piece | None], ready_s: int) -> list[Leg] | None:
    """The last leg ends at ready_s."""
    whole_s = sum(seconds_of(piece.path) + piece.after_s for piece in pieces if piece is not None)
    return forward(pieces, ready_s - whole_s)
