"""Trips by taxi: all the way, to the first stop, or from the last one (between two rides: `between_taxi.py`).

It is offered where a zone holds the place where one gets in. A taxi is ordered when one leaves, and comes after the wait of its zone: the journey
begins when it comes. To arrive by a time it is ordered so much earlier. One from a stop is ordered so that it is there when one comes, but not before
the moment that is asked about.
"""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.door.access import Access, by_vehicle, closed_on_foot, on_foot, worth_leaving_ms
from routing.door.choice import Candidate, cost_s
from routing.door.closure import INF
from routing.door.ends import End
from routing.door.hubs import Hubs
from routing.query import TripMode
from routing.shared.taxis import TAXI_IN_S, TAXI_OUT_S, TaxiZone, find_zones
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.transit.model import Transit
from routing.transit.search_api import Ends
from routing.walks import Walks

# Nobody takes a taxi to a stop, or from one, that saves less than this beside walking there, and less of time and walking in the end.
WORTH_A_TAXI_S = 300
IN_AND_OUT_S = TAXI_IN_S + TAXI_OUT_S


@dataclass(frozen=True)
class Cabs:
    """Taxis from stops. Of each stop: the one at whose kerb one gets in is `via_stop` of the Access.

    zones      by row of Transit.stop_id: where a taxi comes to the kerb
    on_foot_s  int32[n_stops], from the stop to where one gets in
    from_s     the earliest moment at which one can be ordered, seconds of the plan; None: as early as need be
    """

    zones: Mapping[int, TaxiZone]
    on_foot_s: np.ndarray
    from_s: int | None


def zone_at(taxis: Iterable[Sequence[TaxiZone]], end: End) -> TaxiZone | None:
    """Where somebody gets in who begins at this point; None where no taxi is offered or no street is near."""
    return find_zones(taxis, [end.point.lat], [end.point.lon])[0] if Mode.CAR in end.snaps else None


