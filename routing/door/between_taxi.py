"""A taxi between two rides, kerb to kerb: on foot from where a ride ends to the street at a stop, and on foot again to where another begins."""
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from routing.door.access import closed_on_foot
from routing.door.closure import INF
from routing.door.hubs import Hubs
from routing.shared.taxis import TAXI_IN_S, TAXI_OUT_S, TaxiZone
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.transit.search_api import Ends
from routing.walks import Walks


@dataclass(frozen=True)
class Driven:
    """A taxi from the kerb at one stop to that at another; from_s: the earliest moment at which it can be ordered, None: as early as need be."""

    zone: TaxiZone
    begin: int
    end: int
    from_s: int | None


@dataclass(frozen=True)
class Drives:
    """To every stop from those where rides end.

    times   seconds of leaving
    end     int32[n_stops], stop at whose kerb one gets out
    by, out_s, in_s, begin_s   of every kerb (row of Hubs.kerbs): the one where one got in, and the seconds at which one stands there again, at
                which one comes there, and at which a taxi does so too
    came_from   int32[n_stops], where the ride ended from which one walks there; ready_s: when it did
    """

    hubs: Hubs
    zones: Mapping[int, TaxiZone]
    times: Ends
    end: np.ndarray
    by: np.ndarray
    out_s: np.ndarray
    in_s: np.ndarray
    begin_s: np.ndarray
    came_from: np.ndarray
    ready_s: np.ndarray
    from_s: int | None

    def of(self, stop: int) -> tuple[Driven, int, int, int]:
        """The taxi that gets one there, the stop that one comes from, the seconds without waiting for the taxi, and ms on foot."""
        stops, _, extra_s = self.hubs.kerbs(Mode.CAR)
        out = int(np.flatnonzero(stops == self.end[stop])[0])
        got_in = int(self.by[out])
        begin, there_s = int(stops[got_in]), int(self.times.seconds[np.flatnonzero(self.times.stop == stop)[0]])
        came_from = int(self.came_from[begin])
        to_taxi_s, from_taxi_s = int(self.in_s[got_in] - self.ready_s[came_from]), there_s - int(self.out_s[out]) + int(extra_s[out])
        takes_s = to_taxi_s + there_s - int(self.begin_s[got_in])
        return Driven(self.zones[begin], begin, int(stops[out]), self.from_s), came_from, takes_s, (to_taxi_s + from_taxi_s) * 1000


def drive_on(
    network: StreetNetwork, hubs: Hubs, walks: Walks, zones: Mapping[int, TaxiZone], ready_s: np.ndarray, departs_s: int, from_s: int | None
) -> Drives | None:
    """ready_s: int32[n_stops], when a ride ends at each stop, seconds after departs_s; INF: none does. zones: where a taxi comes to the kerb."""
    ended = np.flatnonzero(ready_s < INF).astype(np.int32)
    if not zones or not len(ended):
        return None
    stops, _, extra_s = hubs.kerbs(Mode.CAR)
    walked_s, came_from = closed_on_foot(walks, ended, ready_s[ended])
    in_s = np.minimum(walked_s[stops].astype(np.int64) + extra_s, INF)
    waited_s = np.array([INF if (zone := zones.get(stop)) is None else 0 if from_s is None else from_s - departs_s + zone.counted_s
                         for stop in stops.tolist()], np.int64)  # fmt: skip
    begin_s = np.where((in_s < INF) & (waited_s < INF), np.maximum(in_s, waited_s), INF)
    ready_ms = np.minimum((begin_s + TAXI_IN_S) * 1000, INF).astype(np.int32)
    driven_ms, by = network.reach(Mode.CAR, hubs.car_places, ready_ms, hubs.car_places, False)
    driven = np.flatnonzero((driven_ms < INF) & (by != np.arange(len(stops))))
    if not len(driven):
        return None
    out_s = np.full(len(stops), INF, np.int64)
    out_s[driven] = (driven_ms[driven].astype(np.int64) + 999) // 1000 + TAXI_OUT_S + extra_s[driven]
    best_s, end = closed_on_foot(walks, stops[driven], out_s[driven].astype(np.int32))
    there = np.flatnonzero(best_s < INF).astype(np.int32)
    return Drives(hubs, zones, Ends(there, best_s[there]), end, by, out_s, in_s, begin_s, came_from, ready_s, from_s)
