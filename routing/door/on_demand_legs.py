"""The legs of a way with a ride on demand."""
from routing.door.choice import Candidate
from routing.door.drawing import joined
from routing.door.legs import Builder, spot
from routing.door.on_demand_way import Hop, OnDemandWay
from routing.door.rides import stop_spot
from routing.journey import Booked, Journey, Leg, LegMode, Spot, StreetLeg
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.snap import Snap


def draw_on_demand(builder: Builder, snapshot: Snapshot, candidate: Candidate, way: OnDemandWay) -> Journey | None:
    """None where a leg cannot be drawn."""
    hop, first, second = way.hop, way.first, way.second
    legs: list[Leg | None] = []
    if first is not None and way.access is not None:
        legs += builder.access_legs(way.access, first.rides[0].board_stop, first.rides[0].departure_s) + builder.rides(first.rides)
        last = first.rides[-1]
        if last.alight_stop != hop.begin:
            legs.append(builder.between_stops(last.alight_stop, hop.begin, last.arrival_s, ends=False))
    elif hop.begin >= 0:
        at = stop_spot(snapshot.transit, hop.begin)
        legs.append(builder.from_origin(Mode.FOOT, builder.stop_snap(hop.begin), at, hop.pickup_s - hop.in_s))
    legs.append(ride_leg(builder, snapshot, hop))
    off_s = hop.there_s + hop.out_s
    if second is not None:
        if hop.end != second.rides[0].board_stop:
            legs.append(builder.between_stops(hop.end, second.rides[0].board_stop, off_s, ends=False))
        legs += builder.rides(second.rides) + builder.egress_legs(way.egress, second.rides[-1].alight_stop, second.rides[-1].arrival_s)
    elif hop.end >= 0:
        legs.append(builder.egress_leg(hop.end, off_s))
    return builder.whole_journey(candidate, legs)


def ride_leg(builder: Builder, snapshot: Snapshot, hop: Hop) -> StreetLeg | None:
    start, end, speed = builder.start, builder.end, builder.walk_speed_mps
    begin, goal = end_of(builder, snapshot, hop.begin, True), end_of(builder, snapshot, hop.end, False)
    path = builder.street(Mode.CAR, begin[1], goal[1])
    if path is None:
        return None
    path = joined(path, start.beeline(Mode.CAR, speed) if hop.begin < 0 else None, end.beeline(Mode.CAR, speed) if hop.end < 0 else None)
    ride, running = hop.running.ride, hop.running
    hours_s = running.drop_off_s[0] - ride.drop_off_s[0] + ride.pickup_s[0], running.pickup_s[1]
    booked = Booked(running.row, running.day, hop.expected_s, hours_s)
    return StreetLeg(LegMode.ON_DEMAND, begin[0], goal[0], hop.pickup_s, hop.there_s, path, booked=booked)


def end_of(builder: Builder, snapshot: Snapshot, stop: int, begins: bool) -> tuple[Spot, Snap]:
    if stop >= 0:
        kerbs = snapshot.on_demand_kerbs(builder.walk_speed_mps)
        return stop_spot(snapshot.transit, stop), kerbs.snaps[kerbs.row_of(stop)]
    end = builder.start if begins else builder.end
    return spot(end.point), end.snaps[Mode.CAR]
