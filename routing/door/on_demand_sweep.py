"""One ride on demand from many places to many: what the searches of one query share, and the soonest way to every kerb."""
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.door.access import Access, on_foot
from routing.door.closure import INF
from routing.door.ends import End
from routing.door.on_demand_kerbs import Kerbs
from routing.door.on_demand_way import Hop
from routing.door.ridden import Searches
from routing.flex.running import NEVER_S, Running
from routing.streets.graph import Mode
from routing.transit.search_api import TransitSearch


@dataclass(frozen=True)
class Offer:
    """Rides from one area in the same hours that take equally long: they differ by where they go."""

    like: Running
    rides: tuple[Running, ...]

    def to(self, areas: np.ndarray | frozenset[int]) -> Running | None:
        """The first one to one of some areas."""
        return next((one for one in self.rides if one.ride.drop_off in areas), None)


@dataclass(frozen=True)
class Swept:
    """How rides on demand get one to every kerb (int64[k] each, NEVER_S: none does): when for certain, by which offer, from which kerb (-1: the
    origin), picked up when; and the ride to the destination itself."""

    there_s: np.ndarray
    offer: np.ndarray
    begin: np.ndarray
    pickup_s: np.ndarray
    whole: Hop | None


@dataclass
class Asking:
    """What the searches for one query share."""

    searches: Searches
    kerbs: Kerbs
    offers: list[Offer]
    search: TransitSearch
    origin_in: frozenset[int]
    destination_in: frozenset[int]

    @cached_property
    def access(self) -> Access:
        return on_foot(self.searches.network, self.searches.start, False, self.searches.query.walk_speed_mps)

    @cached_property
    def walk_s(self) -> np.ndarray:
        """int64[k], on foot from the origin to the street at each kerb."""
        return self.to_kerbs(self.access)

    @cached_property
    def onward_s(self) -> np.ndarray:
        """int64[k], on foot from the street at each kerb to the destination."""
        return self.to_kerbs(self.searches.egress)

    def to_kerbs(self, on_foot_: Access) -> np.ndarray:
        seconds = np.full(len(self.searches.snapshot.transit.stop_lat), INF, np.int64)
        seconds[on_foot_.times.stop] = on_foot_.times.seconds
        return np.minimum(seconds[self.kerbs.stops] + self.kerbs.extra_s, INF)

    @cached_property
    def from_origin_ms(self) -> np.ndarray:
        """int64[k], by car from the origin."""
        return self.driven_ms(self.searches.start, False)

    @cached_property
    def to_destination_ms(self) -> np.ndarray:
        return self.driven_ms(self.searches.end, True)

    def driven_ms(self, end: End, towards: bool) -> np.ndarray:
        if Mode.CAR not in end.snaps or not len(self.kerbs.stops):
            return np.full(len(self.kerbs.stops), NEVER_S, np.int64)
        driven = self.searches.network.near_places(Mode.CAR, end.snaps[Mode.CAR], self.kerbs.places, towards).astype(np.int64)
        return np.where(driven < INF, driven + end.beeline_ms(Mode.CAR, self.searches.query.walk_speed_mps), NEVER_S)

    @cached_property
    def direct_ms(self) -> int:
        start, end, speed = self.searches.start, self.searches.end, self.searches.query.walk_speed_mps
        if Mode.CAR not in start.snaps or Mode.CAR not in end.snaps:
            return NEVER_S
        driven = int(self.searches.network.durations(Mode.CAR, [start.snaps[Mode.CAR]], [end.snaps[Mode.CAR]])[0, 0])
        return NEVER_S if driven >= INF else driven + start.beeline_ms(Mode.CAR, speed) + end.beeline_ms(Mode.CAR, speed)


def offers_of(running: list[Running]) -> list[Offer]:
    alike: dict[tuple, list[Running]] = {}
    for one in running:
        alike.setdefault((one.ride.pickup, one.pickup_s, one.drop_off_s, one.ride.safe), []).append(one)
    return [Offer(rides[0], tuple(rides)) for rides in alike.values()]


def sweep(asking: Asking, here_s: int | None, at_kerb_s: np.ndarray, before_s: int) -> Swept:
    """here_s: when somebody is ready at the origin, None: nobody is; at_kerb_s: int64[k], when at each kerb, NEVER_S: never."""
    size = len(asking.kerbs.stops)
    found = Swept(np.full(size, NEVER_S), np.full(size, -1), np.full(size, -1), np.full(size, NEVER_S), None)
    for number, offer in enumerate(asking.offers):
        drops = np.any(asking.kerbs.in_area[[one.ride.drop_off for one in offer.rides]], axis=0)
        if offer.like.ride.pickup in asking.origin_in and here_s is not None:
            found = from_origin(asking, found, number, drops, here_s)
        else:
            found = from_kerbs(asking, found, number, drops, at_kerb_s, before_s)
    return found


