"""Comparison of the searches with the slow twin on random networks; `check_networks` also serves the long proof."""
from dataclasses import dataclass

import numpy as np

from routing.transit.day import build_day
from routing.transit.journeys import TransitJourney
from routing.transit.search_api import Ends, Options, TransitSearch
from routing.transit.workspace import INF
from tests.routing.transit.feeds import DAY, ZONE
from tests.routing.transit.networks import BASE_S, FAR, VERTICES, Network, following, random_network
from tests.routing.transit.twin import Slow, least_walks, make_slow, pareto, walk_milliseconds

MAX_RIDES = 5
WINDOW = (BASE_S - 3 * 3600, BASE_S + 4 * 3600)


@dataclass
class Trial:
    """One question: stop lists in the shapes of the search and of the twin, and the slow answer at every moment that matters."""

    network: Network
    slow: Slow
    access: Ends
    egress: Ends
    direct_s: int
    options: Options

    def __post_init__(self):
        stops = self.network.feed.stops
        self.access_s, self.egress_s = spread(self.access, stops), spread(self.egress, stops)
        self.onward = following(self.network.feed)
        self.leaving = self.slow.leaving_times(self.access_s)
        table = [self.slow.arrivals(self.access_s, self.egress_s, int(t), MAX_RIDES) for t in self.leaving]
        self.arrivals = np.array(table).reshape(-1, MAX_RIDES + 1)

    def arrival(self, start_s: int, rides: int) -> int:
        """Earliest arrival leaving at or after start_s, without regard to going directly."""
        row = np.searchsorted(self.leaving, start_s)
        return FAR if row == len(self.leaving) else int(self.arrivals[row, rides])

    def departure(self, deadline_s: int, rides: int) -> int:
        """Latest departure arriving at or before the deadline, -FAR if none."""
        rows = np.flatnonzero(self.arrivals[:, rides] <= deadline_s) if len(self.leaving) else []
        return int(self.leaving[rows[-1]]) if len(rows) else -FAR


def spread(ends: Ends, stops: int) -> np.ndarray:
    seconds = np.full(stops, FAR)
    np.minimum.at(seconds, ends.stop, ends.seconds)
    return seconds