def all_the_way_s(network: StreetNetwork, start: End, end: End, walk_speed_mps: float) -> int | None:
    """Seconds from when the taxi comes until one is out of it again; None where no street leads there."""
    if Mode.CAR not in start.snaps or Mode.CAR not in end.snaps:
        return None
    driven_ms = int(network.durations(Mode.CAR, [start.snaps[Mode.CAR]], [end.snaps[Mode.CAR]])[0, 0])
    beelines_ms = start.beeline_ms(Mode.CAR, walk_speed_mps) + end.beeline_ms(Mode.CAR, walk_speed_mps)
    return None if driven_ms >= INF else -(-(driven_ms + beelines_ms) // 1000) + IN_AND_OUT_S


def by_taxi(
    network: StreetNetwork, hubs: Hubs, walks: Walks, zone: TaxiZone, start: End, end: End, walk_speed_mps: float, most_walk_s: float
) -> Access:
    """Wait for the taxi, be driven to the street at a stop, and walk on without limit."""
    longest_ms = worth_leaving_ms(network, start, end, Mode.CAR)
    driven = by_vehicle(network, hubs, zone.counted_s + IN_AND_OUT_S, Mode.CAR, walks, start, walk_speed_mps, longest_ms)
    times = worth_a_taxi(driven.times, zone.counted_s, on_foot(network, start, False, walk_speed_mps).times, most_walk_s)
    return replace(driven, times=times, cab=zone)


def from_taxi(
    network: StreetNetwork, hubs: Hubs, walks: Walks, zones: Mapping[int, TaxiZone], start: End, end: End, walk_speed_mps: float,
    most_walk_s: float, from_s: int | None,
) -> Access:  # fmt: skip
    """Walk from any stop to the street at one where a taxi stands, and be driven to the destination. zones, from_s: as in Cabs."""
    stops, _, extra_s = hubs.kerbs(Mode.CAR)
    driven_ms = network.near_places(Mode.CAR, end.snaps[Mode.CAR], hubs.car_places, True).astype(np.int64) + end.beeline_ms(Mode.CAR, walk_speed_mps)
    longest_ms = worth_leaving_ms(network, start, end, Mode.CAR)
    can = np.flatnonzero((driven_ms < min(INF, longest_ms + 1)) & np.isin(stops, list(zones)))
    from_kerb_s = ((driven_ms[can] + 999) // 1000 + IN_AND_OUT_S).astype(np.int32)
    best_s, via = closed_on_foot(walks.reversed(), stops[can], from_kerb_s + extra_s[can])
    reached = np.flatnonzero(best_s < INF).astype(np.int32)
    kerb_s = np.zeros(len(best_s), np.int32)
    kerb_s[stops[can]] = from_kerb_s
    on_foot_s = np.zeros(len(best_s), np.int32)
    on_foot_s[reached] = best_s[reached] - kerb_s[via[reached]]
    times = Ends(reached, best_s[reached], np.minimum(on_foot_s[reached].astype(np.int64) * 1000, INF).astype(np.int32))
    times = worth_a_taxi(times, 0, on_foot(network, end, True, walk_speed_mps).times, most_walk_s)
    return Access(Mode.CAR, times, via_stop=via, cabs=Cabs(zones, on_foot_s, from_s))


def worth_a_taxi(driven: Ends, waited_s: int, walked: Ends, most_walk_s: float) -> Ends:
    """Of the stops those to which walking takes much longer, the wait for the taxi not counted, or farther than a person walks at all."""
    size = int(max(driven.stop.max(initial=-1), walked.stop.max(initial=-1))) + 1
    walk_s = np.full(size, INF, np.int64)
    walk_s[walked.stop] = np.where(walked.seconds <= most_walk_s, walked.seconds, INF)
    kept = driven.seconds - waited_s + WORTH_A_TAXI_S <= walk_s[driven.stop]
    return Ends(driven.stop[kept], driven.seconds[kept], driven.on_foot()[kept])


def without_vain_taxis(candidates: list[Candidate], at_s: int, arrive_by: bool) -> list[Candidate]:
    """Without the lines with a taxi of which no departure is much better than the best way on foot and by transit."""
    best: dict[tuple, float] = {}
    for way in candidates:
        key = (way.kind, way.line if way.kind is TripMode.TAXI else ())
        best[key] = min(best.get(key, INF), cost_s(way, at_s, arrive_by))
    least_s = best.get((TripMode.TRANSIT, ()), INF) - WORTH_A_TAXI_S
    return [way for way in candidates if way.kind is not TripMode.TAXI or best[way.kind, way.line] <= least_s]


def kerb_zones(taxis: Iterable[Sequence[TaxiZone]], transit: Transit, hubs: Hubs) -> dict[int, TaxiZone]:
    """By row of Transit.stop_id: where a taxi comes to the kerb of a stop."""
    stops = hubs.kerbs(Mode.CAR)[0]
    found = find_zones(taxis, transit.stop_lat[stops], transit.stop_lon[stops])
    return {int(stop): zone for stop, zone in zip(stops, found) if zone is not None}


def comes_s(egress: Access, stop: int, alight_s: int) -> int:
    """When the taxi from a stop comes for somebody who gets off there, seconds of the plan."""
    assert egress.cabs is not None
    assert egress.via_stop is not None
    ready_s = alight_s + int(egress.cabs.on_foot_s[stop])
    earliest_s = egress.cabs.from_s
    return ready_s if earliest_s is None else max(ready_s, earliest_s + egress.cabs.zones[int(egress.via_stop[stop])].counted_s)


def still_waited_s(egress: Access, stop: int, alight_s: int) -> int:
    """Seconds at the kerb until the taxi comes; 0 where one does not go on by taxi."""
    return 0 if egress.cabs is None else comes_s(egress, stop, alight_s) - alight_s - int(egress.cabs.on_foot_s[stop])