def from_origin(asking: Asking, found: Swept, number: int, drops: np.ndarray, here_s: int) -> Swept:
    offer = asking.offers[number]
    pickup_s = int(offer.like.picked_up_s(here_s))
    if pickup_s >= NEVER_S:
        return found
    there_s = np.where(drops, offer.like.there_s(pickup_s, asking.from_origin_ms), NEVER_S)
    none = np.full(len(there_s), -1)
    whole = found.whole
    ride = offer.to(asking.destination_in)
    if ride is not None:
        arrives_s = int(offer.like.there_s(pickup_s, asking.direct_ms))
        whole = sooner(whole, Hop(ride, -1, -1, pickup_s, arrives_s, asking.direct_ms))
    return better(found, there_s, number, none, np.full(len(there_s), pickup_s), whole)


def from_kerbs(asking: Asking, found: Swept, number: int, drops: np.ndarray, at_kerb_s: np.ndarray, before_s: int) -> Swept:
    offer, kerbs = asking.offers[number], asking.kerbs
    rows = np.flatnonzero(kerbs.in_area[offer.like.ride.pickup] & (at_kerb_s < before_s))
    pickup_s = offer.like.picked_up_s(at_kerb_s[rows])
    rows, pickup_s = rows[pickup_s < before_s], pickup_s[pickup_s < before_s]
    if not len(rows):
        return found
    whole, ride = found.whole, offer.to(asking.destination_in)
    if ride is not None:
        arrives_s = offer.like.there_s(pickup_s, asking.to_destination_ms[rows])
        first = int(arrives_s.argmin())
        row = int(rows[first])
        times = int(pickup_s[first]), int(arrives_s[first]), int(asking.to_destination_ms[row])
        whole = sooner(whole, Hop(ride, int(kerbs.stops[row]), -1, *times, in_s=int(kerbs.extra_s[row])))
    targets = np.flatnonzero(drops)
    there_s, begin, picked_s = np.full(len(drops), NEVER_S), np.full(len(drops), -1), np.full(len(drops), NEVER_S)
    if len(targets):
        driven_ms = kerbs.among_ms[np.ix_(rows, targets)].astype(np.int64)
        never = (driven_ms >= INF) | (rows[:, None] == targets)
        every_s = offer.like.there_s(pickup_s[:, None], np.where(never, NEVER_S, driven_ms))
        first = every_s.argmin(axis=0)
        there_s[targets], begin[targets], picked_s[targets] = every_s[first, np.arange(len(targets))], rows[first], pickup_s[first]
    return better(found, there_s, number, begin, picked_s, whole)


def sooner(one: Hop | None, other: Hop) -> Hop | None:
    if other.there_s >= NEVER_S:
        return one
    return other if one is None or other.there_s < one.there_s else one


def better(found: Swept, there_s: np.ndarray, number: int, begin: np.ndarray, pickup_s: np.ndarray, whole: Hop | None) -> Swept:
    """What another offer improves."""
    mask = there_s < found.there_s
    return Swept(
        np.where(mask, there_s, found.there_s), np.where(mask, number, found.offer), np.where(mask, begin, found.begin),
        np.where(mask, pickup_s, found.pickup_s), whole,
    )  # fmt: skip


def hop_to(asking: Asking, swept: Swept, row: int) -> Hop:
    """The ride to a kerb."""
    offer, kerbs, begin = asking.offers[int(swept.offer[row])], asking.kerbs, int(swept.begin[row])
    ride = offer.to(frozenset(np.flatnonzero(kerbs.in_area[:, row]).tolist()))
    assert ride is not None
    driven_ms = int(asking.from_origin_ms[row] if begin < 0 else kerbs.among_ms[begin, row])
    stop, in_s = (-1, 0) if begin < 0 else (int(kerbs.stops[begin]), int(kerbs.extra_s[begin]))
    times = int(swept.pickup_s[row]), int(swept.there_s[row]), driven_ms
    return Hop(ride, stop, int(kerbs.stops[row]), *times, in_s, int(kerbs.extra_s[row]))