def random_trial(rng, network: Network, slow: Slow, change_s: int) -> Trial:
    """Access and egress over all walks from a vertex to a vertex, or (not closed) any lists of stops."""
    on_map = np.flatnonzero(network.vertex >= 0).astype(np.int32)
    start, goal = rng.integers(0, VERTICES, 2)
    out_ms, in_ms = network.walk_ms[start, network.vertex[on_map]], network.walk_ms[network.vertex[on_map], goal]
    access, egress = reach(on_map, out_ms), reach(on_map, in_ms)
    direct_ms = network.walk_ms[start, goal]
    direct_s = INF if direct_ms >= FAR else int(-(-direct_ms // 1000))
    walk_access, walk_egress = bool(rng.random() < 0.7), bool(rng.random() < 0.7)
    access = access if walk_access else anywhere(rng, network)
    egress = egress if walk_egress else anywhere(rng, network)
    if not (walk_access and walk_egress):
        direct_s = INF if rng.random() < 0.7 else int(rng.integers(0, 7200))
    return Trial(network, slow, access, egress, direct_s, Options(MAX_RIDES, change_s, 86_400, walk_access, walk_egress, 1))


def reach(stops, walk_ms) -> Ends:
    near = walk_ms < FAR
    return Ends(stops[near], (-(-walk_ms[near] // 1000)).astype(np.int32))


def anywhere(rng, network: Network) -> Ends:
    some = rng.choice(network.feed.stops, int(rng.integers(1, 5))).astype(np.int32)
    return Ends(some, rng.integers(0, 1200, len(some)).astype(np.int32))


def check_valid(trial: Trial, search: TransitSearch, journey: TransitJourney) -> None:
    """A journey that the timetable and the rules really allow."""
    rides, feed = journey.rides, trial.network.feed
    assert journey.departure_s == rides[0].departure_s - trial.access.seconds[journey.access_index]
    assert journey.arrival_s == rides[-1].arrival_s + trial.egress.seconds[journey.egress_index]
    assert rides[0].board_stop == trial.access.stop[journey.access_index]
    assert rides[-1].alight_stop == trial.egress.stop[journey.egress_index]
    assert not rides[0].stay_seated
    for i, ride in enumerate(rides):
        trip = feed.trips[ride.trip]
        shift = ride.day_offset * 86_400
        calls = [(stop, arrival + shift, departure + shift) for stop, arrival, departure in trip.times()]
        assert ride.day_offset in trip.days
        assert 0 <= ride.board_position < ride.alight_position < len(calls)
        assert (ride.board_stop, ride.departure_s) == (calls[ride.board_position][0], calls[ride.board_position][2])
        assert (ride.alight_stop, ride.arrival_s) == calls[ride.alight_position][:2]
        stays_on = i + 1 < len(rides) and rides[i + 1].stay_seated
        assert stays_on or ride.alight_position not in trip.no_drop_off
        if ride.stay_seated:
            assert ride.trip in trial.onward[rides[i - 1].trip]
            assert ride.board_position == 0
            assert rides[i - 1].alight_position == len(feed.trips[rides[i - 1].trip].calls) - 1
        else:
            assert ride.board_position not in trip.no_pickup
        if i and not ride.stay_seated:
            assert ride.departure_s >= rides[i - 1].arrival_s + trial.slow.required_s[rides[i - 1].alight_stop, ride.board_stop]


def check_pareto(journeys: list[TransitJourney]) -> None:
    for one in journeys:
        for other in journeys:
            better = other.departure_s >= one.departure_s and other.arrival_s <= one.arrival_s and other.boardings <= one.boardings
            assert one is other or not better, (one, other)


def check_earliest(trial: Trial, search: TransitSearch, start_s: int) -> None:
    journeys = search.earliest(trial.access, trial.egress, start_s, trial.direct_s, trial.options)
    for rides in range(MAX_RIDES + 1):
        found = [journey.arrival_s for journey in journeys if journey.boardings <= rides]
        expected = min(trial.arrival(start_s, rides), start_s + trial.direct_s)
        if expected <= start_s + trial.options.max_duration_s:
            assert min([*found, start_s + trial.direct_s]) == expected
        else:
            assert not found
    for journey in journeys:
        assert journey.departure_s >= start_s
        check_valid(trial, search, journey)


def check_latest(trial: Trial, search: TransitSearch, deadline_s: int) -> None:
    journeys = search.latest(trial.access, trial.egress, deadline_s, trial.direct_s, trial.options)
    for rides in range(MAX_RIDES + 1):
        found = [journey.departure_s for journey in journeys if journey.boardings <= rides]
        expected = max(trial.departure(deadline_s, rides), deadline_s - trial.direct_s)
        if expected >= deadline_s - trial.options.max_duration_s:
            assert max([*found, deadline_s - trial.direct_s]) == expected
        else:
            assert not found
    for journey in journeys:
        assert journey.arrival_s <= deadline_s
        check_valid(trial, search, journey)


def check_range(trial: Trial, search: TransitSearch) -> int:
    """Every leaving time and ride count, forwards and backwards. Returns the number of journeys."""
    forward = search.range(trial.access, trial.egress, *WINDOW, trial.direct_s, trial.options)
    backward = search.range_arrive_by(trial.access, trial.egress, *WINDOW, trial.direct_s, trial.options)
    for journeys in (forward, backward):
        check_pareto(journeys)
        for journey in journeys:
            check_valid(trial, search, journey)
    for moment in moments(trial.leaving):
        for rides in range(MAX_RIDES + 1):
            found = [journey.arrival_s for journey in forward if journey.departure_s >= moment and journey.boardings <= rides]
            assert min([*found, moment + trial.direct_s]) == min(trial.arrival(moment, rides), moment + trial.direct_s)
    for moment in moments(trial.arrivals[trial.arrivals < FAR]):
        for rides in range(MAX_RIDES + 1):
            found = [journey.departure_s for journey in backward if journey.arrival_s <= moment and journey.boardings <= rides]
            assert max([*found, moment - trial.direct_s]) == max(trial.departure(moment, rides), moment - trial.direct_s)
    return len(forward) + len(backward)


def moments(times) -> list[int]:
    """Each moment in the window at which the answer may change, and the second after."""
    inside = np.unique(times)
    inside = inside[(inside >= WINDOW[0]) & (inside < WINDOW[1])]
    return np.unique(np.concatenate([inside, inside + 1])).astype(int).tolist()


def check_least_walk(trial: Trial, search: TransitSearch, rng) -> int:
    """Arrival, rides and walking, forwards and backwards (the same journeys in mirrored order, from the far side). Returns journeys."""
    stops = range(trial.network.feed.stops)
    walk_ms = np.array([[walk_milliseconds(trial.network, c, b) for b in stops] for c in stops])
    start_s, limit_ms = int(BASE_S + rng.integers(-5, 30) * 60), INF if rng.random() < 0.5 else int(rng.integers(0, 60)) * 60_000
    # Without a direct way to beat, many more journeys count.
    direct = (INF, INF) if trial.direct_s >= INF or rng.random() < 0.7 else (trial.direct_s, trial.direct_s * 1000)
    access, egress = listed(trial.access), listed(trial.egress)
    expected = least_walks(trial.slow, walk_ms, access, egress, start_s, MAX_RIDES, limit_ms)
    journeys = search.pareto_walk(trial.access, trial.egress, start_s, direct, limit_ms, trial.options)
    going = set() if direct[0] >= INF else {(start_s + direct[0], direct[1])}
    for rides in range(MAX_RIDES + 1):
        found = {(journey.arrival_s, journey.walk_ms) for journey in journeys if journey.boardings <= rides}
        assert pareto(found | going) == pareto({pair for pair in expected[rides] if pair[0] <= start_s + trial.options.max_duration_s} | going)
    assert len({(journey.boardings, journey.arrival_s, journey.walk_ms) for journey in journeys}) == len(journeys)
    for journey in journeys:
        assert journey.departure_s >= start_s
        assert journey.walk_ms == walked(trial, walk_ms, journey)
        check_valid(trial, search, journey)
        check_back(trial, search, journey, direct, limit_ms, walk_ms)
    return len(journeys)


def check_back(trial: Trial, search: TransitSearch, journey: TransitJourney, direct, limit_ms: int, walk_ms) -> None:
    """Arriving when a journey arrives, with as much walking, one can leave as late as it does."""
    back = search.pareto_walk_arrive_by(trial.access, trial.egress, journey.arrival_s, direct, limit_ms, trial.options)
    best = [other.departure_s for other in back if other.boardings <= journey.boardings and other.walk_ms <= journey.walk_ms]
    best += [journey.arrival_s - direct[0]] if direct[0] < INF and direct[1] <= journey.walk_ms else []
    assert max(best) >= journey.departure_s
    for other in back:
        assert other.arrival_s <= journey.arrival_s
        assert other.walk_ms == walked(trial, walk_ms, other) <= limit_ms
        check_valid(trial, search, other)


def walked(trial: Trial, walk_ms, journey: TransitJourney) -> int:
    total = int(trial.access.on_foot()[journey.access_index] + trial.egress.on_foot()[journey.egress_index])
    for one, other in zip(journey.rides[:-1], journey.rides[1:]):
        total += 0 if other.stay_seated else int(walk_ms[one.alight_stop, other.board_stop])
    return total


def listed(ends: Ends) -> list[tuple[int, int, int]]:
    return list(zip(ends.stop.tolist(), ends.seconds.tolist(), ends.on_foot().tolist()))


def check_networks(n: int, seed: int = 0) -> dict[str, int]:
    """Compare all searches with the slow twin on n random networks. Raises AssertionError at the first difference; returns counts."""
    counts = {"networks": 0, "single": 0, "arrive_by": 0, "range": 0, "least_walk": 0, "journeys": 0}
    for number in range(seed, seed + n):
        rng = np.random.default_rng(number)
        network = random_network(rng)
        change_s = int(rng.choice([0, 60, 120, 90]))
        slow = make_slow(network, change_s)
        search = TransitSearch.of_timetable(network.transit, network.walks, build_day(network.transit, DAY, ZONE))
        for _ in range(3):
            trial = random_trial(rng, network, slow, change_s)
            for _ in range(6):
                check_earliest(trial, search, int(BASE_S + rng.integers(-10, 40) * 60))
                check_latest(trial, search, int(BASE_S + rng.integers(0, 80) * 60))
            counts["journeys"] += check_range(trial, search)
            counts["journeys"] += check_least_walk(trial, search, rng)
            counts["least_walk"] += 1
            counts["single"] += 6
            counts["arrive_by"] += 6
            counts["range"] += 2
        counts["networks"] += 1
    return counts
