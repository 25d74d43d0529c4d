"""Rides of an itinerary, with their stops on the line of the whole way."""

import math
from typing import TYPE_CHECKING

from accessibility.guidance.geometry import Line, Plane, apart
from accessibility.guidance.route import Code, Ride, RideStop
from backend.contract.trips import Leg, LegMode
from signing.codes import CodeKind, code_id_of

if TYPE_CHECKING:
    from mobile.guiding.route import Piece

KINDS = {LegMode.BUS: "bus", LegMode.TROLLEYBUS: "bus", LegMode.TRAM: "tram", LegMode.SUBWAY: "metro", LegMode.RAIL: "train", LegMode.FERRY: "ferry"}
FAR_M = 500.0  # to the next stop, where nobody knows


def rides_of(pieces: list["Piece"], line: Line, plane: Plane) -> tuple[Ride, ...]:
    """Legs in the same vehicle are one ride: one gets off where the last of them ends."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if piece.leg.route is None:
            continue
        if piece.leg.stay_seated and found and found[-1][-1].end_m == piece.begin_m:
            found[-1].append(piece)
        else:
            found.append([piece])
    return tuple(ride_of(parts, line, plane) for parts in found)


def ride_of(parts: list["Piece"], line: Line, plane: Plane) -> Ride:
    first, last = parts[0].leg, parts[-1].leg
    stops = [RideStop(first.from_.stop_id or "", first.from_.name, parts[0].begin_m)]
    for part in parts:
        stops += stops_between(part, stops[-1].s_m, line, plane)
        stops.append(RideStop(part.leg.to.stop_id or "", part.leg.to.name, part.end_m))
    return Ride(
        trip_id=first.trip_id or "",
        line=line_name(first),
        headsign=first.headsign or "",
        stops=tuple(stops),
        after=stop_after(last, parts[-1].end_m, plane),
        kind=KINDS.get(first.mode, ""),
        platform=first.from_.platform or None,
    )


def line_name(leg: Leg) -> str:
    return leg.route.short_name or leg.route.long_name or ""


def stops_between(part: "Piece", from_m: float, line: Line, plane: Plane) -> list[RideStop]:
    """In order along the line; one without a place stands evenly between its neighbours."""
    between, found, at = part.leg.intermediate_stops, [], from_m
    for number, stop in enumerate(between):
        even = at + (part.end_m - at) / (len(between) - number + 1)
        placed = stop.lat is not None and stop.lon is not None and math.isfinite(stop.lat) and math.isfinite(stop.lon)
        at = max(at, line.nearest(plane.xy(stop.lat, stop.lon), at, part.end_m).s_m) if placed else even
        found.append(RideStop(stop.stop_id, stop.name, at))
    return found


def stop_after(leg: Leg, end_m: float, plane: Plane) -> RideStop | None:
    """The stop that one comes to after missing one's own."""
    stop = leg.next_stop
    if stop is None:
        return None
    far = apart(plane.xy(leg.to.lat, leg.to.lon), plane.xy(stop.lat, stop.lon))
    return RideStop(stop.stop_id or "", stop.name, end_m + (far if math.isfinite(far) else FAR_M))


def codes_of(rides: tuple[Ride, ...]) -> tuple[Code, ...]:
    """What hangs at the stops where one gets on and off: whoever scans it is surely there."""
    stops = (stop for ride in rides for stop in (ride.board, ride.alight))
    return tuple({code.code_id: code for code in (Code(code_id_of(CodeKind.STOP, stop.stop_id), stop.name, stop.s_m) for stop in stops)}.values())
